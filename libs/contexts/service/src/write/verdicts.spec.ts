import { decisionSpec, told, withPolicy } from '@dossier/testing';
import { businessCalendarPolicy } from '../business-calendar-policy';
import { judgeRequest } from '../react/judge-request/judge-request';
import {
  RequestClosed,
  RequestOpened,
  RequestPaused,
  RequestReopened,
  RequestResolved,
  RequestResponded,
  RequestResumed,
  RequestWithdrawn,
  ServiceLevelMet,
  ServiceLevelMissed,
  StepCorrected,
  StepRetracted,
  VerdictWithdrawn,
} from '../request.events';
import { closeRequest } from './close-request/close-request';
import { correctStep } from './correct-step/correct-step';
import { openRequest } from './open-request/open-request';
import { pauseRequest } from './pause-request/pause-request';
import { reopenRequest } from './reopen-request/reopen-request';
import { resolveRequest } from './resolve-request/resolve-request';
import { respondToRequest } from './respond-to-request/respond-to-request';
import { resumeRequest } from './resume-request/resume-request';
import { retractStep } from './retract-step/retract-step';
import { withdrawRequest } from './withdraw-request/withdraw-request';

/** Clocks of Shanghai; the first of March 2026 is a Sunday, the last day of February a Saturday on which people work. */
const on = (day: string, time: string): string => new Date(`2026-${day}T${time}:00+08:00`).toISOString();
const requestId = 'r';
const promise = { responseMinutes: 60, resolutionMinutes: 480, hours: 'working', policyVersion: 0 } as const;
const by = { hours: 'working', levelsVersion: 0, calendarVersion: 0 } as const;
const openedAt = on('02-27', '17:00'); // a Friday
const opened = told(RequestOpened({ number: 'r', priority: 'high', promise }), { occurredAt: openedAt });
const missedAt = on('02-28', '17:00'); // 60 minutes on Friday, 420 on the make-up Saturday
const response = {
  clock: 'response',
  targetMinutes: 60,
  ...by,
  stretches: [{ from: openedAt, to: on('02-27', '17:30'), minutes: 30 }],
} as const;
const untilDue = [{ from: openedAt, to: missedAt, minutes: 480 }];
const missed = {
  clock: 'resolution',
  targetMinutes: 480,
  spentMinutes: 480,
  dueAt: missedAt,
  stretches: untilDue,
  ...by,
} as const;
const responded = told(RequestResponded({}), { occurredAt: on('02-27', '17:30') });
const responseMet = told(ServiceLevelMet({ ...response, spentMinutes: 30, dueAt: on('02-27', '18:00') }), {
  occurredAt: on('02-27', '17:30'),
});
const resolutionMissed = told(ServiceLevelMissed(missed), { occurredAt: missedAt });

it('promises by the policy in force when it is opened', () =>
  decisionSpec(openRequest)
    .when({ number: 'r', priority: 'high' }, { occurredAt: openedAt })
    .then(RequestOpened({ number: 'r', priority: 'high', promise })));

it('is answered in time, with the arithmetic of the clock', () =>
  decisionSpec(respondToRequest)
    .given(opened)
    .when({ requestId }, { occurredAt: on('02-27', '17:30'), now: on('02-27', '17:30') })
    .then(
      RequestResponded({}),
      ServiceLevelMet(
        { ...response, spentMinutes: 30, dueAt: on('02-27', '18:00') },
        { occurredAt: on('02-27', '17:30') },
      ),
    ));

it('is missed when its time is used up, over a make-up Saturday, and not before', () => {
  const spec = decisionSpec(judgeRequest).given(opened, responded, responseMet);
  const due = { requestId, dueAt: missedAt };
  spec.when(due, { now: missedAt }).then(ServiceLevelMissed(missed, { occurredAt: missedAt }));
  spec.when(due, { now: on('02-28', '16:59') }).then('service/not-due-yet', { dueAt: missedAt });
  decisionSpec(judgeRequest)
    .given(opened, responded, responseMet, resolutionMissed)
    .when(due, { now: on('03-09', '09:00') })
    .thenNothing();
  decisionSpec(judgeRequest).when(due).then('service/unknown-request', { requestId });
});

it('a proof of delivery a week late turns what was missed into met; the new verdict names the old one and why', () => {
  const happened = on('02-28', '12:00');
  const turned = { because: 'late', fact: 'resolved', factAt: happened } as const;
  decisionSpec(resolveRequest)
    .given(opened, responded, responseMet, resolutionMissed)
    .when({ requestId, proof: 'POD-1' }, { occurredAt: happened, now: on('03-07', '10:00') })
    .then(
      RequestResolved({ proof: 'POD-1' }),
      VerdictWithdrawn(
        { verdictId: 'event-4', clock: 'resolution', outcome: 'missed', ...turned },
        { occurredAt: missedAt },
      ),
      ServiceLevelMet(
        {
          ...{ clock: 'resolution', targetMinutes: 480, spentMinutes: 240, dueAt: missedAt, ...by },
          stretches: [{ from: openedAt, to: happened, minutes: 240 }],
          ...{ restates: 'event-4', ...turned },
        },
        { occurredAt: happened },
      ),
    );
});

