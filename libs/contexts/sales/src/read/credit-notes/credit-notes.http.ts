import { streamOf } from '@dossier/kernel';
import { readRoute } from '@dossier/web';
import { creditNote } from '../../credit-note';
import { creditNotes } from './credit-notes';

export const CreditNotesHttp = readRoute('credit-notes', creditNotes, {
  summary: { zh: '贷项单', en: 'Credit notes' },
  by: ['service', 'analyst', 'auditor', 'staff'],
  one: ':creditNoteId',
  key: (creditNoteId) => streamOf(creditNote, creditNoteId),
  of: creditNote,
  list: true,
});
export const OrderCreditNotesHttp = readRoute('orders/:order/credit-notes', creditNotes, {
  summary: { zh: '针对某订单的贷项单', en: 'Credit notes that name an order' },
  by: ['service', 'analyst', 'auditor', 'staff'],
});
