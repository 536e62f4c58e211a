import type { LogEnd } from '@dossier/event-store';
import {
  type FieldType,
  type FieldValue,
  type Grouping,
  type GroupRow,
  type Instant,
  type Listing,
  OperatorError,
  type Text,
  type TimedChange,
} from '@dossier/kernel';

/** A version of a read model: its own documents, its own progress (P7). */
export interface Model {
  /** `<name>@<version>`. */
  readonly id: string;
  readonly fields: Readonly<Record<string, ModelField>>;
  /** Name of the rows that it is a part of. All parts have documents of the same keys; field names are unique among them. */
  readonly partOf?: string;
  /**
   * Parts by their names: such a model stores nothing and is only read, one row for each key. Its documents hold the
   * parts' documents by name; its fields are the parts' fields.
   */
  readonly parts?: Readonly<Record<string, Model>>;
}

export interface ModelField {
  readonly type: FieldType;
  readonly indexed: boolean;
  /** True for personal values; views for analysts leave it out. */
  readonly personal?: boolean;
  /** Not stored: computed from two other fields of the model, as of the query's instant. */
  readonly change?: TimedChange;
}

/** The stored models behind a model: its parts, or itself. */
export const heldBy = (model: Model): readonly Model[] => (model.parts ? Object.values(model.parts) : [model]);

export interface Document {
  readonly key: string;
  /** The canonical subject it belongs to. */
  readonly subject: string;
  /** All events of its subject up to this position are in it: they are not folded again (P5). */
  readonly guard: number;
  /** How often it was saved by now; 0: never. It is saved only over exactly this state of it. */
  readonly revision: number;
  /** Position of the last link or policy that whoever saved it knew: who knows less must not go on from it. */
  readonly known: number;
  /** Latest `occurredAt` of the events whose order counts; null where order does not count. */
  readonly latest: Instant | null;
  /** null: a tombstone, kept for its guard; never listed. It is never changed, only replaced: what is in it as before is not written again. */
  readonly doc: object | null;
  /** It stands beside others of its step: where there is one of its key, it is left out. */
  readonly beside?: true;
  /** A value for every declared field of the model that does not change by itself; empty for a tombstone. */
  readonly fields: Readonly<Record<string, FieldValue>>;
}

/** An event that a projection could not fold, or a later one of the same subject that waits for it (P9). */
export interface Parked {
  readonly id: string;
  readonly model: string;
  readonly subject: string;
  readonly position: number;
  readonly eventId: string;
  readonly eventType: string;
  /** What went wrong; for a waiting event the id of the one it waits for. */
  readonly error: string;
  readonly parkedAt: Instant;
}

const EVENT_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Id of the event that a parked one waits for; undefined: it failed itself. */
export const waitsFor = ({ error }: Pick<Parked, 'error'>): string | undefined =>
  EVENT_ID.test(error) ? error : undefined;

/** Some parked events: one by its id, or those of a model for some subjects. */
export type SomeParked = { readonly id: string } | { readonly model: string; readonly subjects: readonly string[] };

/** What must be known of a document before it is computed anew. */
export type Stamp = Pick<Document, 'subject' | 'revision' | 'known'>;

/** What is linked to something else. */
export interface Member {
  readonly member: string;
  /** Of the event by which it came to be linked. */
  readonly position: number;
}

/** @throws DocumentTooLarge for the JSON of a document of more bytes than a writer takes */
export function mustFit(model: string, key: string, json: string, largest: number): void {
  if (json.length * 3 <= largest) return; // a character has three bytes at most
  mustTake(model, key, Buffer.byteLength(json), largest);
}
/** @throws DocumentTooLarge for more bytes than a writer takes */
export function mustTake(model: string, key: string, bytes: number, largest: number): void {
  if (bytes > largest) throw new DocumentTooLarge(model, key, bytes, largest);
}

/** One step of a projection runner: written in one transaction, or, where the store has none, documents first and progress last. */
export interface Step {
  readonly documents: readonly (Document & { readonly model: string })[];
  /** New links: member → canonical id, by the event at a position. */
  readonly links: readonly (Member & { readonly into: string })[];
  readonly parked: readonly Parked[];
  /** Ids of parked events that are done. */
  readonly unparked: readonly string[];
  /**
   * By the name of a lane ({@link laneName}). TOGETHER as position: from now on this model's progress in the lane is the one
   * saved for the model TOGETHER, until it gets its own position again.
   */
  readonly progress: readonly {
    readonly model: string;
    readonly lane: string;
    readonly position: number | typeof TOGETHER;
  }[];
  /** The last event of this step, if no model has folded a later one; left out: unchanged. */
  readonly seen?: LogEnd;
}
export const emptyStep: Step = { documents: [], links: [], parked: [], unparked: [], progress: [] };

