import { commandRoute } from '@dossier/web';
import { claimExternalId } from './claim-external-id';

export const ClaimExternalIdHttp = commandRoute('customers/:customerId/external-ids', claimExternalId, {
  summary: { zh: '登记客户在其他系统中的编号', en: "Claim a customer's id in another system" },
  example: { source: 'erp', value: '14646' },
});
