import type { Registry } from '@dossier/engine';
import { closedObject, TEXT_SCHEMA } from '@dossier/kernel';
import { eventSchema, type Schema } from '@dossier/rules';
import { FLAG, INSTANT, INTEGER, orNullSchema, STRING } from '../reads/read.docs';

/** Any JSON value, without lists in lists. */
export const VALUE: Schema = { $ref: '#/$defs/Value' };
const PLAIN: Schema = { type: ['string', 'number', 'boolean', 'null'] };
const MEMBERS: Schema = { type: 'object', additionalProperties: VALUE };
// a list of VALUE would be a TypeScript type that refers directly to itself
const VALUE_DEFINITION: Schema = {
  anyOf: [PLAIN, { type: 'array', items: { anyOf: [PLAIN, MEMBERS] } }, MEMBERS],
};

/** The payload of each event by type; `EventData` is any of them. */
export function eventDefinitions({ events }: Pick<Registry, 'events'>): Readonly<Record<string, Schema>> {
  const each = [...events.values()].map((def): [string, Schema] => {
    // no $id: references use the place in the document
    return [def.type, withValues({ ...eventSchema(def), $schema: undefined, $id: undefined })];
  });
  const all: Schema = { anyOf: each.map(([type]) => ({ $ref: `#/$defs/${type}` })) };
  return { ...Object.fromEntries(each), EventData: all, Value: VALUE_DEFINITION };
}
/** An object without further rules holds any JSON. */
const withValues = ({ properties = {}, ...schema }: Schema & { readonly properties?: object }): Schema => ({
  ...schema,
  properties: Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [
      name,
      JSON.stringify(field) === '{"type":"object"}' ? MEMBERS : field,
    ]),
  ),
});
const DATA: Schema = { $ref: '#/$defs/EventData' };

/** What happened, with the data that the reader may see. */
export const SAYS: Schema = {
  ...TEXT_SCHEMA,
  description:
    'What happened, in a sentence; personal data that the reader may not see is named as sealed. · 事件的一句话说明；读者无权查看的个人信息注明已封存。',
};

/** An event of a customer, as timeline and why show it. */
export const timelineItem = (data: Schema = DATA, beside: Readonly<Record<string, Schema>> = {}): Schema =>
  closedObject(
    {
      ...beside,
      id: STRING,
      type: { ...STRING, examples: ['sales.OrderPlaced'] },
      title: TEXT_SCHEMA,
      says: SAYS,
      occurredAt: INSTANT,
      recordedAt: INSTANT,
      stream: STRING,
      revision: INTEGER,
      position: STRING,
      actor: STRING,
      actorName: {
        ...orNullSchema(STRING),
        description: 'For those who may know what keys are called. · 仅给可查看密钥名称的角色。',
      },
      department: orNullSchema(STRING),
      businessLine: orNullSchema(STRING),
      data,
    },
    ['actorName'],
  );
/** Replaces the data of an event where the answer would be too large. */
export const LEFT_OUT_SCHEMA: Schema = closedObject({ leftOut: { const: true } });
export const OR_LEFT_OUT: Schema = { anyOf: [DATA, LEFT_OUT_SCHEMA] };

const EXTENSIONS = ['department', 'businessline', 'causationid', 'traceparent', 'backfill'];
export const CLOUD_EVENT: Schema = {
  ...closedObject(
    {
      specversion: { const: '1.0' },
      id: STRING,
      source: STRING,
      type: { ...STRING, examples: ['sales.OrderPlaced'] },
      subject: {
        ...STRING,
        description: 'The customer; ~stream where none is known. · 客户编号；客户未知时为 ~ 加事件流名称。',
      },
      time: { ...INSTANT, description: 'When it happened. · 发生时间。' },
      datacontenttype: { const: 'application/json' },
      dataschema: {
        ...STRING,
        description:
          'The $id of the schema of data, given by /schemas/events/{type}/{schemaversion}. · data 的结构标识，见 /schemas/events/{type}/{schemaversion}。',
      },
      data: DATA,
      partitionkey: STRING,
      recordedtime: { ...INSTANT, description: 'When we learned it. · 记录时间。' },
      position: { ...STRING, description: 'Resume after it. · 可从此之后继续。' },
      stream: STRING,
      revision: INTEGER,
      schemaversion: INTEGER,
      actor: STRING,
      correlationid: STRING,
      hash: STRING,
      department: STRING,
      businessline: STRING,
      causationid: STRING,
      traceparent: STRING,
      backfill: FLAG,
    },
    EXTENSIONS,
  ),
  title: 'CloudEvent',
};
