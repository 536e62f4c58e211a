import {
  byStream,
  canonicalJson,
  code,
  compareTexts,
  defineProjection,
  type Erased,
  flag,
  idIn,
  inserted,
  type Instant,
  inMinor,
  instantField,
  integer,
  isCustomer,
  isErased,
  measure,
  type Minor,
  type Money,
  money,
  kind,
  optional,
  orErased,
  orNull,
  type Part,
  shape,
  type Shown,
  type Text,
  text,
  toMinor,
  unindexed,
  READERS,
} from '@dossier/kernel';
import type { PricedColumns } from '../../lines';
import {
  ANY_CUSTOMER,
  AT,
  BUSINESS_LINE,
  CHANNEL,
  CURRENCY,
  GROSS,
  NAME,
  NET,
  NUMBER,
  QUANTITY,
  SKU,
  UNIT_PRICE,
} from '../../shown-parts';
import { order } from '../../order';
import { isOpen, movedOn, repaidBefore, revaluedTo, statusOf, takenBack } from '../../order-status';
import { type LineColumns, type MovedLine, orderEvents, type ReturnFindings } from '../../order.events';
import { delivered, placed, type Quantities } from '../../quantities';
import { orderStatuses, partClasses, RETURN_FINDINGS, urgencies, type Urgency } from '../../terms';

interface Shipment {
  readonly at: Instant;
  readonly lines: readonly MovedLine[];
  readonly carrier?: string;
  readonly trackingNumber?: string;
}
interface OrderReturn {
  readonly at: Instant;
  readonly lines: readonly MovedLine[];
  readonly reason: string | Erased;
  readonly conditions?: ReturnFindings;
}
interface Cancellation {
  readonly at: Instant;
  readonly reason?: string | Erased;
}

export interface OrderDocument {
  readonly orderId: string;
  /** null for an anonymous order. */
  readonly customer: string | null;
  readonly number: string;
  readonly placedAt: Instant;
  readonly currency: string;
  /** Ordered and not cancelled, or credited before it was cancelled. */
  readonly gross: Minor;
  /** Gross with adjustments, less returns. Credit notes are separate documents. */
  readonly net: Minor;
  /** By how much returns lowered net. */
  readonly lowered: Minor;
  readonly lines: LineColumns;
  readonly adjustments?: PricedColumns;
  readonly adjustmentReasons?: readonly (string | null)[] | Erased;
  readonly quantities: Quantities;
  readonly confirmed: boolean;
  readonly cancelled: boolean;
  readonly channel: string | null;
  readonly businessLine: string | null;
  readonly urgency: Urgency;
  readonly promisedShipAt: Instant | null;
  readonly missedShipAt: Instant | null;
  readonly freight: string | null;
  readonly shipments: readonly Shipment[];
  readonly returns: readonly OrderReturn[];
  readonly cancellation: Cancellation | null;
}

const LINES = kind.rows(
  { zh: '行', en: 'Lines' },
  {
    line: kind.count({ zh: '行号', en: 'Line' }),
    sku: SKU,
    quantity: QUANTITY,
  },
);
const REASON = orErased(kind.text({ zh: '原因', en: 'Reason' }));
const finding = (title: Text): Part<boolean, true> => optional(kind.flag(title));
const orderView = shape({
  orderId: kind.text({ zh: '订单编号', en: 'Order' }),
  customer: ANY_CUSTOMER,
  number: NUMBER,
  status: kind.code(orderStatuses.title, orderStatuses),
  placedAt: kind.instant({ zh: '下单时间', en: 'Placed' }),
  gross: GROSS,
  net: NET,
  channel: CHANNEL,
  businessLine: BUSINESS_LINE,
  urgency: kind.code(urgencies.title, urgencies),
  promisedShipAt: orNull(kind.instant({ zh: '承诺发货时间', en: 'Promised ship date' })),
  missedShipAt: orNull(kind.instant({ zh: '发货逾期时间', en: 'Ship date missed' })),
  freight: orNull(kind.money({ zh: '运费', en: 'Freight' })),
  lines: kind.rows(
    { zh: '明细行', en: 'Lines' },
    {
      line: kind.count({ zh: '行号', en: 'Line' }),
      sku: SKU,
      name: NAME,
      quantity: QUANTITY,
      unitPrice: UNIT_PRICE,
      unitCost: optional(kind.money({ zh: '单位成本', en: 'Unit cost' })),
      partClass: optional(kind.code(partClasses.title, partClasses)),
      inStock: optional(kind.flag({ zh: '有现货', en: 'In stock' })),
      shipped: kind.number({ zh: '已发货', en: 'Shipped' }),
      delivered: kind.number({ zh: '已到货', en: 'Delivered' }),
      returned: kind.number({ zh: '已退货', en: 'Returned' }),
      cancelled: kind.number({ zh: '已取消', en: 'Cancelled' }),
    },
  ),
  adjustments: kind.rows(
    { zh: '调整', en: 'Adjustments' },
    { sku: SKU, name: NAME, quantity: QUANTITY, unitPrice: UNIT_PRICE, reason: optional(REASON) },
  ),
  shipments: kind.rows(
    { zh: '发货', en: 'Shipments' },
    {
      at: AT,
      lines: LINES,
      carrier: optional(kind.text({ zh: '承运商', en: 'Carrier' })),
      trackingNumber: optional(kind.text({ zh: '运单号', en: 'Tracking number' })),
    },
  ),
  returns: kind.rows(
    { zh: '退货记录', en: 'Returns' },
    {
      at: AT,
      lines: LINES,
      reason: REASON,
      conditions: optional(
        kind.group(
          { zh: '退货条件', en: 'Conditions' },
          {
            packageComplete: finding(RETURN_FINDINGS.packageComplete),
            quantityRight: finding(RETURN_FINDINGS.quantityRight),
            resalable: finding(RETURN_FINDINGS.resalable),
            invoiceBack: finding(RETURN_FINDINGS.invoiceBack),
            customerPaysFreight: finding(RETURN_FINDINGS.customerPaysFreight),
          },
        ),
      ),
    },
  ),
  cancellation: orNull(kind.group({ zh: '取消', en: 'Cancellation' }, { at: AT, reason: optional(REASON) })),
});
export type OrderView = Shown<typeof orderView>;

