import type { Condition, FieldType, Grouping, Listing } from '@dossier/kernel';
import { BadValue, heldBy, type Model, MOST_CONDITIONS } from '../../read-model.port';
import { type Cell, cellOf, type Column, docsOf, fieldColumn, tableOf, typeOf } from './columns';
import type { Place } from './cursor';
import { lowered, LOWERED } from './lowered';

export interface Select {
  readonly sql: string;
  readonly params: readonly Cell[];
}

/** The order of a listing: `field` or `-field`, ties by key in the same direction. */
interface Order {
  readonly column: Column;
  readonly descending: boolean;
}

/** The tables that a select reads: that of the order first, then those of other parts of which a column was asked for. */
class Source {
  private readonly first: Model;
  private readonly others = new Set<Model>();
  readonly order: Order;
  readonly id: string;
  readonly key: string;
  readonly subject: string;

  /** @throws UnknownField */
  constructor(
    private readonly model: Model,
    sort = 'key',
  ) {
    const descending = sort.startsWith('-');
    const name = descending ? sort.slice(1) : sort;
    typeOf(model, name);
    this.first = this.home(name);
    const table = tableOf(this.first.id);
    [this.id, this.key, this.subject] = [`${table}.id`, `${table}.key`, `${table}.subject`];
    this.order = { column: this.column(name), descending };
  }

  /** @throws UnknownField */
  column(name: string): Column {
    const type = typeOf(this.model, name);
    if (name === 'key') return { name, type, sql: this.key };
    const home = this.home(name);
    if (home !== this.first) this.others.add(home);
    return { name, type, sql: `${tableOf(home.id)}.${fieldColumn(name)}` };
  }

  /** All of whom a column was asked for by then. */
  get tables(): string {
    const joins = [...this.others].map(({ id }) => {
      const table = tableOf(id);
      return ` JOIN ${table} ON ${table}.id = ${this.id} AND ${table}.live = 1`;
    });
    return tableOf(this.first.id) + joins.join('');
  }

  /** Where the documents are of which {@link document} is the text. */
  get docs(): string {
    const own = docsOf(this.first.id);
    const others = heldBy(this.model).filter((part) => part !== this.first);
    return own + others.map(({ id }) => ` LEFT JOIN ${docsOf(id)} ON ${docsOf(id)}.id = ${own}.id`).join('');
  }
  get document(): string {
    if (!this.model.parts) return `${docsOf(this.model.id)}.doc`;
    const members = Object.entries(this.model.parts).map(
      ([name, { id }]) => `'${JSON.stringify(name).replaceAll("'", "''")}:' || coalesce(${docsOf(id)}.doc, 'null')`,
    );
    return `'{' || ${members.join(` || ',' || `)} || '}'`;
  }
  get docId(): string {
    return `${docsOf(this.first.id)}.id`;
  }

  get live(): string {
    return `${tableOf(this.first.id)}.live = 1`;
  }

