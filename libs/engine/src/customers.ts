import type { Codec, EventStore } from '@dossier/event-store';
import { type EventFeed, FULL } from '@dossier/event-feed';
import { externalIds, policyStream } from '@dossier/foundation';
import {
  type Figure,
  type Instant,
  ownSubject,
  type PolicyInForce,
  streamOf,
  type Text,
  type Viewing,
  enumerated,
} from '@dossier/kernel';
import { BadCursor, type ReadModelReader, TOGETHER } from '@dossier/read-model';
import { Behind, type Move } from './behind';
import { byOccurrence, type Fold, type FoldFailed, takenBy } from './fold';
import { canonicalOf, clusterOf } from './identity';
import { LeastRecent } from './least-recent';
import { dataOf, decodeToShow, LEFT_OUT, readJournal } from './journal';
import { type Moment, type Noted, Past } from './past';
import { parsePosition, positionText } from './position';
import type { Reading, Viewed, Views } from './queries';
import { customerRefusal, readRefusal } from './refusals';
import type { Composed, Registry } from './registry';

/** An event as people read it. */
export interface TimelineItem {
  readonly id: string;
  readonly type: string;
  readonly title: Text;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
  readonly actor: string;
  readonly department: string | null;
  readonly businessLine: string | null;
  readonly data: unknown;
}

/** An event behind a figure; `after` is its value from then on. */
export type WhyEvent = TimelineItem & { readonly kind: 'event'; readonly after: unknown };
/** The figure changed because time passed, and nothing happened. */
export interface WhyTime {
  readonly kind: 'time';
  readonly occurredAt: Instant;
  readonly title: Text;
  readonly after: unknown;
}

/** What is behind a figure. */
export interface Why {
  readonly figure: string;
  readonly value: unknown;
  readonly formula: Text;
  /** In force for the evaluation; `event` published that version, null: it came with the software. */
  readonly policies: readonly {
    readonly name: string;
    readonly version: number;
    readonly event: TimelineItem | null;
  }[];
  /** The value before the first of the entries; null for none. */
  readonly before: unknown;
  /** How many entries come before these. */
  readonly earlier: number;
  /**
   * In the order in which they happened, judged by the policies above, whenever they were recorded. The last `after` is
   * the value; where there is none, the value is still the one of before. Of very many these are the last. Data is that of the last of them, until it is
   * {@link FULL}; with those before it there is LEFT_OUT.
   */
  readonly events: readonly (WhyEvent | WhyTime)[];
}

/** Why a section shows less than the log has: as of before an event that it cannot take, or as far as it was built anew. */
export type Stale =
  | { readonly reason: 'parked'; readonly eventId: string; readonly eventType: string; readonly position: string }
  | { readonly reason: 'rebuilding'; readonly position: string };
export type Viewed360 = Viewed & {
  /** By name of the section; left out: it shows all. */
  readonly stale: Readonly<Record<string, Stale>>;
};

/** What is asked about one customer: the file, its history, and why. */
export class Customers {
  private readonly registered = new LeastRecent<string, true>(100_000);
  private readonly past: Past;

  constructor(
    private readonly registry: Registry,
    private readonly store: EventStore,
    private readonly feed: EventFeed,
    private readonly codec: Codec,
    private readonly reader: ReadModelReader,
    private readonly views: Views,
  ) {
    this.past = new Past(registry, feed, codec, reader);
  }

  /**
   * Nobody is called unknown before the read model of external ids has seen all that the log holds: the claim may have
   * been answered a moment ago.
   * @param reference an id, an external id, or `source:external id`
   * @throws Refusal `customers/unknown`, `customers/ambiguous`, `reads/not-yet`
   */
  async resolve(reference: string): Promise<string> {
    let found = await this.called(reference);
    if (found.length === 0) {
      const head = positionText(this.store.log, 0, await this.feed.head());
      await this.views.wait([externalIds], { after: head });
      found = await this.called(reference);
    }
    const customers = new Set(found.map(({ customer }) => customer));
    const [only] = customers;
    if (only === undefined) throw customerRefusal('unknown', { reference });
    if (customers.size > 1)
      throw customerRefusal('ambiguous', { reference, candidates: enumerated(found.map(({ name }) => name)) });
    return only;
  }

