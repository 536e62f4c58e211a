import { attributed, IDENTITY_LINKS, identityLinks, identityRefusal, ownerOf } from '@dossier/foundation';
import { IsCustomerReference, IsId, Titled } from '@dossier/fields';
import { defineCommand, type Instant, ownSubject, streamOf } from '@dossier/kernel';
import { creditNote } from '../../credit-note';
import { customerOfNote, mustBeOfOne } from '../../credit-order';
import { itsCustomer, mustBeInUse } from '../../exceptions-policy';
import { orderNumber } from '../../numbers';
import { order, placedOrder } from '../../order';
import { needsPast, withPast } from '../../past-credits';
import { salesRefusal } from '../../sales.refusals';
import { ORDER_ID } from '../../ids';

export class AttributeOrder {
  @Titled(ORDER_ID) @IsId() readonly orderId!: string;
  @IsCustomerReference() readonly customerId!: string;
}

/**
 * Gives a customer to an order placed without one, also for the time before. Its credit notes without customer get the
 * same one.
 */
export const attributeOrder = defineCommand({
  name: 'sales.AttributeOrder',
  title: { zh: '把匿名订单归属到客户', en: 'Attribute an anonymous order to a customer' },
  command: AttributeOrder,
  on: identityLinks,
  id: () => IDENTITY_LINKS,
  subject: () => undefined,
  customer: 'customerId',
  by: ['service', 'staff'],
  refuses: [
    identityRefusal.some('attributed-elsewhere'),
    salesRefusal.some('unknown-order', 'has-customer', 'note-of-other-customer', 'customer-deactivated', 'same-number'),
  ],
  needs: {
    order: { of: order, id: ({ orderId }) => orderId },
    customer: itsCustomer,
    ...needsPast,
  },
  names: ({ orderId, customerId }, links, context) => {
    const { number } = placedOrder(context.needed.order, orderId);
    const isOwn = ownerOf(links, ownSubject(streamOf(order, orderId))) === customerId;
    return isOwn ? [] : [orderNumber({ customerId, number, orderId }, context)];
  },
  route: {
    path: 'orders/:orderId/attribute',
    description: {
      zh: '写明该订单且尚无客户的贷项单随之归属同一客户。',
      en: 'Credit notes that name the order and have no customer go to the same customer with it.',
    },
    example: { orderId: '536365', customerId: 'c-1001' },
    sharesStream: true,
  },
  decide: ({ orderId, customerId }, links, context) => {
    const named = placedOrder(context.needed.order, orderId);
    const { customer: owner, origin, credits } = withPast(named, context.needed.past);
    const stream = streamOf(order, orderId);
    if (owner !== null) throw salesRefusal('has-customer', { document: stream, customer: owner });
    /** Attributes a document to the customer; one that is already is not checked again. */
    const given = (subject: string, at: Instant): ReturnType<typeof attributed> => {
      const found = attributed(links, subject, customerId);
      if (found.length > 0) mustBeInUse(context.needed.customer, customerId, at, context);
      return found;
    };
    const own = given(ownSubject(stream), origin.placedAt);
    if (!context.backfill) mustBeOfOne(customerId, { orderId, notes: credits.all, links });
    const notes = credits.all.flatMap((note) =>
      customerOfNote(note, links) === null
        ? given(ownSubject(streamOf(creditNote, note.creditNoteId)), note.issuedAt)
        : [],
    );
    return [...own, ...notes];
  },
});
