import { decisionSpec } from '@dossier/testing';
import { ActionTaken, ActionVerified, CauseFound, ComplaintClosed, ComplaintFiled } from '../../complaint.events';
import { closeComplaint } from './close-complaint';

const filed = ComplaintFiled({ severity: 'major', complaint: '密封圈漏油' });
const acted = [CauseFound({ cause: 'material' }), ActionTaken({ corrective: '更换密封圈', preventive: '来料检验' })];
const close = { complaintId: 'k-1', answer: '已更换' };

it('is closed once what was done is verified as effective, and not before', () => {
  const closing = decisionSpec(closeComplaint);
  const { answer } = close;
  closing
    .given(filed, ...acted, ActionVerified({ effective: true }))
    .when(close)
    .then(ComplaintClosed({ answer }));
  closing
    .given(filed, ...acted, ActionVerified({ effective: false }))
    .when(close)
    .then('complaints/not-verified');
  closing.when(close).then('complaints/unknown');
});
