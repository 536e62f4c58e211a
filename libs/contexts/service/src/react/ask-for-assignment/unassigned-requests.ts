import { byStream, defineReactor, idIn, type Instant, LAST_INSTANT, type Policies } from '@dossier/kernel';
import { serviceRequest } from '../../request';
import { requestEvents } from '../../request.events';
import { assigneeOf, type Entry, entryOf, isBegun, leftAt, logging, situationAt } from '../../request-log';
import { namesAgents, serviceAssignmentPolicy } from '../../service-assignment-policy';
import { askForAssignment } from '../../service-desk';
import { stepsOf } from '../../step-log';

interface Asking {
  readonly log: readonly Entry[];
}

/** A request that nobody has is to be assigned, once there is a policy for it. */
export const unassignedRequests = defineReactor<Asking>()({
  name: 'ask-for-assignment',
  title: { zh: '提交待分派的服务请求', en: 'Have requests assigned that nobody has' },
  version: 1,
  from: requestEvents,
  key: byStream,
  begins: { RequestOpened: (data, at) => ({ log: [entryOf.RequestOpened(data, at)] }) },
  evolve: logging<Asking | null>((doc, entry) => (doc === null ? null : { log: [...doc.log, entry] })),
  policies: [serviceAssignmentPolicy.name],
  dueAt,
  sends: askForAssignment,
  react: (_, stream) => ({ command: { requestId: idIn(serviceRequest, stream), because: 'unassigned' as const } }),
});

/** At once. What the policy says to it, whether it finds somebody or not, ends that. */
function dueAt({ log }: Asking, policies: Policies): Instant | null {
  if (!namesAgents(policies)) return null;
  const steps = stepsOf(log);
  if (!isBegun(situationAt(steps, LAST_INSTANT)) || assigneeOf(steps) !== null) return null;
  if (leftAt(log, LAST_INSTANT) !== undefined) return null;
  return steps.findLast(({ kind }) => kind === 'opened' || kind === 'reopened')?.at ?? null;
}
