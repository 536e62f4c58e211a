/**
 * Long work in the thread that answers everybody goes piece by piece. Each piece waits here for its turn: one piece in
 * one round of the event loop, in the order of asking. Without it ten long works that each rest a moment leave others
 * ten pieces to wait for; and answers of another thread, which come in one burst, leave them out altogether.
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

/** Milliseconds of work after which others in the thread have their turn. */
const LONG = 10;

/** Taken between the steps of long work: one question must not keep all waiting. */
export class Breath {
  private since = performance.now();

  async taken(): Promise<void> {
    if (performance.now() - this.since < LONG) return;
    await turns.next();
    this.since = performance.now();
  }
}
