import { canonicalJson, compareTexts, type EventIn, type Instant, type Minor, money, Sequence } from '@dossier/kernel';
import { type WentDown, wentDownBy } from './credits';
import type { Credit, Lowered, Lowering, PlacedOrder } from './order';
import { REPAID } from './order-status';
import { OrderRevalued } from './order.events';
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
  const history = facts
    .filter((fact) => liveOf(fact) === undefined)
    .sort((a, b) => compareTexts(a.at, b.at) || a.rank - b.rank || compareTexts(textOf(a), textOf(b)));
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
const liveOf = ({ credit, lowering }: Fact): Lowering['live'] => (credit ?? lowering)?.live;

/** The order when nothing was cancelled, came back or was credited yet. */
function asPlaced(order: PlacedOrder): PlacedOrder {
  const sum = (of: 'gross' | 'net'): Minor => order.amounts.all.reduce((all, each) => all + each[of], 0);
  return {
    ...order,
    is: order.is === 'cancelled' ? 'placed' : order.is,
    gross: order.gross + sum('gross'),
    net: order.net + sum('net'),
    lowered: 0,
    quantities: {}, // what was shipped has no part in it
    credits: Sequence.empty(),
  };
}

/** What each of these made of the order, in the order in which they count. */
function courseOf(orderId: string, order: PlacedOrder): ReadonlyMap<Lowering, WentDown> {
  const course = new Map<Lowering, WentDown>();
  let now = asPlaced(order);
  for (const { credit, lowering } of inOrder(order)) {
    if (credit) now = { ...now, credits: now.credits.with(credit) };
    if (!lowering) continue;
    const down = wentDownBy(orderId, now, lowering);
    course.set(lowering, down);
    now = down.order;
  }
  return course;
}

/**
 * The corrections of what is recorded of an order's worth, of the instants of the cancellations and returns that they
 * correct. None where nothing of it is history: what was decided then stands.
 */
export function corrections(
  orderId: string,
  order: PlacedOrder,
): readonly EventIn<{ OrderRevalued: typeof OrderRevalued }>[] {
  if ([...order.credits, ...order.lowerings].every(({ live }) => live !== undefined)) return [];
  const course = courseOf(orderId, order);
  const end = [...course.values()].at(-1)?.order;
  if (end === undefined) return [];
  const { currency } = order.origin;
  return lowerings.codes.flatMap((by) => {
    const key = REPAID[by];
    const repaid = end.quantities[key] ?? [];
    const of = [...course].filter(([lowering]) => lowering.by === by);
    const wanted = sums(of.map(([{ at }, { gross, net }]) => ({ by, at, gross, net })));
    const known = sums(order.amounts.all.filter((each) => each.by === by));
    const events = [...wanted]
      .sort(([a], [b]) => compareTexts(a, b))
      .flatMap(([at, { gross, net }]) => {
        const before = known.get(at) ?? NOTHING;
        const change = { gross: before.gross - gross, net: before.net - net };
        return change.gross === 0 && change.net === 0 ? [] : [{ at, ...change }];
      });
    const last = of.at(-1)?.[0];
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
