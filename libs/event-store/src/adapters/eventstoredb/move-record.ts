import { jsonEvent } from '@eventstore/db-client';
import type { Connection } from '@dossier/eventstoredb';
import { type Instant, OperatorError } from '@dossier/kernel';
import { derivedId } from '@dossier/security';

/** Holds that another log is moved into this one: its beginning, then its end. */
const MOVE = '@move';

/** Of a log that was moved here, or is being moved. */
export interface MoveRecord {
  /** Name of the log that it comes from. */
  readonly from: string;
  readonly begun: Instant;
  /** null: it was not finished. */
  readonly finished: Instant | null;
}

/** A move into this log was begun and did not come to its end: nobody may write between its events. */
export class MoveUnfinished extends OperatorError {
  override readonly name = 'MoveUnfinished';
  constructor({ from, begun }: MoveRecord) {
    super({
      zh: `日志 ${from} 正在迁入此处的 EventStoreDB（始于 ${begun}），尚未完成：请再次运行 dossier move，完成后再启动。`,
      en: `the log ${from} is being moved into this EventStoreDB since ${begun}, and that has not come to its end: run dossier move again, and start when it is done`,
    });
  }
}

export async function moveIn(connection: Connection): Promise<MoveRecord | undefined> {
  const [begun, finished] = await connection.forwards(MOVE, 0, 2);
  if (!begun) return undefined;
  const { from, at } = begun.data as { readonly from: string; readonly at: Instant };
  return { from, begun: at, finished: finished ? (finished.data as { readonly at: Instant }).at : null };
}

/** Ids are derived, so that whoever asks again after an unknown outcome writes nothing twice. */
export async function beginMove(connection: Connection, from: string, at: Instant): Promise<void> {
  await connection.append(MOVE, -1, [jsonEvent({ id: derivedId('move', from, at), type: MOVE, data: { from, at } })]);
}
export async function finishMove(connection: Connection, from: string, at: Instant): Promise<void> {
  await connection.append(MOVE, 0, [jsonEvent({ id: derivedId('moved', from), type: '@moved', data: { at } })]);
}