  private home(name: string): Model {
    const [first = this.model, ...others] = heldBy(this.model);
    return [first, ...others].find(({ fields }) => Object.hasOwn(fields, name)) ?? first;
  }
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
function condition(source: Source, { field, op, value }: Condition): Select {
  const { sql, type } = source.column(field);
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
function filter(source: Source, where: readonly Condition[] = []): Select {
  if (where.length > MOST_CONDITIONS) throw new BadValue('where', 'fewer conditions');
  const conditions = where.map((each) => condition(source, each));
  return {
    sql: [source.live, ...conditions.map(({ sql }) => sql)].join(' AND '),
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
function behind(source: Source, { value, key }: Place): readonly Select[] {
  const { column, descending } = source.order;
  const { sql } = column;
  const beyond = descending ? '<' : '>';
  if (column.name === 'key') return [{ sql: `${source.key} ${beyond} ?`, params: [key] }];
  if (value === null) {
    const nulls = { sql: `${sql} IS NULL AND ${source.key} ${beyond} ?`, params: [key] };
    return descending ? [nulls] : [nulls, { sql: `${sql} IS NOT NULL`, params: [] }];
  }
  const values = { sql: `(${sql}, ${source.key}) ${beyond} (?, ?)`, params: [value, key] };
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
  sort: string,
  limit: number,
  after: Place | undefined,
): Page {
  const source = new Source(model, sort);
  const wanted = filter(source, where);
  const { column, descending } = source.order;
  const pieces = after ? behind(source, after) : [ANY];
  const { id, key, subject, tables } = source;
  const selects = pieces.map(
    ({ sql }) =>
      `SELECT ${id}, ${key}, ${subject}, ${column.sql} AS value FROM ${tables} WHERE ${wanted.sql} AND ${sql}`,
  );
  const direction = descending ? 'DESC' : 'ASC';
  const byPlace = column.name === 'key' ? `2 ${direction}` : `4 ${direction}, 2 ${direction}`;
  return {
    places: {
      sql: `${selects.join(' UNION ALL ')} ORDER BY ${byPlace} LIMIT ?`,
      params: [...pieces.flatMap(({ params }) => [...wanted.params, ...params]), limit + 1],
    },
    document: `SELECT ${source.document} FROM ${source.docs} WHERE ${source.docId} = ?`,
    limit,
  };
}

const orderBy = ({ key, order: { column, descending } }: Source): string => {
  const direction = descending ? 'DESC' : 'ASC';
  return column.name === 'key' ? `${key} ${direction}` : `${column.sql} ${direction}, ${key} ${direction}`;
};

/** Rows are key, subject, document, value sorted by: the whole listing, or its first `limit`, behind a place. */
export function documents(
  model: Model,
  { where, sort = 'key', limit }: Omit<Listing, 'cursor'>,
  after?: Place,
): Select {
  const source = new Source(model, sort);
  const wanted = filter(source, where);
  const pieces = after ? behind(source, after) : [ANY];
  const columns = [source.key, source.subject, source.document, source.order.column.sql];
  return {
    sql: `SELECT ${columns.join()} FROM ${source.tables} CROSS JOIN ${source.docs}
      WHERE ${source.docId} = ${source.id} AND ${wanted.sql} AND (${pieces.map(({ sql }) => sql).join(' OR ')}) ORDER BY ${orderBy(source)} LIMIT ?`,
    params: [...wanted.params, ...pieces.flatMap(({ params }) => params), limitOf(limit) ?? -1],
  };
}

/** Rows hold the columns in the order given. */
export function rows(
  model: Model,
  names: readonly string[],
  { where, sort = 'key', limit }: Omit<Listing, 'cursor'>,
): Select {
  const source = new Source(model, sort);
  const columns = names.map((name) => source.column(name).sql);
  const wanted = filter(source, where);
  return {
    sql: `SELECT ${columns.join()} FROM ${source.tables}
      WHERE ${wanted.sql} ORDER BY ${orderBy(source)} LIMIT ?`,
    params: [...wanted.params, limitOf(limit) ?? -1],
  };
}

export function count(model: Model, where: readonly Condition[]): Select {
  const source = new Source(model);
  const wanted = filter(source, where);
  return { sql: `SELECT count(*) FROM ${source.tables} WHERE ${wanted.sql}`, params: wanted.params };
}

/** @throws UnknownField, BadValue for a sum over what is no integer */
function resultsOf(source: Source, { by, compute }: Grouping): readonly Column[] {
  const groups = by.map((name): Column => {
    const { sql, type } = source.column(name);
    return { name, type, sql: `+${sql}` }; // + keeps SQLite from walking an index just because it is in this order
  });
  const computed = Object.entries(compute).map(([name, what]): Column => {
    if (what.fn === 'count') return { name, type: 'integer', sql: 'count(*)' };
    const { sql, type } = source.column(what.field);
    if (what.fn === 'sum' && type !== 'integer') throw new BadValue(what.field, 'integer');
    return { name, type, sql: `${what.fn}(${sql})` };
  });
  return [...groups, ...computed];
}

/** Rows hold the results in their order, and one column more. @throws as {@link resultsOf} */
export function group(model: Model, grouping: Grouping): Select & { readonly results: readonly Column[] } {
  const source = new Source(model);
  const results = resultsOf(source, grouping);
  const wanted = filter(source, grouping.where);
  const places = grouping.by.map((_, i) => i + 1).join();
  return {
    sql: `SELECT ${[...results.map(({ sql }) => sql), 'count(*)'].join()} FROM ${source.tables}
      WHERE ${wanted.sql} ${places === '' ? '' : `GROUP BY ${places} ORDER BY ${places}`}`,
    params: wanted.params,
    results,
  };
}
