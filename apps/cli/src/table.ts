import type { Language, Text } from '@dossier/kernel';
import { columnWord } from './column-words';

/** Longest cell in characters: short where there are many columns. */
const most = (columns: number): number => (columns > 8 ? 28 : 60);

/** Columns that a person reads: cells padded to the widest, East Asian characters counted as two. */
export function table(rows: readonly object[], language: Language): readonly string[] {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) =>
    columns.map((column) => cell((row as Record<string, unknown>)[column], language, most(columns.length))),
  );
  const lines = [columns.map((column) => columnWord(column, language)), ...cells];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => width(line[i] ?? ''))));
  const numeric = columns.map((_, i) => cells.every((line) => /^(-?[\d.,]+( [A-Z]{3})?%?)?$/.test(line[i] ?? '')));
  return lines.map((line) =>
    line
      .map((text, i) => pad(text, widths[i] ?? 0, numeric[i] === true))
      .join('  ')
      .trimEnd(),
  );
}

/** One value in a cell, cut off at `longest` characters. */
export function cell(value: unknown, language: Language, longest: number): string {
  const text = shown(value, language).replaceAll(/\s+/g, ' ');
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

/** A value as a person reads it: money as `12.00 GBP`, words in one language, what has parts as JSON. */
export function shown(value: unknown, language: Language): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (isMoney(value)) return `${value.amount} ${value.currency}`;
  if (isText(value)) return value[language];
  if (isListOfMoney(value)) return value.map((money) => shown(money, language)).join(', ');
  return JSON.stringify(value);
}

const hasJust = (value: object, ...names: readonly string[]): boolean =>
  Object.keys(value).length === names.length && names.every((name) => typeof Reflect.get(value, name) === 'string');
const isMoney = (value: unknown): value is { readonly amount: string; readonly currency: string } =>
  typeof value === 'object' && value !== null && hasJust(value, 'amount', 'currency');
const isListOfMoney = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && value.length > 0 && value.every(isMoney);
const isText = (value: unknown): value is Text =>
  typeof value === 'object' && value !== null && hasJust(value, 'zh', 'en');
/** True for what is shown in one piece although it is an object. */
export const isWhole = (value: object): boolean => isMoney(value) || isText(value);

/** Hangul, kana, Han and full-width forms take two places. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/gu;
const width = (text: string): number => text.length + (text.match(WIDE)?.length ?? 0);
const pad = (text: string, to: number, right: boolean): string => {
  const space = ' '.repeat(Math.max(0, to - width(text)));
  return right ? space + text : text + space;
};
