import type { LogEnd } from '@dossier/event-store';
import type { EventFeed } from '@dossier/event-feed';

/** The last event of a log as it is now. */
export async function endOf(feed: EventFeed): Promise<LogEnd> {
  const position = await feed.head();
  return { position, hash: (await hashAt(feed, position)) ?? null };
}

/**
 * True when a log holds what somebody has seen of it. A log that ends earlier has lost its end; one with another event
 * at that place is another continuation of the same copy.
 */
export async function holds(feed: EventFeed, { position, hash }: LogEnd): Promise<boolean> {
  if (position > (await feed.head())) return false;
  return hash === null || (await hashAt(feed, position)) === hash;
}

async function hashAt(feed: EventFeed, position: number): Promise<string | undefined> {
  const [event] = (await feed.read(Math.max(0, position - 1), 1)).events;
  return event?.position === position ? event.hash : undefined;
}
