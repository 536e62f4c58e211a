/** Milliseconds between two words on the same matter. */
const PAUSE = 60_000;
/** Matters remembered; they are codes, of which there are few. */
const MOST = 1_000;

/** Says of what happens again and again that it is time to say so once more: a log that fills a disk helps nobody. */
export class Rarely {
  private readonly last = new Map<string, number>();

  /** @param now milliseconds that never go back */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** True at the first time, and then at most once a minute. */
  due(matter: string): boolean {
    const [now, last] = [this.now(), this.last.get(matter)];
    if (last !== undefined && now - last < PAUSE) return false;
    if (this.last.size >= MOST) this.last.clear();
    this.last.set(matter, now);
    return true;
  }
}