it('a resolution that was entered too late is corrected, and so is its verdict', () => {
  const late = told(RequestResolved({}), { occurredAt: on('03-02', '10:00') });
  const happened = on('02-28', '12:00');
  const turned = { because: 'corrected', fact: 'resolved', factAt: happened } as const;
  const spec = decisionSpec(correctStep).given(opened, responded, responseMet, resolutionMissed, late);
  const command = { requestId, step: 'resolved' as const, reason: 'x' };
  const corrected = {
    stepId: 'event-5',
    step: 'resolved',
    before: on('03-02', '10:00'),
    at: happened,
    reason: 'x',
  } as const;
  spec.when(command, { occurredAt: happened }).then(
    StepCorrected(corrected, { occurredAt: happened }),
    VerdictWithdrawn(
      { verdictId: 'event-4', clock: 'resolution', outcome: 'missed', ...turned },
      { occurredAt: missedAt },
    ),
    ServiceLevelMet(
      {
        ...{ clock: 'resolution', targetMinutes: 480, spentMinutes: 240, dueAt: missedAt, ...by },
        stretches: [{ from: openedAt, to: happened, minutes: 240 }],
        ...{ restates: 'event-4', ...turned },
      },
      { occurredAt: happened },
    ),
  );
  spec.when(command, { occurredAt: on('03-02', '10:00') }).thenNothing();
  spec
    .when({ ...command, enteredAt: on('03-01', '10:00') }, { occurredAt: happened })
    .then('service/unknown-step', { requestId, step: 'resolved' });
  spec
    .when({ ...command, step: 'opened' }, { occurredAt: on('02-27', '17:31') })
    .then('service/step-before-opening', { requestId, at: on('02-27', '17:30') });
  spec.when(command, { occurredAt: on('02-27', '16:00') }).then('service/before-opened');
});

it('an opening that is corrected is promised what was in force then, and its clocks start anew', () => {
  const happened = on('02-27', '15:00');
  const turned = { because: 'corrected', fact: 'opened', factAt: happened } as const;
  const moved = { stepId: 'event-1', step: 'opened', before: openedAt, at: happened, reason: 'x', promise } as const;
  const [met] = [{ targetMinutes: 60, spentMinutes: 60, dueAt: on('02-27', '16:00'), ...by }];
  decisionSpec(correctStep)
    .given(opened, responded, responseMet)
    .when({ requestId, step: 'opened', reason: 'x' }, { occurredAt: happened, now: on('02-27', '18:00') })
    .then(
      StepCorrected(moved, { occurredAt: happened }),
      VerdictWithdrawn(
        { verdictId: 'event-3', clock: 'response', outcome: 'met', ...turned },
        { occurredAt: on('02-27', '17:30') },
      ),
      ServiceLevelMissed(
        {
          ...{ clock: 'response', ...met },
          stretches: [{ from: happened, to: on('02-27', '16:00'), minutes: 60 }],
          ...{ restates: 'event-3', ...turned },
        },
        { occurredAt: on('02-27', '16:00') },
      ),
    );
});

it('a step that did not happen is retracted, with what followed from it', () => {
  const spec = decisionSpec(retractStep).given(opened, responded, responseMet);
  const turned = { because: 'retracted', fact: 'responded', factAt: on('02-27', '17:30') } as const;
  const gone = { stepId: 'event-2', step: 'responded', before: on('02-27', '17:30'), reason: 'x' } as const;
  spec
    .when({ requestId, step: 'responded', reason: 'x' }, { now: on('02-27', '17:45') })
    .then(
      StepRetracted(gone, { occurredAt: on('02-27', '17:30') }),
      VerdictWithdrawn(
        { verdictId: 'event-3', clock: 'response', outcome: 'met', ...turned },
        { occurredAt: on('02-27', '17:30') },
      ),
    );
  spec.when({ requestId, step: 'opened', reason: 'x' }).then('service/not-the-opening');
  spec.when({ requestId, step: 'paused', reason: 'x' }).then('service/unknown-step', { requestId, step: 'paused' });
});

