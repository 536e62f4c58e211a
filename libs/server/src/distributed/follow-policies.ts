import { type PolicyBook, rest } from '@dossier/engine';
import type { LogReader } from '@dossier/event-feed';
import { PolicyPublished } from '@dossier/foundation';
import { growingPause } from '../growing-pause';
import type { Closing } from '../opened';

/** Events looked at for policies at once. */
const PAGE = 1_000;
/** Milliseconds between two looks, however fast the log grows: so long a policy of another process may not count yet. */
const PAUSE = 100;

interface Parts {
  readonly feed: Pick<LogReader, 'read' | 'newer'>;
  readonly policies: Pick<PolicyBook, 'read' | 'isKnown'>;
  /** All policies up to here are read. */
  readonly from: number;
  readonly onFailure: (error: unknown) => void;
}

/** Reads the policies again when another process has published one. */
export function followPolicies({ feed, policies, from, onFailure }: Parts): Closing {
  const stop = new AbortController();
  const { signal } = stop;
  const isOver = (): boolean => signal.aborted;
  policies.isKnown(from);
  const follow = async (): Promise<void> => {
    for (let at = from, failed = 0; !isOver();)
      try {
        await feed.newer(at, signal);
        const { events, upTo } = await feed.read(at, PAGE, { types: [PolicyPublished.type] });
        if (events.length > 0) await policies.read();
        at = upTo;
        policies.isKnown(at);
        failed = 0;
        await rest(PAUSE, signal);
      } catch (error) {
        if (isOver()) return; // the log is closed by now
        onFailure(error);
        await growingPause(failed++, signal);
      }
  };
  void follow();
  return { close: () => stop.abort() };
}
