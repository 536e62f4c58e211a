import type { Decoded } from '@dossier/event-store';
import type { Instant, Policies } from '@dossier/kernel';
import type { Document, DocumentTooLarge, Parked, ReadModelWriter, Stamp } from '@dossier/read-model';
import { derivedId } from '@dossier/security';
import { advance, type Fold, FoldFailed, type Folded, foldSubject, keyOf, withSubject } from './fold';
import type { Identity } from './identity';
import type { Delivered, SubjectJournal } from './journal';

/** What folding a batch needs. */
export interface Projecting {
  readonly writer: ReadModelWriter;
  readonly identity: Identity;
  readonly policies: Policies;
  /** Position of the last link or policy that is known. */
  readonly known: number;
  /** All links and policies that this code has are known up to here. */
  readonly followed: number;
  readonly now: Instant;
  /** Position up to which the batch goes. */
  readonly upTo: number;
  /** Documents that the store did not take in this step, by {@link nameOf}. */
  readonly tooLarge: ReadonlyMap<string, DocumentTooLarge>;
  /** Whether all that is linked to a subject advances with it: else another lane may be further, or less far. */
  readonly isInOneLane: (subject: string) => boolean;
  /** Reads the journals of all these at once, for all folds: whoever folds them again has read the stamps of their documents. */
  readonly gather: (subjects: readonly string[]) => Promise<void>;
  /**
   * The journal of linked subjects: up to `upTo` in one lane, else as it was gathered, or is by now.
   * @param isAnew not as it was gathered
   */
  readonly journal: (fold: Fold, cluster: readonly [string, ...string[]], isAnew: boolean) => Promise<SubjectJournal>;
}

/** What one fold does with a batch. */
export interface Folding {
  readonly fold: Fold;
  readonly waiting: Waiting;
  /** Subjects whose links the batch changed. */
  readonly relinked: ReadonlySet<string>;
}

/** A document was saved by one who knew a later link or policy: it must be known here too, and then it is tried again. */
export class KnownElsewhere extends Error {
  override readonly name = 'KnownElsewhere';
}
type ModelDocument = Document & { readonly model: string };
export interface Projected {
  readonly documents: readonly ModelDocument[];
  readonly parked: readonly Parked[];
  /** Those documents that may be new. */
  readonly begun: readonly ModelDocument[];
}

interface Advanced extends Folded {
  readonly subject: string;
  readonly guard: number;
  readonly revision: number;
  /** What was known when it was saved: other code may have policies that this has not. */
  readonly known: number;
  /** No event has made anything yet. */
  readonly isBlank?: boolean;
}

/** Canonical subject → id of the parked event that its later events wait for. */
export type Waiting = Map<string, string>;

/**
 * Folds one batch: loads each touched document once, applies all its events, returns it once. A subject whose links
 * changed is folded again from the journal, at most once a batch; where the order of occurrence counts, also a subject
 * with several members or with a late fact. Without that order the journal of several members in one lane is in the order of
 * the log: their documents advance event by event. What is to be folded again is read from the journal once, for all folds.
 * @throws KnownElsewhere
 */
export async function project(
  all: readonly Folding[],
  batch: readonly Delivered[],
  projecting: Projecting,
): Promise<ReadonlyMap<Fold, Projected>> {
  const begun = await Promise.all(all.map((folding) => advancedBy(folding, batch, projecting)));
  await projecting.gather([...new Set(begun.flatMap(({ dirty }) => [...dirty]))]);
  const done = await Promise.all(begun.map((each) => completed(each, batch, projecting)));
  return new Map(begun.map(({ fold }, i) => [fold, done[i] as Projected]));
}

/** A batch of which one fold has applied all that goes on from documents. */
interface Half {
  readonly fold: Fold;
  readonly parking: Parking;
  readonly before: ReadonlyMap<string, Document>;
  readonly after: ReadonlyMap<string, Advanced>;
  /** Keys of documents that are written once more. */
  readonly again: ReadonlySet<string>;
  /** Subjects that are folded again. */
  readonly dirty: ReadonlySet<string>;
  readonly stamps: Stamps;
}