  /** The customer whom a reference names for sure by what is known now; undefined where it names none, or several. */
  async known(reference: string): Promise<string | undefined> {
    const [only, ...others] = new Set((await this.called(reference)).map(({ customer }) => customer));
    return others.length === 0 ? only : undefined;
  }

  /** Customers who are called so. */
  private async called(reference: string): Promise<readonly { readonly customer: string; readonly name: string }[]> {
    if (await this.exists(reference)) return [{ customer: await canonicalOf(this.reader, reference), name: reference }];
    const colon = reference.indexOf(':');
    const source = colon < 0 ? undefined : reference.slice(0, colon);
    const value = reference.slice(colon + 1);
    const found = await this.reader.rows(this.registry.fold(externalIds), ['customer', 'source'], {
      where: [
        { field: 'value', op: 'eq', value },
        ...(source === undefined ? [] : [{ field: 'source', op: 'eq' as const, value: source }]),
      ],
      limit: 10,
    });
    return Promise.all(
      found.map(async (row) => ({
        customer: await canonicalOf(this.reader, String(row['customer'])),
        name: `${String(row['source'])}:${value}`,
      })),
    );
  }

  private async exists(id: string): Promise<boolean> {
    if (this.registered.get(id)) return true;
    const exists = (await this.store.head(streamOf({ category: 'customer' }, id))) !== undefined;
    if (exists) this.registered.set(id, true); // a stream never goes away
    return exists;
  }

  /** The 360° view now, or as of any moment; null for a customer of whom nothing was known. */
  async view360(id: string, moment: Moment, reading: Reading): Promise<Viewed360 | null> {
    if (moment.asOf !== undefined || moment.knownAt !== undefined) return this.past360(id, moment, reading);
    await this.views.wait([this.registry.customer360], reading);
    const before = await this.stale(id);
    const viewed = await this.views.one(this.registry.customer360, id, reading);
    // on both sides of the documents: what is parked, or built to its end, in between must not pass for whole
    return viewed && { ...viewed, stale: { ...before, ...(await this.stale(id)) } };
  }

  private async past360(id: string, moment: Moment, reading: Reading): Promise<Viewed360 | null> {
    await this.views.wait([this.registry.customer360], reading);
    const folds = new Map(this.registry.sections.map((section) => [this.registry.fold(section), section.name]));
    const results = [...(await this.past.each([...folds.keys()], id, await this.past.journal(id, moment)))];
    const named = results.map(([fold, result]) => ({ name: folds.get(fold) ?? '', ...result }));
    const docs = named.flatMap(({ name, doc }) => (doc === null ? [] : [[name, doc] as const]));
    if (docs.length === 0) return null;
    const stale = named.flatMap(({ name, failed }) =>
      failed === null ? [] : [[name, this.parkedAt(failed.at)] as const],
    );
    const view = this.sections(Object.fromEntries(docs), this.views.viewing(moment.asOf));
    return { key: id, subject: id, view, stale: Object.fromEntries(stale) };
  }

  /** Sections that do not show all that is in the log up to where read models are. */
  private async stale(id: string): Promise<Viewed360['stale']> {
    const together = (await this.reader.progress(TOGETHER)).get('*') ?? 0;
    const sections = this.registry.sections.map((section) => [section.name, this.registry.fold(section).id] as const);
    const stale: Record<string, Stale> = {};
    for (const [name, model] of sections) {
      const position = (await this.reader.progress(model)).get('*') ?? 0;
      if (position < together)
        stale[name] = { reason: 'rebuilding', position: positionText(this.store.log, 0, position) };
    }
    const models = sections.map(([, model]) => model);
    // after the progress: what is built to its end in between may be parked by then
    const parked = await this.reader.firstParked(models, await clusterOf(this.reader, id));
    for (const [name, model] of sections) {
      const first = parked.get(model);
      if (first) stale[name] ??= this.parkedAt({ id: first.eventId, type: first.eventType, position: first.position });
    }
    return stale;
  }
  private parkedAt({ id, type, position }: FoldFailed['at']): Stale {
    return { reason: 'parked', eventId: id, eventType: type, position: positionText(this.store.log, 0, position) };
  }

