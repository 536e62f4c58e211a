import { byStream, defineReactor, idIn, type Instant, isCustomer } from '@dossier/kernel';
import { creditNote } from '../../credit-note';
import { CreditNoteCounted, CreditNoteIssued } from '../../credit-note.events';
import type { CreditOrder } from '../../credit-order';
import { countCreditNote } from './count-credit-note';

interface Uncounted {
  readonly issuedAt: Instant;
  readonly credit: CreditOrder;
}

/** Counts, once, each note with an order that was issued before credit was counted on orders. */
export const uncountedCreditNotes = defineReactor<Uncounted>()({
  name: 'count-credit-notes',
  title: { zh: '将贷项单计入订单', en: 'Count credit notes with their orders' },
  version: 1,
  from: { CreditNoteIssued, CreditNoteCounted },
  key: byStream,
  begins: {
    CreditNoteIssued: ({ orderId, currency, lines, amount, forReturn = false, counted = false }, at) =>
      counted || orderId === undefined
        ? null
        : {
            issuedAt: at.occurredAt,
            credit: {
              ...{ orderId, creditNoteId: idIn(creditNote, at.stream), currency, lines, amount, forReturn },
              customerId: isCustomer(at.subject) ? at.subject : null,
            },
          },
  },
  evolve: { CreditNoteCounted: () => null },
  dueAt: ({ issuedAt }) => issuedAt,
  reactsToHistory: true,
  sends: countCreditNote,
  react: ({ credit, issuedAt: occurredAt }) => ({ command: credit, occurredAt }),
});
