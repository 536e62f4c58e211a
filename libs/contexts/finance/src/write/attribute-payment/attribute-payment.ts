import { attributed, IDENTITY_LINKS, identityLinks, identityRefusal, ownerOf } from '@dossier/foundation';
import { IsCustomerReference, IsId, Titled } from '@dossier/fields';
import { defineCommand, ownSubject, streamOf } from '@dossier/kernel';
import { financeRefusal } from '../../finance.refusals';
import { itsCustomer, mustBeInUse } from '../../exceptions-policy';
import { paymentNumber } from '../../numbers';
import { payment, received } from '../../payment';
import { PAYMENT_ID } from '../../shown-parts';

export class AttributePayment {
  @Titled(PAYMENT_ID) @IsId() readonly paymentId!: string;
  @IsCustomerReference() readonly customerId!: string;
}

/** 归属收款: says whose a payment is of which nobody knew. */
export const attributePayment = defineCommand({
  name: 'finance.AttributePayment',
  title: { zh: '把未知来款归属到客户', en: 'Attribute an unknown payment to a customer' },
  command: AttributePayment,
  on: identityLinks,
  id: () => IDENTITY_LINKS,
  subject: () => undefined,
  customer: 'customerId',
  by: ['service', 'staff'],
  refuses: [
    identityRefusal.some('attributed-elsewhere'),
    financeRefusal.some('unknown-payment', 'has-customer', 'customer-deactivated', 'same-payment'),
  ],
  needs: { customer: itsCustomer, payment: { of: payment, id: ({ paymentId }) => paymentId } },
  names: ({ paymentId, customerId }, links, context) => {
    const { number } = received(context.needed.payment, paymentId);
    const isOwn = ownerOf(links, ownSubject(streamOf(payment, paymentId))) === customerId;
    return isOwn ? [] : [paymentNumber({ customerId, number, paymentId }, context)];
  },
  route: {
    path: 'payments/:paymentId/attribute',
    example: { paymentId: 'BANK-UNKNOWN', customerId: 'c-1001' },
    sharesStream: true,
  },
  decide: ({ paymentId, customerId }, links, context) => {
    const { payment: came, customer } = context.needed;
    const { customer: owner, receivedAt } = received(came, paymentId);
    if (owner !== null) throw financeRefusal('has-customer', { paymentId, customer: owner });
    const found = attributed(links, ownSubject(streamOf(payment, paymentId)), customerId);
    if (found.length > 0) mustBeInUse('paymentOfDeactivated', { customer, customerId }, receivedAt, context);
    return found;
  },
});
