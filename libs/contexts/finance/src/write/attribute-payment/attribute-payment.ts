import { attributed, IDENTITY_LINKS, identityLinks, identityRefusal } from '@dossier/foundation';
import { IsCustomerReference, IsId, Titled } from '@dossier/fields';
import { defineCommand, ownSubject, streamOf } from '@dossier/kernel';
import { financeRefusal } from '../../finance.refusals';
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
  refuses: [identityRefusal.some('attributed-elsewhere'), financeRefusal.some('unknown-payment', 'has-customer')],
  needs: { payment: { of: payment, id: ({ paymentId }) => paymentId } },
  route: {
    path: 'payments/:paymentId/attribute',
    example: { paymentId: 'BANK-UNKNOWN', customerId: 'c-1001' },
    sharesStream: true,
  },
  decide: ({ paymentId, customerId }, links, { needed }) => {
    const { customer } = received(needed.payment, paymentId);
    if (customer !== null) throw financeRefusal('has-customer', { paymentId, customer });
    return attributed(links, ownSubject(streamOf(payment, paymentId)), customerId);
  },
});
