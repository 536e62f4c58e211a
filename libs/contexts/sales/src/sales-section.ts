import {
  defineSection,
  type Figure,
  firstIndex,
  type Instant,
  inMinor,
  instantField,
  integer,
  kind,
  measure,
  type Minor,
  type Money,
  money,
  orNull,
  shape,
  type Shown,
  text,
  toMinor,
  unindexed,
  idIn,
} from '@dossier/kernel';
import { order } from './order';
import { CreditNoteIssued } from './credit-note.events';
import { isPaid } from './lines';
import {
  type MovedLine,
  OrderCancelled,
  OrderConfirmed,
  OrderDelivered,
  OrderPlaced,
  OrderReturned,
  OrderRevalued,
  OrderShipped,
} from './order.events';
import { movedOn, type OrderProgress, statusOf } from './order-status';
import {
  countPurchases,
  earlier,
  firstPurchase,
  keepPurchases,
  lastPurchase,
  NO_PURCHASES,
  type Purchase,
  type Purchases,
} from './purchases';
import { exact } from './quantities';
import { GROSS, NET, NUMBER } from './shown-parts';
import { orderStatuses } from './terms';

/** Sums of one currency, in minor units. */
interface Sums {
  readonly gross: Minor;
  readonly net: Minor;
  readonly returned: Minor;
  readonly credited: Minor;
  /** Orders with something paid, not cancelled as a whole: gross is their sum. */
  readonly paid: number;
}
interface RecentOrder extends OrderProgress {
  readonly order: string;
  readonly number: string;
  readonly at: Instant;
  readonly currency: string;
  readonly gross: Minor;
  readonly net: Minor;
}
interface OpenOrder {
  /** Its stream. */
  readonly order: string;
  /** Left to ship. */
  readonly pieces: number;
}
/**
 * Sums, purchases and the ten latest orders: the same in any order of commits. All purchases are kept: when the last
 * one is returned as a whole, the one before becomes the last.
 */
export interface SalesState extends Purchases {
  readonly sums: Readonly<Record<string, Sums>>;
  readonly orders: number;
  /** Orders with something left to ship, by their streams. */
  readonly open: readonly OpenOrder[];
  readonly recent: readonly RecentOrder[];
}
const KEPT = 10;

const salesView = shape({
  gross: kind.moneyEach({ zh: '毛额', en: 'Gross' }),
  adjustments: kind.moneyEach({ zh: '调整', en: 'Adjustments' }),
  returned: kind.moneyEach({ zh: '退货', en: 'Returned' }),
  credited: kind.moneyEach({ zh: '贷项金额', en: 'Credited' }),
  net: kind.moneyEach({ zh: '净额', en: 'Net' }),
  averageOrder: kind.moneyEach({ zh: '平均订单金额', en: 'Average order' }),
  orders: kind.count({ zh: '订单数', en: 'Orders' }),
  purchases: kind.count({ zh: '购买次数', en: 'Purchases' }),
  openOrders: kind.count({ zh: '未完成订单数', en: 'Open orders' }),
  firstPurchaseAt: orNull(kind.instant({ zh: '首次购买时间', en: 'First purchase' })),
  lastPurchaseAt: orNull(kind.instant({ zh: '最近购买时间', en: 'Last purchase' })),
  recentOrders: kind.rows(
    { zh: '近期订单', en: 'Recent orders' },
    {
      orderId: kind.link({ zh: '订单', en: 'Order' }, 'orders'),
      number: NUMBER,
      placedAt: kind.instant({ zh: '下单时间', en: 'Placed' }),
      status: kind.code(orderStatuses.title, orderStatuses),
      returned: kind.flag({ zh: '有退货', en: 'Something came back' }),
      gross: GROSS,
      net: NET,
    },
  ),
});
export type SalesView = Shown<typeof salesView>;

const none: Sums = { gross: 0, net: 0, returned: 0, credited: 0, paid: 0 };
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
      paid: sum('paid'),
    },
  };
}

type Placed = Pick<RecentOrder, 'order' | 'at'>;
const latest = <T extends Placed>(kept: readonly T[], one: T): readonly T[] =>
  [...kept, one].sort((a, b) => earlier(b, a)).slice(0, KEPT);
