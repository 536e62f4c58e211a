import type { LogEnd } from '@dossier/event-store';
import type { EventFeed } from '@dossier/event-feed';

/** The last event of a log as it is now. */
export async function endOf(feed: EventFeed): Promise<LogEnd> {
  const position = await feed.head();
  return { position, hash: (await hashAt(feed, position)) ?? null };
}

/**
 * True when the log holds the event that somebody saw last. A log that ends before it has lost events; one with another
 * event at that position was restored from a copy and continued differently.
 */
export async function holds(feed: EventFeed, { position, hash }: LogEnd): Promise<boolean> {
  if (position > (await feed.head())) return false;
  return hash === null || (await hashAt(feed, position)) === hash;
}

async function hashAt(feed: EventFeed, position: number): Promise<string | undefined> {
  const [event] = (await feed.read(Math.max(0, position - 1), 1)).events;
  return event?.position === position ? event.hash : undefined;
}
