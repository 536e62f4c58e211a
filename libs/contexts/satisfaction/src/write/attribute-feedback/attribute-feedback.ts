import { attributed, IDENTITY_LINKS, identityLinks, identityRefusal } from '@dossier/foundation';
import { IsCustomerReference, IsId, Titled } from '@dossier/fields';
import { defineCommand, ownSubject, streamOf } from '@dossier/kernel';
import { received, feedback } from '../../feedback';
import { satisfactionRefusal } from '../../satisfaction.refusals';
import { FEEDBACK_ID } from '../../shown-parts';

export class AttributeFeedback {
  @Titled(FEEDBACK_ID) @IsId() readonly feedbackId!: string;
  @IsCustomerReference() readonly customerId!: string;
}

/** 归属反馈: says whose it is, of which nobody knew. */
export const attributeFeedback = defineCommand({
  name: 'satisfaction.AttributeFeedback',
  title: { zh: '把匿名反馈归属到客户', en: 'Attribute an anonymous feedback to a customer' },
  command: AttributeFeedback,
  on: identityLinks,
  id: () => IDENTITY_LINKS,
  subject: () => undefined,
  customer: 'customerId',
  by: ['service', 'staff'],
  refuses: [identityRefusal.some('attributed-elsewhere'), satisfactionRefusal.some('unknown-feedback', 'has-customer')],
  needs: { feedback: { of: feedback, id: ({ feedbackId }) => feedbackId } },
  route: {
    path: 'feedback/:feedbackId/attribute',
    example: { feedbackId: 'anonymous-2026-0001', customerId: 'c-1001' },
    sharesStream: true,
  },
  decide: ({ feedbackId, customerId }, links, { needed }) => {
    const { customer } = received(needed.feedback, feedbackId);
    if (customer !== null) throw satisfactionRefusal('has-customer', { what: feedbackId, customer });
    return attributed(links, ownSubject(streamOf(feedback, feedbackId)), customerId);
  },
});
