import { defineCommand } from '@dossier/kernel';
import { creditNote } from '../../credit-note';
import { CreditNoteCounted } from '../../credit-note.events';
import { CreditOrder } from '../../credit-order';
import { recordPastCredit, type RecordPastCredit } from '../../record-past-credit';

export class CountCreditNote extends CreditOrder {}

/** Sent by the reactor of the same name for notes that an earlier version issued. */
export const countCreditNote = defineCommand({
  name: 'sales.CountCreditNote',
  title: { zh: '贷项单计入订单', en: 'Count a credit note with its order' },
  command: CountCreditNote,
  on: creditNote,
  id: ({ creditNoteId }) => creditNoteId,
  by: [],
  onlyStep: true,
  before: (credit) => [{ def: recordPastCredit, command: { credit, issued: true } satisfies RecordPastCredit }],
  decide: (_, note) => (note === undefined || note.counted ? [] : [CreditNoteCounted({})]),
});
