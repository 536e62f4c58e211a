import { IsCustomerReference, IsId } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { Matches } from 'class-validator';
import { claimed, externalId, externalIdKey } from '../../external-id';

/** A customer's number in another system. */
export class ClaimExternalId {
  @IsCustomerReference()
  readonly customerId!: string;
  /** The system: lower case, digits, `-`, `_`. */
  @Matches(/^[a-z0-9_-]{1,32}$/)
  readonly source!: string;
  /** Not personal data: it names a stream, and stands there for ever. */
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
  decide: claimed,
});
