import { hash as digest } from 'node:crypto';
import { canonicalJson } from '@dossier/kernel';
import type { Stored } from './event-store.port';

/** What the hash of an event covers, beside the hash of the stream's previous event. */
export type Hashed = Omit<Stored, 'hash' | 'position'>;

/**
 * SHA-256, lower-case hex, over the envelope in RFC 8785 form with `previousHash` as one more member (P13). The text is
 * built by hand, members in code-unit order, since `data` is canonical already.
 * @param previousHash hash of the event before it in its stream; '' for the first
 * @throws TypeError for text with a lone surrogate
 */
export function eventHash(event: Hashed, previousHash: string): string {
  const text = canonicalJson;
  return digest(
    'sha256',
    `{"actor":${text(event.actor)},"backfill":${text(event.backfill)},"businessLine":${text(event.businessLine)}` +
      `,"causationId":${text(event.causationId)},"correlationId":${text(event.correlationId)},"data":${event.data}` +
      `,"department":${text(event.department)},"id":${text(event.id)},"occurredAt":${text(event.occurredAt)}` +
      `,"previousHash":${text(previousHash)},"recordedAt":${text(event.recordedAt)},"revision":${text(event.revision)}` +
      `,"stream":${text(event.stream)},"subject":${text(event.subject)},"traceparent":${text(event.traceparent)}` +
      `,"type":${text(event.type)},"version":${text(event.version)}}`,
    'hex',
  );
}

/**
 * Checks the hash chain of a whole stream, given in order from its first event.
 * @returns the first revision that is missing, misplaced or changed; null: the stream is intact
 */
export function verifyStream(events: readonly Stored[]): number | null {
  let previousHash = '';
  for (const [revision, event] of events.entries()) {
    const belongs = event.revision === revision && event.stream === events[0]?.stream;
    if (!belongs || event.hash !== eventHash(event, previousHash)) return revision;
    previousHash = event.hash;
  }
  return null;
}
