import { projectionSpec, told } from '@dossier/testing';
import { ComplaintClosed, ComplaintEscalated, ComplaintFiled } from '../../complaint.events';
import { complaintSection } from './complaint-section';

const on = (id: string) => ({ stream: `complaint-${id}`, occurredAt: '2026-03-01T08:00:00.000Z' });
const filed = (id: string) => told(ComplaintFiled({ severity: 'major', complaint: '密封圈漏油' }), on(id));
const escalated = told(ComplaintEscalated({ dueAt: '2026-03-06T08:00:00.000Z' }), on('k-1'));
const closed = told(ComplaintClosed({ answer: '已更换' }), on('k-1'));

it('counts the complaints of a customer, and of these what is still open and what was escalated', () => {
  const spec = projectionSpec(complaintSection).given(filed('k-1'), filed('k-2'), escalated, closed).twice();
  spec.thenView({ filed: 2, open: 1, escalated: 1 });
  spec.thenFields({ complaintsOpen: 1 });
});
