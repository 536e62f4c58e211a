/** Keeps this thread so long, in milliseconds. */
export function busy(ms: number): void {
  for (const began = performance.now(); performance.now() - began < ms;);
}

/** Counts rounds of the event loop, from now until it is stopped. */
export class Rounds {
  now = 0;
  private isOver = false;

  constructor() {
    const next = (): void => {
      this.now += 1;
      if (!this.isOver) setImmediate(next).unref(); // a test that fails before it stops them must end all the same
    };
    setImmediate(next);
  }

  stop(): void {
    this.isOver = true;
  }
}
