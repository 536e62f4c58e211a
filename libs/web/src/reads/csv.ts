import { csvLine, type Part, type Parts } from '@dossier/kernel';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const textsOf = <N extends string>(value: unknown, ...names: readonly N[]): Readonly<Record<N, string>> | undefined =>
  isObject(value) && names.every((name) => typeof Reflect.get(value, name) === 'string')
    ? (value as Readonly<Record<N, string>>)
    : undefined;

/** Separator of texts in one list. */
const BETWEEN = '; ';

/**
 * A row as columns, each with one value. What is nested becomes `outer.inner`; of a list, numbers become `name.1`,
 * `name.2` …, amounts `name.<currency>`, external ids `name.<source>`, and texts one cell with `; ` between them. Other
 * lists are left out: a spreadsheet cannot use them, and NDJSON has them.
 */
export function flattened(row: object, prefix = ''): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row) as [string, unknown][])
    if (Array.isArray(value)) Object.assign(flat, columnsOfList(value, prefix + name));
    else if (isObject(value)) Object.assign(flat, flattened(value, `${prefix}${name}.`));
    else flat[prefix + name] = value;
  return flat;
}

function columnsOfList(list: readonly unknown[], name: string): Record<string, unknown> {
  const columns: Record<string, unknown> = {};
  const add = (column: string, text: string): void => {
    columns[column] = column in columns ? `${String(columns[column])}${BETWEEN}${text}` : text;
  };
  for (const [index, item] of list.entries()) {
    const money = textsOf(item, 'amount', 'currency');
    const externalId = textsOf(item, 'source', 'value');
    if (money) columns[`${name}.${money.currency}`] = money.amount;
    else if (externalId) add(`${name}.${externalId.source}`, externalId.value);
    else if (typeof item === 'number') columns[`${name}.${index + 1}`] = item;
    else if (typeof item === 'string' || typeof item === 'boolean') add(name, String(item));
  }
  return columns;
}

/** A row of a view without values: its columns head a file without rows, except those whose names come from the data. */
export const emptyRow = (parts: Parts = {}): object =>
  Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, withoutValue(part)]));

function withoutValue({ kind, parts }: Part): unknown {
  switch (kind) {
    case 'group':
    case 'fact':
      return emptyRow(parts);
    case 'money':
      return { amount: null, currency: null };
    case 'words':
      return { zh: null, en: null };
    case 'rows':
    case 'byKey':
    case 'moneyEach':
    case 'series':
      return [];
    default:
      return null;
  }
}

/** Columns in the order of their first use. */
export function columnsOf(rows: readonly object[], known = new Set<string>()): Set<string> {
  for (const row of rows) for (const column of Object.keys(flattened(row))) known.add(column);
  return known;
}

export const csvRow = (row: object, columns: readonly string[]): string => {
  const flat = flattened(row);
  return csvLine(columns.map((column) => flat[column]));
};
