import { attributed, IDENTITY_LINKS, identityLinks, ownerOf } from '@dossier/contexts/customers';
import { IsCustomerReference, IsId } from '@dossier/fields';
import { defineCommand, type Instant, ownSubject, streamOf } from '@dossier/kernel';
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
    /** A document belongs to the customer; one that did already is not judged again. */
    const given = (subject: string, at: Instant): ReturnType<typeof attributed> => {
      const found = attributed(links, subject, customerId);
      if (found.length > 0) mustBeInUse(context.needed.customer, customerId, at, context);
      return found;
    };
    const own = given(ownSubject(stream), origin.placedAt);
    const notes = credits.flatMap(({ creditNoteId, customer: named, issuedAt }) => {
      const subject = ownSubject(streamOf(creditNote, creditNoteId));
      const noteOf = ownerOf(links, named ?? subject);
      if (noteOf !== null && noteOf !== customerId)
        throw salesRefusal('note-of-other-customer', { orderId, creditNoteId, customer: noteOf });
      return noteOf === null ? given(subject, issuedAt) : [];
    });
    return [...own, ...notes];
  },
});
