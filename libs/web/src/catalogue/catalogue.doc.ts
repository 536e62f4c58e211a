import { closedObject, TEXT_SCHEMA } from '@dossier/kernel';
import type { Schema } from '@dossier/rules';
import { FLAG, INTEGER, STRING } from '../reads/read.docs';

/** An object of these properties and no others; those with a question mark may be missing. */
const closed = (properties: Readonly<Record<string, Schema>>): Schema =>
  closedObject(
    Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name.replace('?', ''), schema])),
    Object.keys(properties).flatMap((name) => (name.endsWith('?') ? [name.slice(0, -1)] : [])),
  );
const list = (items: Schema): Schema => ({ type: 'array', items });

const SENTENCE: Schema = {
  ...TEXT_SCHEMA,
  description:
    'Fields of its data stand in {holes}; what stands in [brackets] is said where all its holes have a value. · {花括号}内为数据字段，[方括号]内的文字仅在其中字段都有值时说出。',
};
const KIND: Schema = { ...STRING, examples: ['text', 'code', 'count', 'money', 'instant'] };

const REFUSALS = list(closed({ code: STRING, status: INTEGER, title: TEXT_SCHEMA }));
/** Fields nest four deep: the policy that is published has rules, a rule conditions, and a condition fields. */
const field = (nested: Readonly<Record<string, Schema>>): Schema =>
  closed({
    name: STRING,
    title: TEXT_SCHEMA,
    'help?': TEXT_SCHEMA,
    'unit?': TEXT_SCHEMA,
    kind: KIND,
    'terms?': STRING,
    required: FLAG,
    'rules?': {
      type: 'object',
      description: 'JSON Schema 2020-12. · JSON Schema 2020-12。',
      additionalProperties: true,
    },
    ...nested,
  });
const FIELDS = [1, 2, 3].reduce((below) => list(field({ 'fields?': below })), list(field({})));
/** Lists are filtered by each of them, by its operators, and sorted by each. */
const DECLARED = list(
  closed({
    name: STRING,
    title: TEXT_SCHEMA,
    'help?': TEXT_SCHEMA,
    kind: KIND,
    'terms?': STRING,
    operators: { ...list(STRING), description: 'Of filter[name][operator]. · filter[字段][比较符] 的比较符。' },
    'currencyIn?': {
      ...STRING,
      description:
        'The field of its currency, by which a filter must choose one. · 货币所在字段，须同时以 filter 选定一种货币。',
    },
    'personal?': {
      ...list(STRING),
      description:
        'Who may not see all of these neither filters nor sorts by it. · 无权查看其中任何一项者，不能以此筛选或排序。',
    },
  }),
);
/** What is shown, by name; a part of several has parts of its own, a few deep. */
const shown = (depth: number): Schema => ({
  type: 'object',
  additionalProperties: closed({
    title: TEXT_SCHEMA,
    'help?': TEXT_SCHEMA,
    'unit?': TEXT_SCHEMA,
    kind: KIND,
    'list?': STRING,
    'model?': STRING,
    ...(depth > 0 && { 'parts?': shown(depth - 1) }),
  }),
});
const SHOWN = shown(5);
const ASKED = list(
  closed({
    name: STRING,
    title: TEXT_SCHEMA,
    path: STRING,
    asOf: FLAG,
    refusals: REFUSALS,
    parameters: FIELDS,
    'shows?': SHOWN,
  }),
);

export const CATALOGUE: Schema = closed({
  contexts: list(
    closed({
      name: STRING,
      title: TEXT_SCHEMA,
      commands: list(
        closed({
          name: STRING,
          title: TEXT_SCHEMA,
          'method?': { ...STRING, examples: ['POST'] },
          'path?': STRING,
          refusals: REFUSALS,
          fields: FIELDS,
        }),
      ),
      models: list(
        closed({
          name: STRING,
          title: TEXT_SCHEMA,
          fields: DECLARED,
          'shows?': SHOWN,
          routes: list(closed({ path: STRING, title: TEXT_SCHEMA, 'one?': STRING })),
        }),
      ),
      sections: list(
        closed({
          name: STRING,
          title: TEXT_SCHEMA,
          figures: list(closed({ name: STRING, formula: TEXT_SCHEMA })),
          fields: DECLARED,
          'shows?': SHOWN,
        }),
      ),
      reports: ASKED,
      questions: ASKED,
      policies: list(closed({ name: STRING, title: TEXT_SCHEMA, fields: FIELDS })),
      events: list(
        closed({
          type: STRING,
          title: TEXT_SCHEMA,
          says: SENTENCE,
          version: INTEGER,
          schema: STRING,
          fields: {
            ...list(closed({ name: STRING, title: TEXT_SCHEMA })),
            description: 'Of its content, those that have words of their own. · 内容中自带文字的字段。',
          },
        }),
      ),
    }),
  ),
  terms: list(
    closed({ name: STRING, title: TEXT_SCHEMA, codes: list(closed({ code: STRING, zh: STRING, en: STRING })) }),
  ),
});
