import { decisionSpec, told } from '@dossier/testing';
import {
  ActionTaken,
  ActionVerified,
  CauseFound,
  ComplaintClosed,
  ComplaintDeadlineMet,
  ComplaintDeadlineMissed,
  ComplaintEscalated,
  ComplaintFiled,
  ComplaintPaused,
  ComplaintResumed,
  ComplaintStepCorrected,
  ComplaintVerdictWithdrawn,
  InvestigationAsked,
  InvestigationReported,
} from '../complaint.events';
import { judgeComplaint } from '../react/judge-complaint/judge-complaint';
import { closeComplaint } from './close-complaint/close-complaint';
import { correctComplaint } from './correct-complaint/correct-complaint';
import { escalateComplaint } from './escalate-complaint/escalate-complaint';
import { fileComplaint } from './file-complaint/file-complaint';
import { findCause } from './find-cause/find-cause';
import { investigateComplaint } from './investigate-complaint/investigate-complaint';
import { pauseComplaint } from './pause-complaint/pause-complaint';
import { resumeComplaint } from './resume-complaint/resume-complaint';
import { retractComplaintStep } from './retract-complaint-step/retract-complaint-step';
import { takeAction } from './take-action/take-action';
import { verifyAction } from './verify-action/verify-action';
import { withdrawComplaint } from './withdraw-complaint/withdraw-complaint';

/** In Shanghai: from Monday 2 March 2026 on, without a holiday. */
const march = (day: number, time: string): string => new Date(`2026-03-0${day}T${time}:00+08:00`).toISOString();
const complaintId = 'KS-1';
const promise = { responseMinutes: 480, resolutionMinutes: 2400, hours: 'working', policyVersion: 0 } as const;
const filed = told(ComplaintFiled({ number: complaintId, severity: 'major', complaint: '漏油', promise }), {
  occurredAt: march(2, '09:00'),
});
const asked = (department: string, day: number, time: string) =>
  told(InvestigationAsked({ department }), { occurredAt: march(day, time) });
const reported = told(InvestigationReported({ department: 'purchasing', finding: '硬度不足' }), {
  occurredAt: march(3, '10:00'),
});
const caused = told(CauseFound({ cause: 'material', explanation: '换料未通知', responsible: 'purchasing' }), {
  occurredAt: march(3, '14:00'),
});
const acted = told(ActionTaken({ corrective: '换批', preventive: '来料检验' }), { occurredAt: march(4, '10:00') });
const verified = told(ActionVerified({ effective: true }), { occurredAt: march(5, '10:00') });
const counted = { hours: 'working', levelsVersion: 0, calendarVersion: 0 } as const;

