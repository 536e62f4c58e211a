import { type AnyBulkWriteOperation, type Collection, type Filter, Long } from 'mongodb';
import { compareTexts, type FieldType, type FieldValue } from '@dossier/kernel';
import { isThere } from '@dossier/mongodb';
import { fieldsOf, fitting, lowered, typeOf } from '../../fields';
import { type Document, type Model, mustFit, Overtaken } from '../../read-model.port';
import { type Generation, inPath, type Keyed, type Kept, type Listed, outOfPath, type Values } from './layout';

/** Bytes of the JSON of one document: a server takes 16 MiB with all that stands beside it. */
export const LARGEST_DOCUMENT = 8 * 2 ** 20;

/** A document on its way into a generation. */
export interface Written {
  readonly generation: Generation;
  readonly kept: Kept;
  /** Left out where there is one already. */
  readonly isBeside: boolean;
}

/** @throws BadValue, DocumentTooLarge */
export function written(model: Model, generation: Generation, document: Document, largest = LARGEST_DOCUMENT): Written {
  const { key, subject, guard, known, latest, doc } = document;
  const revision = document.revision + 1;
  const text = doc === null ? null : JSON.stringify(doc);
  if (text !== null) mustFit(model.id, key, text, largest);
  const f = values(model, document);
  const texts = Object.entries({ ...f, key }).filter(([, value]) => typeof value === 'string');
  const l = Object.fromEntries(texts.map(([name, text]) => [name, lowered(text)]));
  const listed: Listed = { number: generation.number, revision, live: text !== null, size: text?.length ?? 0, f, l };
  return {
    generation,
    isBeside: document.beside === true,
    kept: { ...listed, _id: key, subject, guard, known, latest, doc: text },
  };
}

function values(model: Model, { doc, fields }: Document): Values {
  if (doc === null) return {};
  return Object.fromEntries(
    fieldsOf(model).map((name) => {
      const type = typeOf(model, name);
      return [inPath(name), bsonOf(type, fitting(name, type, fields[name] ?? null))];
    }),
  );
}
/** Integers as such: a sum of doubles is exact only by chance. */
const bsonOf = (type: FieldType, value: FieldValue): unknown =>
  type === 'integer' && Number.isSafeInteger(value) ? Long.fromNumber(value as number) : value;

export function documentOf({ _id, subject, guard, revision, known, latest, doc, f }: Kept): Document {
  const fields = Object.entries(f).map(([name, value]) => [outOfPath(name), value as FieldValue] as const);
  return {
    ...{ key: _id, subject, guard, revision, known, latest },
    doc: doc === null ? null : (JSON.parse(doc) as object),
    fields: Object.fromEntries(fields),
  };
}

/**
 * Documents of one generation on their way into its collection, each over the state that it was computed from.
 * @throws Overtaken
 */
export async function writeDocuments(into: Collection<Kept>, all: readonly Written[]): Promise<void> {
  const [first] = all;
  if (!first) return;
  const writes = sorted(all).map(({ kept }): AnyBulkWriteOperation<Kept> => {
    const { _id, ...value } = kept;
    if (kept.revision === 1) return { insertOne: { document: kept } };
    return { replaceOne: { filter: { _id, revision: kept.revision - 1 }, replacement: value } };
  });
  const done = await unlessThere(into.bulkWrite(writes));
  if (done === undefined || done.matchedCount + done.insertedCount < writes.length)
    throw new Overtaken(first.generation.model);
}

/** Those that stand beside others of their step. */
export async function writeBeside(into: Collection<Kept>, all: readonly Written[]): Promise<void> {
  const writes = sorted(all).map(({ kept: { _id, ...value } }): AnyBulkWriteOperation<Kept> => {
    return { updateOne: { filter: { _id }, update: { $setOnInsert: value }, upsert: true } };
  });
  if (writes.length > 0) await unlessThere(into.bulkWrite(writes, { ordered: false }));
}

/** What lists show of documents that were written. */
export async function writeRows(into: Collection<Keyed>, all: readonly Written[]): Promise<void> {
  const puts = sorted(all).map(({ generation, isBeside, kept: { _id, number, revision, live, size, f, l } }): Put => {
    const value = { number, revision: isBeside ? 0 : revision, live, size, f, l }; // it never replaces a real one
    return { _id, part: inPath(generation.model), value };
  });
  // those beside others mostly find a newer one
  if (
    !all.every(({ isBeside }) => isBeside) &&
    (await unlessThere(into.bulkWrite(puts.map(unlessFound)))) !== undefined
  )
    return;
  await into.bulkWrite(puts.map(unlessNewer));
}

/** By key: two that insert the same keys in opposite order would wait for each other without end on some servers. */
const sorted = (all: readonly Written[]): readonly Written[] =>
  all.toSorted((a, b) => compareTexts(a.kept._id, b.kept._id));

/** Its part of a row. */
interface Put {
  readonly _id: string;
  readonly part: string;
  readonly value: Listed;
}
type Write = AnyBulkWriteOperation<Keyed>;

/** undefined: another has inserted one of the keys. */
const unlessThere = <T>(writing: Promise<T>): Promise<T | undefined> =>
  writing.catch((error: unknown) => {
    if (isThere(error)) return undefined;
    throw error;
  });

/** The quicker way: where it is there, or a newer one, it answers that the key is there. */
function unlessFound({ _id, part, value }: Put): Write {
  const newer = [
    { [`${part}.number`]: { $gt: value.number } },
    { [`${part}.number`]: value.number, [`${part}.revision`]: { $gte: value.revision } },
  ];
  const filter: Filter<Keyed> = { _id, $nor: newer };
  return { updateOne: { filter, update: { $set: { [part]: value } }, upsert: true } };
}
/** The same in one expression. */
function unlessNewer({ _id, part, value }: Put): Write {
  const there = `$${part}`;
  const isNewer = {
    $or: [
      { $gt: [`${there}.number`, value.number] },
      { $and: [{ $eq: [`${there}.number`, value.number] }, { $gte: [`${there}.revision`, value.revision] }] },
    ],
  };
  const newest = { $cond: { if: isNewer, then: there, else: { $literal: value } } };
  return { updateOne: { filter: { _id }, update: [{ $set: { [part]: newest } }], upsert: true } };
}
