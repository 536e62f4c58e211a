import { counted, isText, type Noun, type Text, enumerated } from '@dossier/kernel';
import type { Reader } from './catalogue-words';
import { columnWord, unitOf } from './column-words';
import { valueWord } from './value-words';
import { cut, pad, width } from './width';

/** Longest cell in places: short where there are many columns. */
const most = (columns: number): number => (columns > 8 ? 28 : 60);
/** An id, a hash, a time: something to copy, which is of no use in part. */
const WHOLE = /^(?:[\x21-\x7e]{1,80}|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)$/;
const NUMERIC = /^(-?[\d.,]+( [A-Z]{3})?%?)?$/;
/** Least places of a column that gives way to others: a text is told from others by eight Chinese characters, a name by ten. */
const narrowest = (name: string): number => (name === 'name' ? 20 : 16);

/**
 * Columns that a person reads: cells padded to the widest, East Asian characters counted as two; columns without any
 * value are left out.
 * @param places the table gets no wider: texts are cut, what is to be copied stays whole, and further columns come below
 */
export function table(given: readonly object[], reader: Reader, places = Infinity, path = ''): readonly string[] {
  const rows = given.map(labelled);
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const found = names
    .map((name) => {
      const place = below(path, name);
      const cells = rows.map((row) => cell((row as Record<string, unknown>)[name], reader, most(names.length), place));
      return {
        title: headed(columnWord(name, reader, path), unitOf(name, reader, path)),
        narrowest: narrowest(name),
        cells,
      };
    })
    .filter(({ cells }) => cells.some((text) => text !== ''));
  return blocks(found, places).flatMap((columns, i) => [...(i === 0 ? [] : ['']), ...lines(columns, places)]);
}

const headed = (title: string, unit: string | undefined): string =>
  unit === undefined ? title : `${title}（${unit}）`;

/** Columns side by side as far as they fit, the others below, each time behind the first one. */
function blocks([first, ...others]: readonly Column[], places: number): readonly (readonly Column[])[] {
  if (!first) return [];
  const all: Column[][] = [[first]];
  for (const column of others) {
    const last = all.at(-1) ?? [];
    if (last.length === 1 || fits([...last, column], places)) last.push(column);
    else all.push([first, column]);
  }
  return all;
}

function lines(columns: readonly Column[], places: number): readonly string[] {
  const widths = fitting(columns, places);
  const numeric = columns.map(({ cells }) => cells.every((text) => NUMERIC.test(text)));
  return [-1, ...(columns[0]?.cells.keys() ?? [])].map((row) =>
    columns
      .map(({ title, cells }, i) => {
        const text = cut(row < 0 ? title : (cells[row] ?? ''), widths[i] ?? 0);
        return pad(text, widths[i] ?? 0, numeric[i] === true);
      })
      .join('  ')
      .trimEnd(),
  );
}

interface Column {
  readonly title: string;
  readonly narrowest: number;
  readonly cells: readonly string[];
}

const widest = (texts: readonly string[]): number => texts.reduce((most, text) => Math.max(most, width(text)), 0);

/** What has a code and a label for it, such as a stage, is shown by its label. */
export function labelled(row: object): object {
  const { label, ...rest } = row as { readonly label?: unknown };
  const coded = CODED.find((name) => name in rest);
  return isText(label) && coded !== undefined ? { ...rest, [coded]: label } : row;
}
const CODED = ['stage', 'kind'] as const;

const sumOf = (widths: readonly number[]): number => widths.reduce((sum, one) => sum + one + 2, -2);
const fits = (columns: readonly Column[], places: number): boolean => sumOf(fitting(columns, places)) <= places;

/** How wide each column is; texts give way, the widest first, but none where all of them would not be enough. */
function fitting(columns: readonly Column[], places: number): readonly number[] {
  const natural = columns.map(({ title, cells }) => widest([title, ...cells]));
  const widths = [...natural];
  const least = columns.map(({ narrowest, cells }) => {
    const texts = cells.filter((text) => !WHOLE.test(text) && !NUMERIC.test(text));
    const whole = cells.filter((text) => WHOLE.test(text) || NUMERIC.test(text));
    return texts.length === 0 ? Infinity : widest([...whole, ' '.repeat(narrowest)]);
  });
  let over = sumOf(widths) - places;
  while (over > 0) {
    const giving = widths.reduce((best, one, i) => (one > (least[i] ?? 0) && one > (widths[best] ?? 0) ? i : best), -1);
    if (giving < 0) return natural;
    widths[giving] = (widths[giving] ?? 0) - 1;
    over--;
  }
  return widths;
}

