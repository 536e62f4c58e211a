import type { Listed } from '@dossier/engine';
import {
  type AnyShape,
  closedObject,
  codesInWords,
  type DeclaredField,
  type FieldType,
  sealable,
  type ShowsPersonal,
  type Text,
} from '@dossier/kernel';
import type { AnswerDoc, Parameter } from '../edge/served';
import type { Schema } from '@dossier/rules';
import { moment } from './parameters';
import { REVISION, REVISION_HEADER } from './revised';
import { DEFAULT_LIMIT, LARGEST_LIMIT, listed, MOST_COUNTED, MOST_IDS, SEARCH } from './listing';
import { partly, partNames } from './named-parts';

const TYPES: Readonly<Record<FieldType, Schema>> = {
  text: { type: 'string' },
  integer: { type: 'integer' },
  instant: { type: 'string', examples: ['2026-01-31', '2026-01-31T16:00:00+08:00'] },
  flag: { type: 'boolean' },
};

export const query = (name: string, description: Text, schema: Schema = { type: 'string' }): Parameter => ({
  name,
  in: 'query',
  description,
  schema,
});

export const AS_OF = moment('asOf', 'end', {
  zh: '截至何时（按发生时间）；也可写作 as-of。若尚未到来：所示为至今已发生的事，期限与时长则算到该时，不作其他预测。',
  en: 'As of when it had happened; may be written as-of. Of a time still to come it shows what has happened so far, with deadlines and lapses of time counted up to then; nothing else is foretold.',
});
export const KNOWN_AT = moment('knownAt', 'end', {
  zh: '截至何时已知（按记录时间，政策亦然）；也可写作 known-at。若尚未到来：即至今已知的一切。',
  en: 'As of when it had been recorded, policies too; may be written known-at. Of a time still to come: all that is known by now.',
});
export const CURSOR = query('cursor', { zh: '上一页回答中的 next。', en: '`next` of the page before.' });
export const PAGE_PARAMETERS: readonly Parameter[] = [
  query(
    'limit',
    {
      zh: `每页条数，1–${LARGEST_LIMIT}，默认 ${DEFAULT_LIMIT}；内容很大时一页会少于此数，以 next 是否为 null 判断是否还有。`,
      en: `Items a page, 1–${LARGEST_LIMIT}; ${DEFAULT_LIMIT} unless told otherwise. A page of large items holds fewer: there are more as long as next is not null.`,
    },
    { type: 'integer', minimum: 1, maximum: LARGEST_LIMIT, default: DEFAULT_LIMIT },
  ),
  CURSOR,
];

const idsOf = (named: string): Text =>
  named === 'customer'
    ? {
        zh: `只含这些客户，以逗号分隔，1–${MOST_IDS} 个；各为客户编号、外部编号，或“来源：外部编号”，如 erp:14646。`,
        en: `These customers alone, divided by commas, 1–${MOST_IDS}: each by id, external id, or source:external id, such as erp:14646.`,
      }
    : {
        zh: `只含这些编号（或列表所示的 key），以逗号分隔，1–${MOST_IDS} 个；既是编号又是另一个的 key 时，按编号。`,
        en: `These ids alone (or keys as the list shows them), divided by commas, 1–${MOST_IDS}. What is the id of one and the key of another is the id.`,
      };

const EQUAL: Text = {
  zh: '等于。其他比较：filter[field][ne|gt|gte|lt|lte|contains]；没有值的只有 ne 能找到。',
  en: 'Equal to. Other comparisons: filter[field][ne|gt|gte|lt|lte|contains]; what has no value is found by ne alone.',
};
const MONEY: Text = { zh: '金额，如 1600.00。', en: 'An amount, such as 1600.00.' };
const AMOUNT: Schema = { type: 'string', examples: ['1600.00'] };

const DAYS: Text = {
  zh: '日期指公司时区的那一天：等于即当日之内，gte、lt 以当日开始为界，gt、lte 以当日结束为界。',
  en: 'A day means that day in the company’s zone: equal is within it, gte and lt go by its start, gt and lte by its end.',
};

function filter(name: string, { type, currencyIn, codes }: DeclaredField, title: Text): Parameter {
  const { zh, en } = EQUAL;
  const inWords = codes && codesInWords(codes);
  const plain = (words: Text): Parameter =>
    query(
      `filter[${name}]`,
      {
        zh: [title.zh, inWords?.zh].filter(Boolean).join('：') + `。${words.zh}`,
        en: [title.en, inWords?.en].filter(Boolean).join(': ') + `. ${words.en}`,
      },
      codes ? { enum: codes.codes } : currencyIn === undefined ? TYPES[type] : AMOUNT,
    );
  if (type === 'instant') return { ...plain({ zh: `${DAYS.zh}${zh}`, en: `${DAYS.en} ${en}` }), day: 'within' };
  if (currencyIn === undefined) return plain(EQUAL);
  return plain({
    zh: `${MONEY.zh}须同时给出 filter[${currencyIn}]。${zh}`,
    en: `${MONEY.en} Needs filter[${currencyIn}] beside it. ${en}`,
  });
}

/** @throws Error for a field without a title: users do not understand columns like `dueShipAt` */
export function titleOf(of: string, name: string, { title }: DeclaredField): Text {
  if (title) return title;
  throw new Error(
    `${of}.${name} has no title: name a part of the view so, or give it one: text((doc) => …, { zh, en })`,
  );
}

/**
 * The parameters of a list, one for each declared field.
 * @param byId documents are also read one by one
 */
