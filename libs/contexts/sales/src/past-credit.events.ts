import { InTheClear } from '@dossier/fields';
import { defineEvent } from '@dossier/kernel';
import { OrderCreditedPayload } from './order.events';

class PastCreditRecordedPayload extends OrderCreditedPayload {
  @InTheClear() readonly currency!: string;
}

/** 历史贷记 */
export const PastCreditRecorded = defineEvent(
  'sales.PastCreditRecorded',
  {
    title: { zh: '已登记对订单的历史贷记', en: 'Past credit of an order recorded' },
    says: {
      zh: '登记贷项单 {creditNoteId} 对订单的历史贷记 {amount}',
      en: 'Past credit of {amount} by credit note {creditNoteId} recorded',
    },
  },
  PastCreditRecordedPayload,
);
export const pastCreditEvents = { PastCreditRecorded };
