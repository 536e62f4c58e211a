import { type AnyEventDef, type Class, onceForEach } from '@dossier/kernel';
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

/** JSON Schema 2020-12 of the payload of an event in its version of today: it is frozen beside a sample, and published. */
export const eventSchema = onceForEach((def: AnyEventDef): Schema => ({
  $schema: DRAFT,
  $id: schemaId(def),
  title: def.type,
  ...payloadSchema(def),
}));

function payloadSchema({ type, payload, personal }: AnyEventDef): Schema {
  const rules = published(inlineSchema(payload as Class<object>)) as { readonly properties: Record<string, Schema> };
  const hideable = personal.map(({ field }): [string, Schema] => {
    const plain = rules.properties[field];
    if (plain === undefined) throw new Error(`${type}.${field} is personal and has no rule`);
    return [field, { 'x-personal': true, anyOf: [plain, HIDDEN] }];
  });
  return { ...rules, properties: { ...rules.properties, ...Object.fromEntries(hideable) } };
}
