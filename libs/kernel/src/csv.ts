/** Spreadsheets take UTF-8 for what it is when a file begins with this. */
export const BOM = '\uFEFF';

/** What a spreadsheet may run as a formula, also written wide as in East Asian text. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
/**
 * What begins like a formula and is none: a number (`-12.50`, `1,5`, `-1e-7`), a phone number (`+49 30 1234-56`; without
 * its spaces `+49-30` would be worked out), and a lone `-` for what is missing.
 */
const PLAIN = /^(?:[+-]?\d[\d.,]*(?:e[+-]?\d+)?%?|\+\d+(?: [\d()./-]+)*|-)$/i;

/**
 * One cell (RFC 4180). A text that a spreadsheet would run is led by an apostrophe; everything else is as it was.
 * @throws TypeError for a list or an object: those are columns of their own, or not for a spreadsheet
 */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') throw new TypeError('a cell holds one value');
  const safe = FORMULA.test(value) && !PLAIN.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A line of a CSV file with its end. Every file for people is written by this: no other writer knows what is dangerous. */
export const csvLine = (cells: readonly unknown[]): string => `${cells.map(csvCell).join(',')}\r\n`;
