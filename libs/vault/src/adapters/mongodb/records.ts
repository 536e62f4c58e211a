import { BSON, type Db, type Filter } from 'mongodb';
import { isThere } from '@dossier/mongodb';
import { compareTexts } from '@dossier/kernel';
import { type Access, type AccessSelection, type RecordedAccess, Unfit } from '../../vault.port';
import { accessesIn, behind, type KeptAccess, placeOf } from './layout';

/** Bytes of one record: a server takes 16 MiB. */
const LARGEST_RECORD = 8 * 2 ** 20;
const TEXTS = ['id', 'at', 'actor', 'role', 'kind', 'action', 'detail', 'outcome'] as const;

/** @throws Unfit: the driver would write what is missing as null */
export function mustFit(access: Access): void {
  const wrong = TEXTS.find((name) => typeof access[name] !== 'string');
  if (wrong !== undefined) throw new Unfit(`${wrong} of an access record is no text`);
  if (!access.subjects.every((subject) => typeof subject === 'string')) throw new Unfit('a subject is no text');
  const bytes = BSON.calculateObjectSize(access);
  if (bytes > LARGEST_RECORD) throw new Unfit(`an access record has ${bytes} bytes`);
}

/** Writes those that are not there; each is kept for itself. */
export async function put(db: Db, accesses: readonly Access[]): Promise<void> {
  if (accesses.length === 0) return;
  const kept = accesses.map((access): KeptAccess => ({ _id: placeOf(access), ...access }));
  await putNew(() => accessesIn(db).insertMany(byKey(kept), { ordered: false }));
}

/** Runs an insertion; what is there already stays. */
export const putNew = (insert: () => Promise<unknown>): Promise<unknown> =>
  insert().catch((error: unknown) => {
    if (!isThere(error)) throw error;
  });

/** In one order for all writers: two in opposite order would wait for each other without end on some servers. */
export const byKey = <T extends { readonly _id: string }>(all: readonly T[]): T[] =>
  all.toSorted((a, b) => compareTexts(a._id, b._id));

/** Newest first. */
export async function select(
  db: Db,
  selection: AccessSelection,
  maxTimeMS: number,
): Promise<readonly RecordedAccess[]> {
  const { subjects, actor, from, to, before, limit } = selection;
  const places: Filter<KeptAccess>[] = [
    ...(from === undefined ? [] : [{ _id: { $gte: from } }]),
    ...(to === undefined ? [] : [{ _id: { $lt: behind(to) } }]),
    ...(before === undefined ? [] : [{ _id: { $lt: before } }]),
  ];
  const filter: Filter<KeptAccess> = {
    ...(subjects !== undefined && { subjects: { $in: [...subjects] } }),
    ...(actor !== undefined && { actor }),
    ...(places.length > 0 && { $and: places }),
  };
  const found = await accessesIn(db).find(filter, { maxTimeMS }).sort({ _id: -1 }).limit(limit).toArray();
  return found.map(({ _id, ...access }) => ({ ...access, place: _id }));
}
