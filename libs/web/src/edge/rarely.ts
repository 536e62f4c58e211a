/** Milliseconds between two messages on one matter. */
const PAUSE = 60_000;
/** Most matters remembered; they are codes, so they are few. */
const MOST = 1_000;

/** Limits repeated messages, so that the log does not fill the disk. */
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
