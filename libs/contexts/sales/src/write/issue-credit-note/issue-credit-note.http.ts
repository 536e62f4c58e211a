import { commandRoute } from '@dossier/web';
import { issueCreditNote } from './issue-credit-note';

export const IssueCreditNoteHttp = commandRoute('credit-notes', issueCreditNote, {
  summary: { zh: '开贷项单', en: 'Issue a credit note' },
  description: {
    zh: '可以不注明订单。若用于结清已登记的退货，请注明 forReturn，以免净额重复减少。',
    en: 'It need not name an order. One that settles a recorded return says forReturn, so that net is not lowered twice.',
  },
  example: {
    customerId: 'c-1001',
    number: 'CN-2026-0007',
    orderId: 'SO-2026-0042',
    lines: [{ sku: 'SEAL-20', quantity: 50, unitPrice: '1.125' }],
    currency: 'CNY',
    reason: '价格更正',
    occurredAt: '2026-03-10T15:00:00+08:00',
  },
});
