import { counted, enumerated, isErased, isText, type Noun, roundedTo, type Text } from '@dossier/kernel';
import type { Reader } from './catalogue-words';
import { columnWord, unitOf } from './column-words';
import { valueWord } from './value-words';
import { cutBehindClause, pad, widestClause, widestWord, width, wrappedCell } from './width';

/** Most places of all that is in one cell, over all its lines. */
const MOST = 400;
/** An id, a hash, a time: something to copy, which is of no use in part. */
const WHOLE = /^(?:[\x21-\x7e]{1,80}|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)$/;
const NUMERIC = /^(-?[\d.,]+( [A-Z]{3})?%?)?$/;
/** Least places of a column that gives way to others: a text is told from others by eight Chinese characters, a name by ten. */
const narrowest = (name: string): number => (name === 'name' ? 20 : 16);
/** A column that gives way gets so wide that its longest text takes about so many lines, but no wider than {@link EASY}. */
const LINES = 4;
const EASY = 44;
/** Places that a text keeps where what is to be copied beside it takes the rest of the line. */
const BARE = 8;

/**
 * Columns that a person reads: cells padded to the widest, East Asian characters counted as two; columns without any
 * value are left out.
 * @param places the table gets no wider: texts go on in the next line, and further columns come below. Just what is to be
 * copied, and a word of up to {@link EASY} places, stays whole also where it does not fit beside the column that leads
 */
export const table = (given: readonly object[], reader: Reader, places = Infinity, path = ''): readonly string[] =>
  blocksOf(given, reader, places, path).flatMap((rows, i) => [...(i === 0 ? [] : ['']), ...rows.flat()]);

/** The same, the lines of each row by themselves; the heading is the first. */
export function tableRows(
  given: readonly object[],
  reader: Reader,
  places: number,
  path = '',
): readonly (readonly string[])[] {
  const blocks = blocksOf(given, reader, places, path);
  return (blocks[0] ?? []).map((_, row) => blocks.flatMap((rows) => rows[row] ?? []));
}

/** Lines by block and row. */
function blocksOf(
  given: readonly object[],
  reader: Reader,
  places: number,
  path: string,
): readonly (readonly (readonly string[])[])[] {
  const rows = given.map(labelled);
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const found = names
    .map((name) => {
      const place = below(path, name);
      const cells = rows.map((row) => cell((row as Record<string, unknown>)[name], reader, place));
      return {
        title: headed(columnWord(name, reader, path), unitOf(name, reader, path)),
        narrowest: narrowest(name),
        cells,
      };
    })
    .filter(({ cells }) => cells.some((text) => text !== ''));
  return blocks(found, places).map((columns) => laidOut(columns, places));
}

const headed = (title: string, unit: string | undefined): string =>
  unit === undefined ? title : `${title}（${unit}）`;

/** Columns side by side as far as they fit, the others below, each time behind the one that tells the rows apart. */
function blocks(columns: readonly Column[], places: number): readonly (readonly Column[])[] {
  if (columns.length === 0) return [];
  if (fits(columns, places)) return [columns];
  const first = leading(columns);
  const all: Column[][] = [[first]];
  for (const column of columns.filter((each) => each !== first)) {
    const last = all.at(-1) ?? [];
    if (last.length === 1 || fits([...last, column], places)) last.push(column);
    else all.push([first, column]);
  }
  return all;
}

/** The column that no two rows have the same in, and none has empty: the first one, else one of ids or times, else the number of the row. */
function leading(columns: readonly Column[]): Column {
  const tellsApart = ({ cells }: Column): boolean => new Set(cells).size === cells.length && !cells.includes('');
  const isKey = ({ cells }: Column): boolean => cells.every((text) => WHOLE.test(text) && !NUMERIC.test(text));
  const found = columns.find((column, i) => tellsApart(column) && (i === 0 || isKey(column)));
  const numbers = columns[0]?.cells.map((_, i) => String(i + 1)) ?? [];
  return found ?? { title: '#', narrowest: 1, cells: numbers };
}