/** The name of a lane in progress: `*` is the whole log. */
export const laneName = (lane: number, count: number): string => (count === 1 ? '*' : `${lane}/${count}`);
const laneNamed = (name: string): readonly [lane: number, count: number] => {
  const [lane = 0, count = 1] = name === '*' ? [] : name.split('/').map(Number);
  return [lane, count];
};
/** How many lanes there are by what was saved. */
export const laneCount = (progress: ReadonlyMap<string, number>): number =>
  Math.max(1, ...[...progress.keys()].map((name) => laneNamed(name)[1]));
/** How far a model is in a lane: as far as any lane that it is in, of fewer lanes too. */
export const reachedIn = (progress: ReadonlyMap<string, number>, lane: number, count: number): number =>
  Math.max(
    0,
    ...[...progress].map(([name, position]) => {
      const [other, of] = laneNamed(name);
      return of <= count && lane % of === other ? position : 0;
    }),
  );
/** Up to where it is in the whole log: as far as the lane that is furthest behind. */
export function reached(progress: ReadonlyMap<string, number>): number {
  const count = laneCount(progress);
  return Math.min(...Array.from({ length: count }, (_, lane) => reachedIn(progress, lane, count)));
}

/** The progress of this name is shared by all models that advance together: one row for all. */
export const TOGETHER = '@together';
/** Not a model's progress: its lane is the name of the log that the read models follow. */
export const ORIGIN = '@log';

/**
 * Written by projection runners. What an adapter promises:
 * 1. Progress is never visible before the documents of its step. A step with a value that does not fit its field, or a
 *    document that is too large (DocumentTooLarge), writes nothing. One that is cut off anywhere, and saved again, ends as
 *    if it had never been. A lane never goes back but by `empty` and `drop`. Where the store has transactions, a step is visible as a whole or not at all.
 * 2. A document is saved only over the state that its `revision` names, and then has the next one. Where another one is there,
 *    `save` fails with Overtaken, and its progress is not saved; one that stands beside others is then left out.
 * 3. `prepare` makes what a model needs and leaves other models alone; `drop` removes a model with its progress and
 *    parked events; `empty` does both for all given models in one step, so that no reader finds a model missing, or one
 *    empty and another full. Cut off anywhere, none of them leaves progress without its documents. A store that is found
 *    damaged is replaced by these as a whole by an empty one: the caller must read its state again. `look` finds damage
 *    that nobody met, unreadable and missing documents of other models than the given ones included, in pieces between
 *    which the writer takes other work; a server looks after its files itself.
 * 4. Saved data is read back equal, also after the store was opened again.
 */
export abstract class ReadModelWriter {
  /** Most bytes of the JSON of a document. */
  abstract readonly largest: number;
  abstract prepare(models: readonly Model[]): Promise<void>;
  abstract load(model: string, keys: readonly string[]): Promise<ReadonlyMap<string, Document>>;
  /** The documents, tombstones included, that belong to the subjects, by key. */
  abstract stampsOf(model: string, subjects: readonly string[]): Promise<ReadonlyMap<string, Stamp>>;
  abstract links(): Promise<ReadonlyMap<string, string>>;
  /** Position of the last link, 0 for none. */
  abstract lastLink(): Promise<number>;
  /** In the order of the log. @param some left out: all */
  abstract parked(some?: SomeParked): Promise<readonly Parked[]>;
  /** Of each of these models and subjects the first one: asked at each step, so it costs a look-up for each subject, however many are parked. */
  abstract firstParked(models: readonly string[], subjects: readonly string[]): Promise<readonly Parked[]>;
  /** Ids of all models with documents or progress. */
  abstract models(): Promise<readonly string[]>;
  /** Documents without tombstones, by key, after `after` ('' is the beginning). */
  abstract page(model: string, after: string, limit: number): Promise<readonly Document[]>;
  abstract progress(model: string): Promise<ReadonlyMap<string, number>>;
  /** `seen` of the last step that had one. */
  abstract seen(): Promise<LogEnd | undefined>;
  /** @throws Overtaken, DocumentTooLarge, BadValue */
  abstract save(step: Step): Promise<void>;
  abstract drop(model: string): Promise<void>;
  abstract empty(models: readonly Model[]): Promise<void>;
  abstract look(except: readonly string[]): Promise<void>;
  /** False: another process emptied, dropped or made a model since the last `prepare`. */
  abstract isCurrent(): Promise<boolean>;
  abstract close(): Promise<void>;
}

