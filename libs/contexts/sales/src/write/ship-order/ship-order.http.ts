import { commandRoute } from '@dossier/web';
import { shipOrder } from './ship-order';

export const ShipOrderHttp = commandRoute('orders/:orderId/ship', shipOrder, {
  summary: { zh: '发货（可分批）', en: 'Ship an order, or part of it' },
  example: {
    lines: [{ line: 1, quantity: 120 }, { sku: 'SEAL-20' }],
    carrier: '顺丰',
    trackingNumber: 'SF1234567890123',
    occurredAt: '2026-03-02T16:30:00+08:00',
  },
});
