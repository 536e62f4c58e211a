import { policyStream } from '@dossier/contexts/policies';
import { IsCustomerReference, IsForm } from '@dossier/fields';
import { defineCommand, ownSubject, streamOf } from '@dossier/kernel';
import { customersRefusal } from '../../customers.refusals';
import { attributedTo, IDENTITY_LINKS, identityLinks } from '../../identity';
import { SubjectAttributed } from '../../identity.events';

export class AttributeSubject {
  /** What belonged to no known customer: `~order-A123`. */
  @IsForm(/^~[A-Za-z0-9._-]{1,128}$/, {
    zh: '~ 后接事件流的名称，如 ~order-A123',
    en: '~ and the name of a stream, such as ~order-A123',
  })
  readonly member!: string;
  @IsCustomerReference()
  readonly into!: string;
}

/** What is about everybody: attributed to one customer it would show him what was said of others. */
const OF_THE_PLATFORM = [streamOf(identityLinks, ''), policyStream('')].map(ownSubject);

/** Says to which customer something belongs that was recorded without one; its history moves along. */
export const attributeSubject = defineCommand({
  name: 'customers.AttributeSubject',
  command: AttributeSubject,
  on: identityLinks,
  id: () => IDENTITY_LINKS,
  subject: () => undefined,
  customer: 'into',
  by: ['service', 'staff'],
  decide: ({ member, into }, links) => {
    if (OF_THE_PLATFORM.some((prefix) => member.startsWith(prefix)))
      throw customersRefusal('not-attributable', { member });
    const owner = attributedTo(links, member);
    if (owner === undefined) return [SubjectAttributed({ member, into })];
    if (owner === into) return [];
    throw customersRefusal('attributed-elsewhere', { member, owner });
  },
});
