import {
  defineSection,
  type Figure,
  type Instant,
  inMinor,
  inserted,
  instantField,
  integer,
  measure,
  type Minor,
  type Money,
  money,
  text,
  toMinor,
  unindexed,
} from '@dossier/kernel';
import { CreditNoteIssued } from '../../credit-note.events';
import { isPaid } from '../../lines';
import { OrderCancelled, OrderPlaced, OrderReturned, OrderShipped } from '../../order.events';

/** Sums of one currency, in minor units. */
interface Sums {
  readonly gross: Minor;
  readonly net: Minor;
  readonly returned: Minor;
  readonly credited: Minor;
  readonly purchases: number;
}
interface RecentOrder {
  readonly order: string;
  readonly number: string;
  readonly at: Instant;
  readonly currency: string;
  readonly gross: Minor;
  readonly net: Minor;
  /** `closed`: nothing is left to ship. */
  readonly is: 'open' | 'closed' | 'cancelled';
  readonly returned: boolean;
}
/** A purchase of which nothing was shipped yet: it may still be cancelled as a whole. */
interface Waiting {
  readonly order: string;
  readonly at: Instant;
}
/** The earliest and the latest purchase of which something was shipped: no cancellation can undo them. */
interface Lasting {
  readonly first: Instant;
  readonly last: Instant;
}

/**
 * The same in whatever order streams were committed: sums; the ends of the lasting purchases, and those waiting that
 * happened before or after all of them, for what lies between can never be the first or the last; the ten latest
 * orders. It grows only with the orders that wait to be shipped.
 */
export interface SalesState {
  readonly sums: Readonly<Record<string, Sums>>;
  readonly orders: number;
  readonly open: number;
  readonly lasting: Lasting | null;
  readonly waiting: readonly Waiting[];
  readonly recent: readonly RecentOrder[];
}
const KEPT = 10;

export interface SalesView {
  readonly gross: readonly Money[];
  readonly adjustments: readonly Money[];
  readonly returned: readonly Money[];
  readonly credited: readonly Money[];
  readonly net: readonly Money[];
  readonly averageOrder: readonly Money[];
  readonly orders: number;
  readonly purchases: number;
  readonly openOrders: number;
  readonly firstPurchaseAt: Instant | null;
  readonly lastPurchaseAt: Instant | null;
  readonly recentOrders: readonly {
    readonly orderId: string;
    readonly number: string;
    readonly placedAt: Instant;
    readonly status: RecentOrder['is'];
    readonly returned: boolean;
    readonly gross: Money;
    readonly net: Money;
  }[];
}

const none: Sums = { gross: 0, net: 0, returned: 0, credited: 0, purchases: 0 };
function add(state: SalesState, currency: string, change: Partial<Sums>): SalesState['sums'] {
  const now = state.sums[currency] ?? none;
  const sum = (name: keyof Sums): number => now[name] + (change[name] ?? 0);
  return {
    ...state.sums,
    [currency]: {
      gross: sum('gross'),
      net: sum('net'),
      returned: sum('returned'),
      credited: sum('credited'),
      purchases: sum('purchases'),
    },
  };
}

interface Placed {
  readonly order: string;
  readonly at: Instant;
}
/** By when it happened, ties by stream: the same list whatever came first. */
const earlier = (a: Placed, b: Placed): number =>
  a.at < b.at ? -1 : a.at > b.at ? 1 : a.order < b.order ? -1 : a.order > b.order ? 1 : 0;
const latest = <T extends Placed>(kept: readonly T[], one: T): readonly T[] =>
  [...kept, one].sort((a, b) => earlier(b, a)).slice(0, KEPT);
const change = <T extends Placed>(kept: readonly T[], order: string, to: (one: T) => T): readonly T[] =>
  kept.map((one) => (one.order === order ? to(one) : one));

type Purchases = Pick<SalesState, 'lasting' | 'waiting'>;
const without = (waiting: readonly Waiting[], order: string): readonly Waiting[] =>
  waiting.filter((one) => one.order !== order);
const outside = (lasting: Lasting | null, { at }: Waiting): boolean =>
  lasting === null || at < lasting.first || at > lasting.last;
