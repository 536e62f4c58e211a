import type { Condition, FieldType, Grouping, Listing } from '@dossier/kernel';
import { BadValue, type Model, MOST_CONDITIONS } from '../../read-model.port';
import { type Cell, cellOf, type Column, columnOf, docsOf, tableOf } from './columns';
import type { Place } from './cursor';
import { lowered, LOWERED } from './lowered';

export interface Select {
  readonly sql: string;
  readonly params: readonly Cell[];
}

/** The order of a listing: `field` or `-field`, ties by key in the same direction. */
export interface Order {
  readonly column: Column;
  readonly descending: boolean;
}
/** @throws UnknownField */
export function orderOf(model: Model, sort: string): Order {
  const descending = sort.startsWith('-');
  return { column: columnOf(model, descending ? sort.slice(1) : sort), descending };
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
function asked(field: string, type: FieldType, value: Condition['value']): Cell {
  const cell = cellOf(field, type, value);
  if (cell === null) return cell;
  if (type === 'integer' ? !Number.isSafeInteger(cell) : type === 'instant' && !INSTANT.test(String(cell)))
    throw new BadValue(field, type);
  return cell;
}

const NONE: Select = { sql: '0', params: [] };
const ANY: Select = { sql: '1', params: [] };

/** null is smaller than every value and equal to nothing but null. */
function condition(model: Model, { field, op, value }: Condition): Select {
  const { sql, type } = columnOf(model, field);
  const cell = asked(field, type, value);
  if (op === 'contains') {
    if (type !== 'text' || cell === null) throw new BadValue(field, 'text');
    return { sql: `instr(${LOWERED}(${sql}), ?)`, params: [lowered(cell)] };
  }
  const params = cell === null ? [] : [cell];
  switch (op) {
    case 'eq':
      return { sql: cell === null ? `${sql} IS NULL` : `${sql} = ?`, params };
    case 'ne':
      return { sql: cell === null ? `${sql} IS NOT NULL` : `${sql} IS NOT ?`, params };
    case 'gt':
      return { sql: cell === null ? `${sql} IS NOT NULL` : `${sql} > ?`, params };
    case 'gte':
      return cell === null ? ANY : { sql: `${sql} >= ?`, params };
    case 'lt':
      return cell === null ? NONE : { sql: `(${sql} < ? OR ${sql} IS NULL)`, params };
    case 'lte':
      return { sql: cell === null ? `${sql} IS NULL` : `(${sql} <= ? OR ${sql} IS NULL)`, params };
  }
}

/** @throws UnknownField, BadValue */
function filter(model: Model, where: readonly Condition[] = []): Select {
  if (where.length > MOST_CONDITIONS) throw new BadValue('where', 'fewer conditions');
  const conditions = where.map((each) => condition(model, each));
  return {
    sql: ['live = 1', ...conditions.map(({ sql }) => sql)].join(' AND '),
    params: conditions.flatMap(({ params }) => params),
  };
}

/** @throws BadValue */
export function limitOf(limit: number | undefined): number | undefined {
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0))
    throw new BadValue('limit', 'positive integer');
  return limit;
}

/** What lies behind a place, in pieces that can each go along an index. */
function behind({ column: { sql }, descending }: Order, { value, key }: Place): readonly Select[] {
  const beyond = descending ? '<' : '>';
  if (sql === 'key') return [{ sql: `key ${beyond} ?`, params: [key] }];
  if (value === null) {
    const nulls = { sql: `${sql} IS NULL AND key ${beyond} ?`, params: [key] };
    return descending ? [nulls] : [nulls, { sql: `${sql} IS NOT NULL`, params: [] }];
  }
  const values = { sql: `(${sql}, key) ${beyond} (?, ?)`, params: [value, key] };
  return descending ? [values, { sql: `${sql} IS NULL`, params: [] }] : [values];
}

/** What a page holds, and where its documents are. */
export interface Page {
  /** Rows are id, key, subject, value sorted by: one more than the page may hold. */
  readonly places: Select;
  /** The document of an id. */
  readonly document: string;
  /** Documents at most. */
  readonly limit: number;
}

