import { defineState, type Instant, isCustomer } from '@dossier/kernel';
import { creditNoteEvents } from './credit-note.events';

export type CreditNote =
  | { readonly is: 'unissued' }
  | {
      readonly is: 'issued';
      /** null for an anonymous one. */
      readonly customer: string | null;
      /** The order that it names; null: none. */
      readonly orderId: string | null;
      readonly issuedAt: Instant;
      /** Counted on its order's stream; true where it names no order. */
      readonly counted: boolean;
    };

export const creditNote = defineState<CreditNote>()({
  category: 'credit-note',
  from: creditNoteEvents,
  initial: { is: 'unissued' },
  evolve: {
    CreditNoteIssued: (_, { orderId, counted = false }, at) => ({
      is: 'issued',
      customer: isCustomer(at.subject) ? at.subject : null,
      orderId: orderId ?? null,
      issuedAt: at.occurredAt,
      counted: counted || orderId === undefined,
    }),
    CreditNoteCounted: (note) => (note.is === 'unissued' ? note : { ...note, counted: true }),
  },
});
