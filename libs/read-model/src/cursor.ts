import { createHash } from 'node:crypto';
import { canonicalJson, type Condition, type FieldValue } from '@dossier/kernel';
import { openSigned, sign } from '@dossier/security';
import { BadCursor } from './read-model.port';

/** Where a page ended. */
export interface Place<V extends FieldValue = FieldValue> {
  /** Values of the fields sorted by, as the store keeps them. */
  readonly values: readonly V[];
  readonly key: string;
}
/** What a cursor is valid for: model with version, sort, filter. */
export interface Asked {
  readonly model: string;
  readonly sort: string;
  readonly where: readonly Condition[];
  readonly keys: readonly string[] | undefined;
}

/** Independent of the order of conditions and keys. */
function digest({ where, keys }: Asked): string {
  const conditions = where.map(({ field, op, value }) => canonicalJson([field, op, value])).sort();
  if (keys) conditions.push(canonicalJson([...keys].sort()));
  return createHash('sha256').update(conditions.join('\n')).digest('base64url').slice(0, 16);
}

export const cursorAt = (secret: Buffer, asked: Asked, { values, key }: Place): string =>
  sign(secret, JSON.stringify([asked.model, asked.sort, digest(asked), values, key]));

/** @throws BadCursor */
export function placeOf<V extends FieldValue>(secret: Buffer, asked: Asked, cursor: string): Place<V> {
  const text = openSigned(secret, cursor);
  if (text === undefined) throw new BadCursor('not a cursor of this store');
  const [model, sort, filter, values, key] = JSON.parse(text) as [string, string, string, readonly V[], string];
  if (model !== asked.model || sort !== asked.sort || filter !== digest(asked))
    throw new BadCursor('a cursor of another listing');
  return { values, key };
}