export interface Found {
  readonly key: string;
  readonly subject: string;
  readonly doc: object;
}

/** A row of several parts, and how up to date each part is. */
export interface FoundRow extends Found {
  readonly doc: Readonly<Record<string, object | null>>;
  /** By the parts' model ids, and TOGETHER: up to where the log is folded. */
  readonly progress: ReadonlyMap<string, number>;
  /** By the parts' model ids: the first parked event of the key and of all that is linked to it; without parts that have none. */
  readonly parked: ReadonlyMap<string, Parked>;
}

/** Replaces a document that cannot be read, so that its list can be read. */
export const DAMAGED: object = Object.freeze({});
/** The store itself cannot be read; projections must be rebuilt. */
export class ReadModelsDamaged extends Error {
  override readonly name = 'ReadModelsDamaged';
}

/** They cannot be written just now: what was asked of them was not done. */
export class ReadModelsStopped extends OperatorError {
  override readonly name = 'ReadModelsStopped';
}

/** Another has saved a document since it was loaded: what was computed from it is to be computed anew. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
  constructor(readonly model: string) {
    super(`a document of ${model} was saved by another meanwhile`);
  }
}

/** The server that keeps them did not do what was asked, or did not say so: to ask again is harmless. */
export class ReadModelsUnreachable extends OperatorError {
  override readonly name = 'ReadModelsUnreachable';
  constructor(
    words: Text,
    override readonly cause?: unknown,
  ) {
    super(words);
  }
}

/** A document of more JSON than the store takes. */
export class DocumentTooLarge extends OperatorError {
  override readonly name = 'DocumentTooLarge';
  constructor(
    readonly model: string,
    readonly key: string,
    readonly bytes: number,
    readonly limit: number,
  ) {
    super({
      zh: `${model} 的文档 ${key} 有 ${bytes} 字节，超过上限 ${limit} 字节`,
      en: `document ${key} of ${model} has ${bytes} bytes, more than the ${limit} that are kept`,
    });
  }
}

/** A cursor that this store did not make, or of another model, sort or filter. */
export class BadCursor extends Error {
  override readonly name = 'BadCursor';
}

/** A field that the model does not declare. */
export class UnknownField extends Error {
  override readonly name = 'UnknownField';
  constructor(
    readonly field: string,
    /** Allowed names: `key` and the declared fields. */
    readonly known: readonly string[],
  ) {
    super(`there is no field ${field}; there are ${known.join(', ')}`);
  }
}

/** A value that does not fit its field, also one that a projection saves. */
export class BadValue extends Error {
  override readonly name = 'BadValue';
  constructor(
    /** A declared field, `limit`, `where` or `asOf`. */
    readonly field: string,
    /** What would fit; `fewer conditions` than {@link MOST_CONDITIONS}. */
    readonly expected: FieldType | 'positive integer' | 'fewer conditions',
  ) {
    super(`${field} takes ${expected}`);
  }
}

/** Conditions of one listing, at most. */
export const MOST_CONDITIONS = 100;
/** Documents of one page: default and maximum. */
export const PAGE = { usual: 50, largest: 1000 } as const;