async function advancedBy(
  { fold, waiting, relinked }: Folding,
  batch: readonly Delivered[],
  projecting: Projecting,
): Promise<Half> {
  const { writer, identity, isInOneLane } = projecting;
  const advancesAlone = (subject: string): boolean =>
    !identity.isMerged(subject) || (fold.ordered.size === 0 && isInOneLane(subject));
  const parking = new Parking(fold, waiting, projecting.now);
  const dirty = new Set([...relinked].filter((subject) => !waiting.has(subject)));
  const steps: { readonly subject: string; readonly key: string; readonly event: Decoded }[] = [];
  for (const { stored, decoded, failure } of batch) {
    if (!fold.handlers.has(stored.type)) continue;
    const subject = identity.canonical(stored.subject);
    if (parking.behind(subject, stored)) continue;
    if (!decoded) parking.park(subject, failure ?? new FoldFailed(stored, 'not decoded'), stored);
    else if (!advancesAlone(subject)) dirty.add(subject);
    else {
      const event = withSubject(subject, decoded);
      try {
        const key = keyOf(fold, event);
        if (key !== undefined) steps.push({ subject, key, event });
      } catch (error) {
        if (!(error instanceof FoldFailed)) throw error;
        parking.park(subject, error, stored);
      }
    }
  }
  const before = await writer.load(fold.id, [...new Set(steps.map(({ key }) => key))]);
  mustBeKnown(before, projecting);
  const after = new Map<string, Advanced>();
  const again = new Set<string>();
  for (const { subject, key, event } of steps) {
    const { at } = event;
    // saved by a step that did not end, and perhaps not whole: it is written once more, also where it is folded again
    if (at.position <= (before.get(key)?.guard ?? 0)) again.add(key);
    if (dirty.has(subject) || parking.behind(subject, at)) continue;
    const current: Advanced = after.get(key) ?? before.get(key) ?? nothing(fold, key, subject);
    if (at.position <= current.guard) {
      after.set(key, { ...current, subject });
      continue;
    }
    if (fold.ordered.has(at.type) && current.latest !== null && at.occurredAt < current.latest) dirty.add(subject);
    else
      try {
        const { revision, known, isBlank = !before.has(key) } = current;
        const { doc, latest } = advance(fold, current, event);
        const guard = at.position;
        after.set(key, { subject, guard, revision, known, doc, latest, isBlank: isBlank && doc === null });
      } catch (error) {
        parking.park(subject, new FoldFailed(at, error), at);
      }
  }
  return { fold, parking, before, after, again, dirty, stamps: await stampsOf(fold, dirty, projecting) };
}

async function completed(
  { fold, parking, before, after, again, dirty, stamps }: Half,
  batch: readonly Delivered[],
  projecting: Projecting,
): Promise<Projected> {
  const { identity, upTo } = projecting;
  /** All events of the subject in this batch wait for its first one. */
  const parkAll = (subject: string, failure: FoldFailed): void => {
    for (const { stored } of batch)
      if (fold.handlers.has(stored.type) && identity.canonical(stored.subject) === subject)
        if (!parking.behind(subject, stored)) parking.park(subject, failure, stored);
  };
  const documents: ModelDocument[] = [];
  const spoiled = new Set<string>();
  for (const [key, each] of after)
    if (!dirty.has(each.subject) && !isNeedless(each))
      try {
        documents.push(filled(fold, key, each, projecting)); // fields once, not per event
      } catch (error) {
        spoiled.add(each.subject);
        parkAll(each.subject, new FoldFailed({ id: '', type: '', position: each.guard }, error));
      }
  for (const [subject, again] of await refoldedAll(fold, stamps, projecting))
    if (again instanceof FoldFailed) {
      parking.park(subject, again, again.at);
      parkAll(subject, again);
    } else for (const each of again) documents.push(each); // a call takes no 130,000 arguments
  const whole = spoiled.size === 0 ? documents : documents.filter(({ subject }) => !spoiled.has(subject));
  const begun = whole.filter(({ key }) => again.has(key) || !before.has(key));
  return { documents: whole, parked: parking.parked(upTo), begun };
}

type Refolding = Pick<Projecting, 'writer' | 'identity' | 'journal' | 'policies' | 'known' | 'followed' | 'tooLarge'>;
/**
 * Rebuilds all documents of a subject, with tombstones for those it no longer has.
 * @throws FoldFailed, KnownElsewhere
 */
export async function refold(fold: Fold, subject: string, refolding: Refolding): Promise<readonly ModelDocument[]> {
  const stamps = await stampsOf(fold, [subject], refolding);
  const documents = (await refoldedAll(fold, stamps, refolding)).get(subject) ?? [];
  if (documents instanceof FoldFailed) throw documents;
  return documents;
}

/** Subject → the documents that it has by now. */
type Stamps = ReadonlyMap<string, Map<string, Stamp>>;
/** @throws KnownElsewhere */
async function stampsOf(fold: Fold, subjects: Iterable<string>, refolding: Refolding): Promise<Stamps> {
  const { writer, identity } = refolding;
  const stamps = new Map([...subjects].map((subject) => [subject, new Map<string, Stamp>()]));
  if (stamps.size === 0) return stamps;
  const members = [...stamps.keys()].flatMap((subject) => identity.cluster(subject));
  const found = await writer.stampsOf(fold.id, members);
  mustBeKnown(found, refolding);
  for (const [key, stamp] of found) stamps.get(identity.canonical(stamp.subject))?.set(key, stamp);
  return stamps;
}

