import {
  applyDecorators,
  InTheClear,
  IsDecimalText,
  IsInstant,
  IsMostlyOneOf,
  IsOneOf,
  OrNull,
  Titled,
} from '@dossier/fields';
import { defineEvent, type Erased, type Instant, Personal, type Text } from '@dossier/kernel';
import { type ClassConstructor, Type } from 'class-transformer';
import { IsArray, IsBoolean, IsIn, IsInt, IsNumber, IsOptional, IsString, Min, ValidateNested } from 'class-validator';
import { PricedColumns } from './lines';
import { channels, type LoweredBy, lowerings, type PartClass, partClasses, urgencies, type Urgency } from './terms';

export class LineColumns extends PricedColumns {
  /** Decimal text; unknown cost is null or left out, never 0. */
  @IsOptional()
  @IsArray()
  @IsDecimalText({ each: true })
  @OrNull({ each: true })
  readonly unitCost?: readonly (string | null)[];
  @IsOptional()
  @IsArray()
  @IsOneOf(partClasses, { each: true })
  @OrNull({ each: true })
  readonly partClass?: readonly (PartClass | null)[];
  /** In stock when it was ordered. */
  @IsOptional()
  @IsArray()
  @IsBoolean({ each: true })
  @OrNull({ each: true })
  readonly inStock?: readonly (boolean | null)[];
}

const COMPLETE: Text = { zh: '是否全部', en: 'Complete' };
/** Items of a class. */
const ListOf = (item: () => ClassConstructor<object>): PropertyDecorator =>
  applyDecorators(IsArray(), ValidateNested({ each: true }), Type(item));
const AreRepaid = (): PropertyDecorator =>
  applyDecorators(
    Titled({ zh: '此前已贷记', en: 'Given back before' }),
    ListOf(() => Repaid),
  );

/** Part of an order's lines. */
export class MovedLine {
  /** From 1. */
  @IsInt() @Min(1) readonly line!: number;
  @InTheClear() readonly sku!: string;
  @IsNumber() readonly quantity!: number;
}

/** Money that credit notes had given back of a sku before, at the prices of the order: a discount has no part in it. */
export class Repaid {
  @InTheClear() readonly sku!: string;
  /** Decimal text in the order's currency; zero where the rest of the sku covers the money of the credited pieces. */
  @IsDecimalText() readonly amount!: string;
}

/** Data of the order repeated in its later events, so that each can be counted alone. */
export class OrderOrigin {
  @IsInstant() readonly placedAt!: Instant;
  @InTheClear() readonly currency!: string;
  /** True: something was paid for. */
  @IsBoolean() readonly purchase!: boolean;
  @IsOptional() @IsMostlyOneOf(channels) readonly channel?: string;
  @IsOptional() @InTheClear() readonly businessLine?: string;
}

/** Conditions of a return (退换货): recorded as found. */
export class ReturnFindings {
  @IsOptional() @IsBoolean() readonly packageComplete?: boolean;
  @IsOptional() @IsBoolean() readonly quantityRight?: boolean;
  @IsOptional() @IsBoolean() readonly resalable?: boolean;
  @IsOptional() @IsBoolean() readonly invoiceBack?: boolean;
  @IsOptional() @IsBoolean() readonly customerPaysFreight?: boolean;
}