const waits = ({ lasting, waiting }: Purchases, one: Waiting): Purchases => ({
  lasting,
  waiting: outside(lasting, one) ? inserted(waiting, one, earlier) : waiting,
});
function lasts({ lasting, waiting }: Purchases, { order, at }: Waiting): Purchases {
  const now =
    lasting === null
      ? { first: at, last: at }
      : { first: at < lasting.first ? at : lasting.first, last: at > lasting.last ? at : lasting.last };
  return { lasting: now, waiting: without(waiting, order).filter((one) => outside(now, one)) };
}
/** One that does not wait lies between lasting ones, was shipped before, or is no purchase. */
function shipped(state: Purchases, order: string): Purchases {
  const one = state.waiting.find((each) => each.order === order);
  return one === undefined ? { lasting: state.lasting, waiting: state.waiting } : lasts(state, one);
}

const bothEach = (zh: string, en: string): Figure => ({ formula: { zh, en }, behind: 'each' });

/** The part of sales in the 360° view. */
export const salesSection = defineSection<SalesState, SalesView>()({
  name: 'sales',
  title: { zh: '销售', en: 'Sales' },
  version: 1,
  from: { OrderPlaced, OrderShipped, OrderCancelled, OrderReturned, CreditNoteIssued },
  initial: { sums: {}, orders: 0, open: 0, lasting: null, waiting: [], recent: [] },
  evolve: {
    OrderPlaced: (state, { number, currency, lines, gross, net, fulfilled }, { stream, occurredAt }) => {
      const amounts = { gross: toMinor(gross, currency), net: toMinor(net, currency) };
      const purchase = isPaid(lines);
      const one: Waiting = { order: stream, at: occurredAt };
      const open = !fulfilled && lines.sku.length > 0;
      return {
        ...state,
        ...(purchase && (fulfilled ? lasts(state, one) : waits(state, one))),
        sums: add(state, currency, { ...amounts, purchases: purchase ? 1 : 0 }),
        orders: state.orders + 1,
        open: state.open + (open ? 1 : 0),
        recent: latest(state.recent, {
          order: stream,
          number,
          at: occurredAt,
          currency,
          ...amounts,
          is: open ? 'open' : 'closed',
          returned: false,
        }),
      };
    },
    OrderShipped: (state, { complete }, { stream }) => ({
      ...state,
      ...shipped(state, stream),
      ...(complete && {
        open: state.open - 1,
        recent: change(state.recent, stream, (one) => ({ ...one, is: 'closed' as const })),
      }),
    }),
    OrderCancelled: (state, cancelled, { stream }) => {
      const { whole, lines, order } = cancelled;
      const gross = toMinor(cancelled.gross, order.currency);
      const net = toMinor(cancelled.net, order.currency);
      return {
        lasting: state.lasting,
        waiting: whole ? without(state.waiting, stream) : state.waiting,
        sums: add(state, order.currency, { gross: -gross, net: -net, purchases: whole && order.purchase ? -1 : 0 }),
        orders: state.orders - (whole ? 1 : 0),
        open: state.open - (lines.length === 0 ? 0 : 1),
        recent: change(state.recent, stream, (one) => ({
          ...one,
          gross: one.gross - gross,
          net: one.net - net,
          is: whole ? 'cancelled' : 'closed',
        })),
      };
    },
    OrderReturned: (state, { net, order: { currency } }, { stream }) => {
      const returned = toMinor(net, currency);
      return {
        ...state,
        sums: add(state, currency, { net: -returned, returned }),
        recent: change(state.recent, stream, (one) => ({ ...one, net: one.net - returned, returned: true })),
      };
    },
    CreditNoteIssued: (state, { currency, amount, forReturn }) => {
      if (forReturn) return state;
      const credited = toMinor(amount, currency);
      return { ...state, sums: add(state, currency, { net: -credited, credited }) };
    },
  },
  view,
  figures: {
    gross: bothEach(
      '订单商品行金额之和（数量与单价均大于零），减去已取消部分；每张订单精确求和后四舍五入一次',
      'Sum of ordered lines (quantity and price above zero) less what was cancelled; each order summed exactly and rounded once',
    ),
    adjustments: bothEach(
      '订单调整行之和（折扣、费用、更正）：净额 + 退货 + 贷项 − 毛额',
      'Sum of adjustments of orders (discounts, fees, corrections): net + returned + credited − gross',
    ),
    returned: bothEach('按原订单价格计算的退货金额', 'Goods that came back, at the prices of their order'),
    credited: bothEach(
      '贷项单金额之和；结清已登记退货的贷项单不重复计算',
      'Sum of credit notes; those that settle a recorded return are not counted again',
    ),
    net: bothEach('毛额 + 调整 − 退货 − 贷项', 'gross + adjustments − returned − credited'),
    averageOrder: bothEach('毛额 ÷ 购买次数，四舍五入到最小货币单位', 'gross ÷ purchases, rounded to the minor unit'),
    orders: bothEach('未取消的订单数', 'Number of orders that were not cancelled'),
    purchases: bothEach(
      '至少有一行付费商品且未取消的订单数',
      'Number of orders with at least one paid line that were not cancelled',
    ),
    openOrders: bothEach('仍有商品待发货的订单数', 'Number of orders with something still to be shipped'),
    firstPurchaseAt: bothEach('最早一次购买的发生时间', 'When the earliest purchase happened'),
    lastPurchaseAt: bothEach('最近一次购买的发生时间', 'When the latest purchase happened'),
    recentOrders: bothEach('按发生时间最近的十张订单', 'The ten latest orders by when they happened'),
  },
  fields: {
    salesCurrency: unindexed(text((state) => onlyCurrency(state))),
    /** Minor units of `salesCurrency`; null where there are several. */
    grossSales: inMinor(
      measure((state) => inOnly(state, 'gross')),
      'salesCurrency',
    ),
    netSales: inMinor(
      integer((state) => inOnly(state, 'net')),
      'salesCurrency',
    ),
    purchases: integer((state) => purchases(state)),
    openOrders: integer((state) => state.open),
    firstPurchaseAt: instantField((state) => firstPurchase(state)),
    lastPurchaseAt: instantField((state) => lastPurchase(state)),
  },
});

