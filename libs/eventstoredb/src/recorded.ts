import type { EventData, RecordedEvent } from '@eventstore/db-client';
import type { Proposed, Stored } from '@dossier/event-store';

/** What the server does not keep of itself. */
type Envelope = Omit<Proposed, 'id' | 'type' | 'data'> & Pick<Stored, 'subject'>;

const utf8 = new TextEncoder();

/** All as bytes: a payload that is JSON the client would write anew, and metadata it would take through base64. */
export function eventOf(event: Proposed, subject: string): EventData {
  const { version, occurredAt, recordedAt, actor, department, businessLine } = event;
  const { correlationId, causationId, traceparent, backfill, hash } = event;
  const who = { version, subject, occurredAt, recordedAt, actor, department, businessLine };
  const metadata: Envelope = { ...who, correlationId, causationId, traceparent, backfill, hash };
  return {
    id: event.id,
    type: event.type,
    contentType: 'application/octet-stream',
    data: utf8.encode(event.data),
    metadata: utf8.encode(JSON.stringify(metadata)), // no Buffer: the client takes that for an object
  };
}

export function storedOf(event: RecordedEvent): Stored {
  const { buffer, byteOffset, byteLength } = event.data as Uint8Array;
  return {
    ...(event.metadata as unknown as Envelope),
    id: event.id,
    type: event.type,
    stream: event.streamId,
    revision: Number(event.revision),
    position: positionOf(event),
    data: Buffer.from(buffer, byteOffset, byteLength).toString('utf8'), // of bytes alone it would be a copy first
  };
}

/** @throws Error of a server older than 22.6, which gives none; and beyond 2^53 - 1, where numbers have gaps */
export function positionOf({ position }: Pick<RecordedEvent, 'position'>): number {
  if (position === undefined)
    throw new Error('this EventStoreDB gives no positions with streams: 22.6 or later is needed');
  const place = Number(position.commit);
  if (!Number.isSafeInteger(place)) throw new Error(`position ${position.commit} is beyond what a number can hold`);
  return place;
}
