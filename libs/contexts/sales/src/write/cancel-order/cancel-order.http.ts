import { commandRoute } from '@dossier/web';
import { cancelOrder } from './cancel-order';

export const CancelOrderHttp = commandRoute('orders/:orderId/cancel', cancelOrder, {
  summary: { zh: '取消未发货部分', en: 'Cancel what was not shipped' },
  example: { reason: '客户改用其他型号', occurredAt: '2026-03-09T10:00:00+08:00' },
});
