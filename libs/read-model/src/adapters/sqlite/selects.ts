import type { Condition, Grouping, Instant, Listing } from '@dossier/kernel';
import { askedAsOf, askedValue, computedOver, conditionsOf, limitOf, orderOf, type Wanted } from '../../asked';
import type { Place } from '../../cursor';
import { lowered, typeOf } from '../../fields';
import { heldBy, type Model } from '../../read-model.port';
import { type Cell, cellOf, changed, type Column, docsOf, documentIn, fieldColumn, idsOf, tableOf } from './columns';
import { LOWERED } from './lowered';

export interface Select {
  readonly sql: string;
  readonly params: readonly Cell[];
  /** Value of `:asOf`; left out: the statement has none. */
  readonly asOf?: Instant;
}
/** The bound values of a statement. */
export const given = ({ params, asOf }: Omit<Select, 'sql'>): readonly unknown[] =>
  asOf === undefined ? [params] : [params, { asOf }];

/** One part of the order of a listing. */
interface Ordered {
  readonly column: Column;
  readonly descending: boolean;
}

/** The tables that a select reads: the one of the order first, then those of other parts whose columns are used. */
class Source {
  private readonly first: Model;
  private readonly others = new Set<Model>();
  private changes = false;
  /** The fields sorted by, before the key. */
  readonly orders: readonly Ordered[];
  /** Direction of the key: that of the last field. */
  readonly descending: boolean;
  readonly id: string;
  readonly key: string;
  readonly subject: string;

  /** @throws UnknownField */
  constructor(
    readonly model: Model,
    sort?: string,
    private readonly asOf?: Instant,
  ) {
    const { by, descending, first } = orderOf(model, sort);
    this.first = this.home(first);
    const table = tableOf(this.first.id);
    [this.id, this.key, this.subject] = [`${table}.id`, `${table}.key`, `${table}.subject`];
    this.orders = by.map((each) => ({ column: this.column(each.name), descending: each.descending }));
    this.descending = descending;
  }

  /** @throws UnknownField */
  column(name: string): Column {
    const type = typeOf(this.model, name);
    if (name === 'key') return { name, type, sql: this.key };
    const home = this.home(name);
    const change = home.fields[name]?.change;
    if (change) {
      this.changes = true;
      return { name, type, sql: changed(change, this.column(change.at).sql, this.column(change.before).sql, ':asOf') };
    }
    if (home !== this.first) this.others.add(home);
    return { name, type, sql: `${tableOf(home.id)}.${fieldColumn(name)}` };
  }

  /** `asOf`, if a column used so far needs it. @throws BadValue */
  get needed(): Pick<Select, 'asOf'> {
    return this.changes ? { asOf: askedAsOf(this.asOf) } : {};
  }

  /** All tables whose columns were used so far. */
  get tables(): string {
    const joins = [...this.others].map(({ id }) => {
      const table = tableOf(id);
      return ` JOIN ${table} ON ${table}.id = ${this.id} AND ${table}.live = 1`;
    });
    return tableOf(this.first.id) + joins.join('');
  }