export const orders = defineProjection<OrderDocument>()({
  name: 'orders',
  title: { zh: '订单', en: 'Orders' },
  version: 7,
  from: orderEvents,
  key: byStream,
  begins: {
    OrderPlaced: (data, at) => ({
      orderId: idIn(order, at.stream),
      customer: isCustomer(at.subject) ? at.subject : null,
      number: data.number,
      placedAt: at.occurredAt,
      currency: data.currency,
      gross: toMinor(data.gross, data.currency),
      net: toMinor(data.net, data.currency),
      lowered: 0,
      lines: data.lines,
      ...(data.adjustments && { adjustments: data.adjustments }),
      ...(data.adjustmentReasons && { adjustmentReasons: data.adjustmentReasons }),
      quantities: placed(data, at),
      confirmed: data.fulfilled ?? false,
      cancelled: false,
      channel: data.channel ?? null,
      businessLine: at.businessLine,
      urgency: data.urgency ?? 'normal',
      promisedShipAt: data.promisedShipAt ?? null,
      missedShipAt: null,
      freight: data.freight ?? null,
      shipments: [],
      returns: [],
      cancellation: null,
    }),
  },
  evolve: {
    OrderConfirmed: (doc) => ({ ...doc, confirmed: true }),
    OrderShipped: (doc, { lines, carrier, trackingNumber }, at) => {
      const shipment = {
        at: at.occurredAt,
        lines,
        ...(carrier !== undefined && { carrier }),
        ...(trackingNumber !== undefined && { trackingNumber }),
      };
      return { ...movedOn(doc, 'shipped', lines), shipments: inserted(doc.shipments, shipment, asItHappened) };
    },
    OrderDelivered: (doc, data, at) => ({
      ...doc,
      quantities: delivered(doc.quantities, doc.lines.sku.length, data, at),
    }),
    OrderCancelled: (doc, { lines, whole, gross, net, reason, repaid }, at) => ({
      ...repaidBefore(movedOn(doc, 'cancelled', lines), repaid, 'repaidCancelled', doc.currency),
      gross: doc.gross - toMinor(gross, doc.currency),
      net: doc.net - toMinor(net, doc.currency),
      cancelled: whole,
      cancellation: { at: at.occurredAt, ...(reason !== undefined && { reason }) },
    }),
    OrderReturned: (doc, { lines, net, reason, conditions, credited, repaid }, at) => {
      const back = { at: at.occurredAt, lines, reason, ...(conditions && { conditions }) };
      const by = toMinor(net, doc.currency);
      return {
        ...repaidBefore(takenBack(doc, lines, credited === true), repaid, 'repaid', doc.currency),
        net: doc.net - by,
        lowered: doc.lowered + by,
        returns: inserted(doc.returns, back, asItHappened),
      };
    },
    OrderRevalued: (doc, data) => {
      const net = toMinor(data.netChange, doc.currency);
      return {
        ...revaluedTo(doc, data),
        gross: doc.gross + toMinor(data.grossChange, doc.currency),
        net: doc.net + net,
        lowered: doc.lowered - (data.by === 'return' ? net : 0),
      };
    },
    /** The note is a separate document. */
    OrderCredited: (doc) => doc,
    ShipDateMissed: (doc, _, at) => ({ ...doc, missedShipAt: at.occurredAt }),
    ShipDateKept: (doc) => ({ ...doc, missedShipAt: null }),
  },
  fields: {
    customer: text((doc) => doc.customer),
    number: text((doc) => doc.number),
    status: code(orderStatuses, statusOf),
    placedAt: instantField((doc) => doc.placedAt),
    currency: unindexed(text((doc) => doc.currency, CURRENCY)),
    gross: inMinor(measure((doc) => doc.gross)),
    net: inMinor(integer((doc) => doc.net)),
    channel: unindexed(text((doc) => doc.channel)),
    businessLine: unindexed(text((doc) => doc.businessLine)),
    urgency: unindexed(code(urgencies, (doc) => doc.urgency)),
    /** The promised instant while something is still to be shipped. */
    dueShipAt: instantField((doc) => (isOpen(doc) ? doc.promisedShipAt : null), {
      zh: '未发完订单的承诺发货时间',
      en: 'Promised ship date of what is still to be shipped',
    }),
    lateShip: flag((doc) => doc.missedShipAt !== null, { zh: '发货逾期', en: 'Late' }),
    cameCredited: flag(({ quantities }) => quantities.credited !== undefined, {
      zh: '有已贷记的退货',
      en: 'Something came back as credited',
    }),
    open: flag(isOpen, { zh: '未完成', en: 'Open' }),
  },
  shape: orderView,
  view: viewOf,
  shows: [
    { at: 'adjustments/*/reason', of: ['sales.adjustmentReasons'] },
    { at: 'returns/*/reason', of: ['sales.reason'] },
    { at: 'cancellation/reason', of: ['sales.reason'] },
  ],
  personal: true,
  routes: [
    {
      path: 'orders',
      summary: { zh: '订单', en: 'Orders' },
      by: READERS,
      one: { parameter: 'orderId', of: order },
    },
    {
      path: 'customers/:customer/orders',
      summary: { zh: '某客户的订单', en: 'Orders of a customer' },
      by: READERS,
    },
  ],
});

