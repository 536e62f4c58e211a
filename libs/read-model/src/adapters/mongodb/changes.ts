import { setTimeout } from 'node:timers/promises';
import { Waiters } from '@dossier/kernel';

/** Looks for saved steps while anybody waits for one: one look for all who wait. */
export class Changes {
  private readonly waiters = new Waiters();
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
    if (this.stop.signal.aborted) return Promise.resolve();
    const changed = this.waiters.next(signal);
    void this.watch();
    return changed;
  }

  close(): void {
    this.stop.abort();
    this.waiters.wake();
  }

  private async watch(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    while (this.waiters.any) {
      const last = await this.look().catch(() => this.last); // a server that is away is waited for
      if (last !== this.last) {
        this.last = last;
        this.waiters.wake();
      } else await setTimeout(this.pause, undefined, { signal: this.stop.signal, ref: false }).catch(() => undefined);
    }
    this.looking = false;
  }
}
