import type { Codec, Decoded, EventStore } from '@dossier/event-store';
import type { EventFeed } from '@dossier/event-feed';
import { externalIds } from '@dossier/contexts/customers';
import { policyStream } from '@dossier/contexts/policies';
import {
  type AnySectionDef,
  byCustomer,
  type Figure,
  type Instant,
  ownSubject,
  type PolicyInForce,
  streamOf,
  type Text,
  type Viewing,
} from '@dossier/kernel';
import { BadCursor, type ReadModelReader } from '@dossier/read-model';
import { at, Behind } from './behind';
import { byOccurrence, compileProjection, type Fold } from './fold';
import { canonicalOf } from './identity';
import { LeastRecent } from './least-recent';
import { readJournal } from './journal';
import { type Moment, Past } from './past';
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

/** The events behind a figure. */
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
  /** In the order in which they moved the figure; `after` is its value then. */
  readonly events: readonly (TimelineItem & { readonly after: unknown })[];
}

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
      throw customerRefusal('ambiguous', { reference, candidates: found.map(({ name }) => name).join(', ') });
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
  async view360(id: string, moment: Moment, reading: Reading): Promise<Viewed | null> {
    if (moment.asOf === undefined && moment.knownAt === undefined)
      return this.views.one(this.registry.customer360, id, reading);
    await this.views.wait([this.registry.customer360], reading);
    const fold = this.registry.fold(this.registry.customer360);
    let last: object | null = null;
    for await (const { doc } of this.past.folding(fold, id, await this.past.journal(id, moment), null)) last = doc;
    if (last === null) return null;
    return { key: id, subject: id, view: this.sections(last as Composed, this.views.viewing(moment.asOf)) };
  }

  /**
   * Folds the journal again, step by step, and names the events at which the figure moved.
   * @param pointer JSON pointer into the 360° view: `/sales/orders`
   * @throws Refusal `reads/no-such-figure`
   */
  async why(id: string, pointer: string, moment: Moment, reading: Reading): Promise<Why> {
    await this.views.wait([this.registry.customer360], reading);
    const [name = '', figureName = '', ...inside] = pointerKeys(pointer);
    const section = this.registry.sections.find((each) => each.name === name);
    const figure = (section?.figures as Readonly<Record<string, Figure>> | undefined)?.[figureName];
    if (!section || !figure) throw this.unknownFigure(pointer);
    const used = new Map<string, PolicyInForce<unknown>>();
    const viewing = watched(this.views.viewing(moment.asOf), used);
    const figureIn = (state: object, asOf: Instant): unknown =>
      at(section.view(state, { ...viewing, asOf }) as object, [figureName]);
    let state = section.initial as object;
    const behind = new Behind(inside, figureIn(state, viewing.asOf));
    const journal = await this.past.journal(id, moment);
    for await (const { event, doc } of this.past.folding(foldOf(section), id, journal, state)) {
      state = doc as object;
      behind.see(event, figureIn(state, event.at.occurredAt));
    }
    const value = at(figureIn(state, viewing.asOf), inside);
    if (value === undefined) throw this.unknownFigure(pointer);
    const moves = figure.behind === 'last' ? behind.moves.slice(-1) : behind.moves;
    return {
      figure: pointer,
      value,
      formula: figure.formula,
      policies: await Promise.all([...used.values()].map((policy) => this.published(policy))),
      events: moves.map(({ event, after }) => ({ ...this.item(event), after })),
    };
  }

  /**
   * All events of a customer, newest first by occurrence.
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
    const items: TimelineItem[] = [];
    for await (const event of this.past.decoded(newest.slice(from, from + page.limit))) items.push(this.item(event));
    return { items, next: from + page.limit < newest.length ? (items.at(-1)?.position ?? null) : null };
  }

  private async published({ name, version }: PolicyInForce<unknown>): Promise<Why['policies'][number]> {
    const history = await readJournal(this.feed, this.codec, [ownSubject(policyStream(name))]);
    const event = history.find(({ data }) => (data as { readonly version: number }).version === version);
    return { name, version, event: event ? this.item(event) : null };
  }

  private sections(doc: Composed, viewing: Viewing): object {
    return (this.registry.customer360.view as (doc: Composed, viewing: Viewing) => object)(doc, viewing);
  }

  private item({
    def,
    data,
    at: { id, type, occurredAt, recordedAt, stream, revision, position, partition, actor, department, businessLine },
  }: Decoded): TimelineItem {
    return {
      id,
      type,
      title: def.title,
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
    const known = this.registry.sections
      .flatMap((s) => Object.keys(s.figures).map((f) => `/${s.name}/${f}`))
      .join(', ');
    return readRefusal('no-such-figure', { figure, known });
  }
}

/** A section by itself, whose document is its state. */
const foldOf = (section: AnySectionDef): Fold =>
  compileProjection({ ...section, key: byCustomer, personal: true }, section.name);

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
