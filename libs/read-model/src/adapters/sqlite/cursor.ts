import { createHash } from 'node:crypto';
import { canonicalJson, type Condition } from '@dossier/kernel';
import { openSigned, sign } from '@dossier/security';
import { BadCursor } from '../../read-model.port';
import type { Cell } from './columns';

/** Where a page ended. */
export interface Place {
  readonly value: Cell;
  readonly key: string;
}
/** What a cursor belongs to: model with its version, sort, filter. */
export interface Asked {
  readonly model: string;
  readonly sort: string;
  readonly where: readonly Condition[];
}

/** The order of the conditions does not matter. */
function digest({ where }: Asked): string {
  const conditions = where.map(({ field, op, value }) => canonicalJson([field, op, value])).sort();
  return createHash('sha256').update(conditions.join('\n')).digest('base64url').slice(0, 16);
}

export const cursorAt = (secret: Buffer, asked: Asked, { value, key }: Place): string =>
  sign(secret, JSON.stringify([asked.model, asked.sort, digest(asked), value, key]));

/** @throws BadCursor */
export function placeOf(secret: Buffer, asked: Asked, cursor: string): Place {
  const text = openSigned(secret, cursor);
  if (text === undefined) throw new BadCursor('not a cursor of this store');
  const [model, sort, filter, value, key] = JSON.parse(text) as [string, string, string, Cell, string];
  if (model !== asked.model || sort !== asked.sort || filter !== digest(asked))
    throw new BadCursor('a cursor of another listing');
  return { value, key };
}
