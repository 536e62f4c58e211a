import type { ValidateFunction } from 'ajv';
import type { AnyEventDef, Class } from '@dossier/kernel';
import { ajv } from './compile';
import { type FieldError, fieldErrors } from './field-errors';
import { inlineSchema, published, type Schema } from './schema';

/** What stands for a personal value that was erased, that the reader may not see, or that cannot be opened. */
const HIDDEN: Schema = {
  type: 'object',
  properties: { erased: { const: true }, sealed: { const: true }, unreadable: { const: true } },
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
};

const DRAFT = 'https://json-schema.org/draft/2020-12/schema';
export const schemaId = ({ type, version }: Pick<AnyEventDef, 'type' | 'version'>): string =>
  `urn:dossier:event:${type}:${version}`;

const known = new WeakMap<AnyEventDef, Schema>();

/** JSON Schema 2020-12 of the payload of an event in its version of today: it is frozen beside a sample, and published. */
export function eventSchema(def: AnyEventDef): Schema {
  let schema = known.get(def);
  if (!schema) {
    schema = { $schema: DRAFT, $id: schemaId(def), title: def.type, ...payloadSchema(def) };
    known.set(def, schema);
  }
  return schema;
}

function payloadSchema({ type, payload, personal }: AnyEventDef): Schema {
  const rules = published(inlineSchema(payload as Class<object>)) as { readonly properties: Record<string, Schema> };
  const hideable = personal.map(({ field }): [string, Schema] => {
    const plain = rules.properties[field];
    if (plain === undefined) throw new Error(`${type}.${field} is personal and has no rule`);
    return [field, { 'x-personal': true, anyOf: [plain, HIDDEN] }];
  });
  return { ...rules, properties: { ...rules.properties, ...Object.fromEntries(hideable) } };
}

const exact = ajv(true);
exact.addKeyword({ keyword: 'x-personal', schemaType: 'boolean' });
exact.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

const compiled = new WeakMap<Schema, ValidateFunction>();

/** What breaks a schema of an event. Unlike a body at the door a payload is exact: times are in UTC, null is a value. */
export function payloadFaults(schema: Schema, payload: unknown): readonly FieldError[] {
  const validate = compiled.get(schema) ?? exact.compile({ ...schema, $id: undefined } as Schema);
  compiled.set(schema, validate);
  return validate(payload) ? [] : fieldErrors(validate.errors ?? []);
}

/**
 * Where a payload's rules do not say whether a person may be named: texts that have neither a form nor `@InTheClear()`,
 * and values of which no rule says what they are.
 */
export const freeTexts = ({ payload, personal }: AnyEventDef): readonly string[] =>
  textsIn(inlineSchema(payload as Class<object>), '').filter(
    (pointer) => !personal.some(({ field }) => field === pointer.split('/')[1]),
  );

const FORMS = ['enum', 'pattern', 'format', 'x-clear'];
function textsIn(schema: Schema, pointer: string): readonly string[] {
  const {
    type,
    properties = {},
    items,
    anyOf,
  } = schema as {
    readonly type?: string;
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly items?: Schema;
    readonly anyOf?: readonly Schema[];
  };
  const isAnything = type === undefined && anyOf === undefined;
  if ((type === 'string' || isAnything) && !FORMS.some((form) => form in schema)) return [pointer];
  return [
    ...Object.entries(properties).flatMap(([name, field]) => textsIn(field, `${pointer}/${name}`)),
    ...(items ? textsIn(items, pointer) : []),
    ...(anyOf ?? []).flatMap((branch) => textsIn(branch, pointer)),
  ];
}
