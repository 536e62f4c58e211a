import { defineState, isCustomer } from '@dossier/kernel';
import { creditNoteEvents } from './credit-note.events';

export type CreditNote =
  | { readonly is: 'unissued' }
  /** `customer` is null for an anonymous one. */
  | { readonly is: 'issued'; readonly customer: string | null };

export const creditNote = defineState<CreditNote>()({
  category: 'credit-note',
  from: creditNoteEvents,
  initial: { is: 'unissued' },
  evolve: {
    CreditNoteIssued: (_, _data, at) => ({ is: 'issued', customer: isCustomer(at.subject) ? at.subject : null }),
  },
});
