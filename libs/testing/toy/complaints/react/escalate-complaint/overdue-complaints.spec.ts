import { reactorSpec, told, withPolicy } from '@dossier/testing';
import { ComplaintClosed, ComplaintFiled } from '../../complaint.events';
import { complaintsPolicy } from '../../complaints-policy';
import { overdueComplaints } from './overdue-complaints';

const on = { stream: 'complaint-k-1', occurredAt: '2026-03-01T08:00:00.000Z' };
const filed = told(ComplaintFiled({ severity: 'major', complaint: '密封圈漏油' }), on);
const closed = told(ComplaintClosed({ answer: '已更换' }), { ...on, occurredAt: '2026-03-02T08:00:00.000Z' });

it('escalates what is open after the days that the policy allows', () => {
  const dueAt = '2026-03-06T08:00:00.000Z';
  reactorSpec(overdueComplaints).given(filed).twice().then(dueAt, { complaintId: 'k-1', dueAt });
  reactorSpec(overdueComplaints).given(filed, closed).thenNothing();
});

it('goes by a policy that was published since', () => {
  const dueAt = '2026-03-03T08:00:00.000Z';
  reactorSpec(overdueComplaints)
    .given(filed)
    .under(withPolicy(complaintsPolicy, { escalateAfterDays: 2 }))
    .then(dueAt, { complaintId: 'k-1', dueAt });
});
