import { IsId, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsOptional, ValidateNested } from 'class-validator';
import { mustBeShippedBy, order, orderAt, orderRefuses } from '../../order';
import { OrderDelivered } from '../../order.events';
import { isOpen } from '../../order-status';
import { moved, toDeliver } from '../../quantities';
import { MOST_LINES } from '../../rules';
import { mustHaveShipped, OrderLineSelection, select, selectionRefuses } from '../../selection';
import { salesRefusal } from '../../sales.refusals';
import { ORDER_ID } from '../../ids';

export class DeliverOrder {
  @Titled(ORDER_ID)
  @IsId()
  readonly orderId!: string;
  @Titled(
    { zh: '到货明细', en: 'Lines that arrived' },
    { help: { zh: '省略则为在途的全部。', en: 'Left out: all that is on its way.' } },
  )
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_LINES)
  @ValidateNested({ each: true })
  @Type(() => OrderLineSelection)
  readonly lines?: readonly OrderLineSelection[];
}

/** 到货: only what was shipped. */
export const deliverOrder = defineCommand({
  name: 'sales.DeliverOrder',
  title: { zh: '登记到货', en: 'Record that goods arrived' },
  command: DeliverOrder,
  on: order,
  id: ({ orderId }) => orderId,
  by: ['service', 'staff'],
  refuses: [orderRefuses, selectionRefuses, salesRefusal.some('before-shipped', 'nothing-shipped')],
  route: {
    path: 'orders/:orderId/deliver',
    example: { orderId: 'SO-2026-0042', lines: [{ line: 1, quantity: 120 }], occurredAt: '2026-03-03T11:00:00+08:00' },
  },
  decide: ({ orderId, lines }, state, { occurredAt }) => {
    const before = orderAt(occurredAt, state, orderId);
    const left = (index: number): number => toDeliver(before.quantities, index);
    const arrived = select(before.lines, lines, left);
    mustHaveShipped(before, lines, orderId);
    if (arrived.length === 0) return [];
    mustBeShippedBy(occurredAt, before, 'delivered', arrived, left);
    const then = moved(before.quantities, 'delivered', before.lines.sku.length, arrived);
    const onItsWay = before.lines.sku.some((_, index) => toDeliver(then, index) > 0);
    return [OrderDelivered({ lines: arrived, complete: !onItsWay && !isOpen(before) })];
  },
});