class OrderPlacedPayload {
  /** As printed; unique only for one customer. */
  @InTheClear() readonly number!: string;
  @InTheClear() readonly currency!: string;
  @ValidateNested() @Type(() => LineColumns) readonly lines!: LineColumns;
  /** Changes the amount, never shipped: discounts, fees, corrections, free samples; of any sign. */
  @IsOptional() @ValidateNested() @Type(() => PricedColumns) readonly adjustments?: PricedColumns;
  /** Reasons; the n-th belongs to the n-th adjustment. Free text may name a person. */
  @Titled({ zh: '调整原因', en: 'Reasons of adjustments' })
  @Personal()
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  @OrNull({ each: true })
  readonly adjustmentReasons?: readonly (string | null)[] | Erased;
  /** Decimal text: sum of the lines, exact, rounded once to the minor unit. */
  @IsDecimalText() readonly gross!: string;
  /** Decimal text: sum of lines and adjustments, exact, rounded once to the minor unit. */
  @IsDecimalText() readonly net!: string;
  /** 购买渠道 */
  @IsOptional() @IsMostlyOneOf(channels) readonly channel?: string;
  @IsOptional() @IsOneOf(urgencies) readonly urgency?: Urgency;
  @IsOptional() @IsInstant() readonly promisedShipAt?: Instant;
  /** Decimal text: our freight cost of the order; no part of its amount. */
  @IsOptional() @IsDecimalText() readonly freight?: string;
  /** Handed over when it was placed: nothing is left to ship. */
  @IsOptional() @IsIn([true]) readonly fulfilled?: true;
}
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- a fact that says nothing more
class OrderConfirmedPayload {}
class OrderShippedPayload {
  @ListOf(() => MovedLine) readonly lines!: readonly MovedLine[];
  /** Nothing is left to ship, as far as was known then. For an earlier day use the quantities: moves may come late. */
  @Titled(COMPLETE) @IsBoolean() readonly complete!: boolean;
  @IsOptional() @InTheClear() readonly carrier?: string;
  @IsOptional() @InTheClear() readonly trackingNumber?: string;
}
class OrderDeliveredPayload {
  @ListOf(() => MovedLine) readonly lines!: readonly MovedLine[];
  /** All that was ordered and not cancelled has arrived, as far as was known then. */
  @Titled(COMPLETE) @IsBoolean() readonly complete!: boolean;
}
class OrderCancelledPayload {
  /** What was not shipped yet. */
  @ListOf(() => MovedLine) readonly lines!: readonly MovedLine[];
  /** Nothing had been shipped: the whole order is void, its adjustments too. */
  @Titled({ zh: '整单', en: 'The whole order' }) @IsBoolean() readonly whole!: boolean;
  /** Decimal text: by how much the order's gross amount is lower now. */
  @IsDecimalText() readonly gross!: string;
  /** Decimal text: by how much its net amount is lower now. */
  @IsDecimalText() readonly net!: string;
  /** Credit notes had given that back of what was cancelled: gross is lowered by that much less, and net too. */
  @IsOptional() @AreRepaid() readonly repaid?: readonly Repaid[];
  @ValidateNested() @Type(() => OrderOrigin) readonly order!: OrderOrigin;
  /** Free text may name a person. */
  @Personal()
  @IsOptional()
  @IsString()
  readonly reason?: string | Erased;
}
class OrderReturnedPayload {
  @ListOf(() => MovedLine) readonly lines!: readonly MovedLine[];
  /** Free text may name a person. */
  @Personal()
  @IsString()
  readonly reason!: string | Erased;
  @IsOptional() @ValidateNested() @Type(() => ReturnFindings) readonly conditions?: ReturnFindings;
  /** Returned after the time limit by agreement. */
  @IsOptional() @IsIn([true]) readonly agreed?: true;
  /** Credit notes gave these goods back before and lowered net: net is not lowered again. */
  @IsOptional() @IsIn([true]) readonly credited?: true;
  /** Credit notes had lowered the price of these goods by that: net is lowered by that much less, and never raised. */
  @IsOptional() @AreRepaid() readonly repaid?: readonly Repaid[];
  /** Version of policy `sales-returns` by which it was judged. */
  @IsInt() @Min(0) readonly policyVersion!: number;
  /** Decimal text: by how much the order's net amount is lower now. */
  @IsDecimalText() readonly net!: string;
  @ValidateNested() @Type(() => OrderOrigin) readonly order!: OrderOrigin;
}
/**
 * Restates by how much cancellations or returns of its instant lowered the order, once something of the past is recorded
 * that happened before them.
 */
class OrderRevaluedPayload {
  @IsOneOf(lowerings) readonly by!: LoweredBy;
  /** Decimal text, of any sign: the change of the order's gross amount. */
  @Titled({ zh: '毛额变更', en: 'Change of gross' }) @IsDecimalText() readonly grossChange!: string;
  /** Decimal text, of any sign: the change of its net amount. */
  @Titled({ zh: '净额变更', en: 'Change of net' }) @IsDecimalText() readonly netChange!: string;
  /** Takes the place of all `repaid` of cancellations, or of returns, until now; left out: they stay. */
  @IsOptional() @AreRepaid() readonly repaid?: readonly Repaid[];
  @ValidateNested() @Type(() => OrderOrigin) readonly order!: OrderOrigin;
}
/** Keeps the sum of credit notes within what was sold: of two notes at once one is recorded here first. */
export class OrderCreditedPayload {
  /** The note that is issued with it. */
  @InTheClear() readonly creditNoteId!: string;
  /** null: the note has no customer. */
  @InTheClear() @OrNull() readonly customer!: string | null;
  @ValidateNested() @Type(() => PricedColumns) readonly lines!: PricedColumns;
  /** Decimal text: sum of the lines, exact, rounded once to the minor unit. */
  @IsDecimalText() readonly amount!: string;
  /** The note pays for a recorded return. */
  @IsOptional() @IsIn([true]) readonly forReturn?: true;
}
class ShipDateMissedPayload {
  @IsInstant() readonly promisedShipAt!: Instant;
}
class ShipDateKeptPayload {
  @IsInstant() readonly promisedShipAt!: Instant;
}

