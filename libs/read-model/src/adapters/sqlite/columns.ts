import type { FieldType, FieldValue, TimedChange } from '@dossier/kernel';
import { canonicalJson } from '@dossier/kernel';
import type { Model, ModelField } from '../../read-model.port';
import { BadValue, UnknownField } from '../../read-model.port';

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
/** The table of ids that the parts of a row share. */
export const idsOf = (rows: string): string => quoted(`${rows}@ids`);
/** The model whose table this is; none for bookkeeping and ids. */
export const modelOf = (table: string): readonly string[] =>
  /^[^@]+@/.test(table) && !table.endsWith('@ids') ? [table.replace(/#docs$/, '')] : [];
export const fieldColumn = (field: string): string => quoted(`f_${field}`);

/** Names of the fields with columns, in the order of the columns. */
export const fieldsOf = ({ fields }: Model): readonly string[] =>
  Object.keys(fields)
    .filter((name) => fields[name]?.change === undefined)
    .sort();
/** All declarations as one text: equal texts are equal declarations. */
export function declared({ fields }: Model): string {
  let text = declarations.get(fields);
  if (text === undefined) declarations.set(fields, (text = inOneText(fields, Object.keys(fields))));
  return text;
}
/** Asked before each read, and never another. */
const declarations = new WeakMap<Model['fields'], string>();
/** The same for fields with columns: while it is equal, documents stay valid. */
export const stored = (model: Model): string => inOneText(model.fields, fieldsOf(model));
const inOneText = (fields: Model['fields'], names: readonly string[]): string =>
  canonicalJson(
    Object.fromEntries(
      names.map((name) => {
        const { type, indexed, personal, change } = fields[name] as ModelField;
        return [name, { type, indexed, ...(personal && { personal }), ...(change && { change }) }];
      }),
    ),
  );

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

/** @throws UnknownField */
export function typeOf(model: Model, name: string): FieldType {
  if (name === 'key') return 'text';
  const field = Object.hasOwn(model.fields, name) ? model.fields[name] : undefined;
  if (!field) throw new UnknownField(name, ['key', ...Object.keys(model.fields).sort()]);
  return field.type;
}

/** @throws BadValue where the value is not of the type of its field. */
export function cellOf(field: string, type: FieldType, value: FieldValue): Cell {
  if (value === null) return null;
  switch (type) {
    case 'flag':
      if (typeof value === 'boolean') return value ? 1 : 0;
      break;
    case 'integer':
      if (typeof value === 'number' && Number.isFinite(value)) return value;
      break;
    default:
      if (typeof value === 'string') return value;
  }
  throw new BadValue(field, type);
}

export const valueOf = (type: FieldType, cell: Cell): FieldValue =>
  type === 'flag' && cell !== null ? cell === 1 : cell;
