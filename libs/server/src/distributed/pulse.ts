import { setTimeout as sleep } from 'node:timers/promises';
import { LogCut } from '@dossier/event-feed';
import type { Text } from '@dossier/kernel';

/** Milliseconds between an answer and the next question. */
const PAUSE = 1_000;
/** Milliseconds after which a question without answer counts as failed. */
const LATE = 5_000;

export interface Asked {
  /** As figures name it. */
  readonly store: string;
  /** What everybody may read where it does not answer: no address, and nothing that a server said. */
  readonly silent: Text;
  readonly ask: () => Promise<unknown>;
}

/** Asks each server again and again whether it answers, so that whoever asks the process is told at once. */
export class Pulse {
  /** By store. */
  private readonly failing = new Map<string, Text>();
  private readonly stop = new AbortController();

  /** @param onFailure is told what was said, for the log */
  constructor(
    private readonly asked: readonly Asked[],
    private readonly onFailure: (error: unknown) => void,
    private readonly times = { pause: PAUSE, late: LATE },
  ) {
    for (const each of asked) void this.follow(each);
  }

  troubles(): readonly Text[] {
    return [...new Set(this.failing.values())];
  }

  /** Whether each answers. */
  well(): Readonly<Record<string, boolean>> {
    return Object.fromEntries(this.asked.map(({ store }) => [store, !this.failing.has(store)]));
  }

  close(): void {
    this.stop.abort();
  }

  private async follow({ store, silent, ask }: Asked): Promise<void> {
    const { signal } = this.stop;
    const isOver = (): boolean => signal.aborted;
    while (!isOver()) {
      const late = setTimeout(() => this.failing.set(store, silent), this.times.late).unref();
      try {
        await ask();
        this.failing.delete(store);
      } catch (error) {
        if (isOver()) return; // it is closed by now
        // its words name no address, and nobody is helped by `it does not answer`
        this.failing.set(store, error instanceof LogCut ? error.words : silent);
        this.onFailure(error);
      } finally {
        clearTimeout(late);
      }
      await sleep(this.times.pause, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
