import { byStream, defineReactor, type Instant, isCustomer } from '@dossier/kernel';
import { CreditNoteCounted, CreditNoteIssued } from '../../credit-note.events';
import type { CreditOrder } from '../../credit-order';

interface Uncounted {
  readonly issuedAt: Instant;
  readonly credit: CreditOrder;
}

/** A note that names an order was issued before credit was kept for decisions: they learn of it, once. */
export const countCreditNotes = defineReactor<Uncounted>()({
  name: 'count-credit-notes',
  title: { zh: '将贷项单计入订单', en: 'Count credit notes with their orders' },
  version: 1,
  from: { CreditNoteIssued, CreditNoteCounted },
  key: byStream,
  evolve: {
    CreditNoteIssued: (_, { orderId, currency, lines, amount, forReturn = false, counted = false }, at) =>
      counted || orderId === undefined
        ? null
        : {
            issuedAt: at.occurredAt,
            credit: {
              ...{ orderId, creditNoteId: at.stream.slice('credit-note-'.length), currency, lines, amount, forReturn },
              customerId: isCustomer(at.subject) ? at.subject : null,
            },
          },
    CreditNoteCounted: () => null,
  },
  dueAt: ({ issuedAt }) => issuedAt,
  react: ({ credit, issuedAt: occurredAt }) => ({ command: 'sales.CountCreditNote', data: credit, occurredAt }),
});
