/** Milliseconds for which what was read is used without asking whether another process changed it. */
export const UNASKED = 500;

/** Follows a counter that other processes raise with every change: asks only when something is to be used. */
export class FollowedCounter {
  private seen: number | undefined;
  private askedAt = -Infinity;
  private asking: Promise<void> | undefined;

  /**
   * @param onChange called before what was asked for is used, first with the first question
   * @param now milliseconds of a clock that is never set back
   */
  constructor(
    private readonly counter: () => Promise<number>,
    private readonly onChange: () => Promise<void> | void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * undefined: asked a moment ago. Else resolves when what others changed before this call is known, and rejects where
   * that cannot be asked: what was read before must not be used then.
   */
  current(): Promise<void> | undefined {
    if (this.isCurrent()) return undefined;
    // a question that was under way may be an old one, if its answer was slow
    return this.asking?.then(() => (this.isCurrent() ? undefined : (this.asking ?? this.ask()))) ?? this.ask();
  }

  private isCurrent(): boolean {
    return this.now() - this.askedAt < UNASKED;
  }

  private ask(): Promise<void> {
    this.asking = this.look().finally(() => (this.asking = undefined));
    return this.asking;
  }

  private async look(): Promise<void> {
    const askedAt = this.now();
    const count = await this.counter();
    if (count !== this.seen) await this.onChange();
    this.seen = count;
    this.askedAt = askedAt;
  }
}
