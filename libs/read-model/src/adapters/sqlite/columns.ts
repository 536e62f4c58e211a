import type { FieldType, FieldValue, TimedChange } from '@dossier/kernel';

/** A value in SQLite: flags are 0 and 1. */
export type Cell = string | number | null;

export interface Column {
  /** `key`, or a declared field. */
  readonly name: string;
  /** Quoted, ready for SQL. */
  readonly sql: string;
  readonly type: FieldType;
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const tableOf = (model: string): string => quoted(model);
export const docsName = (model: string): string => `${model}#docs`;
export const docsOf = (model: string): string => quoted(docsName(model));
export const piecesName = (model: string): string => `${model}#pieces`;
export const piecesOf = (model: string): string => quoted(piecesName(model));
/** Most pieces of a document: the places of its pieces lie behind its id times this. */
export const PLACES = 2 ** 20;
/** The text of a document that misses a piece: it cannot be read. */
const TORN = '{';
/** The text of a document, in SQL that reads {@link docsOf} of its model: of one that is kept in pieces all of them. */
export const documentIn = (model: string): string => {
  const docs = docsOf(model);
  const own = `place BETWEEN ${docs}.id * ${PLACES} AND ${docs}.id * ${PLACES} + ${PLACES - 1}`;
  const pieces = `SELECT text FROM ${piecesOf(model)} WHERE ${own} ORDER BY place`;
  const whole = `CASE count(*) WHEN ${docs}.pieces THEN group_concat(text, '') ELSE '${TORN}' END`;
  return `CASE WHEN ${docs}.pieces = 0 THEN ${docs}.doc
    WHEN ${docs}.pieces > 0 THEN (SELECT ${whole} FROM (${pieces})) END`;
};
/** The table of ids that the parts of a row share. */
export const idsOf = (rows: string): string => quoted(`${rows}@ids`);
/** The model whose table this is; none for bookkeeping and ids. */
export const modelOf = (table: string): readonly string[] =>
  /^[^@]+@/.test(table) && !table.endsWith('@ids') ? [table.replace(/#(?:docs|pieces)$/, '')] : [];
export const fieldColumn = (field: string): string => quoted(`f_${field}`);

/**
 * The value of a field that changes, in SQL.
 * @param at SQL of the instant
 * @param before SQL of the value until then
 * @param now SQL of `asOf`
 */
export const changed = ({ then }: TimedChange, at: string, before: string, now: string): string =>
  `CASE WHEN ${at} <= ${now} THEN ${literal(then)} ELSE ${before} END`;
const literal = (value: FieldValue): string =>
  typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value); // null, true and false are the same in SQL

/** A value as SQLite keeps it. */
export const cellOf = (value: FieldValue): Cell => (typeof value === 'boolean' ? Number(value) : value);
export const valueOf = (type: FieldType, cell: Cell): FieldValue =>
  type === 'flag' && cell !== null ? cell === 1 : cell;
