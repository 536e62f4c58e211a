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

/** Adds the columns of rows to those that are known. */
export function addColumns(known: Set<string>, rows: readonly object[]): void {
  for (const row of rows) for (const column of Object.keys(flattened(row))) known.add(column);
}

/**
 * Columns of a file, the same whatever rows there are: those of the row without values in its order, and those whose
 * names come from the data, such as currencies, in the place of their part by name. What no part declares comes last, by name too.
 */
export function columnsOf(found: ReadonlySet<string>, empty: object): readonly string[] {
  const left = new Set(found);
  const declared = leavesOf(empty).flatMap(({ path, isList }) => {
    const own = [...left].filter((column) => column === path || column.startsWith(`${path}.`)).sort(byName);
    for (const column of own) left.delete(column);
    return isList ? own : [path, ...own.filter((column) => column !== path)];
  });
  // `total` of a row without one stands for `total.amount` and `total.currency`
  const others = [...left].filter((column) => !declared.some((one) => one.startsWith(`${column}.`)));
  return [...declared, ...others.sort(byName)];
}

const byName = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

interface Leaf {
  readonly path: string;
  /** Its columns have names from the data. */
  readonly isList: boolean;
}
const leavesOf = (row: object, prefix = ''): readonly Leaf[] =>
  Object.entries(row).flatMap(([name, value]: [string, unknown]) =>
    isObject(value) && !Array.isArray(value)
      ? leavesOf(value, `${prefix}${name}.`)
      : [{ path: prefix + name, isList: Array.isArray(value) }],
  );

/** @throws Error for a value that has no column: it came after the heading was written, and would be left out in silence */
export function csvRow(row: object, columns: ReadonlySet<string>): string {
  const flat = flattened(row);
  const late = Object.keys(flat).find((column) => !columns.has(column) && flat[column] !== null);
  if (late !== undefined) throw new Error(`the column ${late} came after the heading: ask for the file again`);
  return csvLine([...columns].map((column) => flat[column]));
}
