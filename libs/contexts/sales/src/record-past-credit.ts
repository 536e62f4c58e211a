import { defineCommand } from '@dossier/kernel';
import { type CreditOrder, givenBy, isBegun } from './credit-order';
import { order } from './order';
import { PastCreditRecorded } from './past-credit.events';
import { creditOf, pastCredits } from './past-credits';
import { salesRefusal } from './sales.refusals';

export class RecordPastCredit {
  readonly credit!: CreditOrder;
  /** The note is issued already. */
  readonly issued!: boolean;
}

/**
 * Records the credit of an imported note on its order, which may not exist yet, for later checks. It is not checked
 * itself, because it happened; the report of exceptions lists what does not fit.
 */
export const recordPastCredit = defineCommand({
  name: 'sales.RecordPastCredit',
  title: { zh: '补录已开的贷项', en: 'Record a credit of the past' },
  command: RecordPastCredit,
  on: pastCredits,
  id: ({ credit }) => credit.orderId,
  subject: () => undefined,
  by: [],
  onlyStep: true,
  refuses: [salesRefusal.some('credit-note-pending')],
  needs: { order: { of: order, id: ({ credit }) => credit.orderId } },
  decide: ({ credit: command, issued }, past, { needed, occurredAt }) => {
    const { orderId, creditNoteId, currency, amount } = command;
    const credit = givenBy(command, occurredAt);
    const { customer, lines, forReturn } = credit;
    const known = creditOf({ order: needed.order, past });
    const isKnown = issued
      ? known.some((each) => each.creditNoteId === creditNoteId) // recorded without customer, it may have one by now
      : isBegun(credit, known, orderId);
    if (isKnown) return [];
    return [PastCreditRecorded({ creditNoteId, customer, currency, lines, amount, ...(forReturn && { forReturn }) })];
  },
});