  /** The tables of documents for {@link document}. */
  get docs(): string {
    const own = docsOf(this.first.id);
    const others = heldBy(this.model).filter((part) => part !== this.first);
    return own + others.map(({ id }) => ` LEFT JOIN ${docsOf(id)} ON ${docsOf(id)}.id = ${own}.id`).join('');
  }
  get document(): string {
    if (!this.model.parts) return documentIn(this.model.id);
    const members = Object.entries(this.model.parts).map(
      ([name, { id }]) => `'${JSON.stringify(name).replaceAll("'", "''")}:' || coalesce(${documentIn(id)}, 'null')`,
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

const NONE: Select = { sql: '0', params: [] };
const ANY: Select = { sql: '1', params: [] };
const COMPARED = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

/** null is equal to nothing but null, and neither smaller nor greater than anything. */
function condition(source: Source, asked: Condition): Select {
  const { sql, type } = source.column(asked.field);
  const cell = cellOf(askedValue(type, asked));
  const params = cell === null ? [] : [cell];
  switch (asked.op) {
    case 'contains':
      return { sql: `instr(${LOWERED}(${sql}), ?)`, params: params.map(lowered) };
    case 'eq':
      return { sql: cell === null ? `${sql} IS NULL` : `${sql} = ?`, params };
    case 'ne':
      return { sql: cell === null ? `${sql} IS NOT NULL` : `${sql} IS NOT ?`, params };
    default:
      return cell === null ? NONE : { sql: `${sql} ${COMPARED[asked.op]} ?`, params };
  }
}

/** @throws UnknownField, BadValue */
function filter(source: Source, wanted: Wanted): Select {
  const conditions = conditionsOf(wanted).map((each) => condition(source, each));
  const { keys } = wanted;
  if (keys)
    conditions.push({ sql: `${source.key} IN (SELECT value FROM json_each(?))`, params: [JSON.stringify(keys)] });
  return {
    sql: [source.live, ...conditions.map(({ sql }) => sql)].join(' AND '),
    params: conditions.flatMap(({ params }) => params),
  };
}

/** Conditions for rows after a place, as parts that can each use an index. */
function behind({ orders, key, descending }: Source, { values, key: at }: Place<Cell>): readonly Select[] {
  const beyond = descending ? '<' : '>';
  const beyondKey = { sql: `${key} ${beyond} ?`, params: [at] };
  const last = orders.at(-1);
  if (!last) return [beyondKey];
  const pieces: Select[] = [];
  let same = ANY;
  for (const [i, order] of orders.slice(0, -1).entries()) {
    const value = values[i] ?? null;
    pieces.push(...beyondValue(order, value).map((piece) => both(same, piece)));
    same = both(same, equal(order, value));
  }
  const value = values.at(-1) ?? null;
  const end: Select[] = [];
  if (value === null || last.descending !== descending)
    end.push(...beyondValue(last, value), both(equal(last, value), beyondKey));
  else {
    end.push({ sql: `(${last.column.sql}, ${key}) ${beyond} (?, ?)`, params: [value, at] });
    if (descending) end.push({ sql: `${last.column.sql} IS NULL`, params: [] });
  }
  return [...pieces, ...end.map((piece) => both(same, piece))];
}
const both = (one: Select, other: Select): Select =>
  one === ANY ? other : { sql: `${one.sql} AND ${other.sql}`, params: [...one.params, ...other.params] };
const equal = ({ column: { sql } }: Ordered, value: Cell): Select =>
  value === null ? { sql: `${sql} IS NULL`, params: [] } : { sql: `${sql} = ?`, params: [value] };
/** null is sorted before every value. */
function beyondValue({ column: { sql }, descending }: Ordered, value: Cell): readonly Select[] {
  if (value === null) return descending ? [] : [{ sql: `${sql} IS NOT NULL`, params: [] }];
  if (!descending) return [{ sql: `${sql} > ?`, params: [value] }];
  return [
    { sql: `${sql} < ?`, params: [value] },
    { sql: `${sql} IS NULL`, params: [] },
  ];
}

/** SQL for the documents of a key in all parts of a model: a column for each, for to join large texts takes longer than to read them. */
export function row(model: Model): string {
  let sql = rowsOf.get(model);
  if (sql === undefined) {
    const parts = heldBy(model);
    const docs = parts.map(({ id }) => `LEFT JOIN ${docsOf(id)} ON ${docsOf(id)}.id = one.id`);
    sql = `SELECT ${parts.map(({ id }) => documentIn(id)).join()} FROM ${idsOf(parts[0]?.partOf ?? '')} AS one ${docs.join(' ')}
      WHERE one.key = ?`;
    rowsOf.set(model, sql);
  }
  return sql;
}
/** Asked for at each view of a customer. */
const rowsOf = new WeakMap<Model, string>();

/** Which rows a page has, and how to read their documents. */
export interface Page {
  /** Rows are id, key, subject, values sorted by: one more than the limit. */
  readonly places: Select;
  /** SQL for the document of an id. */
  readonly document: string;
  /** Most documents. */
  readonly limit: number;
}

/** Sorts ids first, then reads the documents one by one: they may be large, and only few are needed. */
export function page(model: Model, what: Wanted, sort: string, limit: number, after: Place<Cell> | undefined): Page {
  const source = new Source(model, sort, what.asOf);
  const wanted = filter(source, what);
  const pieces = after ? behind(source, after) : [ANY];
  const { id, key, subject, orders } = source;
  const columns = [id, key, subject, ...orders.map(({ column }) => column.sql)];
  const selects = pieces.map(
    ({ sql }) => `SELECT ${columns.join()} FROM ${source.tables} WHERE ${wanted.sql} AND ${sql}`,
  );
  const byPlace = [...orders.map(({ descending }, i) => directed(i + 4, descending)), directed(2, source.descending)];
  return {
    places: {
      sql: `${selects.join(' UNION ALL ')} ORDER BY ${byPlace.join()} LIMIT ?`,
      params: [...pieces.flatMap(({ params }) => [...wanted.params, ...params]), limit + 1],
      ...source.needed,
    },
    document: `SELECT ${source.document} FROM ${source.docs} WHERE ${source.docId} = ?`,
    limit,
  };
}

const directed = (column: string | number, descending: boolean): string => `${column} ${descending ? 'DESC' : 'ASC'}`;
const orderBy = ({ orders, key, descending }: Source): string =>
  [...orders.map((order) => directed(order.column.sql, order.descending)), directed(key, descending)].join();

/** Rows are key, subject, document, values sorted by: the whole listing, or its first `limit`, after a place. */
export function documents(
  model: Model,
  { sort, limit, ...what }: Omit<Listing, 'cursor'>,
  after?: Place<Cell>,
): Select {
  const source = new Source(model, sort, what.asOf);
  const wanted = filter(source, what);
  const pieces = after ? behind(source, after) : [ANY];
  const columns = [source.key, source.subject, source.document, ...source.orders.map(({ column }) => column.sql)];
  return {
    sql: `SELECT ${columns.join()} FROM ${source.tables} CROSS JOIN ${source.docs}
      WHERE ${source.docId} = ${source.id} AND ${wanted.sql} AND (${pieces.map(({ sql }) => `(${sql})`).join(' OR ')}) ORDER BY ${orderBy(source)} LIMIT ?`,
    params: [...wanted.params, ...pieces.flatMap(({ params }) => params), limitOf(limit) ?? -1],
    ...source.needed,
  };
}

/** Rows hold the columns in the order given. */
export function rows(
  model: Model,
  names: readonly string[],
  { sort, limit, ...what }: Omit<Listing, 'cursor'>,
): Select {
  const source = new Source(model, sort, what.asOf);
  const columns = names.map((name) => source.column(name).sql);
  const wanted = filter(source, what);
  return {
    sql: `SELECT ${columns.join()} FROM ${source.tables}
      WHERE ${wanted.sql} ORDER BY ${orderBy(source)} LIMIT ?`,
    params: [...wanted.params, limitOf(limit) ?? -1],
    ...source.needed,
  };
}

export function count(model: Model, what: Wanted, most: number): Select {
  const source = new Source(model, 'key', what.asOf);
  const wanted = filter(source, what);
  return {
    sql: `SELECT count(*) FROM (SELECT 1 FROM ${source.tables} WHERE ${wanted.sql} LIMIT ?)`,
    params: [...wanted.params, most],
    ...source.needed,
  };
}

/** @throws UnknownField, BadValue for a sum over a field that is no integer */
function resultsOf(source: Source, { by, compute }: Grouping): readonly Column[] {
  const groups = by.map((name): Column => {
    const { sql, type } = source.column(name);
    return { name, type, sql: `+${sql}` }; // + keeps SQLite from using an index only for its order
  });
  const computed = Object.entries(compute).map(([name, what]): Column => {
    const over = computedOver(source.model, what);
    if (over === undefined) return { name, type: 'integer', sql: 'count(*)' };
    const { sql, type } = source.column(over);
    return { name, type, sql: `${what.fn}(${sql})` };
  });
  return [...groups, ...computed];
}

/** Rows hold the results in order, and one more column. @throws as {@link resultsOf} */
export function group(model: Model, grouping: Grouping): Select & { readonly results: readonly Column[] } {
  const source = new Source(model, 'key', grouping.asOf);
  const results = resultsOf(source, grouping);
  const wanted = filter(source, grouping);
  const places = grouping.by.map((_, i) => i + 1).join();
  return {
    sql: `SELECT ${[...results.map(({ sql }) => sql), 'count(*)'].join()} FROM ${source.tables}
      WHERE ${wanted.sql} ${places === '' ? '' : `GROUP BY ${places} ORDER BY ${places}`}`,
    params: wanted.params,
    ...source.needed,
    results,
  };
}