  /**
   * Folds the events of a customer again, one by one in the order in which they happened, and names what moved the
   * figure: late facts stand where they belong, and between events time passes.
   * @param pointer JSON pointer into the 360° view: `/sales/orders`
   * @param end the entries before that many are told; left out: the last ones
   * @throws Refusal `reads/no-such-figure`; BadCursor where there are not so many entries
   */
  async why(id: string, pointer: string, moment: Moment, reading: Reading, end?: number): Promise<Why> {
    await this.views.wait([this.registry.customer360], reading);
    const [name = '', ...inSection] = pointerKeys(pointer);
    const [figureName = '', ...inside] = inSection;
    const section = this.registry.sections.find((each) => each.name === name);
    const figure = (section?.figures as Readonly<Record<string, Figure>> | undefined)?.[figureName];
    if (!section || !figure) throw this.unknownFigure(pointer);
    const used = new Map<string, PolicyInForce<unknown>>();
    const viewing = watched(this.views.viewing(moment.asOf), used);
    const fold = this.registry.fold(section);
    const taken = asHappened(fold, await this.past.journal(id, moment));
    const behind = new Behind(section, inSection, viewing, taken[0]?.occurredAt);
    let state = section.initial as object;
    let n = 0;
    for await (const doc of this.past.folding(fold, id, taken)) {
      state = doc as object;
      behind.see(taken[n++] as Noted, state);
    }
    const value = behind.end();
    if (value === undefined) throw this.unknownFigure(pointer);
    const evidence = new Set(figure.evidence?.(state, viewing, inside));
    const all = entries(behind, figure.behind, taken, evidence);
    const to = end ?? all.length;
    if (to > all.length) throw new BadCursor();
    const from = startOfPage(all, to);
    return {
      figure: pointer,
      value,
      formula: figure.formula,
      policies: await Promise.all([...used.values()].map((policy) => this.published(policy))),
      before: from === 0 ? behind.before : all[from - 1]?.after,
      earlier: from,
      events: await this.named(all.slice(from, to)),
    };
  }

  private async named(moves: readonly Move[]): Promise<Why['events']> {
    const data = new Map<string, unknown>();
    const last = lastThatFit(moves.flatMap(({ by }) => ('event' in by ? by.event : [])));
    for await (const event of this.past.decoded(last)) data.set(event.at.id, dataOf(event));
    return moves.map(({ by, after }) =>
      'event' in by
        ? { kind: 'event', ...this.item(by.event, data.has(by.event.id) ? data.get(by.event.id) : LEFT_OUT), after }
        : { kind: 'time', occurredAt: by.lapse.at, title: by.lapse.title, after },
    );
  }

  /**
   * All events of a customer, newest first by occurrence. A page of large ones ends before its limit.
   * @param page.cursor position of the last event of the page before
   * @throws BadCursor for a position where the customer has no event
   */
  async timeline(
    id: string,
    page: { readonly limit: number; readonly cursor?: string },
    reading: Reading,
    moment: Moment = {},
  ): Promise<{ readonly items: readonly TimelineItem[]; readonly next: string | null }> {
    await this.views.wait([this.registry.customer360], reading);
    const newest = [...byOccurrence(await this.past.journal(id, moment), (at) => at)].reverse();
    const last = page.cursor === undefined ? undefined : parsePosition(this.store.log, page.cursor).position;
    const from = last === undefined ? 0 : newest.findIndex(({ position }) => position === last) + 1;
    if (last !== undefined && from === 0) throw new BadCursor();
    let to = from;
    for (let size = 0; to < newest.length && to - from < page.limit && size < FULL; to++) size += newest[to]?.size ?? 0;
    const items: TimelineItem[] = [];
    for await (const event of this.past.decoded(newest.slice(from, to), decodeToShow))
      items.push(this.item(event.at, dataOf(event)));
    return { items, next: to < newest.length ? (items.at(-1)?.position ?? null) : null };
  }

