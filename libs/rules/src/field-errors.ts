import type { ErrorObject } from 'ajv';
import { invisibleIn, NOT_BLANK, standardCurrency } from '@dossier/fields';
import { codePoint, counted, enumerated, isCodeOf, type Noun, type Terms, type Text } from '@dossier/kernel';
import type { Schema } from './schema';

/** One fault of a body (a JSON pointer, RFC 6901) or of a query parameter (`?name`). */
export interface FieldError {
  readonly pointer: string;
  /** For machines; never changes. */
  readonly code: string;
  readonly detail: Text;
}

/** Most faults told of one body. */
const MOST = 20;
const LONGEST_POINTER = 200;

/** What ajv found, in words for the sender: where, what is wrong, what would be right. Values are never repeated. */
export function fieldErrors(errors: readonly ErrorObject[]): readonly FieldError[] {
  const told = new Map<string, FieldError>();
  for (const error of errors) {
    const { pointer, code, detail } = fieldError(error);
    if (!told.has(pointer)) told.set(pointer, { pointer: pointer.slice(0, LONGEST_POINTER), code, detail });
    if (told.size === MOST) break;
  }
  return [...told.values()];
}

function fieldError(error: ErrorObject): FieldError {
  const parent = (error.parentSchema ?? {}) as Schema;
  const params = error.params as Readonly<Record<string, unknown>>;
  switch (error.keyword) {
    case 'required': {
      const field = String(params['missingProperty']);
      const wanted = expectation((parent['properties'] as Record<string, Schema> | undefined)?.[field] ?? {});
      return {
        pointer: `${error.instancePath}/${escaped(field)}`,
        code: 'missing',
        detail: { zh: `缺少该字段；${shouldBe(wanted)}。`, en: `is missing; expected: ${wanted.en}.` },
      };
    }
    case 'additionalProperties': {
      const known = enumerated(Object.keys((parent['properties'] as object | undefined) ?? {}));
      return {
        pointer: `${error.instancePath}/${escaped(String(params['additionalProperty']))}`,
        code: 'unknown-field',
        detail: { zh: `未知字段；可用字段：${known.zh}。`, en: `is not known here; known fields: ${known.en}.` },
      };
    }
    default: {
      const code = isBlank(error) ? 'blank' : (CODES[error.keyword] ?? error.keyword);
      return { pointer: error.instancePath, code, detail: wrong(code, error.data, parent) };
    }
  }
}

const isBlank = ({ keyword, schema }: ErrorObject): boolean => keyword === 'pattern' && schema === NOT_BLANK.source;

/** What is wrong with a value, then what would be right. */
function wrong(code: string, value: unknown, rules: Schema): Text {
  const wanted = expectation(rules);
  switch (code) {
    case 'wrong-type': {
      const found = kindOf(value);
      return { zh: `类型不符：收到${found.zh}，${shouldBe(wanted)}。`, en: `is ${found.en}; expected: ${wanted.en}.` };
    }
    case 'blank':
      return { zh: '只有空白，没有内容。', en: 'holds nothing but white space.' };
    case 'too-short':
    case 'too-long': {
      const range = rangeOf(rules['minLength'], rules['maxLength'], CHARACTER);
      const how = value === '' ? EMPTY : code === 'too-short' ? TOO_SHORT : TOO_LONG;
      return { zh: `${how.zh}；应为 ${range?.zh ?? ''}。`, en: `${how.en}; expected: ${range?.en ?? ''}.` };
    }
    case 'unknown-currency': {
      const { value: meant, standard } = standardCurrency(String(value));
      const [zh, en] = standard ? [`；应为 ${meant}`, `; expected: ${meant}`] : ['', ''];
      return { zh: `不是现行的货币代码（ISO 4217）${zh}。`, en: `is no currency in use (ISO 4217)${en}.` };
    }
    case 'personal-text':
      return {
        zh: '含有电话号码或电子邮箱；此处内容以明文写入永久日志，不得含个人数据。',
        en: 'holds a phone number or an e-mail; it stays in the log for ever, in the clear, and must hold no personal data.',
      };
    default: {
      const unseen = code === 'wrong-form' && typeof value === 'string' ? invisibleIn(value) : undefined;
      if (unseen === undefined)
        return { zh: `不符合要求；${shouldBe(wanted)}。`, en: `is not as expected: ${wanted.en}.` };
      const sign = codePoint(unseen);
      return {
        zh: `含有不可见字符 ${sign}；${shouldBe(wanted)}。`,
        en: `holds the invisible character ${sign}; expected: ${wanted.en}.`,
      };
    }
  }
}

/** Between Chinese and Latin letters there is a space. */
const shouldBe = ({ zh }: Text): string => `应为${/^[\x21-\x7e]/.test(zh) ? ' ' : ''}${zh}`;

const EMPTY: Text = { zh: '为空', en: 'is empty' };
const TOO_SHORT: Text = { zh: '过短', en: 'is too short' };
const TOO_LONG: Text = { zh: '过长', en: 'is too long' };

