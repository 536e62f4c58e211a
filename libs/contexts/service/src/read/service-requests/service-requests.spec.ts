import { projectionSpec, readsOf, told, viewing } from '@dossier/testing';
import {
  RequestAssigned,
  RequestClosed,
  RequestLeftUnassigned,
  RequestOpened,
  RequestPaused,
  RequestResolved,
  ServiceLevelMet,
  ServiceLevelMissed,
  StepCorrected,
  StepRetracted,
  VerdictWithdrawn,
} from '../../request.events';
import { entryOf } from '../../request-log';
import { cut } from '../../step-log';
import { type RequestDocument, serviceRequests } from '../../service-requests';
import { slaReport } from './sla-report';

const stream = 'service-request-r';
/** Noon in Shanghai. */
const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T04:00:00.000Z`;
const on = (day: number, recorded = day) => ({ stream, occurredAt: march(day), recordedAt: march(recorded) });
const promise = { responseMinutes: 60, resolutionMinutes: 480, hours: 'working', policyVersion: 3 } as const;
const opened = told(
  RequestOpened({ number: 'SR-1', priority: 'high', subject: '漏油', skill: 'hydraulics', orderId: 'SO-1', promise }),
  { ...on(2), businessLine: 'presses' },
);
const assigned = told(RequestAssigned({ assignee: 'line-2' }), on(3));
const given = {
  clock: 'resolution',
  targetMinutes: 480,
  stretches: [],
  hours: 'working',
  levelsVersion: 3,
  calendarVersion: 1,
} as const;
const missed = told(ServiceLevelMissed({ ...given, spentMinutes: 480, dueAt: march(5) }), on(5));
const resolved = told(RequestResolved({ solution: '换密封', proof: 'POD-1' }), on(4, 12));
const turned = { because: 'late', fact: 'resolved', factAt: march(4) } as const;
const withdrawn = told(
  VerdictWithdrawn({ verdictId: 'event-3', clock: 'resolution', outcome: 'missed', ...turned }),
  on(5, 12),
);
const met = told(
  ServiceLevelMet({ ...given, spentMinutes: 200, dueAt: march(5), restates: 'event-3', ...turned }),
  on(4, 12),
);
const story = [opened, assigned, missed, resolved, withdrawn, met] as const;

const byPriority = { tier: null, priorityMinutes: null, benefitsVersion: null };

it('shows a request with its steps, and every verdict with what became of it and why', () => {
  const spec = projectionSpec(serviceRequests).given(...story);
  const verdict = {
    clock: 'resolution',
    targetMinutes: 480,
    dueAt: march(5),
    calendarVersion: 1,
    until: null,
  } as const;
  const step = { enteredAt: null, assignee: null, note: null, proof: null, retracted: false, reason: null };
  spec.twice().thenView({
    ...{
      requestId: 'r',
      customer: 'customer-1',
      number: 'SR-1',
      status: 'resolved',
      priority: 'high',
      subject: '漏油',
    },
    ...{ skill: 'hydraulics', order: 'SO-1', businessLine: 'presses', assignee: 'line-2' },
    ...{ assignedBy: 'hand', unassigned: null, assignment: null, candidates: [] },
    ...{ openedAt: march(2), respondedAt: march(4), resolvedAt: march(4), closedAt: null, resolutionCount: 1 },
    ...{
      promise: { ...promise, entitlements: [] },
      response: 'running',
      resolution: 'met',
      nextDueAt: '2026-03-02T06:00:00.000Z',
    },
    steps: [
      { ...step, step: 'opened', at: march(2), recordedAt: march(2), eventId: 'event-1' },
      { ...step, step: 'assigned', at: march(3), recordedAt: march(3), assignee: 'line-2', eventId: 'event-2' },
      {
        ...{ ...step, step: 'resolved', at: march(4), recordedAt: march(12), eventId: 'event-4' },
        ...{ note: '换密封', proof: 'POD-1' },
      },
    ],
    verdicts: [
      {
        ...{ ...verdict, id: 'event-3', outcome: 'missed', at: march(5), recordedAt: march(5), spentMinutes: 480 },
        ...{ restates: null, because: null, fact: null, factAt: null, standing: false, withdrawnAt: march(12) },
        ...byPriority,
      },
      {
        ...{ ...verdict, id: 'event-6', outcome: 'met', at: march(4), recordedAt: march(12), spentMinutes: 200 },
        ...{ restates: 'event-3', ...turned, standing: true, withdrawnAt: null },
        ...byPriority,
      },
    ],
  });
  spec.thenFields({ status: 'resolved', resolution: 'met', restated: true, resolvedAt: march(4), assignee: 'line-2' });
});

it('says what the policy saw: whom it chose, and why it found nobody as long as that holds', () => {
  const saw = { policyVersion: 3, skill: 'hydraulics', tiers: ['value-high' as const] };
  const candidates = [{ agent: 'line-1', requests: 4, capacity: 4 }];
  const left = told(RequestLeftUnassigned({ ...saw, reason: 'full', candidates }), on(2));
  const waiting = projectionSpec(serviceRequests).given(opened, left);
  waiting.thenFields({ unassigned: 'full', assignedBy: null, assignee: null });
  waiting.thenView(
    expect.objectContaining({ assignment: { ...saw, requests: null, keptForTier: null }, candidates }) as never,
  );
  const chosen = { ...saw, assignee: 'line-1', requests: 3, keptForTier: true, candidates };
  const given = told(RequestAssigned(chosen), on(3));
  const assignedTo = projectionSpec(serviceRequests).given(opened, left, given);
  assignedTo.thenFields({ unassigned: null, assignedBy: 'policy', assignee: 'line-1' });
  assignedTo.thenView(
    expect.objectContaining({ assignment: { ...saw, requests: 3, keptForTier: true }, candidates }) as never,
  );
  // by hand after it, and retracted: then the policy is to be asked again
  const byHand = told(RequestAssigned({ assignee: 'line-2' }), on(4));
  projectionSpec(serviceRequests).given(opened, left, given, byHand).thenFields({ assignedBy: 'hand' });
  const toldLate = told(RequestAssigned({ assignee: 'line-2' }), on(2, 4));
  projectionSpec(serviceRequests)
    .given(opened, left, given, toldLate)
    .thenFields({ assignedBy: 'hand', assignee: 'line-2' });
  const retracted = told(
    StepRetracted({ stepId: 'event-3', step: 'assigned', before: march(3), reason: '误派' }),
    on(3, 4),
  );
  projectionSpec(serviceRequests)
    .given(opened, left, given, retracted)
    .thenFields({ unassigned: null, assignedBy: null, assignee: null });
});

it('says when the next clock runs out', () => {
  projectionSpec(serviceRequests)
    .given(opened)
    .thenFields({ nextDueAt: '2026-03-02T06:00:00.000Z', status: 'open', response: 'running' }); // over lunch
  projectionSpec(serviceRequests)
    .given(opened, told(RequestPaused({ waitingFor: '序列号' }), on(2)))
    .thenFields({ nextDueAt: null, status: 'waiting' });
});

it('follows corrections and retractions, and shows what was on record before', () => {
  const late = told(RequestResolved({}), on(9));
  const corrected = told(
    StepCorrected({ stepId: 'event-2', step: 'resolved', before: march(9), at: march(4), reason: '签收单' }),
    on(4, 10),
  );
  const closed = told(RequestClosed({ answer: '好' }), on(11));
  const retracted = told(
    StepRetracted({ stepId: 'event-4', step: 'closed', before: march(11), reason: '误关' }),
    on(11, 12),
  );
  const spec = projectionSpec(serviceRequests).given(opened, late, corrected, closed, retracted);
  spec.thenFields({ resolvedAt: march(4), closedAt: null, status: 'resolved' });
  spec.thenView(
    expect.objectContaining({
      steps: [
        expect.objectContaining({ step: 'opened' }),
        expect.objectContaining({ step: 'resolved', at: march(4), enteredAt: march(9), reason: '签收单' }),
        expect.objectContaining({ step: 'closed', at: march(11), retracted: true, reason: '误关', note: '好' }),
      ],
    }) as never,
  );
});

describe('the report of a month', () => {
  const at = (event: (typeof story)[number], index: number) =>
    ({ ...on(0), ...event, id: `event-${index + 1}` }) as never;
  const doc = {
    ...{ requestId: 'r', customer: 'customer-1', number: 'SR-1', priority: 'high', subject: null, skill: null },
    ...{ order: null, businessLine: null, words: {}, reasons: {}, proofs: {}, found: {}, left: null },
    log: story.map((event, index) => {
      const name = event.type.split('.')[1] as keyof typeof entryOf;
      return entryOf[name](event.data as never, at(event, index));
    }),
  } as RequestDocument;
  const ask = (asOf: string, knownAt: string = march(31), month?: string) => {
    // as the engine does it: the document is that of the events that were recorded by then
    const known = { ...doc, log: doc.log.filter(({ recordedAt }) => recordedAt <= knownAt) };
    const reads = readsOf(new Map([[serviceRequests, { [stream]: known }]]));
    const asking = { ...viewing({ asOf, zone: 'Asia/Shanghai' }), reads };
    return slaReport.run(month === undefined ? {} : { month }, asking);
  };

  it('says what it said then, and what is right now', async () => {
    expect((await ask(march(31), march(6))).rows).toEqual([
      expect.objectContaining({
        month: '2026-03',
        requests: 1,
        resolutionMissed: 1,
        resolutionMet: 0,
        resolutionRate: 0,
      }),
    ]);
    expect((await ask(march(31))).rows).toEqual([
      expect.objectContaining({ resolutionMissed: 0, resolutionMet: 1, resolutionRate: 100, resolved: 1, meanDays: 2 }),
    ]);
  });
  it('has each day what was so on it', async () => {
    expect((await ask(march(3))).total).toMatchObject({
      requests: 1,
      resolutionRunning: 1,
      resolved: 0,
      meanDays: null,
    });
    expect((await ask(march(4))).total).toMatchObject({ resolutionMet: 1, medianDays: 2 });
    expect((await ask(march(5), march(5))).total).toMatchObject({ resolutionMissed: 1 });
    expect((await ask(march(1))).rows).toEqual([]);
    expect((await ask(march(31), undefined, '2026-02')).rows).toEqual([]);
    expect([...cut(doc.log, { asOf: march(31), knownAt: march(3) })]).toHaveLength(2);
  });
});
