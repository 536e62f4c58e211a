import type { AnswerDoc, Parameter } from '../edge/served';
import type { Schema } from '@dossier/rules';

export const RECEIPT: Schema = {
  type: 'object',
  title: 'Receipt',
  required: ['stream', 'revision', 'position', 'events'],
  properties: {
    stream: { type: 'string', examples: ['order-536365'] },
    revision: { type: 'integer', examples: [0] },
    position: {
      type: 'string',
      description: 'Opaque; give it to a query as Dossier-After. · 不透明；查询时作为 Dossier-After 传回。',
    },
    events: {
      type: 'array',
      description: 'Empty: there was nothing to do. · 为空表示无需任何更改。',
      items: {
        type: 'object',
        required: ['id', 'type'],
        properties: { id: { type: 'string' }, type: { type: 'string', examples: ['sales.OrderPlaced'] } },
      },
    },
  },
};

const headers = {
  ETag: { zh: '事件流的版本，可用于 If-Match。', en: 'Revision of the stream, for If-Match.' },
  'Idempotency-Replayed': {
    zh: 'true：这是首次使用该幂等键时的回答。',
    en: 'true: this is the first answer to that key.',
  },
};
const content = { 'application/json': RECEIPT };
export const RECEIPTS: Readonly<Record<number, AnswerDoc>> = {
  200: { description: { zh: '已记录，或无需更改。', en: 'Recorded, or nothing to do.' }, content, headers },
  201: { description: { zh: '已记录为新的事件流。', en: 'Recorded; a new stream.' }, content, headers },
};

const header = (name: string, zh: string, en: string, schema: Schema = { type: 'string' }): Parameter => ({
  name,
  in: 'header',
  description: { zh, en },
  schema,
});
export const COMMAND_HEADERS: readonly Parameter[] = [
  header(
    'Idempotency-Key',
    '使用同一幂等键的重复请求只生效一次，并得到首次的回答。',
    'A repeat with the same key has one effect and gets the first answer.',
    {
      type: 'string',
      maxLength: 255,
    },
  ),
  header(
    'If-Match',
    '仅当事件流仍处于此版本时执行，否则 412。只接受一个带引号的版本；* 与多个版本为 400：命令本来就要求其对象存在。',
    'Only while the stream is at this revision, else 412. One revision in quotes; * and lists of several are 400: a command asks anyway that what it is about exists.',
    {
      type: 'string',
      examples: ['"3"'],
    },
  ),
  header('X-Correlation-Id', '写入事件信封，用于关联。', 'Kept in the envelope of the events.', {
    type: 'string',
    maxLength: 128,
  }),
  header('traceparent', 'W3C Trace Context。', 'W3C Trace Context.'),
];
