import type { LogEnd } from '@dossier/event-store';
import type { FieldType, FieldValue, Grouping, GroupRow, Instant, Listing, TimedChange } from '@dossier/kernel';

/** A version of a read model: its own documents, its own progress (P7). */
export interface Model {
  /** `<name>@<version>`. */
  readonly id: string;
  readonly fields: Readonly<Record<string, ModelField>>;
  /** Name of the rows that it is a part of. All parts have documents of the same keys, and no two a field of one name. */
  readonly partOf?: string;
  /**
   * Parts by their names: such a model holds nothing itself and is only read, one row for each key. Its documents hold
   * those of its parts by their names, and its fields are theirs.
   */
  readonly parts?: Readonly<Record<string, Model>>;
}

export interface ModelField {
  readonly type: FieldType;
  readonly indexed: boolean;
  /** It holds what only some may see; views for analysts leave it out. */
  readonly personal?: boolean;
  /** No document has a value of it: it follows from two others of the same model, as of the asking. */
  readonly change?: TimedChange;
}

/** The models that hold what is read of one: its parts, or itself. */
export const heldBy = (model: Model): readonly Model[] => (model.parts ? Object.values(model.parts) : [model]);

export interface Document {
  readonly key: string;
  /** The canonical subject it belongs to. */
  readonly subject: string;
  /** Position of the last event in it: what is not later is not applied again (P5). */
  readonly guard: number;
  /** Latest `occurredAt` of the events whose order counts; null where order does not count. */
  readonly latest: Instant | null;
  /** null: a tombstone, kept for its guard; never listed. */
  readonly doc: object | null;
  /** A value for every declared field of the model that does not change by itself; empty for a tombstone. */
  readonly fields: Readonly<Record<string, FieldValue>>;
}

/** An event that a projection could not take, or that waits behind such a one of the same subject (P9). */
export interface Parked {
  readonly id: string;
  readonly model: string;
  readonly subject: string;
  readonly position: number;
  readonly eventId: string;
  readonly eventType: string;
  /** What went wrong; for one that waits behind another: the id of that one. */
  readonly error: string;
  readonly parkedAt: Instant;
}

/** All of one step of a projection runner: written in one transaction, or, where the store has none, documents first and progress last. */
export interface Step {
  readonly documents: readonly (Document & { readonly model: string })[];
  /** Subjects that are now one with another: member → canonical id. */
  readonly links: readonly { readonly member: string; readonly into: string }[];
  readonly parked: readonly Parked[];
  /** Ids of parked events that are done. */
  readonly unparked: readonly string[];
  /**
   * Lane `*` is the whole log; in the distributed profile a lane is a partition. TOGETHER as position: from now on the
   * progress of this model is the one that is saved for the model TOGETHER, until it has a position of its own again.
   */
  readonly progress: readonly {
    readonly model: string;
    readonly lane: string;
    readonly position: number | typeof TOGETHER;
  }[];
  /** The last event that this step has taken, where that is the last of all; left out: as it was. */
  readonly seen?: LogEnd;
}
export const emptyStep: Step = { documents: [], links: [], parked: [], unparked: [], progress: [] };

/** The progress of this model is that of all models that go on together: one line is saved for all of them. */
export const TOGETHER = '@together';
/** The progress of this model is no progress: its lane is the name of the log that the read models follow. */
export const ORIGIN = '@log';

/**
 * Written by projection runners. What an adapter promises:
 * 1. A step is seen whole or not at all; where the store has no transactions, progress is never seen before documents.
 * 2. A document is replaced only by one with a guard that is not lower.
 * 3. `prepare` makes what a model needs and leaves other models alone; `drop` removes a model with its progress and
 *    parked events; `empty` does both for all that it is given in one step, so that no reader finds a model missing. A store that turns out to
 *    be damaged on the way is made anew as a whole: whoever called looks again at what is there.
 * 4. What was saved comes back equal, also after the store was opened again.
 */
export abstract class ReadModelWriter {
  abstract prepare(models: readonly Model[]): Promise<void>;
  abstract load(model: string, keys: readonly string[]): Promise<ReadonlyMap<string, Document>>;
  /** Keys of the documents, tombstones included, that belong to the subjects. */
  abstract keysOf(model: string, subjects: readonly string[]): Promise<readonly string[]>;
  abstract links(): Promise<ReadonlyMap<string, string>>;
  abstract parked(): Promise<readonly Parked[]>;
  /** Ids of all models that have documents or progress here. */
  abstract models(): Promise<readonly string[]>;
  /** Documents that are no tombstones, by key, after `after` ('' is the beginning). */
  abstract page(model: string, after: string, limit: number): Promise<readonly Document[]>;
  abstract progress(model: string): Promise<ReadonlyMap<string, number>>;
  /** The `seen` of the last step that had it. */
  abstract seen(): Promise<LogEnd | undefined>;
  abstract save(step: Step): Promise<void>;
  abstract drop(model: string): Promise<void>;
  abstract empty(models: readonly Model[]): Promise<void>;
  abstract close(): Promise<void>;
}

