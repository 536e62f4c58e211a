/** Spreadsheets read a file as UTF-8 when it begins with this. */
export const BOM = '\uFEFF';

/** What a spreadsheet may run as a formula, also written wide as in East Asian text. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
/**
 * Begins like a formula but is none: a number (`-12.50`, `1,5`, `-1e-7`), a phone number (`+49 30 1234-56`; without
 * spaces `+49-30` would be calculated, and so would `+49 - 30`), and a lone `-` for a missing value.
 */
const PLAIN = /^(?:[+-]?\d[\d.,]*(?:e[+-]?\d+)?%?|\+\d+(?: \(?\d[\d()./-]*)*|-)$/i;

/**
 * One cell (RFC 4180). A text that a spreadsheet would run gets an apostrophe in front; all else is unchanged.
 * @throws TypeError for a list or an object: make columns of them, or leave them out
 */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') throw new TypeError('a cell holds one value');
  const safe = FORMULA.test(value) && !PLAIN.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A line of a CSV file with its line end. Use it for every file for people: without it a spreadsheet runs formulas in the data. */
export const csvLine = (cells: readonly unknown[]): string => `${cells.map(csvCell).join(',')}\r\n`;
