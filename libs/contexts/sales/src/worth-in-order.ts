import {
  canonicalJson,
  compareTexts,
  type EventIn,
  type Instant,
  LeastRecent,
  type Minor,
  money,
} from '@dossier/kernel';
import { Books } from './books';
import { type Credit, Credits } from './noted-credits';
import type { Lowered, Lowering, PlacedOrder } from './order';
import { REPAID } from './order-status';
import { type LineColumns, OrderRevalued } from './order.events';
import { lowerings } from './terms';

/** What has a part in the worth of an order. */
interface Fact {
  readonly at: Instant;
  /** Of facts of one instant the lowest goes first: what a note of the day gave back, goods of the day bring less. */
  readonly rank: number;
  readonly credit?: Credit;
  readonly lowering?: Lowering;
}

/**
 * What has a part in an order's worth, in the order in which it counts: imported history as it happened, in whatever order
 * it is recorded; the rest as it was recorded, for it was decided on what was known then.
 */
function inOrder({ credits, lowerings: lowered }: PlacedOrder): readonly Fact[] {
  const facts: readonly Fact[] = [
    ...credits.all.map((credit) => ({ at: credit.issuedAt, rank: 0, credit })),
    ...lowered.all.map((lowering) => ({ at: lowering.at, rank: lowering.by === 'cancellation' ? 1 : 2, lowering })),
  ];
  const texts = new Map<Fact, string>();
  const textOf = (fact: Fact): string => {
    const text = texts.get(fact) ?? canonicalJson(fact);
    texts.set(fact, text);
    return text;
  };
  // of two notes the text differs in the id first: thousands of lines need not be written out
  const idOf = ({ credit }: Fact): string => canonicalJson(credit?.creditNoteId ?? '');
  const history = facts
    .filter((fact) => liveOf(fact) === undefined)
    .sort(
      (a, b) =>
        compareTexts(a.at, b.at) ||
        a.rank - b.rank ||
        compareTexts(idOf(a), idOf(b)) ||
        compareTexts(textOf(a), textOf(b)),
    );
  let latest: Instant = '';
  const live = facts
    .flatMap((fact) => {
      const recorded = liveOf(fact);
      return recorded ? [{ ...fact, recorded }] : [];
    })
    .sort((a, b) => a.recorded.revision - b.recorded.revision)
    .map((fact) => {
      // a clock that was set back does not change what was known
      if (fact.recorded.recordedAt > latest) latest = fact.recorded.recordedAt;
      return { ...fact, at: latest };
    });
  return [...history, ...live].sort((a, b) => compareTexts(a.at, b.at));
}
const whatOf = (fact: Fact | undefined): Credit | Lowering | undefined => fact?.credit ?? fact?.lowering;
const liveOf = (fact: Fact): Lowering['live'] => whatOf(fact)?.live;

/** The order when nothing was cancelled, came back or was credited yet. */
function asPlaced(order: PlacedOrder): Books {
  const sum = (of: 'gross' | 'net'): Minor => order.amounts.all.reduce((all, each) => all + each[of], 0);
  return new Books({
    ...order,
    is: order.is === 'cancelled' ? 'placed' : order.is,
    gross: order.gross + sum('gross'),
    net: order.net + sum('net'),
    lowered: 0,
    quantities: {}, // what was shipped has no part in it
    credits: Credits.empty(),
  });
}

/** Most lines and facts of the courses that are kept. */
const KEPT = 50_000;

/** What each fact made of an order, in the order in which they count. */
interface Course {
  readonly lines: number;
  readonly books: Books;
  readonly facts: (Credit | Lowering | undefined)[];
  readonly lowered: Lowered[];
}

/** Of orders that were looked at last, by their lines: mostly one fact came since, after all others. */
const courses = new LeastRecent<LineColumns, Course>(KEPT, ({ lines, facts }) => lines + facts.length);

function courseOf(order: PlacedOrder): Course {
  const facts = inOrder(order);
  const known = courses.get(order.lines);
  courses.delete(order.lines); // until all is in it
  const isNext = known?.facts.every((fact, index) => fact === whatOf(facts[index])) ?? false;
  const course: Course =
    known && isNext ? known : { lines: order.lines.sku.length, books: asPlaced(order), facts: [], lowered: [] };
  for (const fact of facts.slice(course.facts.length)) {
    if (fact.credit) course.books.add(fact.credit);
    else if (fact.lowering) {
      const { by, at } = fact.lowering;
      const { gross, net } = course.books.lower(fact.lowering);
      course.lowered.push({ by, at, gross, net });
    }
    course.facts.push(whatOf(fact));
  }
  courses.set(order.lines, course);
  return course;
}

/**
 * The corrections of what is recorded of an order's worth, of the instants of the cancellations and returns that they
 * correct. None where nothing of it is history: what was decided then stands.
 */
export function corrections(order: PlacedOrder): readonly EventIn<{ OrderRevalued: typeof OrderRevalued }>[] {
  if (order.lowerings.length === 0) return [];
  if ([...order.credits, ...order.lowerings].every(({ live }) => live !== undefined)) return [];
  const { books, lowered } = courseOf(order);
  const { currency } = order.origin;
  return lowerings.codes.flatMap((by) => {
    const key = REPAID[by];
    const repaid = books.allRepaid(by);
    const of = lowered.filter((each) => each.by === by);
    const wanted = sums(of);
    const known = sums(order.amounts.all.filter((each) => each.by === by));
    const events = [...wanted]
      .sort(([a], [b]) => compareTexts(a, b))
      .flatMap(([at, { gross, net }]) => {
        const before = known.get(at) ?? NOTHING;
        const change = { gross: before.gross - gross, net: before.net - net };
        return change.gross === 0 && change.net === 0 ? [] : [{ at, ...change }];
      });
    const last = of.at(-1);
    const differs = canonicalJson(order.quantities[key] ?? []) !== canonicalJson(repaid);
    if (events.length === 0 && differs && last) events.push({ at: last.at, ...NOTHING });
    return events.map(({ at, gross, net }, index) =>
      OrderRevalued(
        {
          by,
          grossChange: money(gross, currency).amount,
          netChange: money(net, currency).amount,
          // once: repeated in each, the corrections of a large order would not fit into one append
          ...(differs && index === events.length - 1 && { repaid }),
          order: order.origin,
        },
        { occurredAt: at },
      ),
    );
  });
}
const NOTHING = { gross: 0, net: 0 };

/** Sums by instant. */
function sums(amounts: readonly Lowered[]): ReadonlyMap<Instant, Pick<Lowered, 'gross' | 'net'>> {
  const found = new Map<Instant, Pick<Lowered, 'gross' | 'net'>>();
  for (const { at, gross, net } of amounts) {
    const before = found.get(at) ?? NOTHING;
    found.set(at, { gross: before.gross + gross, net: before.net + net });
  }
  return found;
}
