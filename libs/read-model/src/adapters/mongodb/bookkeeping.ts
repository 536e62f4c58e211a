import { createHash, randomUUID } from 'node:crypto';
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
import { type Generations, groups, type Keyed, nameOf } from './layout';

/** How far a generation is in a lane, or that each of several is at least so far: it is as far as the furthest says. */
interface Progress {
  /** `<generation>/<lane>`; of several {@link inOne} */
  readonly _id: string;
  readonly generation: string | readonly string[];
  readonly lane: string;
  /** TOGETHER: that of the generation TOGETHER. */
  readonly position: number | typeof TOGETHER;
}
interface OwnProgress extends Progress {
  readonly generation: string;
}
/** Those that go on together, in one row: where models are many, a row for each of them is most of what a step writes. */
interface SharedProgress extends Progress {
  /** In the order of their names. */
  readonly generation: readonly string[];
  readonly position: number;
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
  const all = progress.map(({ model, lane, position }): OwnProgress => {
    const generation = isOfNoModel(model) ? model : nameIn(generations, model);
    return { _id: `${generation}/${lane}`, generation, lane, position };
  });
  const ofAll = (each: OwnProgress): boolean => isOfNoModel(each.generation);
  const { own, shared } = inFewRows(all.filter((each) => !ofAll(each) && each.position !== TOGETHER));
  await progressOf(db).bulkWrite([
    ...places(own),
    ...puts<Progress>(all.filter((each) => each.position === TOGETHER)),
    ...atLeast(shared),
    ...leaving(shared),
    ...places(all.filter(ofAll)),
    ...(puts<Keyed>([
      ...(seen ? [{ _id: SEEN, ...seen }] : []),
      { _id: SAVED, token: randomUUID() } as Keyed,
    ]) as readonly Write<Progress>[]),
  ]);
}

/** A worker that was frozen, and whose lane another has taken over, knows an older place: it does not count. */
const places = (all: readonly OwnProgress[]): readonly Write<Progress>[] =>
  all
    .toSorted((a, b) => compareTexts(a._id, b._id))
    .map(({ _id, generation, lane, position }) => {
      const isFurther = { $and: [{ $isNumber: '$position' }, { $gt: ['$position', position] }] };
      const further = { $cond: { if: isFurther, then: '$position', else: position } };
      return {
        updateOne: { filter: { _id }, update: [{ $set: { generation, lane, position: further } }], upsert: true },
      };
    });

/** Those that are equally far in a lane get one row. */
function inFewRows(all: readonly OwnProgress[]): {
  readonly own: readonly OwnProgress[];
  readonly shared: readonly SharedProgress[];
} {
  const equal = groups(all, ({ lane, position }) => `${position}/${lane}`);
  return {
    own: equal.filter(({ length }) => length === 1).flat(),
    shared: equal.flatMap((each) => {
      const [{ lane, position }] = each;
      if (each.length === 1 || position === TOGETHER) return [];
      const generations = each.map(({ generation }) => generation);
      return [inOne(generations, lane, position)];
    }),
  };
}
/** The name says who they are: code that knows other models has rows of its own, so nobody moves what another does not fold. */
function inOne(generations: readonly string[], lane: string, position: number): SharedProgress {
  const generation = generations.toSorted(compareTexts);
  const digest = createHash('sha256').update(generation.join()).digest('base64url').slice(0, 22);
  return { _id: `@${digest}/${lane}`, generation, lane, position };
}
const atLeast = (all: readonly SharedProgress[]): readonly Write<Progress>[] =>
  all
    .toSorted((a, b) => compareTexts(a._id, b._id))
    .map(({ _id, generation, lane, position }) => {
      const update = { $max: { position }, $setOnInsert: { generation, lane } };
      return { updateOne: { filter: { _id }, update, upsert: true } };
    });
/** They do not go on with the position that all share any more: that is written afterwards. */
const leaving = (all: readonly SharedProgress[]): readonly Write<Progress>[] =>
  groups(all, ({ generation }) => generation.join()).map((each) => {
    const of = { generation: { $in: [...each[0].generation] }, lane: { $in: each.map(({ lane }) => lane) } };
    return { updateMany: { filter: { ...of, position: TOGETHER }, update: { $set: { position: 0 } } } };
  });

/** Of a generation that nobody reads any more. Others that share a row with it stay as far as they are. */
export async function removeProgress(db: Db, name: string): Promise<void> {
  const progress = progressOf(db);
  const all = await allProgress(db);
  for (const { _id, generation, lane, position } of all) {
    if (![generation].flat().includes(name)) continue;
    const others = [generation].flat().filter((each) => each !== name);
    if (others.length > 0 && position !== TOGETHER) {
      const isTold = all.some((each) => each._id !== _id && tells(each, others, lane, position));
      if (!isTold) await progress.bulkWrite([...atLeast([inOne(others, lane, position)])]);
    }
    await progress.deleteOne({ _id });
  }
}
/** Whether by this row all of them are at least so far. */
const tells = (row: Progress, names: readonly string[], lane: string, position: number): boolean =>
  row.lane === lane &&
  typeof row.position === 'number' &&
  row.position >= position &&
  names.every((name) => [row.generation].flat().includes(name));

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
  return lanesIn(await allProgress(db)).get(generation) ?? new Map();
}
/** Model → position in the whole log, 0 for one that has none; that of TOGETHER too. */
export async function positionsIn(db: Db, generations: Generations): Promise<ReadonlyMap<string, number>> {
  const lanes = lanesIn(await allProgress(db));
  const of = (name: string): number => reached(lanes.get(name) ?? new Map());
  return new Map([
    ...[...generations.values()].map((each) => [each.model, of(nameOf(each))] as const),
    [TOGETHER, of(TOGETHER)],
  ]);
}
/** There are few: to look for those of some generations costs a server more. */
const allProgress = (db: Db): Promise<readonly Progress[]> =>
  progressOf(db)
    .find({ lane: { $exists: true } })
    .toArray();
/** Generation → lane → position. */
function lanesIn(all: readonly Progress[]): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const lanes = new Map<string, Map<string, number>>();
  const common = new Map(all.flatMap((each) => (each.generation === TOGETHER ? [[each.lane, each.position]] : [])));
  for (const { generation, lane, position } of all) {
    const reached = position === TOGETHER ? common.get(lane) : position;
    if (typeof reached !== 'number') continue;
    for (const name of [generation].flat()) {
      const own = lanes.get(name) ?? new Map<string, number>();
      lanes.set(name, own.set(lane, Math.max(own.get(lane) ?? 0, reached)));
    }
  }
  return lanes;
}

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
