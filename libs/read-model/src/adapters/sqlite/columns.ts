import type { FieldType, FieldValue } from '@dossier/kernel';
import { canonicalJson } from '@dossier/kernel';
import type { Model } from '../../read-model.port';
import { BadValue, UnknownField } from '../../read-model.port';

/** What SQLite holds: flags are 0 and 1. */
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
export const docsOf = (model: string): string => quoted(`${model}#docs`);
/** Where the parts of a row have their common id from. */
export const idsOf = (rows: string): string => quoted(`${rows}@ids`);
export const fieldColumn = (field: string): string => quoted(`f_${field}`);

/** Names of the declared fields in the order of their columns. */
export const fieldsOf = (model: Model): readonly string[] => Object.keys(model.fields).sort();
/** What is declared, in one text: equal texts are equal declarations. */
export const declared = (model: Model): string =>
  canonicalJson(
    Object.fromEntries(
      Object.entries(model.fields).map(([name, { type, indexed, personal }]) => [
        name,
        { type, indexed, ...(personal && { personal }) },
      ]),
    ),
  );

/** @throws UnknownField */
export function typeOf(model: Model, name: string): FieldType {
  if (name === 'key') return 'text';
  const field = Object.hasOwn(model.fields, name) ? model.fields[name] : undefined;
  if (!field) throw new UnknownField(name, ['key', ...fieldsOf(model)]);
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