it('a retraction that is said again takes back no other step, unless it names that one', () => {
  const again = told(RequestResponded({}), { occurredAt: on('02-27', '17:40') });
  const gone = told(
    StepRetracted({ stepId: 'event-4', step: 'responded', before: on('02-27', '17:40'), reason: 'x' }),
    {
      occurredAt: on('02-27', '17:40'),
    },
  );
  const now = { now: on('02-27', '17:45') };
  const spec = decisionSpec(retractStep).given(opened, responded, responseMet, again, gone);
  spec
    .when({ requestId, step: 'responded', reason: 'x' }, now)
    .then('service/retracted-already', { step: expect.anything() as unknown, at: on('02-27', '17:40') });
  spec
    .when({ requestId, step: 'responded', enteredAt: on('02-27', '17:30'), reason: 'x' }, now)
    .then(
      StepRetracted(
        { stepId: 'event-2', step: 'responded', before: on('02-27', '17:30'), reason: 'x' },
        { occurredAt: on('02-27', '17:30') },
      ),
      expect.objectContaining({ type: 'service.VerdictWithdrawn' }) as never,
    );
});

it.each([undefined, on('02-27', '17:40')])(
  'a retraction that is said again says so, also where no such step is left: %s',
  (enteredAt) => {
    const at = on('02-27', '17:40');
    const late = told(RequestResponded({}), { occurredAt: at });
    const gone = told(StepRetracted({ stepId: 'event-2', step: 'responded', before: at, reason: 'x' }), {
      occurredAt: at,
    });
    const spec = decisionSpec(retractStep).given(opened, late, gone);
    spec
      .when(
        { requestId, step: 'responded', reason: 'x', ...(enteredAt && { enteredAt }) },
        { now: on('02-27', '17:45') },
      )
      .then('service/retracted-already', { step: expect.anything() as unknown, at });
  },
);

it('a retraction takes back the step that was entered in place of one that was retracted, also where it is of an earlier time', () => {
  const gone = told(
    StepRetracted({ stepId: 'event-2', step: 'responded', before: on('02-27', '17:40'), reason: 'x' }),
    { occurredAt: on('02-27', '17:40') },
  );
  const late = told(RequestResponded({}), { occurredAt: on('02-27', '17:40') });
  const rightly = told(RequestResponded({}), { occurredAt: on('02-27', '17:30') });
  decisionSpec(retractStep)
    .given(opened, late, gone, rightly)
    .when({ requestId, step: 'responded', reason: 'x' }, { now: on('02-27', '17:45') })
    .then(
      StepRetracted(
        { stepId: 'event-4', step: 'responded', before: on('02-27', '17:30'), reason: 'x' },
        { occurredAt: on('02-27', '17:30') },
      ),
    );
});

it('a retraction that is said again takes back no step that was there before, also where one was entered before that since', () => {
  const earlier = told(RequestResponded({}), { occurredAt: on('02-27', '17:30') });
  const late = told(RequestResponded({}), { occurredAt: on('02-27', '17:40') });
  const gone = told(
    StepRetracted({ stepId: 'event-3', step: 'responded', before: on('02-27', '17:40'), reason: 'x' }),
    { occurredAt: on('02-27', '17:40') },
  );
  const since = told(RequestResponded({}), { occurredAt: on('02-27', '17:20') });
  decisionSpec(retractStep)
    .given(opened, earlier, late, gone, since)
    .when({ requestId, step: 'responded', reason: 'x' }, { now: on('02-27', '17:45') })
    .then('service/retracted-already', { step: expect.anything() as unknown, at: on('02-27', '17:40') });
});

describe('a request that is reopened', () => {
  const first = { ...by, clock: 'resolution', targetMinutes: 480, spentMinutes: 60, dueAt: missedAt } as const;
  const resolvedAt = on('02-27', '18:00');
  const resolved = told(RequestResolved({}), { occurredAt: resolvedAt });
  const met = told(ServiceLevelMet({ ...first, stretches: [{ from: openedAt, to: resolvedAt, minutes: 60 }] }), {
    occurredAt: resolvedAt,
  });
  const before = [opened, responded, responseMet, resolved, met] as const;
  const reopenedAt = on('03-02', '09:00');
  const why = { because: 'reopened', fact: 'reopened', factAt: reopenedAt } as const;
  const withdrawn = VerdictWithdrawn(
    { verdictId: 'event-5', clock: 'resolution', outcome: 'met', ...why },
    { occurredAt: reopenedAt },
  );

  it('had been resolved in time until then, and its clock goes on from where it stood', () => {
    decisionSpec(reopenRequest)
      .given(...before)
      .when({ requestId, reason: 'x' }, { occurredAt: reopenedAt, now: reopenedAt })
      .then(RequestReopened({ reason: 'x' }), withdrawn);
    decisionSpec(resolveRequest)
      .given(
        ...before,
        told(RequestReopened({}), { occurredAt: reopenedAt }),
        told(withdrawn, { occurredAt: reopenedAt }),
      )
      .when({ requestId }, { occurredAt: on('03-02', '10:00'), now: on('03-02', '10:00') })
      .then(
        RequestResolved({}),
        ServiceLevelMet(
          {
            ...{ ...first, spentMinutes: 120, dueAt: on('03-02', '17:00') },
            stretches: [
              { from: openedAt, to: resolvedAt, minutes: 60 },
              { from: reopenedAt, to: on('03-02', '10:00'), minutes: 60 },
            ],
            ...{ restates: 'event-5', ...why },
          },
          { occurredAt: on('03-02', '10:00') },
        ),
      );
  });
  it('is one that was resolved, closed or withdrawn', () => {
    decisionSpec(reopenRequest).given(opened).when({ requestId }).thenNothing();
    decisionSpec(reopenRequest).when({ requestId }).then('service/unknown-request', { requestId });
  });
});