export function listParameters(projection: Listed, named?: string): readonly Parameter[] {
  const fields = listed(projection);
  const titles = Object.entries(fields).map(([name, field]) => [name, titleOf(projection.name, name, field)] as const);
  const parts = partNames(projection.shape?.parts);
  return [
    ...titles.map(([name, title]) => filter(name, fields[name] as DeclaredField, title)),
    ...(SEARCH in (projection.fields as object)
      ? [
          query('q', {
            zh: '搜索编号与名称：不分大小写、全半角、重音与简繁体，含拼音及首字母；含 @ 的词则在电子邮件地址中搜索。',
            en: 'Search in ids and names, whatever the case, width, accents and kind of Chinese characters, also by pinyin and its initials; words with an @ are looked for in mail addresses.',
          }),
        ]
      : []),
    query(
      'fields',
      {
        zh: `每条只含这些部分及 key，以逗号分隔；组内的部分写作“组.部分”。可用：${parts.join('、')}。`,
        en: `These parts of each item alone, and its key, divided by commas; a part of a group is group.part. Of ${parts.join(', ')}.`,
      },
      { type: 'string', examples: [parts.slice(0, 2).join(',')] },
    ),
    query(
      'sort',
      {
        zh: `字段名，前加 - 为降序；可列多个，以逗号分隔。可用：${titles.map(([name, { zh }]) => `${name}（${zh}）`).join('、')}。按金额排序须同时以 filter 选定一种货币。`,
        en: `Fields divided by commas, each descending with - before it, of ${titles.map(([name, { en }]) => `${name} (${en})`).join(', ')}. Amounts are sorted within one currency, chosen by a filter.`,
      },
      { type: 'string', examples: [`-${titles[0]?.[0] ?? ''}`] },
    ),
    query(
      'count',
      {
        zh: '同时给出总条数 count，最多数到此数；CSV 与 NDJSON 不含总条数。',
        en: 'Gives count as well, how many there are in all, counted up to this number; not with CSV and NDJSON.',
      },
      { type: 'integer', minimum: 1, maximum: MOST_COUNTED },
    ),
    ...(named === undefined ? [] : [query('ids', idsOf(named))]),
    ...PAGE_PARAMETERS,
  ];
}

export const STRING: Schema = { type: 'string' };
export const INSTANT: Schema = { type: 'string', format: 'date-time' };
export const INTEGER: Schema = { type: 'integer' };
export const FLAG: Schema = { type: 'boolean' };
/** An answer that depends on the served contexts: `documented.ts` fills it in. */
export const OF_CONTEXTS: Schema = {};
export const orNullSchema = ({ type, ...schema }: Schema): Schema => ({ ...schema, type: [type, 'null'] });

interface Viewed {
  readonly shape?: AnyShape;
  readonly shows?: readonly ShowsPersonal[];
}
/** The schema of a view as readers get it; without a shape any JSON. */
export const viewSchema = ({ shape, shows = [] }: Viewed): Schema =>
  shape
    ? sealable(
        shape.schema,
        shows.map(({ at }) => at),
      )
    : { type: 'object' };
/** The schema of an object with further properties before its own. */
export function preceded(before: Readonly<Record<string, Schema>>, schema: Schema): Schema {
  const { required = [], properties = {} } = schema as {
    readonly required?: readonly string[];
    readonly properties?: object;
  };
  return { ...schema, required: [...Object.keys(before), ...required], properties: { ...before, ...properties } };
}
const KEY: Schema = { type: 'string', description: 'What it is found by. · 文档的键。' };

export const NEXT: Schema = {
  type: ['string', 'null'],
  description: 'Cursor of the next page; null at the end. · 下一页的 cursor；末页为 null。',
};
/** An answer with all items, not derived from events. */
export const allOf = (item: Schema): Schema => closedObject({ items: { type: 'array', items: item }, next: NEXT });
/** @param beside properties of some answers only */
export const pageOf = (item: Schema, beside: Readonly<Record<string, Schema>> = {}): Schema =>
  closedObject(
    {
      items: { type: 'array', items: item },
      next: NEXT,
      position: {
        type: 'string',
        description: 'Everything up to here is in the answer. · 回答已包含至此位置的全部事件。',
      },
      ...beside,
    },
    Object.keys(beside),
  );

/** Only if the parameter `count` asks for it. */
const COUNT: Schema = { type: 'integer', description: 'Asked for by count. · 由参数 count 要求。' };

const PARKED: Schema = {
  type: 'integer',
  description:
    'So many events could not be taken, and what they say is in no item: see /dead-letters. Left out: none. · 未能处理的事件数，其内容不在任何一条中，见 /dead-letters；没有此字段即全部已处理。',
};

/** `CreditNotesItem`: the name under which clients have what a list gives, whatever route gives it. */
const itemTitle = ({ name }: Listed): string =>
  `${name.replaceAll(/(?:^|[^A-Za-z0-9]+)(\w)/g, (_, next: string) => next.toUpperCase())}Item`;

export function listAnswer(projection: Listed): AnswerDoc {
  const item = {
    title: itemTitle(projection),
    ...preceded({ key: KEY }, partly(viewSchema(projection), projection.shape?.parts)),
  };
  return {
    description: {
      zh: '一页；CSV 与 NDJSON 为全部结果。金额写作 {"amount","currency"}。未给出 fields 时各部分俱全。',
      en: 'A page; as CSV and NDJSON the whole result. Money is {"amount","currency"}. Without fields no part is left out.',
    },
    content: {
      'application/json': pageOf(item, { count: COUNT, parked: PARKED }),
      'text/csv': STRING,
      'application/x-ndjson': item,
    },
  };
}
export const documentAnswer = (projection: Listed): AnswerDoc => ({
  ...answer({ zh: '文档。', en: 'The document.' }, preceded({ key: KEY, revision: REVISION }, viewSchema(projection))),
  headers: REVISION_HEADER,
});
export const answer = (description: Text, schema: Schema): AnswerDoc => ({
  description,
  content: { 'application/json': schema },
});
