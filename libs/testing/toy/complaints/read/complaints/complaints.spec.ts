import { projectionSpec, told } from '@dossier/testing';
import { ComplaintClosed, ComplaintEscalated, ComplaintFiled } from '../../complaint.events';
import { complaints } from './complaints';

const on = { stream: 'complaint-k-1', occurredAt: '2026-03-01T08:00:00.000Z' };
const filed = told(ComplaintFiled({ severity: 'major', complaint: '密封圈漏油' }), on);
const escalated = told(ComplaintEscalated({ dueAt: '2026-03-06T08:00:00.000Z' }), on);
const closed = told(ComplaintClosed({ answer: '已更换' }), { ...on, occurredAt: '2026-03-07T08:00:00.000Z' });

it('shows a complaint whether it was escalated, and when it was closed', () => {
  projectionSpec(complaints)
    .given(filed, escalated, closed)
    .shuffledAcrossSubjects()
    .twice()
    .thenFields({ severity: 'major', escalated: true, closedAt: '2026-03-07T08:00:00.000Z' });
});
