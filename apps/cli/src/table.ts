/** Columns that a person reads: cells padded to the widest, East Asian characters counted as two. */
export function table(rows: readonly object[], most = 60): readonly string[] {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) => columns.map((column) => cell((row as Record<string, unknown>)[column], most)));
  const lines = [columns, ...cells];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => width(line[i] ?? ''))));
  const numeric = columns.map((_, i) => cells.every((line) => /^(-?[\d.,]+%?)?$/.test(line[i] ?? '')));
  return lines.map((line) =>
    line
      .map((text, i) => pad(text, widths[i] ?? 0, numeric[i] === true))
      .join('  ')
      .trimEnd(),
  );
}

/** One value in a cell: money as `12.00 GBP`, what has parts as JSON, cut off at `most` characters. */
export function cell(value: unknown, most: number): string {
  const text = written(value).replaceAll(/\s+/g, ' ');
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function written(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return JSON.stringify(value);
  const { amount, currency, ...others } = value as Record<string, unknown>;
  const isMoney = typeof amount === 'string' && typeof currency === 'string' && Object.keys(others).length === 0;
  return isMoney ? `${amount} ${currency}` : JSON.stringify(value);
}

/** Hangul, kana, Han and full-width forms take two places. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/gu;
const width = (text: string): number => text.length + (text.match(WIDE)?.length ?? 0);
const pad = (text: string, to: number, right: boolean): string => {
  const space = ' '.repeat(Math.max(0, to - width(text)));
  return right ? space + text : text + space;
};
