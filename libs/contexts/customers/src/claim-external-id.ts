import { IsCustomerReference } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { claimed, externalId, externalIdKey, OtherId } from './external-id';

export class ClaimExternalId extends OtherId {
  @IsCustomerReference()
  readonly customerId!: string;
}

export const claimExternalId = defineCommand({
  name: 'customers.ClaimExternalId',
  command: ClaimExternalId,
  on: externalId,
  id: ({ source, value }) => externalIdKey(source, value),
  subject: ({ customerId }) => customerId,
  customer: 'customerId',
  by: ['service', 'staff'],
  goesFirst: true,
  decide: (claim, reservation, { occurredAt }) => claimed(claim, reservation, occurredAt),
});
