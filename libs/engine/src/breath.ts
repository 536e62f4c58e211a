import { setImmediate } from 'node:timers/promises';

/** Milliseconds of work after which others in the thread have their turn. */
const LONG = 20;

/** Taken between the steps of long work in the thread that answers everybody: one question must not keep all waiting. */
export class Breath {
  private since = performance.now();

  async taken(): Promise<void> {
    if (performance.now() - this.since < LONG) return;
    await setImmediate();
    this.since = performance.now();
  }
}
