import type { LogEnd } from '@dossier/event-store';
import type { LogReader } from '@dossier/event-feed';

/** The last event of a log as it is now. */
export async function endOf(feed: LogReader): Promise<LogEnd> {
  const position = await feed.head();
  return { position, hash: (await hashAt(feed, position)) ?? null };
}

/**
 * True when the log holds the event that somebody saw last. A log that ends before it has lost events; one with another
 * event at that position was restored from a copy and continued differently.
 */
export async function holds(feed: LogReader, { position, hash }: LogEnd): Promise<boolean> {
  if (position > (await feed.head())) return false;
  return hash === null || (await hashAt(feed, position)) === hash;
}

async function hashAt(feed: LogReader, position: number): Promise<string | undefined> {
  return (await feed.at([position]))[0]?.hash;
}