  private async published({ name, version }: PolicyInForce<unknown>): Promise<Why['policies'][number]> {
    const history = await readJournal(this.feed, this.codec, [ownSubject(policyStream(name))]);
    const event = history.find(({ data }) => (data as { readonly version: number }).version === version);
    return { name, version, event: event ? this.item(event.at, dataOf(event)) : null };
  }

  private sections(doc: Composed, viewing: Viewing): object {
    return (this.registry.customer360.view as (doc: Composed, viewing: Viewing) => object)(doc, viewing);
  }

  private item(event: Omit<Noted, 'size'>, data: unknown): TimelineItem {
    const { id, type, occurredAt, recordedAt, stream, revision, position, partition } = event;
    const { actor, department, businessLine } = event;
    return {
      id,
      type,
      title: this.registry.events.get(type)?.title ?? { zh: type, en: type },
      occurredAt,
      recordedAt,
      stream,
      revision,
      position: positionText(this.store.log, partition, position),
      actor,
      department,
      businessLine,
      data,
    };
  }

  private unknownFigure(figure: string): Error {
    const known = this.registry.sections.flatMap((s) => Object.keys(s.figures).map((f) => `/${s.name}/${f}`));
    return readRefusal('no-such-figure', { figure, known: enumerated(known) });
  }
}

/** The moves that are behind a figure, with the events that it rests on beside them. */
function entries(
  behind: Behind,
  which: Figure['behind'],
  taken: readonly Noted[],
  evidence: ReadonlySet<string>,
): readonly Move[] {
  const moves = which === 'last' ? behind.moves.slice(-1) : behind.moves;
  const told = new Set(moves.flatMap(({ by }) => ('event' in by ? [by.event.id] : [])));
  const beside = taken.flatMap((event, index): Move[] =>
    evidence.has(event.id) && !told.has(event.id)
      ? [{ taken: index + 1, by: { event }, after: behind.afterEvent(index + 1) }]
      : [],
  );
  return [...moves, ...beside].sort(asTheyCame);
}

/** Entries of one answer, of which each holds a value; values may be lists that grow. */
const MOST_ENTRIES = 1_000;

/** Where the page begins that ends before an entry: it is bounded by number and by size. */
function startOfPage(all: readonly Move[], to: number): number {
  let from = to;
  for (let size = 0; from > 0 && to - from < MOST_ENTRIES && size < FULL; from--)
    size += JSON.stringify(all[from - 1]?.after ?? null).length;
  return from;
}

/** The last of some events, as many as one answer holds the payloads of. */
function lastThatFit(events: readonly Noted[]): readonly Noted[] {
  let from = events.length;
  for (let size = 0; from > 0 && size < FULL; from--) size += events[from - 1]?.size ?? 0;
  return events.slice(from);
}

/**
 * Events that a section takes, in the order in which they happened. Where order counts it is that of the document;
 * where it does not, the fold gives the same whatever was committed first.
 */
function asHappened(fold: Fold, journal: readonly Noted[]): readonly Noted[] {
  const taken = takenBy(fold, journal, (at) => at);
  return fold.ordered.size > 0 ? taken : byOccurrence(taken, (at) => at);
}

/** Time passes after the event that was taken last; the sort keeps the order of lapses. */
const asTheyCame = (a: Move, b: Move): number => a.taken - b.taken || Number('lapse' in a.by) - Number('lapse' in b.by);

/** Remembers which policies an evaluation looked up. */
const watched = (viewing: Viewing, used: Map<string, PolicyInForce<unknown>>): Viewing => ({
  ...viewing,
  policies: (policy) => {
    const found = viewing.policies(policy);
    used.set(found.name, found);
    return found;
  },
});

/** Reference tokens of a JSON pointer (RFC 6901). */
export const pointerKeys = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
