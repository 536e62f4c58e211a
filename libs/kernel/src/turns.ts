/**
 * Lets one piece of long work run per round of the event loop, in the order of asking. Without it a short request waits
 * for a piece of each long work, and for all answers of another thread, which arrive in one burst.
 */
class Turns {
  private last = Promise.resolve();

  next(): Promise<void> {
    this.last = this.last.then(() => new Promise((round) => setImmediate(round)));
    return this.last;
  }
}

/** The turns of this thread. */
export const turns = new Turns();

/** Milliseconds of work before a pause. */
const LONG = 10;

/** Lets others run between the steps of long work: without it one long query blocks everybody. */
export class LongWork {
  private since = performance.now();

  /** Waits for a turn when the work has run for {@link LONG} without a pause. */
  async yieldIfDue(): Promise<void> {
    if (performance.now() - this.since < LONG) return;
    await turns.next();
    this.since = performance.now();
  }
}
