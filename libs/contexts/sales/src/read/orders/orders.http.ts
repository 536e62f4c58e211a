import { streamOf } from '@dossier/kernel';
import { readRoute } from '@dossier/web';
import { order } from '../../order';
import { orders } from './orders';

const by = ['service', 'analyst', 'auditor', 'staff'] as const;

export const OrdersHttp = readRoute('orders', orders, {
  summary: { zh: '订单', en: 'Orders' },
  by,
  one: ':orderId',
  key: (orderId) => streamOf(order, orderId),
  of: order,
  list: true,
});
export const CustomerOrdersHttp = readRoute('customers/:customer/orders', orders, {
  summary: { zh: '某客户的订单', en: 'Orders of a customer' },
  by,
});
