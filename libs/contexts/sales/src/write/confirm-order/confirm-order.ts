import { IsId } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { order, orderAt } from '../../order';
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
  decide: ({ orderId }, state, { occurredAt }) => {
    const { is } = orderAt(occurredAt, state, orderId);
    if (is === 'cancelled') throw salesRefusal('order-cancelled', { orderId });
    return is === 'confirmed' ? [] : [OrderConfirmed({})];
  },
});
