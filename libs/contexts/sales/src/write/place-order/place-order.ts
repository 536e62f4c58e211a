import {
  IsCurrencyCode,
  IsCustomerReference,
  IsDecimal,
  IsId,
  IsInstant,
  IsLabel,
  IsOneOf,
  IsQuantity,
  IsReference,
  IsText,
  Titled,
} from '@dossier/fields';
import { type DataOf, defineCommand, instant, isErased, milliseconds, money, shortest } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsOptional, ValidateNested } from 'class-validator';
import { itsCustomer, mustBeInUse } from '../../exceptions-policy';
import { ORDER_ID, documentId } from '../../ids';
import { checkAmount, column, linesRefuse, meaningOfLines, pricedColumns, valueOf } from '../../lines';
import { orderNumber } from '../../numbers';
import { order } from '../../order';
import { OrderPlaced } from '../../order.events';
import { type PartClass, partClasses, urgencies, type Urgency } from '../../terms';
import { AreWords, IsPositiveQuantity, IsPrice, MOST_LINES } from '../../rules';
import { salesRefusal } from '../../sales.refusals';

export class OrderLine {
  @Titled({ zh: '货号', en: 'SKU' })
  @IsReference()
  readonly sku!: string;
  @Titled({ zh: '品名', en: 'Name of the goods' })
  @IsOptional()
  @AreWords(200)
  readonly name?: string;
  @Titled({ zh: '数量', en: 'Quantity' })
  @IsPositiveQuantity()
  readonly quantity!: number;
  @Titled(
    { zh: '单价', en: 'Unit price' },
    {
      help: {
        zh: '以订单币种计，可比最小货币单位更精细。',
        en: 'In the currency of the order; it may be finer than the minor unit.',
      },
      kind: 'money',
    },
  )
  @IsPrice()
  readonly unitPrice!: string;
  @Titled(
    { zh: '单位成本', en: 'Unit cost' },
    {
      help: {
        zh: '未知则省略，不要填 0：利润即为未知。',
        en: 'Left out where it is unknown, never 0: profit is not known then.',
      },
      kind: 'money',
    },
  )
  @IsOptional()
  @IsPrice()
  readonly unitCost?: string;
  @Titled({ zh: '配件类别', en: 'Class of the part' })
  @IsOptional()
  @IsOneOf(partClasses)
  readonly partClass?: PartClass;
  @Titled({ zh: '有现货', en: 'In stock' }, { help: { zh: '下单时有现货。', en: 'In stock when it was ordered.' } })
  @IsOptional()
  @IsBoolean()
  readonly inStock?: boolean;
}

/** Changes the amount, never shipped: a discount, a fee, a correction, a free sample. */
export class OrderAdjustment {
  @Titled({ zh: '货号', en: 'SKU' })
  @IsReference()
  readonly sku!: string;
  @Titled({ zh: '名称', en: 'Name' })
  @IsOptional()
  @AreWords(200)
  readonly name?: string;
  @Titled({ zh: '数量', en: 'Quantity' }, { help: { zh: '可正可负。', en: 'Of any sign.' } })
  @IsQuantity()
  readonly quantity!: number;
  @Titled({ zh: '单价', en: 'Unit price' }, { help: { zh: '可正可负。', en: 'Of any sign.' }, kind: 'money' })
  @IsDecimal()
  readonly unitPrice!: string;
  @Titled({ zh: '原因', en: 'Reason' })
  @IsOptional()
  @IsText(200)
  readonly reason?: string;
}

export class PlaceOrder {
  @Titled(ORDER_ID, {
    help: { zh: '省略则以订单号为编号（须可作编号）。', en: 'Left out: the number, where it can serve as an id.' },
  })
  @IsOptional()
  @IsId()
  readonly orderId?: string;
  /** Left out: an anonymous order, attributable later. */
  @IsOptional() @IsCustomerReference() readonly customerId?: string;
  @Titled({ zh: '订单号', en: 'Number' }, { help: { zh: '单据上所印。', en: 'As printed.' } })
  @IsReference()
  readonly number!: string;
  @Titled({ zh: '明细行', en: 'Lines' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_LINES)
  @ValidateNested({ each: true })
  @Type(() => OrderLine)
  readonly lines?: readonly OrderLine[];
  @Titled(
    { zh: '调整', en: 'Adjustments' },
    {
      help: {
        zh: '改变金额而不发货的项目：折扣、费用、更正、免费样品。',
        en: 'What changes the amount and is never shipped: discounts, fees, corrections, samples for nothing.',
      },
    },
  )
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_LINES)
  @ValidateNested({ each: true })
  @Type(() => OrderAdjustment)
  readonly adjustments?: readonly OrderAdjustment[];
  @Titled({ zh: '币种', en: 'Currency' })
  @IsCurrencyCode()
  readonly currency!: string;
  @Titled({ zh: '购买渠道', en: 'Channel' })
  @IsOptional()
  @IsLabel()
  readonly channel?: string;
  @Titled({ zh: '紧急程度', en: 'Urgency' })
  @IsOptional()
  @IsOneOf(urgencies)
  readonly urgency?: Urgency;
  @Titled({ zh: '承诺发货时间', en: 'Promised to be shipped' })
  @IsOptional()
  @IsInstant()
  readonly promisedShipAt?: string;
  @Titled(
    { zh: '运费', en: 'Freight' },
    {
      help: {
        zh: '公司承担的运费，不计入订单金额，计算利润时扣除；省略为公司不承担运费。',
        en: 'What the freight costs us; no part of the amount of the order, and subtracted from profit. Left out: we pay none.',
      },
      kind: 'money',
    },
  )
  @IsOptional()
  @IsPrice()
  readonly freight?: string;
  @Titled(
    { zh: '已履行', en: 'Fulfilled' },
    {
      help: {
        zh: '下单时已交付（现金销售、账面发票）：无须再发货。',
        en: 'Handed over already (a cash sale, an invoice from the books): nothing is left to ship.',
      },
    },
  )
  @IsOptional()
  @IsBoolean()
  readonly fulfilled?: boolean;
}

/**
 * Lines are named by number when shipped or returned, so their order is compared, also for goods handed over at once;
 * the order of adjustments is not, nor are explicit defaults.
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
  title: { zh: '下单', en: 'Place an order' },
  command: PlaceOrder,
  on: order,
  id: idOf,
  by: ['service', 'staff'],
  refuses: [
    linesRefuse,
    salesRefusal.some(
      'order-id-needed',
      'personal-id',
      'nothing-ordered',
      'customer-deactivated',
      'same-number',
      'promised-before-placed',
    ),
  ],
  creates: true,
  ended: ({ is }) => is === 'cancelled',
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
    const promised = promisedShipAt === undefined ? undefined : instant(milliseconds(promisedShipAt));
    const { occurredAt: placedAt, backfill } = context;
    if (promised !== undefined && promised < placedAt && !backfill)
      throw salesRefusal('promised-before-placed', { promisedShipAt: promised, placedAt });
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
        ...(promised !== undefined && { promisedShipAt: promised }),
        ...(freight !== undefined && { freight }),
        ...(fulfilled === true && { fulfilled }),
      }),
    ];
  },
});
