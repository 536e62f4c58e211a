import { readRoute } from '@dossier/web';
import { creditNotes } from './credit-notes';

export const CreditNotesHttp = readRoute('credit-notes', creditNotes, {
  summary: { zh: '贷项单', en: 'Credit notes' },
  by: ['service', 'analyst', 'auditor', 'staff'],
  one: ':creditNoteId',
  key: (creditNoteId) => `credit-note-${creditNoteId}`,
  list: true,
});
