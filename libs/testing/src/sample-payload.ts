import type { Schema } from '@dossier/rules';
import { payloadFaults } from './payload-rules';

/** Stands for every text that no rule narrows, until a person writes a believable one. */
export const DRAFT = 'A-1';
/** Texts of the forms that payloads have; the first that keeps a rule is taken. */
const TEXTS = [DRAFT, '12.50', 'CNY', '2026-01-01T00:00:00.000Z', '艾克米 Acme'];

/** A payload that keeps a schema and fills every field, for a person to make believable. */
export function samplePayload(schema: Schema): Readonly<Record<string, unknown>> {
  return sampleOf(schema) as Readonly<Record<string, unknown>>;
}

function sampleOf(schema: Schema): unknown {
  const { type, properties, items, anyOf, minimum, ...rest } = schema as {
    readonly type?: string;
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly items?: Schema;
    readonly anyOf?: readonly [Schema, ...Schema[]];
    readonly enum?: readonly [unknown, ...unknown[]];
    readonly minimum?: number;
  };
  if (anyOf) return sampleOf(anyOf[0]);
  if (rest.enum) return rest.enum[0];
  switch (type) {
    case 'object':
      return Object.fromEntries(Object.entries(properties ?? {}).map(([name, field]) => [name, sampleOf(field)]));
    case 'array':
      return items ? [sampleOf(items)] : [];
    case 'string': {
      const text = TEXTS.find((each) => payloadFaults(schema, each).length === 0);
      if (text === undefined)
        throw new Error(`write this sample by hand: no text at hand is ${JSON.stringify(schema)}`);
      return text;
    }
    case 'boolean':
      return true;
    default:
      return minimum ?? 1;
  }
}
