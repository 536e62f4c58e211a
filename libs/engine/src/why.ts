import type { Codec, EventStore } from '@dossier/event-store';
import { FULL } from '@dossier/event-feed';
import { policyStream } from '@dossier/foundation';
import {
  type Figure,
  type Instant,
  meant,
  pointerKeys,
  type PolicyInForce,
  type Text,
  type Viewing,
} from '@dossier/kernel';
import { BadCursor } from '@dossier/read-model';
import { Behind, type Move } from './behind';
import { asHappened, type Fold, takenBy } from './fold';
import { dataOf, LEFT_OUT, readStream } from './journal';
import type { Moment, Noted, Past } from './past';
import { FROM_LOG, type Reading, type Views } from './queries';
import { readRefusal } from './refusals';
import type { Registry } from './registry';
import type { Timeline, TimelineItem } from './timeline';

/** An event behind a figure; `after` is the figure's value from then on. */
export type WhyEvent = TimelineItem & { readonly kind: 'event'; readonly after: unknown };
/** The figure changed only because time passed. */
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
  /** In force for the evaluation; `event` published that version; null: the software's own version. */
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
   * In the order in which they happened, whenever recorded, evaluated by the policies above. The last `after` is the
   * value; without entries it is `before`. Of very many only the last. The latest carry their data, up to {@link FULL};
   * earlier ones carry LEFT_OUT.
   */
  readonly events: readonly (WhyEvent | WhyTime)[];
}

/** Explains the figures of one customer. */
export class Reasons {
  constructor(
    private readonly registry: Registry,
    private readonly store: Pick<EventStore, 'read'>,
    private readonly codec: Codec,
    private readonly past: Past,
    private readonly views: Views,
    private readonly timeline: Timeline,
  ) {}

  /**
   * Folds the events of a customer one by one, in the order in which they happened, and names what moved the figure:
   * late facts at their place, and the passing of time between events.
   * @param pointer JSON pointer into the 360° view: `/sales/orders`
   * @param end shows the entries before this number; left out: the last ones
   * @throws Refusal `reads/no-such-figure`; BadCursor where there are fewer entries
   */
  async why(id: string, pointer: string, moment: Moment, reading: Reading, end?: number): Promise<Why> {
    await this.views.wait(FROM_LOG, reading);
    const [name = '', ...inSection] = pointerKeys(pointer);
    const [figureName = '', ...inside] = inSection;
    const section = this.registry.sections.find((each) => each.name === name);
    const figure = (section?.figures as Readonly<Record<string, Figure>> | undefined)?.[figureName];
    if (!section || !figure) throw this.unknownFigure(pointer);
    const used = new Map<string, PolicyInForce<unknown>>();
    const viewing = watched(this.views.viewing(moment), used);
    const fold = this.registry.fold(section);
    const taken = inOrder(fold, await this.past.journal(id, moment, reading));
    const behind = new Behind(section, inSection, viewing, taken[0]?.occurredAt);
    let state = section.initial as object;
    let n = 0;
    for await (const doc of this.past.folding(fold, id, taken, reading)) {
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
      before: valueBefore(behind, all[from]),
      earlier: from,
      events: await this.named(all.slice(from, to), reading),
    };
  }

  private async named(moves: readonly Move[], reading: Reading): Promise<Why['events']> {
    const data = new Map<string, unknown>();
    const last = lastThatFit(moves.flatMap(({ by }) => ('event' in by ? by.event : [])));
    for await (const event of this.past.decoded(last, reading)) data.set(event.at.id, dataOf(event));
    return moves.map(({ by, after }) =>
      'event' in by
        ? {
            kind: 'event',
            ...this.timeline.item(by.event, data.has(by.event.id) ? data.get(by.event.id) : LEFT_OUT),
            after,
          }
        : { kind: 'time', occurredAt: by.lapse.at, title: by.lapse.title, after },
    );
  }

  private async published({ name, version }: PolicyInForce<unknown>): Promise<Why['policies'][number]> {
    // versions are counted from 1, one an event: all of them together may be large
    const [event] = version > 0 ? await readStream(this.store, this.codec, policyStream(name), version - 1, 1) : [];
    return { name, version, event: event ? this.timeline.item(event.at, dataOf(event)) : null };
  }

  private unknownFigure(figure: string): Error {
    return readRefusal('no-such-figure', { figure, meant: meant(figure, this.registry.figures) });
  }
}

/** The moves behind a figure, with the other events that it depends on. */
function entries(
  behind: Behind,
  which: Figure['behind'],
  taken: readonly Noted[],
  evidence: ReadonlySet<string>,
): readonly Move[] {
  const moves = which === 'last' ? behind.moves.slice(-1) : behind.moves;
  const told = new Set(moves.flatMap(({ by }) => ('event' in by ? [by.event.id] : [])));
  const named = new Set([...evidence, ...moves.flatMap(({ restsOn = [] }) => restsOn)]);
  const beside = taken.flatMap((event, index): Move[] =>
    named.has(event.id) && !told.has(event.id)
      ? [{ taken: index + 1, by: { event }, after: behind.afterEvent(index + 1) }]
      : [],
  );
  return [...moves, ...beside].sort(asTheyCame);
}

/** The value before an entry, which need not be the first move; where there is none, the value that never moved. */
function valueBefore({ moves, before }: Behind, entry: Move | undefined): unknown {
  if (entry === undefined) return before;
  const index = moves.indexOf(entry);
  const last = index < 0 ? moves.findLast((move) => asTheyCame(move, entry) < 0) : moves[index - 1];
  return last ? last.after : before;
}

/** Most entries of one answer: each holds a value, which may be a growing list. */
const MOST_ENTRIES = 1_000;

/** First entry of the page that ends before `to`; its number and size are limited. */
function startOfPage(all: readonly Move[], to: number): number {
  let from = to;
  for (let size = 0; from > 0 && to - from < MOST_ENTRIES && size < FULL; from--)
    size += JSON.stringify(all[from - 1]?.after ?? null).length;
  return from;
}

/** The last events whose payloads fit into one answer. */
function lastThatFit(events: readonly Noted[]): readonly Noted[] {
  let from = events.length;
  for (let size = 0; from > 0 && size < FULL; from--) size += events[from - 1]?.size ?? 0;
  return events.slice(from);
}

/**
 * Events that a section handles, in the order in which they happened. Where order counts it is the document's; where
 * not, the fold gives the same result in any order.
 */
function inOrder(fold: Fold, journal: readonly Noted[]): readonly Noted[] {
  const taken = takenBy(fold, journal, (at) => at);
  return fold.ordered.size > 0 ? taken : asHappened(taken);
}

/** Lapses come after the event before them; the sort is stable, so they keep their order. */
const asTheyCame = (a: Move, b: Move): number => a.taken - b.taken || Number('lapse' in a.by) - Number('lapse' in b.by);

/** Records which policies an evaluation looked up. */
const watched = (viewing: Viewing, used: Map<string, PolicyInForce<unknown>>): Viewing => ({
  ...viewing,
  policies: (policy, at) => {
    const found = viewing.policies(policy, at);
    used.set(found.name, found);
    return found;
  },
});
