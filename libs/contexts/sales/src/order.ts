import {
  type DataOf,
  defineState,
  earliest,
  type Erased,
  isCustomer,
  type Instant,
  type Minor,
  type InStream,
  Sequence,
  toMinor,
} from '@dossier/kernel';
import { isPaid, type PricedColumns } from './lines';
import { type OrderMove, worstSince } from './moves';
import { Credits, type Live } from './noted-credits';
import {
  type LineColumns,
  type MovedLine,
  orderEvents,
  type OrderOrigin,
  type OrderReturned,
  type OrderShipped,
} from './order.events';
import { movedOn, repaidBefore, revaluedTo, takenBack } from './order-status';
import { delivered, exact, placed, type Quantities } from './quantities';
import { salesRefusal } from './sales.refusals';
import type { LoweredBy } from './terms';

export const orderRefuses = salesRefusal.some('unknown-order', 'before-placed');

/** What lowers the worth of an order. */
export interface Lowering {
  readonly by: LoweredBy;
  readonly at: Instant;
  readonly live?: Live;
  readonly lines: readonly MovedLine[];
  /** Of a cancellation: nothing of the order had been shipped. */
  readonly whole?: boolean;
  /** Of a return: credit notes had given the goods back. */
  readonly credited?: boolean;
  readonly reason?: string | Erased;
  /** Of a return: what was found. */
  readonly conditions?: DataOf<typeof OrderReturned>['conditions'];
}

type Sent = Pick<DataOf<typeof OrderShipped>, 'carrier' | 'trackingNumber'>;

/** By how much cancellations or returns of an instant lowered the order, or a restatement changed that. */
export interface Lowered {
  readonly by: LoweredBy;
  readonly at: Instant;
  readonly gross: Minor;
  readonly net: Minor;
}

/** An order that was placed: what its decisions look at. */
export interface PlacedOrder {
  /** `cancelled`: nothing had been shipped and nothing will be; an order cancelled in part stays what it was. */
  readonly is: 'placed' | 'confirmed' | 'cancelled';
  /** The earliest known. */
  readonly confirmedAt: Instant | null;
  /** null for an anonymous order. */
  readonly customer: string | null;
  readonly number: string;
  readonly origin: OrderOrigin;
  readonly lines: LineColumns;
  readonly adjustments: PricedColumns | null;
  /** As the events have it, from what was ordered on. */
  readonly gross: Minor;
  readonly net: Minor;
  /** By how much returns lowered net. */
  readonly lowered: Minor;
  readonly quantities: Quantities;
  /** Of an order that was handed over when it was placed its shipping is none. */
  readonly moves: Sequence<OrderMove>;
  /** By whom and under which number they were sent, where that was said. */
  readonly shipments: Sequence<Sent>;
  readonly lowerings: Sequence<Lowering>;
  /** By how much they lowered it, as recorded. */
  readonly amounts: Sequence<Lowered>;
  /** Of credit notes that name the order. */
  readonly credits: Credits;
  readonly promisedShipAt: Instant | null;
  readonly missed: boolean;
}

