import type { ValidateFunction } from 'ajv';
import type { AnyEventDef, Class } from '@dossier/kernel';
import { ajv, type FieldError, fieldErrors, inlineSchema, type Schema } from '@dossier/rules';

// what tests ask of payloads, and no server

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
