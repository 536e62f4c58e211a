import { randomUUID } from 'node:crypto';
import type { AnyBulkWriteOperation, Collection, Db } from 'mongodb';
import type { LogEnd } from '@dossier/event-store';
import { compareTexts } from '@dossier/kernel';
import {
  emptyStep,
  type Member,
  ORIGIN,
  type Parked,
  reached,
  type SomeParked,
  type Step,
  TOGETHER,
} from '../../read-model.port';
import { type Generations, type Keyed, nameOf } from './layout';

/** How far a generation is in a lane. */
interface Progress {
  /** `<generation>/<lane>`. */
  readonly _id: string;
  readonly generation: string;
  readonly lane: string;
  /** TOGETHER: that of the generation TOGETHER. */
  readonly position: number | typeof TOGETHER;
}
interface ParkedHere extends Parked {
  /** `<generation>/<id>`. */
  readonly _id: string;
  readonly generation: string;
}
interface Link {
  /** The member. */
  readonly _id: string;
  readonly into: string;
  readonly position: number;
}
/** The last event that any model has folded. */
interface Seen extends LogEnd {
  readonly _id: string;
}
/** Another text after each step. */
interface Saved {
  readonly _id: string;
  readonly token: string;
}

const SEEN = '@seen';
const SAVED = '@saved';
const namesOf = (generations: Generations): string[] => [...generations.values()].map(nameOf);
function nameIn(generations: Generations, model: string): string {
  const generation = generations.get(model);
  if (!generation) throw new Error(`${model} is not prepared`);
  return nameOf(generation);
}

/** Names of progress that is no model's: it outlives generations. */
const isOfNoModel = (model: string): boolean => model === TOGETHER || model === ORIGIN;

const progressOf = (db: Db): Collection<Progress> => db.collection('progress');
const seenOf = (db: Db): Collection<Seen> => db.collection('progress');
const savedOf = (db: Db): Collection<Saved> => db.collection('progress');
const parkedOf = (db: Db): Collection<ParkedHere> => db.collection('parked');
const linksOf = (db: Db): Collection<Link> => db.collection('links');

export async function makeBookkeeping(db: Db): Promise<void> {
  await progressOf(db).createIndexes([{ key: { generation: 1 }, name: 'generation' }]);
  await parkedOf(db).createIndexes([
    { key: { position: 1, id: 1 }, name: 'place' },
    { key: { subject: 1, generation: 1, position: 1 }, name: 'of-subject' },
    { key: { generation: 1 }, name: 'generation' },
  ]);
  await linksOf(db).createIndexes([
    { key: { into: 1 }, name: 'into' },
    { key: { position: 1 }, name: 'position' },
  ]);
}

type Write<T extends Keyed> = AnyBulkWriteOperation<T>;

/** In the order of their keys: two in opposite order would wait for each other without end on some servers. */
const puts = <T extends Keyed>(all: readonly T[]): readonly Write<T>[] =>
  all
    .toSorted((a, b) => compareTexts(a._id, b._id))
    .map(
      ({ _id, ...replacement }) =>
        ({ replaceOne: { filter: { _id }, replacement, upsert: true } }) as unknown as Write<T>,
    );
async function put<T extends Keyed>(into: Collection<T>, all: readonly T[]): Promise<void> {
  if (all.length > 0) await into.bulkWrite([...puts(all)]);
}

export const saveLinks = (db: Db, links: Step['links']): Promise<void> =>
  put(
    linksOf(db),
    links.map(({ member, into, position }) => ({ _id: member, into, position })),
  );

/** @param generations by model */
export async function saveParked(db: Db, { parked, unparked }: Step, generations: Generations): Promise<void> {
  const here = parked.map((each): ParkedHere => {
    const generation = nameIn(generations, each.model);
    return { ...each, _id: `${generation}/${each.id}`, generation };
  });
  await put(parkedOf(db), here);
  if (unparked.length > 0)
    await parkedOf(db).deleteMany({ generation: { $in: namesOf(generations) }, id: { $in: [...unparked] } });
}

/**
 * The last write of a step. Positions that all share come after those that stand alone, and after who shares them: wherever
 * these writes, which a server carries out in their order, are cut off, no model is shown to be further than its documents.
 */