export const order = defineState<PlacedOrder>()({
  category: 'order',
  from: orderEvents,
  begins: {
    OrderPlaced: (data, at) => ({
      is: data.fulfilled ? 'confirmed' : 'placed',
      confirmedAt: data.fulfilled ? at.occurredAt : null,
      customer: isCustomer(at.subject) ? at.subject : null,
      number: data.number,
      origin: {
        placedAt: at.occurredAt,
        currency: data.currency,
        purchase: isPaid(data.lines),
        ...(data.channel !== undefined && { channel: data.channel }),
        ...(at.businessLine !== null && { businessLine: at.businessLine }),
      },
      lines: data.lines,
      adjustments: data.adjustments ?? null,
      gross: toMinor(data.gross, data.currency),
      net: toMinor(data.net, data.currency),
      lowered: 0,
      quantities: placed(data, at),
      moves: Sequence.empty(),
      shipments: Sequence.empty(),
      lowerings: Sequence.empty(),
      amounts: Sequence.empty(),
      credits: Credits.empty(),
      promisedShipAt: data.promisedShipAt ?? null,
      missed: false,
    }),
  },
  evolve: {
    OrderConfirmed: (before, _, { occurredAt }) => ({
      ...before,
      is: 'confirmed',
      confirmedAt: earliest(before.confirmedAt, occurredAt),
    }),
    OrderShipped: (before, { lines, carrier, trackingNumber }, at) => {
      const then = noted(movedOn(before, 'shipped', lines), 'shipped', lines, at);
      if (carrier === undefined && trackingNumber === undefined) return then;
      const sent = {
        ...(carrier !== undefined && { carrier }),
        ...(trackingNumber !== undefined && { trackingNumber }),
      };
      return { ...then, shipments: before.shipments.with(sent) };
    },
    OrderDelivered: (before, data, at) => {
      const quantities = delivered(before.quantities, before.lines.sku.length, data, at);
      return noted({ ...before, quantities }, 'delivered', data.lines, at);
    },
    OrderCancelled: (before, { lines, whole, repaid, gross, net, reason }, at) => {
      const { currency } = before.origin;
      const left = repaidBefore(cancelledIn(before, lines, whole), repaid, 'repaidCancelled', currency);
      const then = withAmount(left, {
        ...{ by: 'cancellation', at: at.occurredAt },
        ...{ gross: toMinor(gross, currency), net: toMinor(net, currency) },
      });
      const gone = { by: 'cancellation', lines, whole, ...(reason !== undefined && { reason }) } as const;
      return noted(withLowering(then, gone, at), 'cancelled', lines, at);
    },
    OrderReturned: (before, { lines, credited, repaid, net, reason, conditions }, at) => {
      const { currency } = before.origin;
      const left = repaidBefore(takenBack(before, lines, credited === true), repaid, 'repaid', currency);
      const then = withAmount(left, { by: 'return', at: at.occurredAt, gross: 0, net: toMinor(net, currency) });
      const said = { reason, ...(conditions !== undefined && { conditions }) };
      const back = { by: 'return', lines, ...(credited && { credited }), ...said } as const;
      return noted(withLowering(then, back, at), 'returned', lines, at);
    },
    OrderRevalued: (before, data, { occurredAt: at }) => {
      const { currency } = before.origin;
      const change = { gross: toMinor(data.grossChange, currency), net: toMinor(data.netChange, currency) };
      return withAmount(revaluedTo(before, data), { by: data.by, at, gross: 0 - change.gross, net: 0 - change.net });
    },
    OrderCredited: (before, { creditNoteId, customer, lines, forReturn = false }, at) => {
      const { currency } = before.origin;
      const credit = { creditNoteId, customer, issuedAt: at.occurredAt, currency, lines, forReturn, ...liveOf(at) };
      return { ...before, credits: before.credits.with(credit) };
    },
    ShipDateMissed: (before) => ({ ...before, missed: true }),
    ShipDateKept: (before) => ({ ...before, missed: false }),
  },
});

/** The order after it was lowered. */
const withAmount = (state: PlacedOrder, amount: Lowered): PlacedOrder => ({
  ...state,
  gross: state.gross - amount.gross,
  net: state.net - amount.net,
  lowered: state.lowered + (amount.by === 'return' ? amount.net : 0),
  amounts: state.amounts.with(amount),
});

const liveOf = ({ backfill, recordedAt, revision }: InStream): { readonly live?: Live } =>
  backfill ? {} : { live: { recordedAt, revision } };

const withLowering = (state: PlacedOrder, what: Omit<Lowering, 'at' | 'live'>, at: InStream): PlacedOrder => ({
  ...state,
  lowerings: state.lowerings.with({ ...what, at: at.occurredAt, ...liveOf(at) }),
});

export const noted = (
  state: PlacedOrder,
  move: OrderMove['move'],
  lines: readonly MovedLine[],
  { occurredAt: at }: Pick<InStream, 'occurredAt'>,
): PlacedOrder => ({ ...state, moves: state.moves.with({ at, move, lines }) });

/** The order after goods were cancelled. @param whole nothing of it had been shipped */
export const cancelledIn = (state: PlacedOrder, lines: readonly MovedLine[], whole: boolean): PlacedOrder => ({
  ...movedOn(state, 'cancelled', lines),
  ...(whole && { is: 'cancelled' as const }),
});

/** @throws Refusal `sales/unknown-order` */
export function placedOrder(state: PlacedOrder | undefined, orderId: string): PlacedOrder {
  if (state === undefined) throw salesRefusal('unknown-order', { orderId });
  return state;
}

/**
 * The order that something is done with at an instant. Before it was placed nothing can be: its net amount as of then
 * would be less than nothing.
 * @throws Refusal `sales/unknown-order`, `sales/before-placed`
 */
export function orderAt(at: Instant, state: PlacedOrder | undefined, orderId: string): PlacedOrder {
  const before = placedOrder(state, orderId);
  const { placedAt } = before.origin;
  if (at < placedAt) throw salesRefusal('before-placed', { orderId, placedAt, at });
  return before;
}

/**
 * What arrives or comes back at an instant had been shipped by then, and is not what others took since: else the order
 * would be worth less than nothing as of that day.
 * @param left what is left of the line with this index now
 * @throws Refusal `sales/before-shipped`
 */
export function mustBeShippedBy(
  at: Instant,
  { moves }: PlacedOrder,
  move: 'delivered' | 'returned',
  lines: readonly MovedLine[],
  left: (index: number) => number,
): void {
  const worst = worstSince(moves.all, move, at);
  for (const { line, quantity } of lines) {
    const then = exact(left(line - 1) + (worst.get(line) ?? 0));
    if (quantity > then) throw salesRefusal('before-shipped', { line, quantity, at, left: Math.max(0, then) });
  }
}
