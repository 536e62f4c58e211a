import { commandRoute } from '@dossier/web';
import { returnOrder } from './return-order';

export const ReturnOrderHttp = commandRoute('orders/:orderId/return', returnOrder, {
  summary: { zh: '登记退货', en: 'Take goods back' },
  description: {
    zh: '期限由政策 sales-returns 规定；超期须注明 agreed。退货即按原价减少净额，贷项单此前已更正的价款除外。',
    en: 'The time for returns is policy sales-returns; later ones say agreed. A return lowers net at the prices of the order, less what credit notes had corrected of them.',
  },
  example: {
    lines: [{ line: 1, quantity: 20 }],
    reason: '尺寸不符',
    conditions: {
      packageComplete: true,
      quantityRight: true,
      resalable: true,
      invoiceBack: true,
      customerPaysFreight: true,
    },
    occurredAt: '2026-03-05T09:20:00+08:00',
  },
});
