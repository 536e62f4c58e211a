import { IsId } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { order, orderAt, orderRefuses } from '../../order';
import { OrderConfirmed } from '../../order.events';
import { salesRefusal } from '../../sales.refusals';

export class ConfirmOrder {
  @IsId() readonly orderId!: string;
}

export const confirmOrder = defineCommand({
  name: 'sales.ConfirmOrder',
  command: ConfirmOrder,
  on: order,
  id: ({ orderId }) => orderId,
  by: ['service', 'staff'],
  refuses: [orderRefuses, salesRefusal.some('order-cancelled')],
  route: {
    path: 'orders/:orderId/confirm',
    summary: { zh: '确认订单', en: 'Confirm an order' },
    example: { occurredAt: '2026-02-27T14:00:00+08:00' },
  },
  decide: ({ orderId }, state, { occurredAt }) => {
    const { is } = orderAt(occurredAt, state, orderId);
    if (is === 'cancelled') throw salesRefusal('order-cancelled', { orderId });
    return is === 'confirmed' ? [] : [OrderConfirmed({})];
  },
});