const change = <T extends Placed>(kept: readonly T[], order: string, to: (one: T) => T): readonly T[] =>
  kept.map((one) => (one.order === order ? to(one) : one));

const piecesOf = (quantities: readonly number[]): number => exact(quantities.reduce((sum, each) => sum + each, 0));
/**
 * What is left to ship after a change (below 0: shipped or cancelled). A sorted list, for a large customer has thousands
 * of open orders: a copy of an object with as many keys takes milliseconds.
 */
function waiting({ open }: SalesState, order: string, pieces: number): SalesState['open'] {
  const index = firstIndex(open, (one) => one.order >= order);
  const before = open[index]?.order === order ? open[index] : undefined;
  const left = exact((before?.pieces ?? 0) + pieces);
  if (left > 0) return open.toSpliced(index, before ? 1 : 0, { order, pieces: left });
  return before ? open.toSpliced(index, 1) : open;
}
const gone = (lines: readonly MovedLine[]): number => -piecesOf(lines.map(({ quantity }) => quantity));

const kept = keepPurchases<SalesState>();

const bothEach = (zh: string, en: string, evidence?: Figure<SalesState>['evidence']): Figure<SalesState> => ({
  formula: { zh, en },
  behind: 'each',
  ...(evidence && { evidence }),
});
const idOf = (purchase: Purchase | undefined): readonly string[] => (purchase ? [purchase.eventId] : []);

const countOpen = ({ open }: SalesState): number => open.length;