/** The lines of the heading, then of each row. */
function laidOut(columns: readonly Column[], places: number): readonly (readonly string[])[] {
  const most = fitting(columns, places);
  const laid = columns.map(({ title, cells }, i) => {
    const lines = [title, ...cells].map((text) => wrappedCell(text, most[i] ?? 0));
    return { lines, width: widest(lines.flat()), isNumeric: cells.every((text) => NUMERIC.test(text)) };
  });
  return Array.from({ length: 1 + (columns[0]?.cells.length ?? 0) }, (_row, row) => {
    const height = Math.max(...laid.map(({ lines }) => lines[row]?.length ?? 0));
    return Array.from({ length: height }, (_, line) =>
      laid
        .map(({ lines, width, isNumeric }) => pad(lines[row]?.[line] ?? '', width, isNumeric))
        .join('  ')
        .trimEnd(),
    );
  });
}

interface Column {
  readonly title: string;
  readonly narrowest: number;
  readonly cells: readonly string[];
}

const widest = (texts: readonly string[], places = width): number =>
  texts.reduce((most, text) => Math.max(most, places(text)), 0);

/** What has a code and a label for it, such as a stage, is shown by its label; without such a code, where a value is missing. */
export function labelled(row: object): object {
  const { label, ...rest } = row as { readonly label?: unknown };
  const parts = rest as Readonly<Record<string, unknown>>;
  const coded = CODED.find((name) => name in parts) ?? Object.keys(parts).find((name) => parts[name] === null);
  return isText(label) && coded !== undefined ? { ...rest, [coded]: label } : row;
}
const CODED = ['stage', 'kind'] as const;

const sumOf = (widths: readonly number[]): number => widths.reduce((sum, one) => sum + one + 2, -2);
/** Whether columns fit side by side and are easily read. */
const fits = (columns: readonly Column[], places: number): boolean =>
  sumOf(givenWay(columns.map(natural), columns.map(easy), places)) <= places;

/** How wide each column is: as far as it is easily read, and only where that is not enough, as far as no word is cut. */
function fitting(columns: readonly Column[], places: number): readonly number[] {
  const easily = givenWay(columns.map(natural), columns.map(easy), places);
  return sumOf(easily) <= places ? easily : givenWay(easily, columns.map(bare), places);
}

/** Widths after the widest gave way, each to its least one, until all fit; wider where that is not enough. */
function givenWay(from: readonly number[], least: readonly number[], places: number): readonly number[] {
  const widths = [...from];
  for (let over = sumOf(widths) - places; over > 0; over--) {
    const giving = widths.reduce((best, one, i) => (one > (least[i] ?? 0) && one > (widths[best] ?? 0) ? i : best), -1);
    if (giving < 0) break;
    widths[giving] = (widths[giving] ?? 0) - 1;
  }
  return widths;
}

const natural = ({ title, cells }: Column): number => widest([title, ...cells]);
const isCopied = (text: string): boolean => WHOLE.test(text) || NUMERIC.test(text);
const textsOf = ({ cells }: Column): readonly string[] => cells.filter((text) => !isCopied(text));
const copied = ({ cells }: Column): number => widest(cells.filter(isCopied));

/** Least places in which a column is easily read; one without texts does not give way. */
function easy(column: Column): number {
  const texts = textsOf(column);
  if (texts.length === 0) return Infinity;
  const clause = widest([column.title, ...texts], widestClause);
  const read = Math.max(column.narrowest, Math.ceil(widest(texts) / LINES), clause);
  return Math.max(copied(column), Math.min(read, EASY));
}
/** Least places in which neither what is copied nor a word of a text is cut; a heading goes on in the next line. */
const bare = (column: Column): number =>
  Math.max(copied(column), Math.min(Math.max(BARE, widest(textsOf(column), widestWord)), EASY));

/** One value in a cell, whole; a very long list is counted, and any other very long text ends with a `…` behind a clause. */
export function cell(value: unknown, reader: Reader, place = ''): string {
  const text = shown(value, reader, place).replaceAll(/\s+/g, ' ');
  if (Array.isArray(value) && width(text) > MOST) return counted(value.length, ITEM)[reader.language];
  return cutBehindClause(text, MOST);
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
  if (typeof value === 'number') return String(legible(value));
  if (!isObject(value)) return '';
  if (isMoney(value)) return `${value.amount} ${value.currency}`;
  if (isText(value)) return value[reader.language];
  if (Array.isArray(value)) {
    if (value.length > 0 && value.every(isFigure)) return figures(value, reader, place);
    if (value.some((item) => isObject(item) && !isWhole(item))) return counted(value.length, ITEM)[reader.language];
    return enumerated(value.map((item) => shown(item, reader, place)))[reader.language];
  }
  if (isSealed(value)) return SEALED[reader.language];
  if (isErased(value)) return ERASED[reader.language];
  if (isExternalId(value)) return `${value.source}:${value.value}`;
  if (isFact(value)) return shown(value.value, reader, place);
  if (isStatement(value)) return statement(value, reader);
  return parts(labelled(value), reader, place);
}

