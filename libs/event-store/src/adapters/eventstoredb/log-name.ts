import { randomBytes } from 'node:crypto';
import { jsonEvent } from '@eventstore/db-client';
import { type Connection, positionOf } from '@dossier/eventstoredb';

/** Holds the name of the log. No stream of a context begins with `@`. */
const NAME = '@log';

/** The first who asks gives the log its name. */
export async function nameOf(connection: Connection): Promise<string> {
  const named = jsonEvent({ type: NAME, data: { name: randomBytes(4).toString('hex') } });
  await connection.append(NAME, -1, [named]);
  const [first] = await connection.forwards(NAME, 0, 1);
  if (!first) throw new Error(`the stream ${NAME} is empty`);
  positionOf(first);
  return (first.data as { readonly name: string }).name;
}