/**
 * Rebuilds the documents of each of these subjects, or says why it cannot.
 * @param stamps read before the journal is: what another lane saves from now on is noticed, and what it saved before is in the
 * journal
 * @throws KnownElsewhere
 */
async function refoldedAll(
  fold: Fold,
  stamps: Stamps,
  refolding: Refolding,
): Promise<ReadonlyMap<string, readonly ModelDocument[] | FoldFailed>> {
  const { writer, identity, journal } = refolding;
  const done = new Map<string, readonly ModelDocument[] | FoldFailed>();
  for (let left = [...stamps.keys()], isAnew = false; left.length > 0; isAnew = true) {
    const all: Refolded[] = [];
    for (const subject of left)
      try {
        const { events, upTo } = await journal(fold, identity.cluster(subject), isAnew);
        const last = events.at(-1)?.at ?? { id: '', type: '', position: upTo };
        all.push({ subject, upTo, last, folded: foldSubject(fold, subject, events) });
      } catch (error) {
        if (!(error instanceof FoldFailed)) throw error;
        done.set(subject, error);
      }
    const unknown = all.flatMap(({ subject, folded }) =>
      [...folded.keys()].filter((key) => !stamps.get(subject)?.has(key)),
    );
    const others =
      unknown.length === 0 ? new Map<string, Document>() : await writer.load(fold.id, [...new Set(unknown)]);
    mustBeKnown(others, refolding);
    left = [];
    for (const each of all) {
      const own = stamps.get(each.subject) ?? new Map<string, Stamp>();
      const found = [...each.folded.keys()].filter((key) => !own.has(key) && others.has(key));
      for (const key of found) own.set(key, others.get(key) as Stamp);
      // before it is saved over those of another subject, the journal is read after them
      if (found.length > 0) left.push(each.subject);
      else done.set(each.subject, refolded(fold, each, own, refolding));
    }
  }
  return done;
}

/**
 * Whether it would be a tombstone of what never was: whoever takes its events again, or some of them, has nothing either.
 * Where the order of occurrence counts it is kept, for an earlier event is known by it.
 */
const isNeedless = ({ isBlank, latest }: Advanced): boolean => isBlank === true && latest === null;

interface Refolded {
  readonly subject: string;
  readonly upTo: number;
  readonly last: Place;
  readonly folded: ReadonlyMap<string, Folded>;
}
function refolded(
  fold: Fold,
  { subject, upTo, last, folded }: Refolded,
  stamps: ReadonlyMap<string, Stamp>,
  by: Judging,
): readonly ModelDocument[] | FoldFailed {
  const gone = [...stamps].filter(([key]) => !folded.has(key));
  try {
    return [
      ...[...folded].map(([key, each]) => {
        const { revision, known } = stamps.get(key) ?? { revision: 0, known: 0 };
        return filled(fold, key, { ...each, ...{ revision, known, subject, guard: upTo } }, by);
      }),
      ...gone.map(([key, stamp]) => ({
        ...(key === subject ? initialOf(fold, key, by) : nothing(fold, key, subject)),
        ...{ guard: upTo, revision: stamp.revision, known: Math.max(by.known, stamp.known) },
      })),
    ];
  } catch (error) {
    return new FoldFailed(last, error);
  }
}

/** @throws KnownElsewhere */
function mustBeKnown(found: ReadonlyMap<string, Stamp>, { followed }: Pick<Projecting, 'followed'>): void {
  for (const { known } of found.values()) if (known > followed) throw new KnownElsewhere();
}

/**
 * The document of a customer without events for this fold: each part has a document for every customer in the rows. It
 * never replaces another.
 */
export const begin = (fold: Fold, customer: string, by: Judging): ModelDocument => ({
  ...initialOf(fold, customer, by),
  beside: true,
});
function initialOf(fold: Fold, customer: string, by: Judging): ModelDocument {
  const { fields, isFilled } = startOf(fold, by.policies);
  return { ...nothing(fold, customer, customer), doc: fold.initial, fields, known: isFilled ? by.known : 0 };
}

