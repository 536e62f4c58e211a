import { IsCustomerReference } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { claimed, externalId, externalIdKey, externalIdNames, OtherId } from './external-id';
import { identityRefusal } from './identity.refusals';

export class ClaimExternalId extends OtherId {
  @IsCustomerReference()
  readonly customerId!: string;
}

export const claimExternalId = defineCommand({
  name: 'customers.ClaimExternalId',
  title: { zh: '登记客户在其他系统中的编号', en: "Claim a customer's id in another system" },
  command: ClaimExternalId,
  on: externalId,
  id: ({ source, value }) => externalIdKey(source, value),
  subject: ({ customerId }) => customerId,
  customer: 'customerId',
  by: ['service', 'staff'],
  goesFirst: true,
  refuses: [identityRefusal.some('external-id-taken', 'external-id-claimed', 'personal-external-id')],
  names: (claim) => externalIdNames(claim.customerId, [claim]),
  route: {
    path: 'customers/:customerId/external-ids',
    example: { customerId: 'c-1001', source: 'erp', value: '14646' },
  },
  decide: (claim, reservation, { occurredAt }) => claimed(claim, reservation, occurredAt),
});