describe('a complaint goes step by step', () => {
  it('has deadlines by its severity, and is told to executives at once where it is severe', () => {
    const said = { number: complaintId, complaint: '漏油' };
    const spec = decisionSpec(fileComplaint);
    spec
      .when({ customerId: 'c', severity: 'major', ...said })
      .then(ComplaintFiled({ severity: 'major', ...said, promise }));
    const critical = { responseMinutes: 240, resolutionMinutes: 4320, hours: 'natural', policyVersion: 0 } as const;
    spec
      .when({ customerId: 'c', severity: 'critical', ...said })
      .then(
        ComplaintFiled({ severity: 'critical', ...said, promise: critical }),
        ComplaintEscalated({ to: 'executives', because: 'severity', severity: 'critical' }),
      );
  });
  it('is looked into by several departments, each asked once, and the first keeps the deadline', () => {
    const at = march(2, '15:00');
    const stretches = [{ from: march(2, '09:00'), to: at, minutes: 300 }];
    const met = { clock: 'response', targetMinutes: 480, spentMinutes: 300, dueAt: march(2, '18:00') } as const;
    decisionSpec(investigateComplaint)
      .given(filed)
      .when({ complaintId, departments: ['purchasing', 'logistics', 'purchasing'] }, { occurredAt: at, now: at })
      .then(
        InvestigationAsked({ department: 'purchasing' }),
        InvestigationAsked({ department: 'logistics' }),
        ComplaintDeadlineMet({ ...met, ...counted, stretches }, { occurredAt: at }),
      );
    decisionSpec(investigateComplaint)
      .given(filed, asked('purchasing', 2, '15:00'))
      .when({ complaintId, departments: ['purchasing'] }, { occurredAt: march(2, '16:00'), now: march(2, '16:00') })
      .thenNothing();
  });
  it('has a cause once every department that was asked has reported', () => {
    const find = { complaintId, cause: 'material', explanation: 'x' } as const;
    const at = { occurredAt: march(3, '14:00'), now: march(3, '14:00') };
    decisionSpec(findCause).given(filed).when(find, at).then('service/not-investigated');
    decisionSpec(findCause)
      .given(filed, asked('purchasing', 2, '15:00'), asked('logistics', 2, '15:00'), reported)
      .when(find, at)
      .then('service/findings-missing', {
        ...{ complaintId, at: at.now },
        missing: { zh: 'logistics（物流）', en: 'logistics' },
      });
  });
  it('needs a cause before action, action before it is verified, and that before it is closed', () => {
    const at = { occurredAt: march(6, '10:00'), now: march(6, '10:00') };
    const begun = [filed, asked('purchasing', 2, '15:00'), reported] as const;
    decisionSpec(takeAction)
      .given(...begun)
      .when({ complaintId, corrective: 'x', preventive: 'x' }, at)
      .then('service/no-cause');
    decisionSpec(verifyAction)
      .given(...begun, caused)
      .when({ complaintId, effective: true }, at)
      .then('service/no-action');
    decisionSpec(closeComplaint)
      .given(...begun, caused, acted)
      .when({ complaintId, answer: 'x' }, at)
      .then('service/not-verified');
    // what does not help leads back to action
    decisionSpec(closeComplaint)
      .given(...begun, caused, acted, told(ActionVerified({ effective: false }), { occurredAt: march(5, '10:00') }))
      .when({ complaintId, answer: 'x' }, at)
      .then('service/not-verified');
    decisionSpec(escalateComplaint)
      .given(
        ...begun,
        caused,
        acted,
        verified,
        told(ComplaintClosed({ answer: '好' }), { occurredAt: march(5, '16:00') }),
      )
      .when({ complaintId, reason: 'x' }, at)
      .then('service/complaint-over');
  });
  it('is corrected only in what a step says', () => {
    const of = decisionSpec(correctComplaint).given(filed);
    of.when({ complaintId, step: 'closed', severity: 'minor', reason: 'x' }).then('service/not-of-the-step');
    of.when({ complaintId, step: 'closed', reason: 'x' }).then('service/unknown-complaint-step');
    of.when({ complaintId, step: 'filed', severity: 'major', reason: 'x' }).thenNothing();
    decisionSpec(retractComplaintStep)
      .given(filed)
      .when({ complaintId, step: 'filed', reason: 'x' })
      .then('service/not-the-filing');
    decisionSpec(withdrawComplaint)
      .given(filed)
      .when({ complaintId }, { occurredAt: march(1, '09:00') })
      .then('service/before-filed');
  });
});

