import { attributed, IDENTITY_LINKS, identityLinks, ownerOf } from '@dossier/contexts/customers';
import { IsCustomerReference, IsId } from '@dossier/fields';
import { defineCommand, ownSubject, streamOf } from '@dossier/kernel';
import { creditNote } from '../../credit-note';
import { itsCustomer, mustBeInUse } from '../../exceptions-policy';
import { orderNumber } from '../../numbers';
import { order, placedOrder } from '../../order';
import { needsPast, withPast } from '../../past-credits';
import { salesRefusal } from '../../sales.refusals';

export class AttributeOrder {
  @IsId() readonly orderId!: string;
  @IsCustomerReference() readonly customerId!: string;
}

/**
 * Says to whom an order belongs that was placed without a customer, and always did. Credit notes that name it and belong
 * to nobody belong to the same customer.
 */
export const attributeOrder = defineCommand({
  name: 'sales.AttributeOrder',
  command: AttributeOrder,
  on: identityLinks,
  id: () => IDENTITY_LINKS,
  subject: () => undefined,
  customer: 'customerId',
  by: ['service', 'staff'],
  needs: {
    order: { of: order, id: ({ orderId }) => orderId },
    customer: itsCustomer,
    ...needsPast,
  },
  names: ({ orderId, customerId }, links, context) => {
    const { number } = placedOrder(context.needed.order ?? order.initial, orderId);
    const isOwn = ownerOf(links, ownSubject(streamOf(order, orderId))) === customerId;
    return isOwn ? [] : [orderNumber({ customerId, number, orderId }, context)];
  },
  decide: ({ orderId, customerId }, links, context) => {
    const named = placedOrder(context.needed.order ?? order.initial, orderId);
    const { customer: owner, origin, credits } = withPast(named, context.needed.past);
    const stream = streamOf(order, orderId);
    if (owner !== null) throw salesRefusal('has-customer', { document: stream, customer: owner });
    const own = attributed(links, ownSubject(stream), customerId);
    mustBeInUse(context.needed.customer, customerId, origin.placedAt, context);
    const notes = credits.flatMap(({ creditNoteId, customer: named }) => {
      const subject = ownSubject(streamOf(creditNote, creditNoteId));
      const noteOf = ownerOf(links, named ?? subject);
      if (noteOf !== null && noteOf !== customerId)
        throw salesRefusal('note-of-other-customer', { orderId, creditNoteId, customer: noteOf });
      return noteOf === null ? attributed(links, subject, customerId) : [];
    });
    return [...own, ...notes];
  },
});