/** One value in a cell, cut off at so many places; a list that does not fit is counted, not cut. */
export function cell(value: unknown, reader: Reader, longest: number, place = ''): string {
  const text = shown(value, reader, place).replaceAll(/\s+/g, ' ');
  if (WHOLE.test(text) || width(text) <= longest) return text;
  return Array.isArray(value) ? counted(value.length, ITEM)[reader.language] : cut(text, longest);
}

const ITEM: Noun = { zh: '项', one: 'item', other: 'items' };

/**
 * A value as a person reads it: money as `12.00 GBP`, texts in one language, codes in words, external ids as
 * `source:number`, of a fact its value; other things by their parts, lists of things by their count.
 * @param place its name, with the path to it
 */
export function shown(value: unknown, reader: Reader, place = ''): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'boolean') return valueWord(place, value, reader);
  if (typeof value === 'number') return String(Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS)));
  if (!isObject(value)) return '';
  if (isMoney(value)) return `${value.amount} ${value.currency}`;
  if (isText(value)) return value[reader.language];
  if (Array.isArray(value)) {
    if (value.some((item) => isObject(item) && !isWhole(item))) return counted(value.length, ITEM)[reader.language];
    return enumerated(value.map((item) => shown(item, reader, place)))[reader.language];
  }
  if (isSealed(value)) return SEALED[reader.language];
  if (isExternalId(value)) return `${value.source}:${value.value}`;
  if (isFact(value)) return shown(value.value, reader, place);
  if (isStatement(value)) return statement(value, reader);
  return parts(labelled(value), reader, place);
}

/** An object by its parts, each by its name; of amounts that make up a sum those that are none are left out. */
function parts(value: object, reader: Reader, place = ''): string {
  const all = Object.entries(value);
  const isSum = all.length > 1 && all.every(([, part]) => isObject(part) && isMoney(part));
  return all
    .filter(([, part]) => !isSum || Number((part as { readonly amount: string }).amount) !== 0)
    .map(([name, part]) => [
      columnWord(name, reader, place),
      inBrackets(part, shown(part, reader, below(place, name)), reader),
    ])
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `${name}${text?.startsWith('（') ? '' : ' '}${text}`)
    .join(reader.language === 'zh' ? '，' : ', ');
}

/** So many digits of a number are read; machines get all of them. */
const DIGITS = 7;

/** What a department says of an attribute: the value first, then how it was said where that differs. */
function statement({ attribute, value, raw, standard, ...rest }: Statement, reader: Reader): string {
  const told = { [attribute]: shown(value, reader, attribute) };
  const asSaid = raw === undefined || shown(raw, reader) === told[attribute] ? {} : { raw };
  return parts({ ...told, ...asSaid, ...(standard === false && { standard }), ...rest }, reader);
}
interface Statement {
  readonly attribute: string;
  readonly value: unknown;
  readonly raw?: unknown;
  readonly standard?: unknown;
}
const isStatement = (value: object): value is Statement =>
  typeof Reflect.get(value, 'attribute') === 'string' && 'value' in value;

const inBrackets = (part: unknown, text: string, reader: Reader): string =>
  text === '' || !isObject(part) || Array.isArray(part) || isWhole(part) || isFact(part)
    ? text
    : reader.language === 'zh'
      ? `（${text}）`
      : `(${text})`;

const below = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const hasJust = (value: object, ...names: readonly string[]): boolean =>
  Object.keys(value).length === names.length && names.every((name) => typeof Reflect.get(value, name) === 'string');
const isMoney = (value: unknown): value is { readonly amount: string; readonly currency: string } =>
  isObject(value) && hasJust(value, 'amount', 'currency');
/** What a role may not see of a person. */
const isSealed = (value: object): boolean => Reflect.get(value, 'sealed') === true && Object.keys(value).length === 1;
const SEALED: Text = { zh: '（已封存）', en: '(sealed)' };
const isExternalId = (value: object): value is { readonly source: string; readonly value: string } =>
  typeof Reflect.get(value, 'source') === 'string' && typeof Reflect.get(value, 'value') === 'string';
/** What a department said of something. */
export const isFact = (value: unknown): value is { readonly value: unknown } =>
  isObject(value) && 'value' in value && 'since' in value;
/** True for what is shown in one piece although it is an object. */
export const isWhole = (value: object): value is Text =>
  isMoney(value) || isText(value) || isExternalId(value) || isSealed(value);
