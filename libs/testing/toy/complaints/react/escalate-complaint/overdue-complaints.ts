import { addDays, byStream, defineReactor, idIn, type Instant } from '@dossier/kernel';
import { complaint } from '../../complaint';
import { ComplaintClosed, ComplaintEscalated, ComplaintFiled } from '../../complaint.events';
import { complaintsPolicy } from '../../complaints-policy';
import { escalateComplaint } from './escalate-complaint';

interface OpenSince {
  readonly dueAfter: Instant;
}

/** A complaint that is open longer than the policy allows is escalated, once. */
export const overdueComplaints = defineReactor<OpenSince>()({
  name: 'escalate-complaint',
  title: { zh: '升级超期投诉', en: 'Escalate overdue complaints' },
  version: 1,
  from: { ComplaintFiled, ComplaintEscalated, ComplaintClosed },
  key: byStream,
  begins: { ComplaintFiled: (_, { occurredAt }) => ({ dueAfter: occurredAt }) },
  evolve: { ComplaintEscalated: () => null, ComplaintClosed: () => null },
  policies: [complaintsPolicy.name],
  dueAt: ({ dueAfter }, policies) => addDays(dueAfter, policies(complaintsPolicy).document.escalateAfterDays),
  sends: escalateComplaint,
  react: ({ dueAfter }, stream, policies) => ({
    command: {
      complaintId: idIn(complaint, stream),
      dueAt: addDays(dueAfter, policies(complaintsPolicy).document.escalateAfterDays),
    },
  }),
});
