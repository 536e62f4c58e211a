import { InTheClear } from '@dossier/fields';
import { defineEvent } from '@dossier/kernel';

class ExternalIdClaimedPayload {
  @InTheClear() readonly customerId!: string;
  /** The system that gives the number: `erp`, `crm`, `web`. */
  @InTheClear() readonly source!: string;
  /** The customer's number there; never personal data. */
  @InTheClear() readonly value!: string;
}
export const ExternalIdClaimed = defineEvent(
  'customers.ExternalIdClaimed',
  {
    title: { zh: '外部编号已登记', en: 'External id claimed' },
    says: { zh: '登记外部编号 {value}，来源：{source}', en: 'External id {source}:{value} claimed' },
  },
  ExternalIdClaimedPayload,
);
