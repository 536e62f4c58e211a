import { IsCustomerReference } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { Matches } from 'class-validator';
import { customersRefusal } from '../../customers.refusals';
import { attributedTo, IDENTITY_LINKS, identityLinks } from '../../identity';
import { SubjectAttributed } from '../../identity.events';

export class AttributeSubject {
  /** What belonged to no known customer: `~order-A123`. */
  @Matches(/^~[A-Za-z0-9._-]{1,128}$/)
  readonly member!: string;
  @IsCustomerReference()
  readonly into!: string;
}

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
    const owner = attributedTo(links, member);
    if (owner === undefined) return [SubjectAttributed({ member, into })];
    if (owner === into) return [];
    throw customersRefusal('attributed-elsewhere', { member, owner });
  },
});
