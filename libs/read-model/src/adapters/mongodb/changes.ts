import { setTimeout } from 'node:timers/promises';

/** Looks for saved steps while anybody waits for one: one look for all who wait. */
export class Changes {
  private readonly waiting = new Set<() => void>();
  private readonly stop = new AbortController();
  private looking = false;

  /**
   * @param last what `look` gave before anybody waits: who waits first is told of every step since
   * @param look gives another text after each step
   * @param pause milliseconds between two looks
   */
  constructor(
    private last: string | undefined,
    private readonly look: () => Promise<string | undefined>,
    private readonly pause: number,
  ) {}

  /** Resolves soon after a step was saved, or the signal aborts. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        signal.removeEventListener('abort', done);
        this.waiting.delete(done);
        resolve();
      };
      this.waiting.add(done);
      signal.addEventListener('abort', done);
      if (signal.aborted || this.stop.signal.aborted) done();
      else void this.watch();
    });
  }

  close(): void {
    this.stop.abort();
    this.wake();
  }

  private async watch(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    while (this.waiting.size > 0) {
      const last = await this.look().catch(() => this.last); // a server that is away is waited for
      if (last !== this.last) {
        this.last = last;
        this.wake();
      } else await setTimeout(this.pause, undefined, { signal: this.stop.signal, ref: false }).catch(() => undefined);
    }
    this.looking = false;
  }

  private wake(): void {
    for (const done of [...this.waiting]) done();
  }
}
