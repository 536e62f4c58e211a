import { type AnyBulkWriteOperation, type Document as Expression, Long, type UpdateOneModel } from 'mongodb';
import { compareTexts, type FieldType, type FieldValue } from '@dossier/kernel';
import { fieldsOf, fitting, lowered, typeOf } from '../../fields';
import { type Document, DocumentTooLarge, type Model } from '../../read-model.port';
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
  const bytes = text === null ? 0 : Buffer.byteLength(text);
  if (bytes > LARGEST_DOCUMENT) throw new DocumentTooLarge(model.id, key, bytes, LARGEST_DOCUMENT);
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

/** Writes of documents, by key: two that insert the same keys in opposite order would wait for each other without end. */
export const documentWrites = (all: readonly Written[]): AnyBulkWriteOperation<Kept>[] =>
  byKey(all).map(({ kept }) => put(kept._id, { $replaceWith: unlessNewer('$ROOT', kept) }));
/** The same for the rows that list them. */
export const rowWrites = (all: readonly Written[]): AnyBulkWriteOperation<Keyed>[] =>
  byKey(all).map(({ generation, kept: { _id, number, guard, live, size, f, l } }) => {
    const part = inPath(generation.model);
    return put(_id, { $set: { [part]: unlessNewer(part, { number, guard, live, size, f, l }) } });
  });
const byKey = (all: readonly Written[]): readonly Written[] =>
  all.toSorted((a, b) => compareTexts(a.kept._id, b.kept._id));
const put = (_id: string, change: Expression): { updateOne: UpdateOneModel<Keyed> & UpdateOneModel<Kept> } => ({
  updateOne: { filter: { _id }, update: [change], upsert: true },
});

/** What is there stays if it is of a later generation, or its guard is higher. As one expression it may be carried out again. */
const unlessNewer = (there: string, value: Listed): Expression => ({
  $cond: {
    if: {
      $or: [
        { $gt: [`$${there}.number`, value.number] },
        { $and: [{ $eq: [`$${there}.number`, value.number] }, { $gt: [`$${there}.guard`, value.guard] }] },
      ],
    },
    then: `$${there}`,
    else: { $literal: value },
  },
});
