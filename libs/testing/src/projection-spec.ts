import { compileProjection, compileSection, type Fold, foldSubject } from '@dossier/engine';
import {
  type AnyEventDef,
  type AnyReadModelDef,
  type EventIn,
  type Events,
  type FieldValue,
  initialPolicies,
  type Policies,
  type ProjectionDef,
  type SectionDef,
  type Viewing,
} from '@dossier/kernel';
import { deliveries, type Feed } from './deliveries';
import { withoutPlace } from './meaning-of';
import { frozen, type Happened, happened, type Told, viewing } from './told';

interface Projected<Doc, View, Names extends string> {
  /** Subjects overtake each other; within a subject the order is kept. */
  shuffledAcrossSubjects(): Projected<Doc, View, Names>;
  /** Every event is delivered again, at once and once more at the end. */
  twice(): Projected<Doc, View, Names>;
  /**
   * Streams commit in any order among each other, each stream in its own: a late document changes nothing. Positions,
   * event ids and `recordedAt` inside documents are not compared.
   */
  inAnyOrderOfStreams(): Projected<Doc, View, Names>;
  /** As {@link inAnyOrderOfStreams}, and events of one stream in any order too, save that its first stays first. */
  inAnyOrderOfCommit(): Projected<Doc, View, Names>;
  /** The one document there is; null where there must be none. */
  then(doc: Doc | null): void;
  /** Every document, by key. */
  thenAll(docs: Readonly<Record<string, Doc>>): void;
  /** What is shown of the one document. */
  thenView(view: View, given?: Partial<Viewing>): void;
  /** Declared fields of the one document; those not named are not compared. */
  thenFields(fields: Readonly<Partial<Record<Names, FieldValue>>>, policies?: Policies): void;
}
interface ProjectionSpec<Doc, View, Names extends string, Es extends Events> {
  given(...events: readonly Told<EventIn<Es>>[]): Projected<Doc, View, Names>;
}

/** `projectionSpec(spend).given(placed, returned).shuffledAcrossSubjects().twice().then({ total: 0 })` */
export function projectionSpec<Doc extends object, Es extends Events, View>(
  def: ProjectionDef<Doc, Es, View>,
): ProjectionSpec<Doc, View, string, Es>;
export function projectionSpec<State extends object, View extends object, Es extends Events>(
  def: SectionDef<State, View, Es>,
): ProjectionSpec<State, View, string, Es>;
export function projectionSpec(def: AnyReadModelDef): ProjectionSpec<unknown, unknown, string, Events> {
  const from = def.from as Events;
  const fold = foldOf(def);
  return {
    given: (...events) =>
      projected({ def, fold }, happened(events, from), { commit: 'given', shuffled: false, twice: false }),
  };
}

interface Projecting {
  readonly def: AnyReadModelDef;
  readonly fold: Fold;
}
type FieldsOf = Readonly<Record<string, { of(doc: unknown, policies: Policies): FieldValue }>>;

const foldOf = (def: AnyReadModelDef): Fold =>
  def.kind === 'projection' ? compileProjection(def, def.name) : compileSection(def, 'customer-360');

const shown = ({ view }: AnyReadModelDef, doc: unknown, given: Viewing): unknown =>
  view ? (view as (doc: unknown, viewing: Viewing) => unknown)(doc, given) : doc;

function projected(it: Projecting, log: readonly Happened[], feed: Feed): Projected<unknown, unknown, string> {
  const compared = (value: unknown): unknown => (feed.commit === 'given' ? value : withoutPlace(value));
  const every = (check: (documents: ReadonlyMap<string, unknown>) => void): void => {
    for (const delivered of deliveries(log, feed)) check(documents(it.fold, delivered));
  };
  const one = (all: ReadonlyMap<string, unknown>): unknown => {
    expect([...all.keys()].length).toBeLessThanOrEqual(1);
    return [...all.values()][0] ?? it.fold.initial;
  };
  return {
    shuffledAcrossSubjects: () => projected(it, log, { ...feed, shuffled: true }),
    twice: () => projected(it, log, { ...feed, twice: true }),
    inAnyOrderOfStreams: () => projected(it, log, { ...feed, commit: 'any order of streams' }),
    inAnyOrderOfCommit: () => projected(it, log, { ...feed, commit: 'any order' }),
    then: (doc) => every((all) => expect(compared(one(all))).toEqual(compared(doc))),
    thenAll: (docs) => every((all) => expect(compared(Object.fromEntries(all))).toEqual(compared(docs))),
    thenView: (view, given) => every((all) => expect(shown(it.def, one(all), viewing(given))).toEqual(view)),
    thenFields: (fields, policies = initialPolicies) =>
      every((all) => {
        const doc = one(all);
        const known = Object.keys(fields).map(
          (name) => [name, (it.def.fields as FieldsOf)[name]?.of(doc, policies)] as const,
        );
        expect(Object.fromEntries(known)).toEqual(fields);
      }),
  };
}

/** What the runner would keep, whatever is delivered again: the documents of each subject, by the one fold. */
export function documents(fold: Fold, delivered: readonly Happened[]): ReadonlyMap<string, unknown> {
  const strict = { ...fold, handlers: new Map([...fold.handlers].map(([type, step]) => [type, freezing(step)])) };
  const journals = new Map<string, readonly Happened[]>();
  for (const event of delivered) {
    const { subject, position } = event.at;
    const before = journals.get(subject) ?? [];
    if (position > (before.at(-1)?.at.position ?? 0)) journals.set(subject, [...before, event]);
  }
  const found = new Map<string, unknown>();
  for (const [subject, journal] of journals)
    for (const [key, { doc }] of foldSubject(strict, subject, journal.map(decoded))) {
      if (found.has(key)) throw new Error(`document ${key} belongs to more than one subject`);
      found.set(key, doc);
    }
  return new Map([...found].filter(([, doc]) => doc !== null));
}

type Handler = Fold['handlers'] extends ReadonlyMap<string, infer H> ? H : never;
const freezing =
  (step: Handler): Handler =>
  (doc, data, at) =>
    frozen(step(frozen(doc), data, at));
const decoded = ({ data, at }: Happened): Parameters<typeof foldSubject>[2][number] => ({
  def: { type: at.type } as AnyEventDef,
  data,
  at,
});
