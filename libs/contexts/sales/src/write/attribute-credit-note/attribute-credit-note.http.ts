import { commandRoute } from '@dossier/web';
import { attributeCreditNote } from './attribute-credit-note';

export const AttributeCreditNoteHttp = commandRoute('credit-notes/:creditNoteId/attribute', attributeCreditNote, {
  summary: { zh: '把匿名贷项单归属到客户', en: 'Attribute an anonymous credit note to a customer' },
  example: { customerId: 'c-1001' },
  sharesStream: true,
});
