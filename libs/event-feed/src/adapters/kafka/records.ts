import { positionText, type Stored } from '@dossier/event-store';
import type { IHeaders, KafkaMessage, Message } from 'kafkajs';

/** What a record of the topic tells: an event, or only how far the log is. */
export interface Told {
  /** undefined: a watermark, and an event of another lane, from before partitions were added. */
  readonly event: Stored | undefined;
  /** All events of the partition up to here have come with this record. */
  readonly position: number;
  /** Position of the last event of the partition that came: this one, or before a watermark `previous`. */
  readonly last: number;
  /** Position of the event before it in the partition, 0 where there is none: where it differs, records are missing. */
  readonly previous: number;
  /** Partitions that there were for whoever wrote it; undefined: written by older code, which did not say. */
  readonly partitions: number | undefined;
}
/** How far a partition is. */
export interface Reached {
  /** Of its last event. */
  readonly event: number;
  /** All events of the partition up to here are in it. */
  readonly upTo: number;
}

/** A record is not what the relay of this log writes. */
export class ForeignRecord extends Error {
  override readonly name = 'ForeignRecord';
  constructor(
    readonly topic: string,
    readonly partition: number,
    readonly offset: string,
    why: string,
  ) {
    super(`record ${offset} of partition ${partition} of ${topic} is not of this log: ${why}`);
  }
}

const WATERMARK = 'dossier.Watermark';

/** Attributes that not every event has. */
const OPTIONAL = [
  ['department', 'ce_department'],
  ['businessLine', 'ce_businessline'],
  ['causationId', 'ce_causationid'],
  ['traceparent', 'ce_traceparent'],
] as const;

/**
 * An event as a record: CloudEvents 1.0 in binary mode with the attributes that `/events` gives. The payload is as the log
 * has it, its personal fields sealed.
 * @param log its name
 * @param previous as in {@link Told}
 * @param partitions as in {@link Told}
 */
export function recordOf(event: Stored, log: string, previous: number, partitions: number): Message {
  const headers: IHeaders = {
    ...told(log, event.type, event.id, positionText(log, event.position, event.subject), previous, partitions),
    'content-type': 'application/json',
    ce_subject: event.subject,
    ce_time: event.occurredAt,
    ce_partitionkey: event.subject,
    ce_recordedtime: event.recordedAt,
    ce_stream: event.stream,
    ce_revision: String(event.revision),
    ce_schemaversion: String(event.version),
    ce_actor: event.actor,
    ce_correlationid: event.correlationId,
    ce_hash: event.hash,
  };
  for (const [field, header] of OPTIONAL) if (event[field] !== null) headers[header] = event[field];
  if (event.backfill) headers['ce_backfill'] = 'true';
  return { key: event.subject, value: event.data, headers };
}

/** Says to a partition that the log is at a position. @param previous its last event @param partitions as in {@link Told} */
export function watermarkOf(
  log: string,
  partition: number,
  position: number,
  previous: number,
  partitions: number,
): Message {
  const id = `watermark-${partition}-${position}`;
  return { key: null, value: '', headers: told(log, WATERMARK, id, positionText(log, position), previous, partitions) };
}

const sourceOf = (log: string): string => `urn:dossier:${log}`;
const told = (
  log: string,
  type: string,
  id: string,
  position: string,
  previous: number,
  partitions: number,
): IHeaders => ({
  ce_specversion: '1.0',
  ce_id: id,
  ce_source: sourceOf(log),
  ce_type: type,
  ce_position: position,
  ce_previous: String(previous),
  ce_partitions: String(partitions),
});

/** @throws ForeignRecord */
export function toldBy(message: KafkaMessage, log: string, topic: string, partition: number): Told {
  const foreign = (why: string): Error => new ForeignRecord(topic, partition, message.offset, why);
  const optional = (name: string): string | null => {
    const value = message.headers?.[name];
    return value === undefined ? null : String(value);
  };
  const header = (name: string): string => {
    const value = optional(name);
    if (value === null) throw foreign(`it has no header ${name}`);
    return value;
  };
  const whole = (text: string, name: string): number => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < 0) throw foreign(`${name} is ${text}`);
    return value;
  };
  const source = header('ce_source');
  if (source !== sourceOf(log)) throw foreign(`its source is ${source}`);
  const position = whole(header('ce_position').split('-')[2] ?? '', 'ce_position');
  const previous = whole(header('ce_previous'), 'ce_previous');
  const count = optional('ce_partitions');
  const partitions = count === null ? undefined : whole(count, 'ce_partitions');
  const type = header('ce_type');
  if (type === WATERMARK) return { event: undefined, position, last: previous, previous, partitions };
  const event: Stored = {
    id: header('ce_id'),
    type,
    version: whole(header('ce_schemaversion'), 'ce_schemaversion'),
    occurredAt: header('ce_time'),
    recordedAt: header('ce_recordedtime'),
    actor: header('ce_actor'),
    department: optional('ce_department'),
    businessLine: optional('ce_businessline'),
    correlationId: header('ce_correlationid'),
    causationId: optional('ce_causationid'),
    traceparent: optional('ce_traceparent'),
    backfill: optional('ce_backfill') === 'true',
    data: String(message.value),
    hash: header('ce_hash'),
    stream: header('ce_stream'),
    revision: whole(header('ce_revision'), 'ce_revision'),
    position,
    subject: header('ce_subject'),
  };
  return { event, position, last: position, previous, partitions };
}
