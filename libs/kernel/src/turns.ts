/**
 * Gives each piece of long work its turn: one piece in one round of the event loop, in the order of asking. Without it ten
 * long works that pause one after the other make a short request wait for ten pieces, and answers of another thread, which
 * arrive in one burst, are all handled before it.
 */
class Turns {
  private last = Promise.resolve();

  next(): Promise<void> {
    this.last = this.last.then(() => new Promise((round) => setImmediate(round)));
    return this.last;
  }
}

/** Of this thread. */
export const turns = new Turns();

/** Milliseconds of work after which it pauses. */
const LONG = 10;

/** Asked between the steps of long work to let others in the thread run: else one long question blocks everybody. */
export class LongWork {
  private since = performance.now();

  /** Waits for its turn where the work has run for {@link LONG} without a pause. */
  async yieldIfDue(): Promise<void> {
    if (performance.now() - this.since < LONG) return;
    await turns.next();
    this.since = performance.now();
  }
}