/**
 * Read by queries, never waits for writers. What an adapter promises:
 * 1. Filters, sorts and groups by declared fields only; `contains` is a substring of a text field, both lower-cased as
 *    JavaScript does; null is sorted before every value, equal to nothing but null, and neither smaller nor greater than
 *    anything: a comparison never finds a document in which its field is missing.
 * 2. Pages by cursor neither repeat nor skip a document that did not change, whatever is written meanwhile. A page of
 *    large documents ends before its limit, with a cursor that goes on: no page fills the memory.
 * 3. A cursor is opaque; a forged one, or one of another listing, is BadCursor.
 * 4. `scan` gives the whole listing in bounded memory; where the store has snapshots, as of one moment if it ends within
 *    some seconds. Else, and for a slower consumer, it goes on behind the last document, as pages do (2): one that changed
 *    meanwhile may come again, or not at all. If the model was emptied meanwhile, it fails: half an answer must not look
 *    complete. Slow consumers do not make the store grow.
 * 5. `sum` over integers is exact up to 2^53; `min`, `max`, `sum` over nothing are null; `count` is 0.
 * 6. `changed` resolves soon after a step was saved, in any thread or process of the deployment; it may also resolve for
 *    one that was saved before.
 * 7. Texts and keys are ordered by code point; `-field` is exactly the reverse of `field`, ties included; of several
 *    fields each has its direction, and ties of all are by key in that of the last; rows of a group come in the order
 *    of what they are grouped by.
 * 8. A field that is not declared is UnknownField, a value that does not fit its field is BadValue. A filter takes an
 *    integer up to ±2^53, an instant in the form of `Instant`, `contains` a text.
 * 9. A model that is not prepared has no documents and no progress.
 * 10. A document that cannot be read comes as DAMAGED, and is named in `damaged` until it can be read again; where not
 *     even its position can be read, the read fails with ReadModelsDamaged, and the store is named. In a row of several
 *     parts only the unreadable part is DAMAGED.
 * 11. A model with parts is filtered, sorted, grouped and paged like any other, by the fields of all of them together.
 * 12. `firstParked` gives for each model its first parked event of the subjects in the log; models without one are left
 *     out.
 * 13. A field that changes has, in filters, sorts, groups and rows alike, the value `then` when its instant `at` is not
 *     later than `asOf`, else that of the field `before`; one that is named without `asOf` is BadValue. A cursor may
 *     continue with a later `asOf`.
 * 14. In a `row` no document is older than its progress says; where the store has snapshots, documents, progress and
 *     parked events are as of one moment. A part without a document is null in it; one that has lost it, being as far as
 *     the others, is DAMAGED in it. Read again soon, a part that is as it was is the same object.
 */
export abstract class ReadModelReader {
  /** What was found unreadable: documents as `<model>/<key>`, and the store for a page of it. */
  abstract readonly damaged: ReadonlySet<string>;
  /** null for a tombstone, and where there is none. */
  abstract get(model: string, key: string): Promise<(Found & Pick<Document, 'guard'>) | null>;
  /** Of a model with parts. null where no part has a document. */
  abstract row(model: Model, key: string): Promise<FoundRow | null>;
  abstract list(
    model: Model,
    listing: Listing,
  ): Promise<{ readonly items: readonly Found[]; readonly next: string | null }>;
  abstract scan(model: Model, listing: Omit<Listing, 'cursor'>): AsyncIterable<readonly Found[]>;
  abstract rows(
    model: Model,
    fields: readonly string[],
    listing: Omit<Listing, 'cursor'>,
  ): Promise<readonly GroupRow[]>;
  /** Counts up to `most` and then stops; left out: all. */
  abstract count(model: Model, wanted?: Pick<Listing, 'where' | 'keys' | 'asOf'>, most?: number): Promise<number>;
  abstract group(model: Model, grouping: Grouping): Promise<readonly GroupRow[]>;
  /** The subject that a member links to; undefined without a link. */
  abstract into(member: string): Promise<string | undefined>;
  /** All that link to a subject, directly or by others, each with the position from which on it did. */
  abstract members(subject: string): Promise<readonly Member[]>;
  /** Position of the last link that was added, 0 where there is none: until it moves, members are the same. */
  abstract lastLink(): Promise<number>;
  /** By position and id, after a place; left out: all. */
  abstract parked(after?: Pick<Parked, 'position' | 'id'>, limit?: number): Promise<readonly Parked[]>;
  abstract isParked(id: string): Promise<boolean>;
  abstract firstParked(models: readonly string[], subjects: readonly string[]): Promise<ReadonlyMap<string, Parked>>;
  /** Number of parked events by model; without models that have none. */
  abstract parkedCounts(): Promise<ReadonlyMap<string, number>>;
  abstract progress(model: string): Promise<ReadonlyMap<string, number>>;
  /** Resolves at the next saved step at the latest, or when the signal aborts. */
  abstract changed(signal: AbortSignal): Promise<void>;
  abstract close(): Promise<void>;
}
