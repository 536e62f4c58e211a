import type { Collection, Db } from 'mongodb';

/** Documents of a model, with their own progress and parked events. A model that is emptied has another generation. */
export interface Generation {
  readonly model: string;
  /** Of two generations of a model the later one has the higher number; no two have the same. */
  readonly number: number;
  /** Digest of the declarations of the fields that are stored. */
  readonly fields: string;
  readonly partOf: string | null;
}

/** By model. */
export type Generations = ReadonlyMap<string, Generation>;
export const only = (all: Generations, models: readonly string[]): Generations =>
  new Map([...all].filter(([model]) => models.includes(model)));

/** Values of declared fields by their {@link inPath names}. */
export type Values = Readonly<Record<string, unknown>>;

/** What lists filter, sort and group by. */
export interface Listed {
  /** Its generation. */
  readonly number: number;
  readonly revision: number;
  /** False: a tombstone. */
  readonly live: boolean;
  /** Characters of the document. */
  readonly size: number;
  readonly f: Values;
  /** Texts in lower case, that of the key too. */
  readonly l: Values;
}
/** A document in the collection of its generation. */
export interface Kept extends Listed {
  /** Its key. */
  readonly _id: string;
  readonly subject: string;
  readonly guard: number;
  readonly known: number;
  readonly latest: string | null;
  /** As JSON: whatever its keys are, it comes back as it was. */
  readonly doc: string | null;
}
/** What lists read: a document; of parts a row, in which each part has its own {@link Listed}. */
export interface Keyed {
  readonly _id: string;
}

/** Name of a generation. */
export const nameOf = ({ number }: Pick<Generation, 'number'>): string => `g${number}`;
export const documentsIn = (db: Db, generation: Generation): Collection<Kept> =>
  db.collection(`${plain(generation.model)}.${nameOf(generation)}`);
/** Rows are those of all generations of their parts: a collection has few indexes. */
export const rowsIn = (db: Db, partOf: string): Collection<Keyed> => db.collection(`${plain(partOf)}@rows`);
const plain = (name: string): string => name.replaceAll(/[^A-Za-z0-9@_-]/g, '_').slice(0, 80);

/** Where lists read a model. */
export const listedIn = (db: Db, generation: Generation): Collection<Keyed> =>
  generation.partOf === null
    ? db.collection(documentsIn(db, generation).collectionName)
    : rowsIn(db, generation.partOf);
/** What the paths of its fields begin with there. */
export const at = ({ partOf, model }: Generation): string => (partOf === null ? '' : `${inPath(model)}.`);

/** A name as a part of a path. */
export const inPath = (field: string): string =>
  field.replaceAll(/[%.$\0]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
export const outOfPath = (name: string): string =>
  name.replaceAll(/%(..)/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));

/** In groups by a name, each in its order. */
export function groups<T>(all: readonly T[], nameOf: (each: T) => string): readonly (readonly [T, ...T[]])[] {
  const found = new Map<string, [T, ...T[]]>();
  for (const each of all) {
    const group = found.get(nameOf(each));
    if (group) group.push(each);
    else found.set(nameOf(each), [each]);
  }
  return [...found.values()];
}