/** In order of time, whatever was recorded first. */
const asItHappened = (a: Shipment | OrderReturn, b: Shipment | OrderReturn): number =>
  compareTexts(a.at, b.at) || compareTexts(canonicalJson(a), canonicalJson(b));

function viewOf(doc: OrderDocument): OrderView {
  const { currency, lines, quantities, adjustments, adjustmentReasons: reasons } = doc;
  const price = (amount: string): Money => ({ amount, currency });
  return {
    orderId: doc.orderId,
    customer: doc.customer,
    number: doc.number,
    status: statusOf(doc),
    placedAt: doc.placedAt,
    gross: money(doc.gross, currency),
    net: money(doc.net, currency),
    channel: doc.channel,
    businessLine: doc.businessLine,
    urgency: doc.urgency,
    promisedShipAt: doc.promisedShipAt,
    missedShipAt: doc.missedShipAt,
    freight: doc.freight === null ? null : price(doc.freight),
    lines: lines.sku.map((sku, index) => ({
      line: index + 1,
      sku,
      ...given('name', lines.name?.[index]),
      quantity: lines.quantity[index] ?? 0,
      unitPrice: price(lines.unitPrice[index] ?? '0'),
      ...(typeof lines.unitCost?.[index] === 'string' && { unitCost: price(lines.unitCost[index]) }),
      ...given('partClass', lines.partClass?.[index]),
      ...given('inStock', lines.inStock?.[index]),
      shipped: quantities.shipped?.[index] ?? 0,
      delivered: quantities.delivered?.[index] ?? 0,
      returned: quantities.returned?.[index] ?? 0,
      cancelled: quantities.cancelled?.[index] ?? 0,
    })),
    adjustments: (adjustments?.sku ?? []).map((sku, index) => ({
      sku,
      ...given('name', adjustments?.name?.[index]),
      quantity: adjustments?.quantity[index] ?? 0,
      unitPrice: price(adjustments?.unitPrice[index] ?? '0'),
      ...given('reason', isErased(reasons) ? reasons : reasons?.[index]),
    })),
    shipments: doc.shipments,
    returns: doc.returns,
    cancellation: doc.cancellation,
  };
}

const given = <Name extends string, V extends string | boolean | Erased>(
  name: Name,
  value: V | null | undefined,
): { readonly [K in Name]?: V } =>
  (value === null || value === undefined ? {} : { [name]: value }) as { readonly [K in Name]?: V };
