import { defineEvent, type Erased, type Instant, Personal } from '@dossier/kernel';
import type { PricedColumns } from './lines';

export type Urgency = 'normal' | 'urgent';
export type PartClass = 'common' | 'uncommon';

export interface LineColumns extends PricedColumns {
  /** Decimal text; unknown cost is null or left out, never 0. */
  readonly unitCost?: readonly (string | null)[];
  readonly partClass?: readonly (PartClass | null)[];
  /** In stock when it was ordered. */
  readonly inStock?: readonly (boolean | null)[];
}

/** Part of an order's lines. */
export interface MovedLine {
  /** From 1. */
  readonly line: number;
  readonly sku: string;
  readonly quantity: number;
}

/** Money that credit notes had given back of a sku before. */
export interface Repaid {
  readonly sku: string;
  /** Decimal text in the order's currency. */
  readonly amount: string;
}

/** What later events of an order repeat of it, so that each can be counted by itself. */
export interface OrderOrigin {
  readonly placedAt: Instant;
  readonly currency: string;
  /** Something was paid for. */
  readonly purchase: boolean;
  readonly channel?: string;
  readonly businessLine?: string;
}

/** Conditions of a return (退换货): recorded as found. */
export interface ReturnFindings {
  readonly packageComplete?: boolean;
  readonly quantityRight?: boolean;
  readonly resalable?: boolean;
  readonly invoiceBack?: boolean;
  readonly customerPaysFreight?: boolean;
}

class OrderPlacedPayload {
  /** As printed; unique only together with whom it came from. */
  readonly number!: string;
  readonly currency!: string;
  readonly lines!: LineColumns;
  /** What changes the amount but is never shipped: discounts, fees, corrections, samples for nothing; of any sign. */
  readonly adjustments?: PricedColumns;
  /** The n-th belongs to the n-th adjustment. Free text may name a person. */
  @Personal()
  readonly adjustmentReasons?: readonly (string | null)[] | Erased;
  /** Decimal text: sum of the lines, exact, rounded once to the minor unit. */
  readonly gross!: string;
  /** Decimal text: sum of lines and adjustments, exact, rounded once to the minor unit. */
  readonly net!: string;
  /** 购买渠道 */
  readonly channel?: string;
  readonly urgency?: Urgency;
  readonly promisedShipAt?: Instant;
  /** Decimal text: what the freight of the order costs us; no part of its amount. */
  readonly freight?: string;
  /** Handed over when it was placed: nothing is left to ship. */
  readonly fulfilled?: true;
}
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- a fact that says nothing more
class OrderConfirmedPayload {}
class OrderShippedPayload {
  readonly lines!: readonly MovedLine[];
  /** Nothing is left to ship. */
  readonly complete!: boolean;
  readonly carrier?: string;
  readonly trackingNumber?: string;
}
class OrderDeliveredPayload {
  readonly lines!: readonly MovedLine[];
  /** All that was ordered and not cancelled has arrived. */
  readonly complete!: boolean;
}
class OrderCancelledPayload {
  /** What was not shipped yet. */
  readonly lines!: readonly MovedLine[];
  /** Nothing had been shipped: the whole order is void, its adjustments too. */
  readonly whole!: boolean;
  /** Decimal text: by how much the order's gross amount is lower now. */
  readonly gross!: string;
  /** Decimal text: by how much its net amount is lower now. */
  readonly net!: string;
  /** Credit notes had given that back of what was cancelled: gross and net are lowered by that much less. */
  readonly repaid?: readonly Repaid[];
  readonly order!: OrderOrigin;
  /** Free text may name a person. */
  @Personal()
  readonly reason?: string | Erased;
}
class OrderReturnedPayload {
  readonly lines!: readonly MovedLine[];
  /** Free text may name a person. */
  @Personal()
  readonly reason!: string | Erased;
  readonly conditions?: ReturnFindings;
  /** Taken back after its time because it was agreed so. */
  readonly agreed?: true;
  /** Credit notes had given these goods back before: net was lowered then, and is not lowered again. */
  readonly credited?: true;
  /** Credit notes had lowered the price of these goods by that: net is lowered by that much less. */
  readonly repaid?: readonly Repaid[];
  /** Version of policy `sales-returns` by which it was judged. */
  readonly policyVersion!: number;
  /** Decimal text: by how much the order's net amount is lower now. */
  readonly net!: string;
  readonly order!: OrderOrigin;
}
/** Keeps the sum of credit notes within what was sold: of two notes at the same instant one is recorded here first. */
export class OrderCreditedPayload {
  /** The note that is issued with it. */
  readonly creditNoteId!: string;
  /** null: the note has no customer. */
  readonly customer!: string | null;
  readonly lines!: PricedColumns;
  /** Decimal text: sum of the lines, exact, rounded once to the minor unit. */
  readonly amount!: string;
  /** The note settles goods whose return was recorded. */
  readonly forReturn?: true;
}
class ShipDateMissedPayload {
  readonly promisedShipAt!: Instant;
}

export const OrderPlaced = defineEvent(
  'sales.OrderPlaced',
  { zh: '订单已下达', en: 'Order placed' },
  OrderPlacedPayload,
);
export const OrderConfirmed = defineEvent(
  'sales.OrderConfirmed',
  { zh: '订单已确认', en: 'Order confirmed' },
  OrderConfirmedPayload,
);
export const OrderShipped = defineEvent(
  'sales.OrderShipped',
  { zh: '订单已发货', en: 'Order shipped' },
  OrderShippedPayload,
);
export const OrderDelivered = defineEvent(
  'sales.OrderDelivered',
  { zh: '订单已到货', en: 'Order delivered' },
  OrderDeliveredPayload,
);
export const OrderCancelled = defineEvent(
  'sales.OrderCancelled',
  { zh: '订单已取消', en: 'Order cancelled' },
  OrderCancelledPayload,
);
export const OrderReturned = defineEvent(
  'sales.OrderReturned',
  { zh: '订单已退货', en: 'Order returned' },
  OrderReturnedPayload,
);
export const OrderCredited = defineEvent(
  'sales.OrderCredited',
  { zh: '订单已贷记', en: 'Order credited' },
  OrderCreditedPayload,
);
export const ShipDateMissed = defineEvent(
  'sales.ShipDateMissed',
  { zh: '未按承诺时间发货', en: 'Promised ship date missed' },
  ShipDateMissedPayload,
);

export const orderEvents = {
  OrderPlaced,
  OrderConfirmed,
  OrderShipped,
  OrderDelivered,
  OrderCancelled,
  OrderReturned,
  OrderCredited,
  ShipDateMissed,
};
