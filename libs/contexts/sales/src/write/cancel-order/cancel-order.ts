import { IsId, IsText, Titled } from '@dossier/fields';
import { type Decision, defineCommand, money, saysElse } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { wentDown } from '../../credits';
import { cancelledIn, order, orderAt, orderRefuses, type PlacedOrder } from '../../order';
import { OrderCancelled } from '../../order.events';
import { needsPast, withPast } from '../../past-credits';
import { toShip } from '../../quantities';
import { salesRefusal } from '../../sales.refusals';
import { restated } from '../../ship-date';
import { select } from '../../selection';
import { ORDER_ID } from '../../ids';
import { revalueOrder } from '../../revalue-order';

export class CancelOrder {
  @Titled(ORDER_ID)
  @IsId()
  readonly orderId!: string;
  @Titled({ zh: '原因', en: 'Reason' })
  @IsOptional()
  @IsText(500)
  readonly reason?: string;
}

/**
 * Cancels what was not shipped; if nothing was, the whole order with its adjustments. Lowers the order's worth by what
 * credit notes have not given back yet.
 */
export const cancelOrder = defineCommand({
  name: 'sales.CancelOrder',
  title: { zh: '取消未发货部分', en: 'Cancel what was not shipped' },
  command: CancelOrder,
  on: order,
  id: ({ orderId }) => orderId,
  by: ['service', 'staff'],
  refuses: [
    orderRefuses,
    salesRefusal.some('already-shipped', 'cancelled-later', 'cancelled-otherwise', 'more-credited-than-sold'),
  ],
  route: {
    path: 'orders/:orderId/cancel',
    example: { orderId: 'SO-2026-0042', reason: '客户改用其他型号', occurredAt: '2026-03-09T10:00:00+08:00' },
  },
  needs: needsPast,
  after: ({ orderId }) => [{ def: revalueOrder, command: { orderId } }],
  decide: ({ orderId, reason }, state, context) => {
    const before = withPast(orderAt(context.occurredAt, state, orderId), context.needed.past);
    const { lines, quantities, origin } = before;
    if (before.is === 'cancelled') return saidBefore(before, { orderId, reason }, context);
    const cancelled = select(lines, undefined, (index) => toShip(lines, quantities, index));
    const whole = lines.sku.every((_, index) => (quantities.shipped?.[index] ?? 0) === 0);
    if (cancelled.length === 0 && !whole) {
      if (lines.sku.some((_, index) => (quantities.cancelled?.[index] ?? 0) > 0))
        return saidBefore(before, { orderId, reason }, context);
      throw salesRefusal('already-shipped', { orderId });
    }
    const down = { by: 'cancellation', lines: cancelled, whole } as const;
    const { repaid, gross, net } = wentDown(orderId, before, down, context);
    return [
      OrderCancelled({
        lines: cancelled,
        whole,
        gross: money(gross, origin.currency).amount,
        net: money(net, origin.currency).amount,
        ...(repaid.length > 0 && { repaid }),
        order: origin,
        ...(reason !== undefined && { reason }),
      }),
      ...restated(cancelledIn(before, cancelled, whole), 'cancelled', cancelled, context.occurredAt),
    ];
  },
});

/**
 * @throws Refusal `sales/cancelled-later`: as of this day it is worth more than it would be; `sales/cancelled-otherwise`:
 * another reason is recorded
 */
function saidBefore(
  { lowerings }: PlacedOrder,
  { orderId, reason }: { readonly orderId: string; readonly reason: string | undefined },
  { occurredAt: at }: Decision,
): readonly [] {
  const last = lowerings.all.findLast(({ by }) => by === 'cancellation');
  const cancelledAt = last?.at ?? at;
  if (at < cancelledAt) throw salesRefusal('cancelled-later', { orderId, at, cancelledAt });
  if (saysElse({ reason }, last ?? {})) throw salesRefusal('cancelled-otherwise', { orderId, cancelledAt });
  return [];
}