export async function saveProgress(db: Db, { progress, seen }: Step, generations: Generations): Promise<void> {
  const all = progress.map(({ model, lane, position }): Progress => {
    const generation = isOfNoModel(model) ? model : nameIn(generations, model);
    return { _id: `${generation}/${lane}`, generation, lane, position };
  });
  const ofAll = (each: Progress): boolean => isOfNoModel(each.generation);
  await progressOf(db).bulkWrite([
    ...places(all.filter((each) => !ofAll(each) && each.position !== TOGETHER)),
    ...puts(all.filter((each) => each.position === TOGETHER)),
    ...places(all.filter(ofAll)),
    ...(puts<Keyed>([
      ...(seen ? [{ _id: SEEN, ...seen }] : []),
      { _id: SAVED, token: randomUUID() } as Keyed,
    ]) as readonly Write<Progress>[]),
  ]);
}

/** A worker that was frozen, and whose lane another has taken over, knows an older place: it does not count. */
const places = (all: readonly Progress[]): readonly Write<Progress>[] =>
  all
    .toSorted((a, b) => compareTexts(a._id, b._id))
    .map(({ _id, generation, lane, position }) => {
      const isFurther = { $and: [{ $isNumber: '$position' }, { $gt: ['$position', position] }] };
      const further = { $cond: { if: isFurther, then: '$position', else: position } };
      return {
        updateOne: { filter: { _id }, update: [{ $set: { generation, lane, position: further } }], upsert: true },
      };
    });

/** Tells readers that something changed. */
export const saveChange = (db: Db): Promise<void> => saveProgress(db, emptyStep, new Map());
/** Another text after each change; undefined: nothing was ever saved. */
export const lastChange = async (db: Db): Promise<string | undefined> =>
  (await savedOf(db).findOne({ _id: SAVED }))?.token;

export async function seenIn(db: Db): Promise<LogEnd | undefined> {
  const seen = await seenOf(db).findOne({ _id: SEEN });
  return seen ? { position: seen.position, hash: seen.hash } : undefined;
}

/** Lane → position. */
export async function progressIn(
  db: Db,
  generations: Generations,
  model: string,
): Promise<ReadonlyMap<string, number>> {
  const of = generations.get(model);
  const generation = of ? nameOf(of) : model;
  const found = await progressOf(db)
    .find({ generation: { $in: [generation, TOGETHER] } })
    .toArray();
  return lanesOf(generation, found);
}
/** Model → position in the whole log, 0 for one that has none; that of TOGETHER too. */
export async function positionsIn(db: Db, generations: Generations): Promise<ReadonlyMap<string, number>> {
  const names = [...namesOf(generations), TOGETHER];
  const found = await progressOf(db)
    .find({ generation: { $in: names } })
    .toArray();
  const of = (name: string): number => reached(lanesOf(name, found));
  return new Map([
    ...[...generations.values()].map((each) => [each.model, of(nameOf(each))] as const),
    [TOGETHER, of(TOGETHER)],
  ]);
}
/** Lane → position. */
const lanesOf = (name: string, all: readonly Progress[]): ReadonlyMap<string, number> =>
  new Map(
    all.flatMap((own) => {
      const position = own.generation === name ? positionOf(own, all) : undefined;
      return position === undefined ? [] : [[own.lane, position] as const];
    }),
  );
const positionOf = ({ lane, position }: Progress, all: readonly Progress[]): number | undefined => {
  if (position !== TOGETHER) return position;
  const common = all.find((each) => each.generation === TOGETHER && each.lane === lane)?.position;
  return typeof common === 'number' ? common : undefined;
};

/** Member → canonical id. */
export const linksIn = async (db: Db): Promise<ReadonlyMap<string, string>> =>
  new Map((await linksOf(db).find().toArray()).map(({ _id, into }) => [_id, into]));
export const intoIn = async (db: Db, member: string): Promise<string | undefined> =>
  (await linksOf(db).findOne({ _id: member }))?.into;
