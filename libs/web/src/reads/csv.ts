/** Spreadsheets take UTF-8 for what it is when it begins with this. */
export const BOM = '\uFEFF';

const NUMBER = /^-?\d+(\.\d+)?$/;
/** What a spreadsheet would run as a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** One cell (RFC 4180). A text that a spreadsheet would take for a formula is led by an apostrophe; numbers are not. */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvLine = (cells: readonly unknown[]): string => `${cells.map(csvCell).join(',')}\r\n`;

/** Nested objects as columns `outer.inner`; lists stay one cell. */
export function flattened(row: object, prefix = ''): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row) as [string, unknown][])
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      Object.assign(flat, flattened(value, `${prefix}${name}.`));
    else flat[prefix + name] = value;
  return flat;
}

/** Columns in the order in which they first come. */
export function columnsOf(rows: readonly object[], known = new Set<string>()): Set<string> {
  for (const row of rows) for (const column of Object.keys(flattened(row))) known.add(column);
  return known;
}

export const csvRow = (row: object, columns: readonly string[]): string => {
  const flat = flattened(row);
  return csvLine(columns.map((column) => flat[column]));
};
