import { IsCustomerReference, IsDecimal, IsId, IsInstant, IsOneOf, IsQuantity, IsText } from '@dossier/fields';
import { type DataOf, defineCommand, instant, isErased, milliseconds, money, shortest } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsOptional, ValidateNested } from 'class-validator';
import { itsCustomer, mustBeInUse } from '../../exceptions-policy';
import { documentId } from '../../ids';
import { checkAmount, checkCurrency, column, linesRefuse, meaningOfLines, pricedColumns, valueOf } from '../../lines';
import { orderNumber } from '../../numbers';
import { order } from '../../order';
import { OrderPlaced } from '../../order.events';
import { type PartClass, partClasses, urgencies, type Urgency } from '../../terms';
import { IsCurrencyCode, IsPositiveQuantity, IsPrice, IsReference, MOST_LINES } from '../../rules';
import { salesRefusal } from '../../sales.refusals';

export class OrderLine {
  @IsReference() readonly sku!: string;
  @IsOptional() @IsText(200) readonly name?: string;
  @IsPositiveQuantity() readonly quantity!: number;
  /** Decimal text in the order's currency; it may be finer than the minor unit. */
  @IsPrice() readonly unitPrice!: string;
  @IsOptional() @IsPrice() readonly unitCost?: string;
  @IsOptional() @IsOneOf(partClasses) readonly partClass?: PartClass;
  /** In stock when it was ordered. */
  @IsOptional() @IsBoolean() readonly inStock?: boolean;
}

/** Changes the amount but is never shipped: a discount, a fee, a correction, a sample for nothing. */
export class OrderAdjustment {
  @IsReference() readonly sku!: string;
  @IsOptional() @IsText(200) readonly name?: string;
  /** Of any sign. */
  @IsQuantity() readonly quantity!: number;
  /** Decimal text of any sign. */
  @IsDecimal() readonly unitPrice!: string;
  @IsOptional() @IsText(200) readonly reason?: string;
}

export class PlaceOrder {
  /** Left out: the number, where it can serve as an id. */
  @IsOptional() @IsId() readonly orderId?: string;
  /** Left out: an anonymous order, attributable later. */
  @IsOptional() @IsCustomerReference() readonly customerId?: string;
  @IsReference() readonly number!: string;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_LINES)
  @ValidateNested({ each: true })
  @Type(() => OrderLine)
  readonly lines?: readonly OrderLine[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_LINES)
  @ValidateNested({ each: true })
  @Type(() => OrderAdjustment)
  readonly adjustments?: readonly OrderAdjustment[];
  @IsCurrencyCode() readonly currency!: string;
  /** 购买渠道 */
  @IsOptional() @IsReference() readonly channel?: string;
  @IsOptional() @IsOneOf(urgencies) readonly urgency?: Urgency;
  @IsOptional() @IsInstant() readonly promisedShipAt?: string;
  /** Decimal text: what the freight costs us; no part of the order's amount. */
  @IsOptional() @IsPrice() readonly freight?: string;
  /** Handed over already (a cash sale, an invoice from the books): nothing is left to ship. */
  @IsOptional() @IsBoolean() readonly fulfilled?: boolean;
}

/**
 * Lines are named by their numbers when they are shipped or come back, so their order counts, also of what was handed
 * over when it was placed; of adjustments it does not, nor do defaults that are spelt out.
 */
function meaning({
  lines,
  adjustments,
  adjustmentReasons,
  freight,
  urgency,
  ...rest
}: DataOf<typeof OrderPlaced>): object {
  const reasons = isErased(adjustmentReasons) ? undefined : adjustmentReasons;
  return {
    ...rest,
    lines: meaningOfLines(lines),
    adjustments: [...meaningOfLines(Object.assign({ sku: [] }, adjustments, reasons && { reason: reasons }))].sort(),
    ...(isErased(adjustmentReasons) && { adjustmentReasons }),
    urgency: urgency ?? 'normal',
    freight: freight === undefined ? null : shortest(freight),
  };
}

/** @throws Refusal `sales/order-id-needed`, `sales/personal-id` */
const idOf = ({ orderId, number }: Pick<PlaceOrder, 'orderId' | 'number'>): string =>
  documentId(orderId, number, 'order-id-needed');

/** 下单 */
export const placeOrder = defineCommand({
  name: 'sales.PlaceOrder',
  command: PlaceOrder,
  on: order,
  id: idOf,
  by: ['service', 'staff'],
  refuses: [
    linesRefuse,
    salesRefusal.some('order-id-needed', 'personal-id', 'nothing-ordered', 'customer-deactivated', 'same-number'),
  ],
  creates: true,
  meaning,
  subject: ({ customerId }) => customerId,
  customer: 'customerId',
  needs: { customer: itsCustomer },
  names: (command, _, context) => {
    const { customerId, number } = command;
    return customerId === undefined ? [] : [orderNumber({ customerId, number, orderId: idOf(command) }, context)];
  },
  route: {
    path: 'orders',
    summary: { zh: '下单', en: 'Place an order' },
    description: {
      zh: '未给 customerId 的订单为匿名订单，之后可用 /attribute 归属。未给 orderId 时以单号为编号。adjustments 为折扣、费用、更正等不发货的行。',
      en: 'Without customerId the order is anonymous and can be attributed later. Without orderId its number is its id. Adjustments are lines that are never shipped: discounts, fees, corrections.',
    },
    example: {
      customerId: 'c-1001',
      number: 'SO-2026-0042',
      lines: [
        { sku: 'BRG-6204', name: '深沟球轴承 6204', quantity: 200, unitPrice: '8.35', unitCost: '6.10', inStock: true },
        { sku: 'SEAL-20', name: '油封 20', quantity: 200, unitPrice: '1.125' },
      ],
      adjustments: [{ sku: 'DISCOUNT', quantity: -1, unitPrice: '95.00', reason: '年度协议' }],
      currency: 'CNY',
      channel: 'phone',
      urgency: 'normal',
      promisedShipAt: '2026-03-02T17:00:00+08:00',
      occurredAt: '2026-02-27T10:15:00+08:00',
    },
  },
  decide: ({ number, currency, channel, urgency, promisedShipAt, freight, fulfilled, ...command }, _, context) => {
    mustBeInUse(context.needed.customer, command.customerId, context.occurredAt, context);
    const items = command.lines ?? [];
    const extras = command.adjustments ?? [];
    if (items.length + extras.length === 0) throw salesRefusal('nothing-ordered');
    checkCurrency(currency);
    const lines = {
      ...pricedColumns(items, 'lines'),
      ...column('unitCost', items, ({ unitCost }) => unitCost),
      ...column('partClass', items, ({ partClass }) => partClass),
      ...column('inStock', items, ({ inStock }) => inStock),
    };
    const adjustments = pricedColumns(extras, 'adjustments');
    const gross = valueOf(currency, lines);
    const net = extras.length === 0 ? gross : valueOf(currency, lines, adjustments);
    checkAmount(gross, currency);
    checkAmount(net, currency);
    return [
      OrderPlaced({
        number,
        currency,
        lines,
        ...(extras.length > 0 && { adjustments }),
        ...column('adjustmentReasons', extras, ({ reason }) => reason),
        gross: money(gross, currency).amount,
        net: money(net, currency).amount,
        ...(channel !== undefined && { channel }),
        ...(urgency !== undefined && { urgency }),
        ...(promisedShipAt !== undefined && { promisedShipAt: instant(milliseconds(promisedShipAt)) }),
        ...(freight !== undefined && { freight }),
        ...(fulfilled === true && { fulfilled }),
      }),
    ];
  },
});
