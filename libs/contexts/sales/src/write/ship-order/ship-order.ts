import { IsId, IsReference, Titled } from '@dossier/fields';
import { defineCommand, saysElse } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsOptional, ValidateNested } from 'class-validator';
import { order, orderAt, orderRefuses } from '../../order';
import { OrderShipped } from '../../order.events';
import { isOpen, movedOn } from '../../order-status';
import { toShip } from '../../quantities';
import { AreWords, MOST_LINES } from '../../rules';
import { salesRefusal } from '../../sales.refusals';
import { restated } from '../../ship-date';
import { mustBeWanted, OrderLineSelection, select, selectionRefuses } from '../../selection';
import { ORDER_ID } from '../../ids';

export class ShipOrder {
  @Titled(ORDER_ID)
  @IsId()
  readonly orderId!: string;
  @Titled(
    { zh: '发货明细', en: 'Lines shipped' },
    { help: { zh: '省略则为余下全部。', en: 'Left out: all that is left.' } },
  )
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_LINES)
  @ValidateNested({ each: true })
  @Type(() => OrderLineSelection)
  readonly lines?: readonly OrderLineSelection[];
  @Titled({ zh: '承运商', en: 'Carrier' })
  @IsOptional()
  @AreWords(64)
  readonly carrier?: string;
  @Titled({ zh: '运单号', en: 'Tracking number' })
  @IsOptional()
  @IsReference()
  readonly trackingNumber?: string;
}

/** 发货: never more than was ordered and not cancelled. */
export const shipOrder = defineCommand({
  name: 'sales.ShipOrder',
  title: { zh: '发货（可分批）', en: 'Ship an order, or part of it' },
  command: ShipOrder,
  on: order,
  id: ({ orderId }) => orderId,
  by: ['service', 'staff'],
  refuses: [
    orderRefuses,
    selectionRefuses,
    salesRefusal.some('order-cancelled', 'nothing-to-ship', 'shipped-otherwise'),
  ],
  route: {
    path: 'orders/:orderId/ship',
    example: {
      orderId: 'SO-2026-0042',
      lines: [{ line: 1, quantity: 120 }, { sku: 'SEAL-20' }],
      carrier: '顺丰',
      trackingNumber: 'SF1234567890123',
      occurredAt: '2026-03-02T16:30:00+08:00',
    },
  },
  decide: ({ orderId, lines, carrier, trackingNumber }, state, { occurredAt }) => {
    const before = orderAt(occurredAt, state, orderId);
    if (before.is === 'cancelled') throw salesRefusal('order-cancelled', { orderId });
    const shipped = select(before.lines, lines, (index) => toShip(before.lines, before.quantities, index));
    mustBeWanted(before, lines, orderId);
    const said = { carrier, trackingNumber };
    if (shipped.length === 0) {
      if (!saysElse(said, {}) || before.shipments.all.some((one) => !saysElse(said, one))) return [];
      throw salesRefusal('shipped-otherwise', { orderId });
    }
    const then = movedOn(before, 'shipped', shipped);
    return [
      OrderShipped({
        lines: shipped,
        complete: !isOpen(then),
        ...(carrier !== undefined && { carrier }),
        ...(trackingNumber !== undefined && { trackingNumber }),
      }),
      ...restated(then, 'shipped', shipped, occurredAt),
    ];
  },
});