it('the clocks stand while we wait for the customer', () => {
  const paused = told(RequestPaused({}), { occurredAt: on('02-27', '17:10') });
  const resumed = told(RequestResumed({}), { occurredAt: on('03-02', '09:00') });
  const at = on('03-02', '09:20');
  decisionSpec(respondToRequest)
    .given(opened, paused, resumed)
    .when({ requestId }, { occurredAt: at, now: at })
    .then(
      RequestResponded({}),
      ServiceLevelMet(
        {
          ...{ ...response, spentMinutes: 30, dueAt: on('03-02', '09:50') },
          stretches: [
            { from: openedAt, to: on('02-27', '17:10'), minutes: 10 },
            { from: on('03-02', '09:00'), to: at, minutes: 20 },
          ],
        },
        { occurredAt: at },
      ),
    );
});

it('a verdict stands, whatever the calendar has become since, until a fact turns it', () => {
  const { zone, week, makeUpHours } = businessCalendarPolicy.initial;
  const policies = withPolicy(businessCalendarPolicy, { zone, week, makeUpHours, years: [] }, 2);
  decisionSpec(judgeRequest)
    .given(opened, responded, responseMet, resolutionMissed)
    .when({ requestId, dueAt: missedAt }, { now: on('03-09', '09:00'), policies })
    .thenNothing();
  decisionSpec(respondToRequest)
    .given(opened, responded, responseMet, resolutionMissed)
    .when({ requestId, note: 'again' }, { occurredAt: on('03-02', '09:00'), now: on('03-09', '09:00'), policies })
    .then(RequestResponded({ note: 'again' }));
});

it('what is nothing to do, and what cannot be done', () => {
  const at = { occurredAt: on('03-02', '12:00'), now: on('03-02', '12:00') };
  const resolved = told(RequestResolved({}), { occurredAt: on('02-27', '17:45') });
  const closed = told(RequestClosed({}), { occurredAt: on('03-02', '09:00') });
  const ended = { requestId, at: at.occurredAt };
  decisionSpec(resumeRequest).given(opened).when({ requestId }, at).thenNothing();
  decisionSpec(pauseRequest)
    .given(opened, told(RequestPaused({}), { occurredAt: on('02-28', '09:00') }))
    .when({ requestId }, at)
    .thenNothing();
  decisionSpec(resolveRequest).given(opened, resolved).when({ requestId }, at).thenNothing();
  decisionSpec(closeRequest).given(opened, resolved, closed).when({ requestId }, at).thenNothing();
  decisionSpec(closeRequest).given(opened).when({ requestId }, at).then('service/not-resolved', ended);
  decisionSpec(closeRequest)
    .given(opened, resolved)
    .when({ requestId, answer: '好' }, at)
    .then(RequestClosed({ answer: '好' }));
  decisionSpec(pauseRequest).given(opened, resolved).when({ requestId }, at).then('service/request-resolved', ended);
  decisionSpec(resumeRequest)
    .given(opened, resolved, closed)
    .when({ requestId }, at)
    .then('service/request-closed', ended);
  decisionSpec(resolveRequest)
    .given(opened, resolved, closed)
    .when({ requestId }, at)
    .then('service/request-closed', ended);
  decisionSpec(withdrawRequest).given(opened, resolved).when({ requestId }, at).then('service/request-resolved', ended);
  decisionSpec(withdrawRequest)
    .given(opened)
    .when({ requestId }, { occurredAt: on('02-27', '17:10'), now: on('02-27', '17:10') })
    .then(RequestWithdrawn({}));
  decisionSpec(respondToRequest)
    .given(opened)
    .when({ requestId }, { occurredAt: on('02-27', '16:59') })
    .then('service/before-opened', { requestId, openedAt, at: on('02-27', '16:59') });
  const often = Array.from({ length: 1000 }, () => told(RequestResponded({}), { occurredAt: on('02-28', '09:00') }));
  decisionSpec(respondToRequest)
    .given(opened, ...often)
    .when({ requestId }, at)
    .then('service/too-many-steps', { requestId, most: 1000 });
});
