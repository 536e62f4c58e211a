import type { EventIn } from '@dossier/kernel';
import { decisionSpec, reactorSpec, type Told, told, withPolicy } from '@dossier/testing';
import {
  RequestAssigned,
  type requestEvents,
  RequestLeftUnassigned,
  RequestOpened,
  RequestReopened,
  RequestResolved,
  StepRetracted,
} from '../../request.events';
import { serviceAssignmentPolicy } from '../../service-assignment-policy';
import { askForAssignment } from '../../service-desk';
import { AssignmentAsked, AssignmentRoundEnded } from '../../service-desk.events';
import { unassignedRequests } from './unassigned-requests';

const stream = 'service-request-r';
const march = (day: number): string => `2026-03-0${day}T08:00:00.000Z`;
const on = (day: number) => ({ stream, occurredAt: march(day) });
const opened = told(RequestOpened({ number: 'r', priority: 'normal' }), on(1));
const left = told(RequestLeftUnassigned({ reason: 'full', policyVersion: 1 }), on(1));
const assigned = told(RequestAssigned({ assignee: 'a' }), on(2));
const resolved = told(RequestResolved({}), on(3));
const reopened = told(RequestReopened({}), on(4));
const retracted = told(StepRetracted({ stepId: 'event-2', step: 'assigned', before: march(2), reason: 'x' }), on(2));
const policies = withPolicy(serviceAssignmentPolicy, {
  agents: [{ agent: 'a', capacity: 1 }],
  ...{ skills: [], tiers: [], absences: [] },
});
const command = { requestId: 'r', because: 'unassigned' as const };
const spec = reactorSpec(unassignedRequests);
const given = (...events: readonly Told<EventIn<typeof requestEvents>>[]) => spec.given(...events).under(policies);

it('has a request assigned that nobody has, once the policy names agents', () => {
  given(opened).twice().then(march(1), command);
  spec.given(opened).thenNothing();
});
it('asks once: what the policy says to it ends that, until the request is opened again or what was said is retracted', () => {
  given(opened, assigned).thenNothing();
  given(opened, left).thenNothing();
  given(opened, resolved).thenNothing();
  given(opened, left, resolved, reopened).then(march(4), command);
  given(opened, assigned, retracted).then(march(1), command);
  given(opened, assigned, resolved, reopened).thenNothing(); // who had it has it again
});
it('asks of history only from when it was brought in', () =>
  given({ ...opened, backfill: true, recordedAt: '2026-06-01T00:00:00.000Z' }).thenNothing());

it('tells that an agent may be free only where a request waits, or a round is under way that may leave one', () => {
  const freed = { requestId: 'r', because: 'freed' as const };
  const ended = (unassigned: number) =>
    told(
      AssignmentRoundEnded({
        ...{ round: 1, asks: 1, asOf: march(1), policyVersion: 1, assigned: 0, unassigned, agents: [] },
      }),
      on(1),
    );
  const asked = told(AssignmentAsked(command), on(1));
  const asking = decisionSpec(askForAssignment);
  asking.when(freed).thenNothing();
  const [now, ahead] = [march(1), march(2)];
  asking.when(command, { now, occurredAt: ahead }).then(AssignmentAsked(command, { occurredAt: now }));
  asking.given(asked).when(freed).then(AssignmentAsked(freed));
  asking.given(asked, ended(0)).when(freed).thenNothing();
  asking.given(asked, ended(1)).when(freed).then(AssignmentAsked(freed));
  asking.given(asked, ended(0)).when(command).then(AssignmentAsked(command));
});
