import { canonicalJson, type FieldType, type FieldValue } from '@dossier/kernel';
import { BadValue, type Model, type ModelField, UnknownField } from './read-model.port';

/** Names of the fields that are stored, in one order for all. */
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
/** The same for fields that are stored: while it is equal, documents stay valid. */
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

/** @throws TypeError for a model that no store could hold */
export function mustBeModel({ id, fields }: Model): void {
  if (!/^[^@]+@[^@]+$/.test(id)) throw new TypeError(`${id} is not <name>@<version>`);
  if (Object.hasOwn(fields, 'key')) throw new TypeError(`${id}: every document has a key already`);
}

/** @throws UnknownField */
export function typeOf(model: Model, name: string): FieldType {
  if (name === 'key') return 'text';
  const field = Object.hasOwn(model.fields, name) ? model.fields[name] : undefined;
  if (!field) throw new UnknownField(name, ['key', ...Object.keys(model.fields).sort()]);
  return field.type;
}

/** The value, where it is of the type of its field. @throws BadValue */
export function fitting(field: string, type: FieldType, value: FieldValue): FieldValue {
  if (value === null) return null;
  switch (type) {
    case 'flag':
      if (typeof value === 'boolean') return value;
      break;
    case 'integer':
      if (typeof value === 'number' && Number.isFinite(value)) return value;
      break;
    default:
      if (typeof value === 'string') return value;
  }
  throw new BadValue(field, type);
}

/** As both sides of `contains` are compared: lower case of all letters, as JavaScript has it. */
export const lowered = <V>(value: V): V => (typeof value === 'string' ? (value.toLowerCase() as V) : value);
