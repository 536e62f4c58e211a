import { defineState, type Instant, isCustomer } from '@dossier/kernel';
import { creditNoteEvents } from './credit-note.events';

export interface CreditNote {
  /** null for an anonymous one. */
  readonly customer: string | null;
  /** The order that it names; null: none. */
  readonly orderId: string | null;
  readonly issuedAt: Instant;
  /** Counted on its order's stream; true where it names no order. */
  readonly counted: boolean;
}

export const creditNote = defineState<CreditNote>()({
  category: 'credit-note',
  from: creditNoteEvents,
  begins: {
    CreditNoteIssued: ({ orderId, counted = false }, at) => ({
      customer: isCustomer(at.subject) ? at.subject : null,
      orderId: orderId ?? null,
      issuedAt: at.occurredAt,
      counted: counted || orderId === undefined,
    }),
  },
  evolve: { CreditNoteCounted: (note) => ({ ...note, counted: true }) },
});