export interface Found {
  readonly key: string;
  readonly subject: string;
  readonly doc: object;
}

/** Stands for a document that cannot be read: it spoils itself, and not the list in which it stands. */
export const DAMAGED: object = Object.freeze({});
/** The store itself cannot be read; projections have to be built anew. */
export class ReadModelsDamaged extends Error {
  override readonly name = 'ReadModelsDamaged';
}

/** A cursor that this store did not give, or that belongs to another model, sort or filter. */
export class BadCursor extends Error {
  override readonly name = 'BadCursor';
}

/** A field that the model does not declare. */
export class UnknownField extends Error {
  override readonly name = 'UnknownField';
  constructor(
    readonly field: string,
    /** What may be named: `key` and the declared fields. */
    readonly known: readonly string[],
  ) {
    super(`there is no field ${field}; there are ${known.join(', ')}`);
  }
}

/** A value that does not fit its field, also one that a projection gives to be saved. */
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
/** Documents of one page: where the listing does not say, and at most. */
export const PAGE = { usual: 50, largest: 1000 } as const;

/**
 * Read by queries, never waits for writers. What an adapter promises:
 * 1. Filters, sorts and groups by declared fields only; `contains` is a substring of a text field, both lower-cased as
 *    JavaScript does; null is smaller than every value and equal to nothing but null.
 * 2. Pages by cursor neither repeat nor skip a document that did not change, whatever is written meanwhile. A page of
 *    large documents ends before its limit, with a cursor that goes on: no page fills the memory.
 * 3. A cursor is opaque; a forged one, or one of another listing, is BadCursor.
 * 4. `scan` gives the whole listing in bounded memory, as it stood at one moment as long as that does not take many
 *    seconds. To a consumer who takes longer it goes on behind the last document that it gave, as pages do (2): one that
 *    changed meanwhile may come again, or not at all. Where the model was emptied meanwhile it fails: half an answer does
 *    not look whole. Nobody's rest makes the store grow.
 * 5. `sum` over integers is exact up to 2^53; `min`, `max`, `sum` over nothing are null; `count` is 0.
 * 6. `progress` resolves by `changed` soon after a step was saved, in whichever thread or process of the deployment.
 * 7. Texts and keys are ordered by code point; `-field` is exactly the reverse of `field`, ties included; of several fields
 *    each has its direction, and ties of all are by key in that of the last; rows of a group
 *    come in the order of what they are grouped by.
 * 8. A field that is not declared is UnknownField, a value that does not fit its field is BadValue. A filter takes an
 *    integer up to ±2^53, an instant in the form of `Instant`, `contains` a text.
 * 9. A model that is not prepared has no documents and no progress.
 * 10. A document that cannot be read comes as DAMAGED, and is named in `damaged` until it can be read again; where not even
 *     its place can be read, the read fails with ReadModelsDamaged, and the store is named. In a row of
 *     several parts only the document of its own part is DAMAGED.
 * 11. A model with parts is filtered, sorted, grouped and paged like any other, by the fields of all of them together.
 * 12. `firstParked` tells of each model which of its parked events of the subjects comes first in the log; a model of which
 *     none is parked is left out.
 * 13. A field that changes has, in filters, sorts, groups and rows alike, the value `then` when its instant `at` is not
 *     later than `asOf`, else that of the field `before`; one that is named without `asOf` is BadValue. A cursor goes on as
 *     of a later instant.
 */
export abstract class ReadModelReader {
  /** What was met that cannot be read: documents as `<model>/<key>`, and the store where a page of it cannot be read. */
  abstract readonly damaged: ReadonlySet<string>;
  /** null for a tombstone, and where there is none. */
  abstract get(model: string, key: string): Promise<(Found & Pick<Document, 'guard'>) | null>;
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
  /** At most `most`, with no more work than that takes; left out: all. */
  abstract count(model: Model, wanted?: Pick<Listing, 'where' | 'keys' | 'asOf'>, most?: number): Promise<number>;
  abstract group(model: Model, grouping: Grouping): Promise<readonly GroupRow[]>;
  /** Whom a member is one with; undefined for one that is nobody's. */
  abstract into(member: string): Promise<string | undefined>;
  /** Who is directly one with a subject. */
  abstract members(subject: string): Promise<readonly string[]>;
  /** By position and id, those behind a place; left out: all. */
  abstract parked(after?: Pick<Parked, 'position' | 'id'>, limit?: number): Promise<readonly Parked[]>;
  abstract isParked(id: string): Promise<boolean>;
  abstract firstParked(models: readonly string[], subjects: readonly string[]): Promise<ReadonlyMap<string, Parked>>;
  /** How many events of each model are parked; left out where none is. */
  abstract parkedCounts(): Promise<ReadonlyMap<string, number>>;
  abstract progress(model: string): Promise<ReadonlyMap<string, number>>;
  /** Resolves at the next saved step, or when the signal aborts. */
  abstract changed(signal: AbortSignal): Promise<void>;
  abstract close(): Promise<void>;
}