describe('deadlines', () => {
  /** The end of the fifth working day. */
  const DUE = march(6, '18:00');
  const missed = { clock: 'resolution', targetMinutes: 2400, spentMinutes: 2400, dueAt: DUE } as const;
  const responseMet = told(
    ComplaintDeadlineMet({ clock: 'response', targetMinutes: 480, spentMinutes: 300, ...counted, stretches: [] }),
    { occurredAt: march(2, '15:00') },
  );
  const stretches = [{ from: march(2, '09:00'), to: DUE, minutes: 2400 }];
  const story = [filed, asked('purchasing', 2, '15:00'), responseMet, reported, caused, acted, verified] as const;
  const miss = told(ComplaintDeadlineMissed({ ...missed, ...counted, stretches }), { occurredAt: DUE });
  const escalated = told(
    ComplaintEscalated({
      ...{ to: 'executives', because: 'breach', severity: 'major' },
      ...{ clock: 'resolution', targetMinutes: 2400, spentMinutes: 2400, dueAt: DUE },
    }),
    { occurredAt: DUE },
  );

  it('are missed when their time is used up, and the complaint is escalated with the arithmetic', () => {
    const spec = decisionSpec(judgeComplaint).given(...story);
    spec.when({ complaintId, dueAt: DUE }, { now: march(6, '17:00') }).then('service/not-due-yet');
    spec
      .when({ complaintId, dueAt: DUE }, { now: march(9, '09:30') })
      .then(
        ComplaintDeadlineMissed({ ...missed, ...counted, stretches }, { occurredAt: DUE }),
        ComplaintEscalated(escalated.data, { occurredAt: DUE }),
      );
    decisionSpec(judgeComplaint)
      .given(...story, miss, escalated)
      .when({ complaintId, dueAt: DUE }, { now: march(9, '09:30') })
      .thenNothing();
  });
  it('were kept after all where the closing is recorded late: a new verdict names the old one and the reason', () => {
    const at = march(6, '16:00');
    decisionSpec(closeComplaint)
      .given(...story, miss, escalated)
      .when({ complaintId, answer: '认可' }, { occurredAt: at, now: march(9, '17:00') })
      .then(
        ComplaintClosed({ answer: '认可' }),
        ComplaintVerdictWithdrawn(
          {
            ...{ verdictId: 'event-8', clock: 'resolution', outcome: 'missed' },
            ...{ because: 'late', fact: 'closed', factAt: at },
          },
          { occurredAt: DUE },
        ),
        ComplaintDeadlineMet(
          {
            ...{ clock: 'resolution', targetMinutes: 2400, spentMinutes: 2280, dueAt: DUE, ...counted },
            stretches: [{ from: march(2, '09:00'), to: at, minutes: 2280 }],
            ...{ restates: 'event-8', because: 'late', fact: 'closed', factAt: at },
          },
          { occurredAt: at },
        ),
      );
  });
  it('stand while we wait for the customer, also where that is told late: the miss on record is withdrawn', () => {
    const [from, to] = [march(4, '09:00'), march(5, '09:00')];
    const due = march(9, '18:00'); // a working day of eight hours later
    const pause = { complaintId, waitingFor: '寄回样件' };
    decisionSpec(pauseComplaint)
      .given(...story, miss, escalated)
      .when(pause, { occurredAt: from, now: march(9, '09:00') })
      .then(
        ComplaintPaused({ waitingFor: '寄回样件' }),
        ComplaintVerdictWithdrawn(
          {
            ...{ verdictId: 'event-8', clock: 'resolution', outcome: 'missed' },
            ...{ because: 'late', fact: 'paused', factAt: from },
          },
          { occurredAt: DUE },
        ),
      );
    const paused = told(ComplaintPaused({ waitingFor: '寄回样件' }), { occurredAt: from });
    const waiting = [filed, asked('purchasing', 2, '15:00'), responseMet, reported, caused, paused] as const;
    const spec = decisionSpec(pauseComplaint).given(...waiting);
    spec.when(pause, { occurredAt: march(4, '10:00'), now: march(4, '10:00') }).thenNothing();
    const resumed = told(ComplaintResumed({}), { occurredAt: to });
    decisionSpec(judgeComplaint)
      .given(...waiting, resumed)
      .when({ complaintId, dueAt: due }, { now: march(9, '19:00') })
      .then(
        ComplaintDeadlineMissed(
          {
            ...{ clock: 'resolution', targetMinutes: 2400, spentMinutes: 2400, dueAt: due, ...counted },
            stretches: [
              { from: march(2, '09:00'), to: from, minutes: 960 },
              { from: to, to: due, minutes: 1440 },
            ],
          },
          { occurredAt: due },
        ),
        ComplaintEscalated(
          {
            ...{ to: 'executives', because: 'breach', severity: 'major' },
            ...{ clock: 'resolution', targetMinutes: 2400, spentMinutes: 2400, dueAt: due },
          },
          { occurredAt: due },
        ),
      );
    decisionSpec(resumeComplaint)
      .given(...waiting)
      .when({ complaintId, note: '已收到' }, { occurredAt: to, now: to })
      .then(ComplaintResumed({ note: '已收到' }));
    decisionSpec(resumeComplaint)
      .given(...waiting, resumed)
      .when({ complaintId }, { occurredAt: march(5, '10:00'), now: march(5, '10:00') })
      .thenNothing();
    for (const def of [pauseComplaint, resumeComplaint])
      decisionSpec(def)
        .given(...story, told(ComplaintClosed({ answer: '好' }), { occurredAt: march(5, '16:00') }))
        .when({ complaintId }, { occurredAt: march(6, '10:00') })
        .then('service/complaint-over', { complaintId, at: march(6, '10:00') });
  });
  it('are those of the right severity where that was entered wrongly', () => {
    const minor = { responseMinutes: 960, resolutionMinutes: 4800, hours: 'working', policyVersion: 0 } as const;
    decisionSpec(correctComplaint)
      .given(...story, miss, escalated)
      .when({ complaintId, step: 'filed', severity: 'minor', reason: '误选' }, { now: march(9, '17:00') })
      .then(
        ComplaintStepCorrected(
          {
            ...{ stepId: 'event-1', step: 'filed', before: march(2, '09:00'), at: march(2, '09:00') },
            ...{ reason: '误选', severity: 'minor', promise: minor },
          },
          { occurredAt: march(2, '09:00') },
        ),
        expect.objectContaining({ type: 'service.ComplaintVerdictWithdrawn' }) as never, // of the response: within other minutes
        expect.objectContaining({ type: 'service.ComplaintDeadlineMet' }) as never,
        ComplaintVerdictWithdrawn(
          {
            ...{ verdictId: 'event-8', clock: 'resolution', outcome: 'missed' },
            ...{ because: 'corrected', fact: 'filed', factAt: march(2, '09:00') },
          },
          { occurredAt: DUE },
        ),
      );
  });
});