interface Start {
  readonly fields: Document['fields'];
  readonly isFilled: boolean;
}
/** By the policies that it was asked under, of which each step has its own: under the same ones all customers begin alike. */
const starts = new WeakMap<Policies, Map<Fold, Start>>();
function startOf(fold: Fold, policies: Policies): Start {
  const known = starts.get(policies) ?? new Map<Fold, Start>();
  starts.set(policies, known);
  const start = known.get(fold) ?? startBy(fold, policies);
  known.set(fold, start);
  return start;
}
function startBy({ initial, valuesOf }: Fold, policies: Policies): Start {
  try {
    return { fields: initial === null ? {} : valuesOf(initial, policies), isFilled: true };
  } catch {
    return { fields: {}, isFilled: false }; // the policy makes fields fail: customers with events are parked for it
  }
}

/**
 * A customer new in one part must be in all: makes the documents for the other parts.
 * @param documents that may be the first of their key
 */
export function beside(
  parts: readonly Fold[],
  documents: readonly ModelDocument[],
  by: Judging,
): readonly ModelDocument[] {
  const ids = new Set(parts.map(({ id }) => id));
  const begun = documents.filter(({ model, doc }) => doc !== null && ids.has(model));
  const there = new Set(begun.map(({ model, key }) => nameOf(model, key)));
  const customers = [...new Set(begun.map(({ key }) => key))];
  return customers.flatMap((key) =>
    parts.filter(({ id }) => !there.has(nameOf(id, key))).map((part) => begin(part, key, by)),
  );
}

/**
 * Recomputes declared fields after a policy was published; documents themselves do not depend on policies. Where a
 * field fails, the document keeps its old fields, and its subject waits for the publishing event (P9).
 */
export function refreshed(
  fold: Fold,
  documents: readonly Document[],
  published: Place,
  waiting: Waiting,
  projecting: Pick<Projecting, 'identity' | 'policies' | 'known' | 'tooLarge' | 'now'>,
): Projected {
  const { identity, now } = projecting;
  const fresh: Projected['documents'][number][] = [];
  const parked: Parked[] = [];
  for (const document of documents)
    try {
      fresh.push(filled(fold, document.key, document, projecting));
    } catch (error) {
      const subject = identity.canonical(document.subject);
      if (waiting.has(subject)) continue;
      waiting.set(subject, published.id);
      // with subject: one event may park many
      const id = derivedId('parked', fold.id, String(published.position), subject);
      parked.push(parkedAs(id, fold, subject, published, new FoldFailed(published, error).message, now));
    }
  return { documents: fresh, parked, begun: [] };
}

const nothing = ({ id: model }: Fold, key: string, subject: string): ModelDocument => ({
  model,
  key,
  subject,
  guard: 0,
  revision: 0,
  known: 0,
  latest: null,
  doc: null,
  fields: {},
});

/** What declared fields are computed with. */
type Judging = Pick<Projecting, 'policies' | 'known' | 'tooLarge'>;
/** @throws DocumentTooLarge: saved again, it would stop all */
function filled(
  fold: Fold,
  key: string,
  { subject, guard, revision, known, doc, latest }: Advanced,
  by: Judging,
): ModelDocument {
  const refused = by.tooLarge.size > 0 && by.tooLarge.get(nameOf(fold.id, key));
  if (refused) throw refused;
  return {
    model: fold.id,
    key,
    subject,
    guard,
    revision,
    known: Math.max(known, by.known),
    latest,
    doc,
    fields: doc === null ? {} : fold.valuesOf(doc, by.policies),
  };
}
/** Of a document. */
export const nameOf = (model: string, key: string): string => `${model}/${key}`;

type Place = { readonly id: string; readonly type: string; readonly position: number };

/** Collects the parked events of a batch: one that failed, and all later ones of its subject (P9). */
class Parking {
  private readonly found = new Map<number, Parked>();
  constructor(
    private readonly fold: Fold,
    private readonly waiting: Waiting,
    private readonly now: Instant,
  ) {}

  park(subject: string, failure: FoldFailed, event: Place): void {
    this.waiting.set(subject, event.id);
    this.add(subject, event, failure.message);
  }
  /** Parks the event when an earlier one of its subject is parked. */
  behind(subject: string, event: Place): boolean {
    const first = this.waiting.get(subject);
    if (first === undefined) return false;
    if (first !== event.id) this.add(subject, event, first);
    return true;
  }
  parked(upTo: number): readonly Parked[] {
    return [...this.found.values()].filter(({ position }) => position <= upTo);
  }
  private add(subject: string, event: Place, error: string): void {
    const { position } = event;
    if (this.found.has(position)) return;
    const id = derivedId('parked', this.fold.id, String(position));
    this.found.set(position, parkedAs(id, this.fold, subject, event, error, this.now));
  }
}

const parkedAs = (
  id: string,
  fold: Fold,
  subject: string,
  { id: eventId, type: eventType, position }: Place,
  error: string,
  parkedAt: Instant,
): Parked => ({ id, model: fold.id, subject, position, eventId, eventType, error, parkedAt });
