import { commandRoute } from '@dossier/web';
import { placeOrder } from './place-order';

export const PlaceOrderHttp = commandRoute('orders', placeOrder, {
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
});