/** The part of sales in the 360° view. */
export const salesSection = defineSection<SalesState, SalesView>()({
  name: 'sales',
  title: { zh: '销售', en: 'Sales' },
  version: 9,
  from: {
    OrderPlaced,
    OrderConfirmed,
    OrderShipped,
    OrderDelivered,
    OrderCancelled,
    OrderReturned,
    OrderRevalued,
    CreditNoteIssued,
  },
  initial: { ...NO_PURCHASES, sums: {}, orders: 0, open: [], recent: [] },
  evolve: {
    OrderPlaced: (before, data, at) => {
      const { number, currency, lines, gross, net, fulfilled = false } = data;
      const { stream, occurredAt } = at;
      const state = kept.OrderPlaced(before, data, at);
      const amounts = { gross: toMinor(gross, currency), net: toMinor(net, currency) };
      const { quantity } = lines;
      return {
        ...state,
        sums: add(state, currency, { ...amounts, paid: isPaid(lines) ? 1 : 0 }),
        orders: state.orders + 1,
        open: waiting(state, stream, fulfilled ? 0 : piecesOf(quantity)),
        recent: latest(state.recent, {
          order: stream,
          number,
          at: occurredAt,
          currency,
          ...amounts,
          lines: { quantity },
          quantities: fulfilled ? { shipped: quantity, delivered: quantity } : {},
          confirmed: fulfilled,
          cancelled: false,
        }),
      };
    },
    OrderConfirmed: (state, _, { stream }) => ({
      ...state,
      recent: change(state.recent, stream, (one) => ({ ...one, confirmed: true })),
    }),
    OrderShipped: (state, { lines }, { stream }) => ({
      ...state,
      open: waiting(state, stream, gone(lines)),
      recent: change(state.recent, stream, (one) => movedOn(one, 'shipped', lines)),
    }),
    OrderDelivered: (state, { lines }, { stream }) => ({
      ...state,
      recent: change(state.recent, stream, (one) => movedOn(one, 'delivered', lines)),
    }),
    OrderCancelled: (before, cancelled, at) => {
      const { stream } = at;
      const { whole, lines, order } = cancelled;
      const state = kept.OrderCancelled(before, cancelled, at);
      const gross = toMinor(cancelled.gross, order.currency);
      const net = toMinor(cancelled.net, order.currency);
      return {
        ...state,
        sums: add(state, order.currency, { gross: -gross, net: -net, paid: whole && order.purchase ? -1 : 0 }),
        orders: state.orders - (whole ? 1 : 0),
        open: waiting(state, stream, gone(lines)),
        recent: change(state.recent, stream, (one) => ({
          ...movedOn(one, 'cancelled', lines),
          gross: one.gross - gross,
          net: one.net - net,
          cancelled: whole,
        })),
      };
    },
    OrderReturned: (before, data, at) => {
      const { stream } = at;
      const { currency } = data.order;
      const state = kept.OrderReturned(before, data, at);
      const returned = toMinor(data.net, currency);
      return {
        ...state,
        sums: add(state, currency, { net: -returned, returned }),
        recent: change(state.recent, stream, (one) => ({
          ...movedOn(one, 'returned', data.lines),
          net: one.net - returned,
        })),
      };
    },
    OrderRevalued: (before, data, at) => {
      const { currency } = data.order;
      const state = kept.OrderRevalued(before, data, at);
      const [gross, net] = [toMinor(data.grossChange, currency), toMinor(data.netChange, currency)];
      return {
        ...state,
        sums: add(state, currency, { gross, net, returned: data.by === 'return' ? 0 - net : 0 }),
        recent: change(state.recent, at.stream, (one) => ({ ...one, gross: one.gross + gross, net: one.net + net })),
      };
    },
    CreditNoteIssued: (before, data, at) => {
      const { currency, amount, forReturn } = data;
      if (forReturn) return before;
      const state = kept.CreditNoteIssued(before, data, at);
      const credited = toMinor(amount, currency);
      return { ...state, sums: add(state, currency, { net: -credited, credited }) };
    },
  },
  shape: salesView,
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
    returned: bothEach(
      '按原订单价格计算的退货金额，扣除其分摊的折扣',
      'Goods that came back, at the prices of their order less their share of its discounts',
    ),
    credited: bothEach(
      '贷项单金额之和；结清已登记退货的贷项单不重复计算',
      'Sum of credit notes; those that settle a recorded return are not counted again',
    ),
    net: bothEach('毛额 + 调整 − 退货 − 贷项', 'gross + adjustments − returned − credited'),
    averageOrder: bothEach(
      '毛额 ÷ 有付费商品且未取消的订单数（与毛额一样包括退货的订单），四舍五入到最小货币单位',
      'gross ÷ orders with something paid for that were not cancelled (like gross with those that came back), rounded to the minor unit',
    ),
    orders: bothEach('未取消的订单数', 'Number of orders that were not cancelled'),
    purchases: bothEach(
      '仍留有付费商品的订单数：没有整单取消、整单退货，也没有由贷项单全额冲抵',
      'Number of orders of which something paid for is kept: not cancelled, returned or credited as a whole',
    ),
    openOrders: bothEach('仍有商品待发货的订单数', 'Number of orders with something still to be shipped'),
    firstPurchaseAt: bothEach('最早一次购买的发生时间', 'When the earliest purchase happened', (state) =>
      idOf(firstPurchase(state)),
    ),
    lastPurchaseAt: bothEach('最近一次购买的发生时间', 'When the latest purchase happened', (state) =>
      idOf(lastPurchase(state)),
    ),
    recentOrders: bothEach('按发生时间最近的十张订单', 'The ten latest orders by when they happened'),
  },
  fields: {
    salesCurrency: unindexed(text((state) => onlyCurrency(state), { zh: '销售币种', en: 'Currency of sales' })),
    /** Minor units of `salesCurrency`; null where there are several. */
    grossSales: inMinor(
      measure((state) => inOnly(state, 'gross'), { zh: '销售毛额', en: 'Gross sales' }),
      'salesCurrency',
    ),
    netSales: inMinor(
      integer((state) => inOnly(state, 'net'), { zh: '销售净额', en: 'Net sales' }),
      'salesCurrency',
    ),
    purchases: integer(countPurchases),
    openOrders: integer(countOpen),
    firstPurchaseAt: instantField((state) => firstPurchase(state)?.at ?? null),
    lastPurchaseAt: instantField((state) => lastPurchase(state)?.at ?? null),
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
      .filter(([, sums]) => sums.paid > 0)
      .map(([currency, sums]) => money(Math.round(sums.gross / sums.paid), currency)),
    orders: state.orders,
    purchases: countPurchases(state),
    openOrders: countOpen(state),
    firstPurchaseAt: firstPurchase(state)?.at ?? null,
    lastPurchaseAt: lastPurchase(state)?.at ?? null,
    recentOrders: state.recent.map((one) => ({
      orderId: idIn(order, one.order),
      number: one.number,
      placedAt: one.at,
      status: statusOf(one),
      returned: one.quantities.returned !== undefined,
      gross: money(one.gross, one.currency),
      net: money(one.net, one.currency),
    })),
  };
}
