import { type AnyBulkWriteOperation, type Collection, type Filter, Long } from 'mongodb';
import { compareTexts, type FieldType, type FieldValue } from '@dossier/kernel';
import { isThere } from '@dossier/mongodb';
import { fieldsOf, fitting, lowered, typeOf } from '../../fields';
import { type Document, type Model, mustFit } from '../../read-model.port';
import { type Generation, inPath, type Keyed, type Kept, type Listed, outOfPath, type Values } from './layout';

/** Bytes of the JSON of one document: a server takes 16 MiB with all that stands beside it. */
export const LARGEST_DOCUMENT = 8 * 2 ** 20;

/** A document on its way into a generation. */
export interface Written {
  readonly generation: Generation;
  readonly kept: Kept;
}

/** @throws BadValue, DocumentTooLarge */
export function written(model: Model, generation: Generation, document: Document): Written {
  const { key, subject, guard, latest, doc } = document;
  const text = doc === null ? null : JSON.stringify(doc);
  if (text !== null) mustFit(model.id, key, text, LARGEST_DOCUMENT);
  const f = values(model, document);
  const texts = Object.entries({ ...f, key }).filter(([, value]) => typeof value === 'string');
  const l = Object.fromEntries(texts.map(([name, text]) => [name, lowered(text)]));
  const listed: Listed = { number: generation.number, guard, live: text !== null, size: text?.length ?? 0, f, l };
  return { generation, kept: { ...listed, _id: key, subject, latest, doc: text } };
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

export function documentOf({ _id, subject, guard, latest, doc, f }: Kept): Document {
  const fields = Object.entries(f).map(([name, value]) => [outOfPath(name), value as FieldValue] as const);
  return {
    ...{ key: _id, subject, guard, latest: latest },
    doc: doc === null ? null : (JSON.parse(doc) as object),
    fields: Object.fromEntries(fields),
  };
}

/** Documents of one generation on their way into its collection, and into the rows that list them. */
export async function writeDocuments(into: Collection<Kept>, all: readonly Written[]): Promise<void> {
  const puts = all.map(({ kept }): Put => ({ _id: kept._id, part: undefined, value: kept }));
  await write(into as never, puts);
}
export async function writeRows(into: Collection<Keyed>, all: readonly Written[]): Promise<void> {
  const puts = all.map(({ generation, kept: { _id, number, guard, live, size, f, l } }): Put => {
    return { _id, part: inPath(generation.model), value: { number, guard, live, size, f, l } };
  });
  await write(into, puts);
}

/** A document, or its part of a row. */
interface Put {
  readonly _id: string;
  readonly part: string | undefined;
  readonly value: Listed;
}
type Write = AnyBulkWriteOperation<Keyed>;

/**
 * Sorted by key: two that insert the same keys in opposite order would wait for each other without end on some servers. What
 * is there stays if it is newer; each write may be carried out again.
 */
async function write(into: Collection<Keyed>, all: readonly Put[]): Promise<void> {
  const sorted = all.toSorted((a, b) => compareTexts(a._id, b._id));
  const areFolded = sorted.every(({ value }) => value.guard > 0); // those of guard 0 mostly find a newer one
  if (areFolded && (await isDone(into.bulkWrite(sorted.map(unlessFound))))) return;
  await into.bulkWrite(sorted.map(unlessNewer));
}
/** False: a newer one is there, or another inserted one at the same moment. */
const isDone = (writing: Promise<unknown>): Promise<boolean> =>
  writing.then(
    () => true,
    (error: unknown) => {
      if (isThere(error)) return false;
      throw error;
    },
  );

/** The quicker way: where a newer one is found, it answers that the key is there. */
function unlessFound({ _id, part, value }: Put): Write {
  const at = part === undefined ? '' : `${part}.`;
  const newer = [
    { [`${at}number`]: { $gt: value.number } },
    { [`${at}number`]: value.number, [`${at}guard`]: { $gt: value.guard } },
  ];
  const filter: Filter<Keyed> = { _id, $nor: newer };
  if (part === undefined) return { replaceOne: { filter, replacement: value, upsert: true } };
  return { updateOne: { filter, update: { $set: { [part]: value } }, upsert: true } };
}
/** The same in one expression. */
function unlessNewer({ _id, part, value }: Put): Write {
  const there = `$${part ?? '$ROOT'}`;
  const isNewer = {
    $or: [
      { $gt: [`${there}.number`, value.number] },
      { $and: [{ $eq: [`${there}.number`, value.number] }, { $gt: [`${there}.guard`, value.guard] }] },
    ],
  };
  const newest = { $cond: { if: isNewer, then: there, else: { $literal: value } } };
  const change = part === undefined ? { $replaceWith: newest } : { $set: { [part]: newest } };
  return { updateOne: { filter: { _id }, update: [change], upsert: true } };
}
