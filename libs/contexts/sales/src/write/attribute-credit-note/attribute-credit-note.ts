import { attributed, IDENTITY_LINKS, identityLinks, identityRefusal } from '@dossier/foundation';
import { IsCustomerReference, IsId, Titled } from '@dossier/fields';
import { defineCommand, ownSubject, streamOf } from '@dossier/kernel';
import { creditNote } from '../../credit-note';
import { customerOf, mustBeOfOne } from '../../credit-order';
import { itsCustomer, mustBeInUse } from '../../exceptions-policy';
import { order } from '../../order';
import { creditOf, pastCredits } from '../../past-credits';
import { salesRefusal } from '../../sales.refusals';
import { CREDIT_NOTE_ID } from '../../ids';

export class AttributeCreditNote {
  @Titled(CREDIT_NOTE_ID) @IsId() readonly creditNoteId!: string;
  @IsCustomerReference() readonly customerId!: string;
}

/** Gives a customer to a credit note issued without one: its order's customer, if that has one. */
export const attributeCreditNote = defineCommand({
  name: 'sales.AttributeCreditNote',
  title: { zh: '把匿名贷项单归属到客户', en: 'Attribute an anonymous credit note to a customer' },
  command: AttributeCreditNote,
  on: identityLinks,
  id: () => IDENTITY_LINKS,
  subject: () => undefined,
  customer: 'customerId',
  by: ['service', 'staff'],
  refuses: [
    identityRefusal.some('attributed-elsewhere'),
    salesRefusal.some(
      'unknown-credit-note',
      'has-customer',
      'other-customer',
      'note-of-other-customer',
      'customer-deactivated',
    ),
  ],
  needs: {
    note: { of: creditNote, id: ({ creditNoteId }) => creditNoteId },
    customer: itsCustomer,
    order: { of: order, id: (_, { note }) => note?.orderId ?? undefined },
    past: { of: pastCredits, id: (_, { note }) => note?.orderId ?? undefined },
  },
  route: {
    path: 'credit-notes/:creditNoteId/attribute',
    example: { creditNoteId: 'CN-ANONYMOUS', customerId: 'c-1001' },
    sharesStream: true,
  },
  decide: ({ creditNoteId, customerId }, links, context) => {
    const { note } = context.needed;
    if (note === undefined) throw salesRefusal('unknown-credit-note', { creditNoteId });
    const stream = streamOf(creditNote, creditNoteId);
    const { customer: owner, orderId, issuedAt } = note;
    if (owner !== null) throw salesRefusal('has-customer', { document: stream, customer: owner });
    if (orderId !== null && !context.backfill) {
      const buyer = customerOf(context.needed.order, orderId, links);
      if (buyer !== null && buyer !== customerId) throw salesRefusal('other-customer', { orderId, customer: buyer });
      const notes = creditOf(context.needed).filter((each) => each.creditNoteId !== creditNoteId);
      if (buyer === null) mustBeOfOne(customerId, { orderId, notes, links });
    }
    const found = attributed(links, ownSubject(stream), customerId);
    if (found.length > 0) mustBeInUse(context.needed.customer, customerId, issuedAt, context);
    return found;
  },
});
