import type { LogReader } from '@dossier/event-feed';
import type { Stored } from '@dossier/event-store';

interface LongFeed extends LogReader {
  /** How far it was read. */
  readonly readTo: number;
}

/** A feed of one event again and again: to write as many as no buffer of the system holds would take seconds. */
export function longFeed(feed: LogReader, event: Stored, length: number): LongFeed {
  let readTo = 0;
  const read: LogReader['read'] = (after, limit, _selection, most = Infinity) => {
    const count = Math.min(limit, length - after, Math.ceil(most / event.data.length));
    const events = Array.from({ length: count }, (_, i) => ({ ...event, position: after + 1 + i }));
    readTo = Math.max(readTo, after + count);
    return Promise.resolve({ events, upTo: after + count });
  };
  const long = { read, head: () => Promise.resolve(length) };
  return Object.defineProperty(Object.assign(Object.create(feed) as LongFeed, long), 'readTo', { get: () => readTo });
}
