import { IsId, IsText, Titled } from '@dossier/fields';
import { addDays, defineCommand, type Instant, money, saysElse } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsOptional, ValidateNested } from 'class-validator';
import { wentDown } from '../../credits';
import { mustBeShippedBy, order, orderAt, orderRefuses, type PlacedOrder } from '../../order';
import { type MovedLine, OrderReturned } from '../../order.events';
import { needsPast, withPast } from '../../past-credits';
import { toReturn } from '../../quantities';
import { salesReturns, type SalesReturnsPolicy } from '../../returns-policy';
import { MOST_LINES } from '../../rules';
import { salesRefusal } from '../../sales.refusals';
import { mustHaveShipped, OrderLineSelection, select, selectionRefuses } from '../../selection';
import { RETURN_FINDINGS } from '../../terms';
import { revalueOrder } from '../../revalue-order';
import { ORDER_ID } from '../../ids';

/** What was found when goods came back; each is recorded, none refuses. */
export class ReturnConditions {
  @Titled(RETURN_FINDINGS.packageComplete)
  @IsOptional()
  @IsBoolean()
  readonly packageComplete?: boolean;
  @Titled(RETURN_FINDINGS.quantityRight)
  @IsOptional()
  @IsBoolean()
  readonly quantityRight?: boolean;
  @Titled(RETURN_FINDINGS.resalable)
  @IsOptional()
  @IsBoolean()
  readonly resalable?: boolean;
  @Titled(RETURN_FINDINGS.invoiceBack)
  @IsOptional()
  @IsBoolean()
  readonly invoiceBack?: boolean;
  @Titled(RETURN_FINDINGS.customerPaysFreight)
  @IsOptional()
  @IsBoolean()
  readonly customerPaysFreight?: boolean;
}

export class ReturnOrder {
  @Titled(ORDER_ID)
  @IsId()
  readonly orderId!: string;
  @Titled({ zh: '退货明细', en: 'Lines that came back' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_LINES)
  @ValidateNested({ each: true })
  @Type(() => OrderLineSelection)
  readonly lines!: readonly OrderLineSelection[];
  @Titled({ zh: '原因', en: 'Reason' })
  @IsText(500)
  readonly reason!: string;
  @Titled({ zh: '退货条件', en: 'Conditions' }, { help: { zh: '收货时所见，如实登记。', en: 'Recorded as found.' } })
  @IsOptional()
  @ValidateNested()
  @Type(() => ReturnConditions)
  readonly conditions?: ReturnConditions;
  @Titled(
    { zh: '双方约定', en: 'Agreed' },
    { help: { zh: '虽已过退货期限，双方约定可退。', en: 'Agreed although the time for returns is over.' } },
  )
  @IsOptional()
  @IsBoolean()
  readonly agreed?: boolean;
  @Titled(
    { zh: '已贷记', en: 'Credited before' },
    {
      help: {
        zh: '退货前已有贷项单退还货款：净额当时已扣减，不再扣减。',
        en: 'A credit note gave these goods back before they came: net was lowered then and is not lowered again.',
      },
    },
  )
  @IsOptional()
  @IsBoolean()
  readonly credited?: boolean;
}

/** 退货: only what was shipped, within the days of policy `sales-returns` unless agreed otherwise. */
export const returnOrder = defineCommand({
  name: 'sales.ReturnOrder',
  title: { zh: '登记退货', en: 'Take goods back' },
  command: ReturnOrder,
  on: order,
  id: ({ orderId }) => orderId,
  by: ['service', 'staff'],
  refuses: [
    orderRefuses,
    selectionRefuses,
    salesRefusal.some(
      'before-shipped',
      'nothing-shipped',
      'returned-otherwise',
      'return-too-late',
      'not-credited-before',
      'more-credited-than-sold',
    ),
  ],
  route: {
    path: 'orders/:orderId/return',
    description: {
      zh: '期限由政策 sales-returns 规定；超期须注明 agreed。退货即按原价减少净额，贷项单此前已更正的价款除外。',
      en: 'The time for returns is policy sales-returns; later ones say agreed. A return lowers net at the prices of the order, less what credit notes had corrected of them.',
    },
    example: {
      orderId: 'SO-2026-0042',
      lines: [{ line: 1, quantity: 20 }],
      reason: '尺寸不符',
      conditions: {
        packageComplete: true,
        quantityRight: true,
        resalable: true,
        invoiceBack: true,
        customerPaysFreight: true,
      },
      occurredAt: '2026-03-05T09:20:00+08:00',
    },
  },
  needs: needsPast,
  after: ({ orderId }) => [{ def: revalueOrder, command: { orderId } }],
  decide: ({ orderId, lines, reason, conditions, agreed, credited = false }, state, context) => {
    const { occurredAt, policies } = context;
    const before = withPast(orderAt(occurredAt, state, orderId), context.needed.past);
    const left = (index: number): number => toReturn(before.quantities, index);
    const back = select(before.lines, lines, left);
    mustHaveShipped(before, lines, orderId);
    if (back.length === 0) return saidBefore(before, { orderId, lines, reason, conditions, credited });
    mustBeShippedBy(occurredAt, before, 'returned', back, left);
    const { version, document } = policies(salesReturns);
    const until = deadline(before, back, document);
    const late = until !== null && occurredAt > until;
    if (late && agreed !== true) throw salesRefusal('return-too-late', { until, days: document.days });
    const cameBack = { by: 'return', lines: back, ...(credited && { credited }) } as const;
    const { repaid, net } = wentDown(orderId, before, cameBack, context);
    return [
      OrderReturned({
        lines: back,
        reason,
        ...(conditions !== undefined && { conditions }),
        ...(late && { agreed: true as const }),
        policyVersion: version,
        ...(credited && { credited }),
        ...(repaid.length > 0 && { repaid }),
        net: money(net, before.origin.currency).amount,
        order: before.origin,
      }),
    ];
  },
});

/** @throws Refusal `sales/returned-otherwise`: all of it came back, for another reason or in another state */
function saidBefore(
  { lowerings }: PlacedOrder,
  {
    orderId,
    lines,
    reason,
    conditions,
    credited,
  }: Pick<ReturnOrder, 'orderId' | 'lines' | 'reason'> & {
    readonly conditions: ReturnConditions | undefined;
    readonly credited: boolean;
  },
): readonly [] {
  const isSaid = lowerings.all.some(
    (one) =>
      one.by === 'return' &&
      !saysElse({ reason, ...(credited && { credited }) }, one) &&
      !saysElse(conditions ?? {}, one.conditions ?? {}) &&
      one.lines.some((back) =>
        lines.some(({ line, sku }) => (line === undefined ? sku === back.sku : line === back.line)),
      ),
  );
  if (!isSaid) throw salesRefusal('returned-otherwise', { orderId });
  return [];
}

/** The earliest return deadline of the lines; null where none has started. */
function deadline(
  { origin, quantities }: PlacedOrder,
  back: readonly MovedLine[],
  { days, from }: SalesReturnsPolicy,
): Instant | null {
  const starts = back.map(({ line }) =>
    from === 'purchase' ? origin.placedAt : (quantities.deliveredAt?.[line - 1] ?? null),
  );
  const ends = starts.flatMap((start) => (start === null ? [] : [addDays(start, days)]));
  return ends.sort()[0] ?? null;
}
