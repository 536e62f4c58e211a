import { defineEvent } from '@dossier/kernel';

class ExternalIdClaimedPayload {
  readonly customerId!: string;
  /** The system that counts so: `erp`, `crm`, `web`. */
  readonly source!: string;
  /** The customer's number there; never personal data. */
  readonly value!: string;
}
export const ExternalIdClaimed = defineEvent(
  'customers.ExternalIdClaimed',
  { zh: '外部编号已登记', en: 'External id claimed' },
  ExternalIdClaimedPayload,
);
