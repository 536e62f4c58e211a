import { initialPolicies, type Policies } from '@dossier/kernel';
import { decisionSpec, reactorSpec, told, withPolicy } from '@dossier/testing';
import {
  RequestAssigned,
  RequestLeftUnassigned,
  RequestOpened,
  RequestResolved,
  RequestResponded,
} from '../../request.events';
import { serviceAssignmentPolicy } from '../../service-assignment-policy';
import { AssignmentAsked, AssignmentRoundEnded } from '../../service-desk.events';
import { assignByPolicy, leaveUnassigned } from './assign-by-policy';
import { assignmentRounds } from './assignment-rounds';
import { endRound } from './end-round';

const march = (day: number): string => `2026-03-0${day}T08:00:00.000Z`;
const on = (day: number) => ({ stream: 'service-desk-all', subject: '~service-desk-all', occurredAt: march(day) });
const asked = (day: number) => told(AssignmentAsked({ requestId: `r-${day}`, because: 'unassigned' }), on(day));
const said = (round: number, asks: number, unassigned: number) => ({
  ...{ round, asks, asOf: march(asks), policyVersion: 1, assigned: 0, unassigned, agents: [] },
});
const ended = (round: number, asks: number, unassigned: number) =>
  told(AssignmentRoundEnded(said(round, asks, unassigned)), on(asks));
const policy = (version: number, to: string) =>
  withPolicy(
    serviceAssignmentPolicy,
    {
      agents: [{ agent: 'a', capacity: 1 }],
      ...{ skills: [], tiers: [], absences: [{ agent: 'a', from: '2026-03-01', to }] },
    },
    version,
  );

describe('a round begins', () => {
  const again = (round: number, asks: number, last: number) => ({
    ...{ round, asks, asOf: march(last), policyVersion: 1, assigned: 0, unassigned: 0, agents: [] },
  });
  it('at once where it is asked for, and again for what was asked meanwhile', () => {
    reactorSpec(assignmentRounds)
      .given(asked(1))
      .twice()
      .then(march(1), { ...again(0, 1, 1), asOf: '', policyVersion: 0 });
    reactorSpec(assignmentRounds)
      .given(asked(1), asked(2), ended(1, 1, 0))
      .then(march(2), again(1, 2, 1));
    reactorSpec(assignmentRounds)
      .given(asked(1), ended(1, 1, 0))
      .thenNothing();
  });
  it('not before the policy is in force: one may be dated by a clock that is ahead', () => {
    const since = march(3);
    const { document } = policy(1, '2026-02-28')(serviceAssignmentPolicy);
    const dated: Policies = (of, at = since) =>
      of.name === serviceAssignmentPolicy.name && at >= since
        ? { name: of.name, version: 1, document: document as unknown as typeof of.initial, since }
        : initialPolicies(of);
    const asks = (number: number) => ({ ...again(0, number, 1), asOf: '', policyVersion: 0 });
    reactorSpec(assignmentRounds).given(asked(1)).under(dated).then(since, asks(1));
    reactorSpec(assignmentRounds).given(asked(4)).under(dated).then(march(4), asks(1));
  });
  it('where a request of history was solved: that holds back none that is asked for later', () => {
    const freed = AssignmentAsked({ requestId: 'old', because: 'freed' });
    const past = told(freed, { ...on(1), backfill: true, recordedAt: '2026-06-01T08:30:00.000Z' });
    const asks = { ...again(0, 1, 1), asOf: '', policyVersion: 0 };
    reactorSpec(assignmentRounds).given(past).then(march(1), asks);
    reactorSpec(assignmentRounds)
      .given(past, asked(2))
      .then(march(1), { ...asks, asks: 2 });
  });
  it('where a request waits: when somebody comes back, and when the policy changes', () => {
    const waits = reactorSpec(assignmentRounds).given(asked(1), ended(1, 1, 1));
    waits.under(policy(1, '2026-03-05')).then('2026-03-05T16:00:00.000Z', again(1, 1, 1));
    waits.under(policy(1, '2026-02-28')).thenNothing();
    waits.under(policy(2, '2026-02-28')).then(march(1), again(1, 1, 1));
    reactorSpec(assignmentRounds)
      .given(asked(1), ended(1, 1, 0))
      .under(policy(2, '2026-03-05'))
      .thenNothing();
  });
});

it('a round ends once', () => {
  const first = said(1, 1, 0);
  decisionSpec(endRound).given(asked(1)).when(first).then(AssignmentRoundEnded(first));
  decisionSpec(endRound)
    .given(asked(1), ended(1, 1, 0))
    .when(first)
    .thenNothing();
});

describe('what a round says of a request', () => {
  const opened = told(RequestOpened({ number: 'r', priority: 'normal' }), { occurredAt: march(1) });
  const byPolicy = { policyVersion: 1, tiers: [], candidates: [] };
  const leave = { ...byPolicy, requestId: 'r', reason: 'full' as const, skill: 'pumps' };
  const assigned = { ...byPolicy, assignee: 'a', requests: 0, keptForTier: false };
  const assign = { ...assigned, requestId: 'r' };
  const left = RequestLeftUnassigned({ ...byPolicy, reason: 'full', skill: 'pumps' });

  it('is recorded with what it saw', () => {
    decisionSpec(assignByPolicy).given(opened).when(assign).then(RequestAssigned(assigned));
    decisionSpec(leaveUnassigned).given(opened).when(leave).then(left);
    decisionSpec(assignByPolicy)
      .given(opened, told(left, { occurredAt: march(1) }))
      .when(assign)
      .then(RequestAssigned(assigned));
  });
  it('gives way to who assigned it by hand meanwhile, and to its end', () => {
    for (const event of [RequestAssigned({ assignee: 'boss' }), RequestResolved({})]) {
      const then = told(event, { occurredAt: march(2) });
      decisionSpec(assignByPolicy).given(opened, then).when(assign).thenNothing();
      decisionSpec(leaveUnassigned).given(opened, then).when(leave).thenNothing();
    }
    decisionSpec(assignByPolicy).when(assign).thenNothing();
  });
  it('is not said anew of a request that has as many entries as it may; whoever gets it is', () => {
    const often = Array.from({ length: 999 }, () => told(RequestResponded({}), { occurredAt: march(1) }));
    const other = { ...leave, reason: 'absent' as const };
    const full = told(left, { occurredAt: march(1) });
    decisionSpec(leaveUnassigned)
      .given(opened, ...often.slice(2), full)
      .when(other)
      .then(RequestLeftUnassigned({ ...byPolicy, reason: 'absent', skill: 'pumps' }));
    decisionSpec(leaveUnassigned)
      .given(opened, ...often.slice(1), full)
      .when(other)
      .thenNothing();
    decisionSpec(leaveUnassigned)
      .given(opened, ...often)
      .when(leave)
      .then(left);
    decisionSpec(assignByPolicy)
      .given(opened, ...often, full)
      .when(assign)
      .then(RequestAssigned(assigned));
  });
  it('is said once where nobody is found for the same reason', () => {
    decisionSpec(leaveUnassigned)
      .given(opened, told(left, { occurredAt: march(1) }))
      .when(leave)
      .thenNothing();
    const other = { ...leave, reason: 'absent' as const };
    decisionSpec(leaveUnassigned)
      .given(opened, told(left, { occurredAt: march(1) }))
      .when(other)
      .then(RequestLeftUnassigned({ ...byPolicy, reason: 'absent', skill: 'pumps' }));
  });
});