function onlyCurrency({ sums }: SalesState): string | null {
  const [currency, ...others] = Object.keys(sums);
  return currency === undefined || others.length > 0 ? null : currency;
}
function inOnly(state: SalesState, name: 'gross' | 'net'): Minor | null {
  const currency = onlyCurrency(state);
  return currency === null ? null : (state.sums[currency]?.[name] ?? null);
}
const purchases = ({ sums }: SalesState): number => Object.values(sums).reduce((sum, each) => sum + each.purchases, 0);
/** Those that wait are in order: however many there are, the first and the last of them are enough. */
const ends = ({ lasting, waiting }: Purchases): readonly Instant[] =>
  [
    ...[...waiting.slice(0, 1), ...waiting.slice(-1)].map(({ at }) => at),
    ...(lasting ? [lasting.first, lasting.last] : []),
  ].sort();
const firstPurchase = (state: Purchases): Instant | null => ends(state)[0] ?? null;
const lastPurchase = (state: Purchases): Instant | null => ends(state).at(-1) ?? null;

function view(state: SalesState): SalesView {
  const currencies = Object.entries(state.sums).sort(([a], [b]) => (a < b ? -1 : 1));
  const each = (of: (sums: Sums) => Minor): readonly Money[] =>
    currencies.map(([currency, sums]) => money(of(sums), currency));
  return {
    gross: each(({ gross }) => gross),
    adjustments: each(({ gross, net, returned, credited }) => net + returned + credited - gross),
    returned: each(({ returned }) => returned),
    credited: each(({ credited }) => credited),
    net: each(({ net }) => net),
    averageOrder: currencies
      .filter(([, sums]) => sums.purchases > 0)
      .map(([currency, sums]) => money(Math.round(sums.gross / sums.purchases), currency)),
    orders: state.orders,
    purchases: purchases(state),
    openOrders: state.open,
    firstPurchaseAt: firstPurchase(state),
    lastPurchaseAt: lastPurchase(state),
    recentOrders: state.recent.map(({ order, number, at, currency, gross, net, is, returned }) => ({
      orderId: order.slice('order-'.length),
      number,
      placedAt: at,
      status: is,
      returned,
      gross: money(gross, currency),
      net: money(net, currency),
    })),
  };
}
