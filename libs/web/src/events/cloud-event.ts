import { dataOf } from '@dossier/engine';
import type { Decoded } from '@dossier/event-store';
import { schemaId } from '@dossier/rules';
import type { Disclosure } from '../edge/disclosure';
import type { ProblemDocument } from '../edge/problem';

/** CloudEvents 1.0, JSON format; names of extensions must be lower case. */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  /** When it happened. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** `$id` of what /schemas/events/{type}/{schemaversion} gives. */
  readonly dataschema: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly partitionkey: string;
  /** When it was recorded. */
  readonly recordedtime: string;
  /** Opaque: resume after it by Last-Event-ID or `from`. */
  readonly position: string;
  readonly stream: string;
  readonly revision: number;
  readonly schemaversion: number;
  readonly actor: string;
  readonly correlationid: string;
  readonly hash: string;
  readonly department?: string;
  readonly businessline?: string;
  readonly causationid?: string;
  readonly traceparent?: string;
  readonly backfill?: true;
}

export function cloudEvent(event: Decoded, log: string, position: string, disclosure: Disclosure): CloudEvent {
  const { def, at } = event;
  const { department, businessLine, causationId, traceparent, backfill } = at;
  return {
    specversion: '1.0',
    id: at.id,
    source: `urn:dossier:${log}`,
    type: at.type,
    subject: at.subject,
    time: at.occurredAt,
    datacontenttype: 'application/json',
    dataschema: schemaId(def),
    data: disclosure.event(def, dataOf(event)),
    partitionkey: at.subject,
    recordedtime: at.recordedAt,
    position,
    stream: at.stream,
    revision: at.revision,
    schemaversion: def.version,
    actor: at.actor,
    correlationid: at.correlationId,
    hash: at.hash,
    ...(department !== null && { department }),
    ...(businessLine !== null && { businessline: businessLine }),
    ...(causationId !== null && { causationid: causationId }),
    ...(traceparent !== null && { traceparent }),
    ...(backfill && { backfill: true as const }),
  };
}

/** One event of a live stream: after a cut the subscriber goes on from its `id`. */
export const serverSent = (event: CloudEvent): string => `id: ${event.position}\ndata: ${JSON.stringify(event)}\n\n`;

/** Why a live stream ends. No `id`: the subscriber still goes on from the last event. */
export const serverSentProblem = (problem: ProblemDocument): string =>
  `event: problem\ndata: ${JSON.stringify(problem)}\n\n`;
