import { commandRoute } from '@dossier/web';
import { confirmOrder } from './confirm-order';

export const ConfirmOrderHttp = commandRoute('orders/:orderId/confirm', confirmOrder, {
  summary: { zh: '确认订单', en: 'Confirm an order' },
  example: {},
});
