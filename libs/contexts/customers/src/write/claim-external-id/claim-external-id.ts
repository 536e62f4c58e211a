import { IsCustomerReference, IsId } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { Matches } from 'class-validator';
import { customersRefusal } from '../../customers.refusals';
import { externalId, externalIdKey } from '../../external-id';
import { ExternalIdClaimed } from '../../external-id.events';

/** A customer's number in another system. */
export class ClaimExternalId {
  @IsCustomerReference()
  readonly customerId!: string;
  /** The system: lower case, digits, `-`, `_`. */
  @Matches(/^[a-z0-9_-]{1,32}$/)
  readonly source!: string;
  /** Not personal data: what looks like a phone number or an e-mail is refused at the door. */
  @IsId()
  readonly value!: string;
}

export const claimExternalId = defineCommand({
  name: 'customers.ClaimExternalId',
  command: ClaimExternalId,
  on: externalId,
  id: ({ source, value }) => externalIdKey(source, value),
  subject: ({ customerId }) => customerId,
  customer: 'customerId',
  by: ['service', 'staff'],
  decide: ({ customerId, source, value }, reservation) => {
    if (reservation.is === 'free') return [ExternalIdClaimed({ customerId, source, value })];
    if (reservation.by === customerId) return [];
    throw customersRefusal('external-id-taken', { source, value, owner: reservation.by });
  },
});