export const OrderPlaced = defineEvent(
  'sales.OrderPlaced',
  {
    title: { zh: '订单已下达', en: 'Order placed' },
    says: {
      zh: '下单 {number}，净额 {net}，共 {lines} 行[，渠道：{channel}][，承诺最迟 {promisedShipAt} 发货]',
      en: 'Order {number} placed, net {net}, lines: {lines}[, channel: {channel}][, to be shipped by {promisedShipAt}]',
    },
  },
  OrderPlacedPayload,
);
export const OrderConfirmed = defineEvent(
  'sales.OrderConfirmed',
  { title: { zh: '订单已确认', en: 'Order confirmed' } },
  OrderConfirmedPayload,
);
export const OrderShipped = defineEvent(
  'sales.OrderShipped',
  {
    title: { zh: '订单已发货', en: 'Order shipped' },
    says: {
      zh: '发货 {lines} 行[，承运商：{carrier}][，运单号：{trackingNumber}]，全部发完：{complete}',
      en: 'Order shipped, lines: {lines}[, carrier: {carrier}][, tracking number: {trackingNumber}], nothing left to ship: {complete}',
    },
  },
  OrderShippedPayload,
);
export const OrderDelivered = defineEvent(
  'sales.OrderDelivered',
  {
    title: { zh: '订单已到货', en: 'Order delivered' },
    says: {
      zh: '到货 {lines} 行，全部到齐：{complete}',
      en: 'Order delivered, lines: {lines}, all has arrived: {complete}',
    },
  },
  OrderDeliveredPayload,
);
export const OrderCancelled = defineEvent(
  'sales.OrderCancelled',
  {
    title: { zh: '订单已取消', en: 'Order cancelled' },
    says: {
      zh: '取消 {lines} 行，净额减少 {net}，整单取消：{whole}[，原因：{reason}]',
      en: 'Order cancelled, lines: {lines}, net lowered by {net}, the whole order: {whole}[, reason: {reason}]',
    },
  },
  OrderCancelledPayload,
);
export const OrderReturned = defineEvent(
  'sales.OrderReturned',
  {
    title: { zh: '订单已退货', en: 'Order returned' },
    says: {
      zh: '退货 {lines} 行，净额减少 {net}，原因：{reason}',
      en: 'Order returned, lines: {lines}, net lowered by {net}, reason: {reason}',
    },
  },
  OrderReturnedPayload,
);
export const OrderRevalued = defineEvent(
  'sales.OrderRevalued',
  {
    title: { zh: '更正：订单金额', en: 'Corrected: worth of the order' },
    says: {
      zh: '因补录更早的事实，更正订单金额（{by}）：毛额变动 {grossChange}，净额变动 {netChange}',
      en: 'Corrected, as something earlier was recorded later: worth of the order ({by}), gross changes by {grossChange}, net by {netChange}',
    },
  },
  OrderRevaluedPayload,
);
export const OrderCredited = defineEvent(
  'sales.OrderCredited',
  {
    title: { zh: '订单已贷记', en: 'Order credited' },
    says: {
      zh: '贷项单 {creditNoteId} 贷记本订单 {lines} 行',
      en: 'Order credited by credit note {creditNoteId}, lines: {lines}',
    },
  },
  OrderCreditedPayload,
);
export const ShipDateMissed = defineEvent(
  'sales.ShipDateMissed',
  {
    title: { zh: '未按承诺时间发货', en: 'Promised ship date missed' },
    says: { zh: '未在承诺的 {promisedShipAt} 之前发货', en: 'Not shipped by {promisedShipAt}, as had been promised' },
  },
  ShipDateMissedPayload,
);
/** Takes the miss back: what was shipped or cancelled in time had been recorded after the promised instant. */
export const ShipDateKept = defineEvent(
  'sales.ShipDateKept',
  {
    title: { zh: '更正：未逾承诺发货时间', en: 'Corrected: promised ship date kept' },
    says: {
      zh: '更正：补录表明，到承诺的 {promisedShipAt} 已无待发货物',
      en: 'Corrected: nothing was left to ship by {promisedShipAt}, as had been promised; it was recorded later',
    },
  },
  ShipDateKeptPayload,
);

export const orderEvents = {
  OrderPlaced,
  OrderConfirmed,
  OrderShipped,
  OrderDelivered,
  OrderCancelled,
  OrderReturned,
  OrderRevalued,
  OrderCredited,
  ShipDateMissed,
  ShipDateKept,
};
