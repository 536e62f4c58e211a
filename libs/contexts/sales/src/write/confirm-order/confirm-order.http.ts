import { commandRoute } from '@dossier/web';
import { confirmOrder } from './confirm-order';

export const ConfirmOrderHttp = commandRoute('orders/:orderId/confirm', confirmOrder, {
  summary: { zh: '确认订单', en: 'Confirm an order' },
  example: { occurredAt: '2026-02-27T14:00:00+08:00' },
});
