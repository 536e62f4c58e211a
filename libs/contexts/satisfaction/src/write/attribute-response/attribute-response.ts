import { attributed, IDENTITY_LINKS, identityLinks, identityRefusal } from '@dossier/foundation';
import { IsCustomerReference, IsId, Titled } from '@dossier/fields';
import { defineCommand, ownSubject, streamOf } from '@dossier/kernel';
import { given, response } from '../../response';
import { satisfactionRefusal } from '../../satisfaction.refusals';
import { RESPONSE_ID } from '../../shown-parts';

export class AttributeResponse {
  @Titled(RESPONSE_ID) @IsId() readonly responseId!: string;
  @IsCustomerReference() readonly customerId!: string;
}

/** 归属满意度答复: says whose it is, of which nobody knew. */
export const attributeResponse = defineCommand({
  name: 'satisfaction.AttributeResponse',
  title: { zh: '把匿名满意度答复归属到客户', en: 'Attribute an anonymous survey response to a customer' },
  command: AttributeResponse,
  on: identityLinks,
  id: () => IDENTITY_LINKS,
  subject: () => undefined,
  customer: 'customerId',
  by: ['service', 'staff'],
  refuses: [identityRefusal.some('attributed-elsewhere'), satisfactionRefusal.some('unknown-response', 'has-customer')],
  needs: { response: { of: response, id: ({ responseId }) => responseId } },
  route: {
    path: 'survey-responses/:responseId/attribute',
    example: { responseId: 'anonymous-2026-0001', customerId: 'c-1001' },
    sharesStream: true,
  },
  decide: ({ responseId, customerId }, links, { needed }) => {
    const { customer } = given(needed.response, responseId);
    if (customer !== null) throw satisfactionRefusal('has-customer', { what: responseId, customer });
    return attributed(links, ownSubject(streamOf(response, responseId)), customerId);
  },
});