/** Codes for machines: they never change, whatever enforces the rules. */
const CODES: Readonly<Record<string, string>> = {
  type: 'wrong-type',
  pattern: 'wrong-form',
  'x-impersonal': 'personal-text',
  'x-currency': 'unknown-currency',
  'x-instant': 'not-a-time',
  'x-max-decimal-places': 'too-many-decimals',
  minLength: 'too-short',
  maxLength: 'too-long',
  minimum: 'too-small',
  maximum: 'too-large',
  minItems: 'too-few',
  maxItems: 'too-many',
  enum: 'not-one-of',
};

export const escaped = (token: string): string => token.replaceAll('~', '~0').replaceAll('/', '~1');

export function kindOf(value: unknown): Text {
  if (value === null) return { zh: '空值', en: 'null' };
  if (Array.isArray(value)) return { zh: '列表', en: 'a list' };
  return KINDS[typeof value] ?? { zh: '对象', en: 'an object' };
}
const KINDS: Readonly<Record<string, Text>> = {
  string: { zh: '文本', en: 'a text' },
  number: { zh: '数字', en: 'a number' },
  boolean: { zh: '布尔值', en: 'true or false' },
};

const ANOTHER_FORM: Text = { zh: '另一种形式的文本，详见 /docs', en: 'a text of another form; see /docs' };

/** The form of a text: that it is not blank is said of those alone that have no other. */
function formOf({ allOf = [], ...schema }: Schema): Text {
  const forms = [schema, ...(allOf as readonly Schema[])].filter(({ pattern }) => typeof pattern === 'string');
  const form = forms.find(({ pattern }) => pattern !== NOT_BLANK.source) ?? forms[0];
  return form ? ((form['x-words'] as Text | undefined) ?? ANOTHER_FORM) : { zh: '文本', en: 'a text' };
}

/** What would be right, read from the schema. */
function expectation(schema: Schema): Text {
  if (Array.isArray(schema['enum'])) {
    const terms = schema['x-terms'] as Terms | undefined;
    const inChinese = (value: string): string =>
      terms && isCodeOf(terms, value) ? `（${terms.words[value]?.zh}）` : '';
    const quoted = (schema['enum'] as unknown[]).map(
      (value) => [JSON.stringify(value), inChinese(String(value))] as const,
    );
    return {
      zh: `以下之一：${enumerated(quoted.map((each) => each.join(''))).zh}`,
      en: `one of ${enumerated(quoted.map(([value]) => value)).en}`,
    };
  }
  if (schema['x-instant'] === true)
    return {
      zh: '带时区的时间（1900 年至 9999 年），如 2026-01-31T16:00:00+08:00',
      en: 'a time with offset from 1900 to 9999, such as 2026-01-31T16:00:00+08:00',
    };
  switch (schema['type']) {
    case 'string':
      return ranged(formOf(schema), schema['minLength'], schema['maxLength'], CHARACTER);
    case 'integer':
      return ranged({ zh: '整数', en: 'a whole number' }, schema['minimum'], schema['maximum']);
    case 'number': {
      const places = schema['x-max-decimal-places'];
      const range = ranged({ zh: '数字', en: 'a number' }, schema['minimum'], schema['maximum']);
      if (typeof places !== 'number') return range;
      const decimals = counted(places, DECIMAL);
      return { zh: `${range.zh}，最多 ${decimals.zh}`, en: `${range.en}, at most ${decimals.en}` };
    }
    case 'boolean':
      return { zh: 'true 或 false', en: 'true or false' };
    case 'array':
      return ranged({ zh: '列表', en: 'a list' }, schema['minItems'], schema['maxItems'], ITEM);
    default:
      return { zh: '对象', en: 'an object' };
  }
}

const CHARACTER: Noun = { zh: '个字符', one: 'character', other: 'characters' };
const ITEM: Noun = { zh: '项', one: 'item', other: 'items' };
const DECIMAL: Noun = { zh: '位小数', one: 'decimal', other: 'decimals' };

function ranged(what: Text, least: unknown, most: unknown, unit?: Noun): Text {
  const range = rangeOf(least, most, unit);
  return range ? { zh: `${what.zh}（${range.zh}）`, en: `${what.en} (${range.en})` } : what;
}

/** `1 to 64 characters`; undefined: there are no bounds. */
function rangeOf(least: unknown, most: unknown, unit?: Noun): Text | undefined {
  const from = typeof least === 'number' ? least : undefined;
  const to = typeof most === 'number' ? most : undefined;
  const last = to ?? from;
  if (last === undefined) return undefined;
  const { zh, en } = unit ? counted(last, unit) : { zh: String(last), en: String(last) };
  if (from === undefined) return { zh: `不超过 ${zh}`, en: `at most ${en}` };
  if (to === undefined) return { zh: `不少于 ${zh}`, en: `at least ${en}` };
  return { zh: `${from} 至 ${zh}`, en: `${from} to ${en}` };
}
