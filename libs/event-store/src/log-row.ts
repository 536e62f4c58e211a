import type { Stored } from './event-store.port';
import { LogDamaged } from './log-damaged';

/**
 * Selects events of `events.db` (format 1, docs/data-folder.md) for {@link stored}; a WHERE over `e` follows.
 * LEFT JOIN: an event whose stream or subject lost its name must not be passed over; and the events come first,
 * whatever the planner thinks of the two small tables.
 */
export const SELECT_EVENTS = `SELECT e.position, s.name, e.revision, u.name, lower(hex(e.id)), e.type,
  e.version, e.occurredAt, e.recordedAt, e.actor, e.department, e.businessLine, e.correlationId, e.causationId, e.traceparent,
  e.backfill, lower(hex(e.hash)), e.data
  FROM events e LEFT JOIN streams s ON s.no = e.stream LEFT JOIN subjects u ON u.no = e.subject`;

/**
 * A row of {@link SELECT_EVENTS} as a plain array: twice as fast as rows as objects. null: a name that is lost, or the
 * zeros of a broken page.
 */
export type EventRow = readonly [
  position: number,
  stream: string | null,
  revision: number,
  subject: string | null,
  id: string,
  type: string,
  version: number,
  occurredAt: string,
  recordedAt: string,
  actor: string,
  department: string | null,
  businessLine: string | null,
  correlationId: string,
  causationId: string | null,
  traceparent: string | null,
  backfill: number,
  hash: string,
  data: string | null,
];

/** Characters of its payload. */
export const payloadSize = (row: EventRow): number => row[17]?.length ?? 0;

/** @throws LogDamaged where it is not whole */
export function stored(row: EventRow): Stored {
  const [position, stream, revision, subject] = row;
  const data = row[17];
  if (stream === null || subject === null || data === null) throw new LogDamaged(position);
  return {
    position,
    stream,
    revision,
    subject,
    id: uuid(row[4]),
    type: row[5],
    version: row[6],
    occurredAt: row[7],
    recordedAt: row[8],
    actor: row[9],
    department: row[10],
    businessLine: row[11],
    correlationId: row[12],
    causationId: row[13],
    traceparent: row[14],
    backfill: row[15] === 1,
    hash: row[16],
    data,
  };
}

/** Lower-case UUID text of 32 hex digits. */
export const uuid = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