/**
 * The same with the unit of a number, for a place whose heading cannot say it.
 * @param answer name of the report or list that it stands in
 */
export function shownWithUnit(value: unknown, reader: Reader, place: string, answer?: string): string {
  const unit = typeof value === 'number' ? unitOf(place, reader, '', answer) : undefined;
  return shown(value, reader, place) + (unit === undefined ? '' : ` ${unit}`);
}

/** An object by its parts, each by its name; of amounts that make up a sum those that are none are left out. */
function parts(value: object, reader: Reader, place = ''): string {
  const all = Object.entries(value);
  const isSum = all.length > 1 && all.every(([, part]) => isObject(part) && isMoney(part));
  return all
    .filter(([, part]) => !isSum || Number((part as { readonly amount: string }).amount) !== 0)
    .map(([name, part]) => [
      columnWord(name, reader, place),
      inBrackets(part, shownWithUnit(part, reader, below(place, name)), reader),
    ])
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `${name}${text?.startsWith('（') ? '' : ' '}${text}`)
    .join(reader.language === 'zh' ? '，' : ', ');
}

/** What was measured, or what an amount is of. */
interface Figure {
  readonly measure?: unknown;
  readonly what?: unknown;
  readonly value?: unknown;
  readonly amount?: unknown;
  readonly currency?: unknown;
  /** Of a score. */
  readonly points?: unknown;
}
const isFigure = (item: unknown): item is Figure =>
  isObject(item) &&
  ((typeof Reflect.get(item, 'measure') === 'string' && 'value' in item) ||
    (typeof Reflect.get(item, 'what') === 'string' && isMoney(Reflect.get(item, 'amount'))));

/** Figures in a line, each by its name, with the points that it gives. */
function figures(all: readonly Figure[], reader: Reader, place: string): string {
  const { language } = reader;
  const told = all.map(({ measure, what, value, amount, currency, points }) => {
    const name =
      measure === undefined
        ? shown(what, reader, below(place, 'what'))
        : shown(measure, reader, below(place, 'measure'));
    const figure = shown(amount ?? value, reader, place) || UNKNOWN[language];
    const unit = typeof currency === 'string' ? ` ${currency}` : '';
    const score = typeof points === 'number' && points > 0 ? POINTS[language].replace('{points}', String(points)) : '';
    return `${name} ${figure}${unit}${score}`;
  });
  return told.join(language === 'zh' ? '，' : ', ');
}
const UNKNOWN: Text = { zh: '未知', en: 'unknown' };
const POINTS: Text = { zh: '（{points} 分）', en: ' (points: {points})' };

/** So many digits of a number are read, and all of its whole part; machines get all of them. */
const DIGITS = 7;
const legible = (value: number): number =>
  Math.abs(value) < 10 ** (DIGITS - 2) ? Number(value.toPrecision(DIGITS)) : roundedTo(2, value);

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

export const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const hasJust = (value: object, ...names: readonly string[]): boolean =>
  Object.keys(value).length === names.length && names.every((name) => typeof Reflect.get(value, name) === 'string');
const isMoney = (value: unknown): value is { readonly amount: string; readonly currency: string } =>
  isObject(value) && hasJust(value, 'amount', 'currency');
/** What a role may not see of a person. */
export const isSealed = (value: object): boolean =>
  Reflect.get(value, 'sealed') === true && Object.keys(value).length === 1;
const SEALED: Text = { zh: '（已封存）', en: '(sealed)' };
/** What was of a person who is forgotten. */
const ERASED: Text = { zh: '（已擦除）', en: '(erased)' };
const isExternalId = (value: object): value is { readonly source: string; readonly value: string } =>
  typeof Reflect.get(value, 'source') === 'string' && typeof Reflect.get(value, 'value') === 'string';
/** What a department said of something. */
export const isFact = (value: unknown): value is { readonly value: unknown } =>
  isObject(value) && 'value' in value && 'since' in value;
/** True for what is shown in one piece although it is an object. */
export const isWhole = (value: object): value is Text =>
  isMoney(value) || isText(value) || isExternalId(value) || isSealed(value) || isErased(value);