/** A page of documents is fetched one by one behind what was sorted: they may be large, and few of them be wanted. */
export function page(
  model: Model,
  where: readonly Condition[],
  order: Order,
  limit: number,
  after: Place | undefined,
): Page {
  const wanted = filter(model, where);
  const pieces = after ? behind(order, after) : [ANY];
  const selects = pieces.map(
    ({ sql }) =>
      `SELECT id, key, subject, ${order.column.sql} AS value FROM ${tableOf(model.id)} WHERE ${wanted.sql} AND ${sql}`,
  );
  const direction = order.descending ? 'DESC' : 'ASC';
  const byPlace = order.column.sql === 'key' ? `2 ${direction}` : `4 ${direction}, 2 ${direction}`;
  return {
    places: {
      sql: `${selects.join(' UNION ALL ')} ORDER BY ${byPlace} LIMIT ?`,
      params: [...pieces.flatMap(({ params }) => [...wanted.params, ...params]), limit + 1],
    },
    document: `SELECT doc FROM ${docsOf(model.id)} WHERE id = ?`,
    limit,
  };
}

const orderBy = ({ column: { sql }, descending }: Order): string => {
  const direction = descending ? 'DESC' : 'ASC';
  return sql === 'key' ? `key ${direction}` : `${sql} ${direction}, key ${direction}`;
};

/** Rows are key, subject, document, value sorted by: the whole listing, or its first `limit`, behind a place. */
export function documents(
  model: Model,
  { where, sort = 'key', limit }: Omit<Listing, 'cursor'>,
  after?: Place,
): Select {
  const wanted = filter(model, where);
  const order = orderOf(model, sort);
  const pieces = after ? behind(order, after) : [ANY];
  return {
    sql: `SELECT key, subject, doc, ${order.column.sql} FROM ${tableOf(model.id)}
      CROSS JOIN ${docsOf(model.id)} USING (id)
      WHERE ${wanted.sql} AND (${pieces.map(({ sql }) => sql).join(' OR ')}) ORDER BY ${orderBy(order)} LIMIT ?`,
    params: [...wanted.params, ...pieces.flatMap(({ params }) => params), limitOf(limit) ?? -1],
  };
}

/** Rows hold the columns in the order given. */
export function rows(
  model: Model,
  columns: readonly Column[],
  { where, sort = 'key', limit }: Omit<Listing, 'cursor'>,
): Select {
  const wanted = filter(model, where);
  return {
    sql: `SELECT ${columns.map(({ sql }) => sql).join()} FROM ${tableOf(model.id)}
      WHERE ${wanted.sql} ORDER BY ${orderBy(orderOf(model, sort))} LIMIT ?`,
    params: [...wanted.params, limitOf(limit) ?? -1],
  };
}

export function count(model: Model, where: readonly Condition[]): Select {
  const wanted = filter(model, where);
  return { sql: `SELECT count(*) FROM ${tableOf(model.id)} WHERE ${wanted.sql}`, params: wanted.params };
}

/** A column of a grouping's answer. */
export interface Result {
  readonly name: string;
  readonly type: FieldType;
  readonly sql: string;
}

/** @throws UnknownField, BadValue for a sum over what is no integer */
export function resultsOf(model: Model, { by, compute }: Grouping): readonly Result[] {
  const groups = by.map((name): Result => {
    const { sql, type } = columnOf(model, name);
    return { name, type, sql: `+${sql}` }; // + keeps SQLite from walking an index just because it is in this order
  });
  const computed = Object.entries(compute).map(([name, what]): Result => {
    if (what.fn === 'count') return { name, type: 'integer', sql: 'count(*)' };
    const { sql, type } = columnOf(model, what.field);
    if (what.fn === 'sum' && type !== 'integer') throw new BadValue(what.field, 'integer');
    return { name, type, sql: `${what.fn}(${sql})` };
  });
  return [...groups, ...computed];
}

/** Rows hold the results in their order, and one column more. */
export function group(model: Model, { where, by }: Grouping, results: readonly Result[]): Select {
  const wanted = filter(model, where);
  const places = by.map((_, i) => i + 1).join();
  return {
    sql: `SELECT ${[...results.map(({ sql }) => sql), 'count(*)'].join()} FROM ${tableOf(model.id)}
      WHERE ${wanted.sql} ${by.length > 0 ? `GROUP BY ${places} ORDER BY ${places}` : ''}`,
    params: wanted.params,
  };
}
