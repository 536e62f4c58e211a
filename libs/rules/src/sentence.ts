import { DECIMAL_TEXT } from '@dossier/fields';
import {
  type AnyEventDef,
  type Class,
  fill,
  holesIn,
  inLanguage,
  isCodeOf,
  type Language,
  localTime,
  onceForEach,
  type Terms,
  type Text,
} from '@dossier/kernel';
import { inlineSchema, type Schema } from './schema';
import { toInstant } from './to-instant';

type Data = Readonly<Record<string, unknown>>;

/** What is told of a value that is kept from the reader, or that nobody can have. */
const HIDDEN: Readonly<Record<string, Text>> = {
  sealed: { zh: '（已封存）', en: '(sealed)' },
  erased: { zh: '（已清除）', en: '(erased)' },
  unreadable: { zh: '（无法读取）', en: '(unreadable)' },
};
const YES: Text = { zh: '是', en: 'yes' };
const NO: Text = { zh: '否', en: 'no' };

/**
 * What an event says, in both languages: amounts with their currency, codes in words, of lines how many there are. What
 * cannot be said whole, such as an event whose data is left out, is said by its title.
 * @param data as its reader may see it
 * @param zone in which instants are told
 */
export function sentenceOf({ title, says, payload }: AnyEventDef, data: Data, zone: string): Text {
  const rules = rulesOf(payload as Class<object>);
  const holes = new Set([...holesIn(says.zh), ...holesIn(says.en)]);
  const told = Object.fromEntries(
    [...holes]
      .filter((name) => data[name] !== undefined && data[name] !== null)
      .map((name) => [name, inWords(data[name], rules[name], data, zone)]),
  );
  const isTold = (part: string): boolean => holesIn(part).every((name) => name in told);
  const inOne = (language: Language): string => {
    const text = says[language].replace(/\[([^\]]*)\]/g, (_, part: string) => (isTold(part) ? part : ''));
    return isTold(text) ? fill(text, inLanguage(told, language)) : title[language];
  };
  return { zh: inOne('zh'), en: inOne('en') };
}

const rulesOf = onceForEach(
  (payload: Class<object>) => inlineSchema(payload)['properties'] as Readonly<Record<string, Schema>>,
);

function inWords(value: unknown, rules: Schema = {}, data: Data, zone: string): unknown {
  if (typeof value === 'boolean') return value ? YES : NO;
  if (typeof value === 'object' && value !== null) return hidden(value) ?? linesOf(value);
  if (typeof value !== 'string') return value;
  const { 'x-terms': terms, 'x-mostly': mostly = [terms], 'x-instant': isInstant, pattern } = rules;
  const coded = (mostly as readonly (Terms | undefined)[]).find((each) => each && isCodeOf(each, value));
  if (coded) return coded.words[value];
  const at = isInstant === true ? toInstant(value) : undefined;
  if (at !== undefined) return localTime(at, zone);
  return pattern === DECIMAL_TEXT.source ? [value, ...currencyOf(data)].join(' ') : value;
}

const hidden = (value: object): Text | undefined => {
  const [mark = ''] = Object.keys(value);
  return Object.hasOwn(HIDDEN, mark) ? HIDDEN[mark] : undefined;
};

/** How many lines there are: one by one, or by columns that are of one length. */
const linesOf = (value: object): unknown =>
  [value, ...(Object.values(value) as readonly unknown[])].find(Array.isArray)?.length ?? value;

/** A payload says it of itself, or in what it repeats of the document that it belongs to. */
const currencyOf = (data: Data): readonly string[] =>
  [data, ...Object.values(data)]
    .map((each) => (each as Data | null)?.['currency'])
    .filter((code) => typeof code === 'string')
    .slice(0, 1);
