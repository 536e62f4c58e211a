import { commandRoute } from '@dossier/web';
import { deliverOrder } from './deliver-order';

export const DeliverOrderHttp = commandRoute('orders/:orderId/deliver', deliverOrder, {
  summary: { zh: '登记到货', en: 'Record that goods arrived' },
  example: { lines: [{ line: 1, quantity: 120 }], occurredAt: '2026-03-03T11:00:00+08:00' },
});