/** Level by level, one question each. */
export async function membersIn(db: Db, subject: string): Promise<readonly Member[]> {
  const since = new Map([[subject, 0]]);
  for (let last = [subject]; last.length > 0;) {
    const found = await linksOf(db)
      .find({ into: { $in: last } })
      .toArray();
    const added = found.filter(({ _id }) => !since.has(_id));
    for (const { _id, into, position } of added) since.set(_id, Math.max(position, since.get(into) ?? 0));
    last = added.map(({ _id }) => _id);
  }
  since.delete(subject);
  return [...since].map(([member, position]) => ({ member, position }));
}
export const lastLinkIn = async (db: Db): Promise<number> =>
  (await linksOf(db).find().sort({ position: -1 }).limit(1).toArray())[0]?.position ?? 0;

/** In the order of the log. @param limit 0: all */
export async function parkedIn(
  db: Db,
  generations: Generations,
  after?: Pick<Parked, 'position' | 'id'>,
  limit = 0,
): Promise<readonly Parked[]> {
  const behind = after && {
    $or: [{ position: { $gt: after.position } }, { position: after.position, id: { $gt: after.id } }],
  };
  const found = parkedOf(db).find({ generation: { $in: namesOf(generations) }, ...behind });
  return (await found.sort({ position: 1, id: 1 }).limit(limit).toArray()).map(asParked);
}
export async function someParkedIn(db: Db, generations: Generations, some: SomeParked): Promise<readonly Parked[]> {
  const wanted =
    'id' in some
      ? { _id: { $in: idsIn(generations, some.id) } }
      : { generation: nameIn(generations, some.model), subject: { $in: [...some.subjects] } };
  return (await parkedOf(db).find(wanted).sort({ position: 1, id: 1 }).toArray()).map(asParked);
}

/** Of each of the models and subjects the first parked event. */
export async function firstOfEachIn(
  db: Db,
  generations: Generations,
  subjects: readonly string[],
): Promise<readonly Parked[]> {
  if ((await parkedOf(db).findOne({}, { projection: { _id: 1 } })) === null) return []; // mostly
  return firstBy(db, generations, subjects, { generation: '$generation', subject: '$subject' });
}

export const isParkedIn = async (db: Db, generations: Generations, id: string): Promise<boolean> =>
  (await parkedOf(db).findOne({ _id: { $in: idsIn(generations, id) } })) !== null;
const idsIn = (generations: Generations, id: string): string[] => namesOf(generations).map((name) => `${name}/${id}`);

/** Model → the first parked event of the subjects. */
export async function firstParkedIn(
  db: Db,
  generations: Generations,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, Parked>> {
  const first = await firstBy(db, generations, subjects, '$generation');
  return new Map(first.map((each) => [each.model, each]));
}
async function firstBy(
  db: Db,
  generations: Generations,
  subjects: readonly string[],
  by: object | string,
): Promise<readonly Parked[]> {
  const match = { generation: { $in: namesOf(generations) }, subject: { $in: [...subjects] } };
  const first = await parkedOf(db)
    .aggregate<{ first: ParkedHere }>([
      { $match: match },
      { $sort: { position: 1, id: 1 } },
      { $group: { _id: by, first: { $first: '$$ROOT' } } },
    ])
    .toArray();
  return first.map((each) => asParked(each.first));
}
/** The same for one subject and all that is linked to it. */
export async function firstParkedOf(
  db: Db,
  generations: Generations,
  subject: string,
): Promise<ReadonlyMap<string, Parked>> {
  const any = await parkedOf(db).findOne({ generation: { $in: namesOf(generations) } });
  if (!any) return new Map(); // mostly, and then the links need not be followed
  const members = await membersIn(db, subject);
  return firstParkedIn(db, generations, [subject, ...members.map(({ member }) => member)]);
}

/** Model → how many of its events are parked. */
export async function parkedCountsIn(db: Db, generations: Generations): Promise<ReadonlyMap<string, number>> {
  const counts = await parkedOf(db)
    .aggregate<{ _id: string; count: number }>([
      { $match: { generation: { $in: namesOf(generations) } } },
      { $group: { _id: '$model', count: { $sum: 1 } } },
    ])
    .toArray();
  return new Map(counts.map(({ _id, count }) => [_id, count]));
}

function asParked({ id, model, subject, position, eventId, eventType, error, parkedAt }: ParkedHere): Parked {
  return { id, model, subject, position, eventId, eventType, error, parkedAt };
}
