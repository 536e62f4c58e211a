import { createHash } from 'node:crypto';
import type { Db } from 'mongodb';
import { fieldsOf, stored } from '../../fields';
import type { Model } from '../../read-model.port';
import { removeProgress } from './bookkeeping';
import { at, documentsIn, type Generation, inPath, listedIn, nameOf, rowsIn } from './layout';

export const generationOf = (model: Model, number: number): Generation => ({
  model: model.id,
  number,
  fields: digest(model),
  partOf: model.partOf ?? null,
});

/** Whether it holds documents of this model, with these fields. */
export const fits = ({ model: id, fields, partOf }: Generation, model: Model): boolean =>
  id === model.id && fields === digest(model) && partOf === (model.partOf ?? null);

function digest(model: Model): string {
  let made = digests.get(model.fields);
  if (made === undefined) {
    made = createHash('sha256').update(stored(model)).digest('base64url').slice(0, 22);
    digests.set(model.fields, made);
  }
  return made;
}
/** Asked before each read. */
const digests = new WeakMap<Model['fields'], string>();

/** Makes the collection of a generation, and the indexes of its fields where they are listed. */
export async function makeGeneration(db: Db, model: Model, generation: Generation): Promise<void> {
  await documentsIn(db, generation).createIndexes([{ key: { subject: 1 }, name: 'subject' }]);
  const indexed = fieldsOf(model).filter((name) => model.fields[name]?.indexed);
  if (indexed.length === 0) return;
  const from = at(generation);
  await listedIn(db, generation).createIndexes(
    indexed.map((field) => ({
      key: { [`${from}f.${inPath(field)}`]: 1, _id: 1 }, // with the key: a page goes on after (value, key)
      name: `${from}${inPath(field)}`,
      partialFilterExpression: { [`${from}live`]: true },
    })),
  );
}

/**
 * Removes documents, progress and parked events. Done twice, it does no more.
 * @param isLast no other generation of the model is there
 */
export async function removeGeneration(db: Db, old: Generation, isLast: boolean): Promise<void> {
  await documentsIn(db, old).drop();
  if (old.partOf !== null) await removeFromRows(db, old, old.partOf, isLast);
  await removeProgress(db, nameOf(old));
  await db.collection('parked').deleteMany({ generation: nameOf(old) });
}

async function removeFromRows(db: Db, old: Generation, partOf: string, isLast: boolean): Promise<void> {
  const rows = rowsIn(db, partOf);
  if ((await db.listCollections({ name: rows.collectionName }).toArray()).length === 0) return;
  const from = at(old);
  if (isLast) for (const { name } of await rows.indexes()) if (name?.startsWith(from)) await rows.dropIndex(name);
  await rows.updateMany({ [`${from}number`]: old.number }, { $unset: { [inPath(old.model)]: '' } });
  await rows.deleteMany({ $expr: { $eq: [{ $size: { $objectToArray: '$$ROOT' } }, 1] } }); // nothing but the key
}
