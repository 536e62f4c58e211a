/** Milliseconds of pieces in one round, at least. */
const ROUND = 1;
/** Pieces in one round by what else it took: of rounds of 50 ms, one millisecond each would leave reads no time at all. */
const OF_THE_REST = 1 / 4;

/**
 * Lets pieces of long work run one after the other, in the order of asking, with a round of the event loop after a
 * millisecond of them, or a quarter of what the round before took. Without it a short request waits for a piece of each
 * long work, and for all answers of another thread, which arrive in one burst.
 */
class Turns {
  private readonly waiting: (() => void)[] = [];
  /** When the pieces of this round are to end, of `performance.now()`. */
  private end = 0;

  next(): Promise<void> {
    return new Promise((have) => {
      if (this.waiting.push(have) === 1) this.inNextRound();
    });
  }

  private inNextRound(): void {
    const asked = performance.now();
    setImmediate(() => {
      const now = performance.now();
      this.end = now + Math.max(ROUND, (now - asked) * OF_THE_REST);
      this.serve();
    });
  }

  private readonly serve = (): void => {
    this.waiting[0]?.();
    // a tick comes after all that the piece does before it waits for something else
    queueMicrotask(() => process.nextTick(this.after));
  };

  private readonly after = (): void => {
    this.waiting.shift();
    if (this.waiting.length === 0) return;
    if (performance.now() < this.end) this.serve();
    else this.inNextRound();
  };
}

/** The turns of this thread. */
export const turns = new Turns();

/** Milliseconds of work before a pause. */
const LONG = 10;

/** Lets others run between the steps of long work: without it one long query blocks everybody. */
export class LongWork {
  private since = performance.now();

  /** @param mayGoOn called after each pause: throws where the work is to end; left out: it goes on to its end */
  constructor(private readonly mayGoOn?: () => void) {}

  /** Whether the work has run for {@link LONG} without a pause: for steps so short that waiting for nothing would count. */
  get isDue(): boolean {
    return performance.now() - this.since >= LONG;
  }

  /** Waits for a turn when a pause is due. @throws what `mayGoOn` throws */
  async yieldIfDue(): Promise<void> {
    if (!this.isDue) return;
    await turns.next();
    this.mayGoOn?.();
    this.since = performance.now();
  }
}
