import type { Collection, Db } from 'mongodb';
import { compareTexts } from '@dossier/kernel';

/** Until when a model was served. */
interface Mark {
  /** Its id. */
  readonly _id: string;
  readonly at: Date;
}
/** By the clock of the server, in milliseconds: those of processes differ. */
export interface Served {
  readonly now: number;
  /** Model → when somebody last said that he folds or reads it. */
  readonly at: ReadonlyMap<string, number>;
}

/** No model: it tells the time. */
const NOW = '@now';
const marksIn = (db: Db): Collection<Mark> => db.collection('served');

export async function saveServed(db: Db, models: readonly string[]): Promise<void> {
  const writes = models
    .toSorted(compareTexts)
    .map((_id) => ({ updateOne: { filter: { _id }, update: { $currentDate: { at: true as const } }, upsert: true } }));
  if (writes.length > 0) await marksIn(db).bulkWrite(writes);
}

/** Of these models; one of which nobody ever said so counts as served now. */
export async function servedIn(db: Db, models: readonly string[]): Promise<Served> {
  const there = new Set((await marksIn(db).find().toArray()).map(({ _id }) => _id));
  await saveServed(db, [NOW, ...models.filter((model) => !there.has(model))]);
  const marks = new Map((await marksIn(db).find().toArray()).map(({ _id, at }) => [_id, at.getTime()]));
  const now = marks.get(NOW) ?? 0;
  return { now, at: new Map(models.map((model) => [model, marks.get(model) ?? now])) };
}
export async function forgetServed(db: Db, model: string): Promise<void> {
  await marksIn(db).deleteOne({ _id: model });
}
