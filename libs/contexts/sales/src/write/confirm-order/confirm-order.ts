import { IsId, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { order, orderAt, orderRefuses } from '../../order';
import { OrderConfirmed } from '../../order.events';
import { salesRefusal } from '../../sales.refusals';
import { ORDER_ID } from '../../ids';

export class ConfirmOrder {
  @Titled(ORDER_ID) @IsId() readonly orderId!: string;
}

export const confirmOrder = defineCommand({
  name: 'sales.ConfirmOrder',
  title: { zh: '确认订单', en: 'Confirm an order' },
  command: ConfirmOrder,
  on: order,
  id: ({ orderId }) => orderId,
  by: ['service', 'staff'],
  refuses: [orderRefuses, salesRefusal.some('order-cancelled')],
  route: {
    path: 'orders/:orderId/confirm',
    example: { orderId: 'SO-2026-0042', occurredAt: '2026-02-27T14:00:00+08:00' },
  },
  decide: ({ orderId }, state, { occurredAt }) => {
    const { is, confirmedAt } = orderAt(occurredAt, state, orderId);
    if (is === 'cancelled') throw salesRefusal('order-cancelled', { orderId });
    return confirmedAt !== null && confirmedAt <= occurredAt ? [] : [OrderConfirmed({})];
  },
});
