import { IsId, IsInstant, IsDepartment, IsOneOf, IsText, Titled } from '@dossier/fields';
import { defineCommand, instant, milliseconds, type Policies } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import {
  complaint,
  complaintFound,
  complaintRefuses,
  complaintStepOf,
  escalationAtOnce,
  turnedBy,
} from '../../complaint';
import { ComplaintStepCorrected } from '../../complaint.events';
import { type ComplaintEntry } from '../../complaint-log';
import { COMPLAINT_ID, RESPONSIBLE } from '../../complaint-parts';
import { deadlinesOf } from '../../complaint-policies';
import {
  type ComplaintCause,
  complaintCauses,
  type ComplaintStepKind,
  complaintSteps,
  severities,
  type Severity,
} from '../../complaint-terms';
import { serviceRefusal } from '../../service.refusals';
import { ENTERED_AT, ENTERED_HELP, REASON } from '../../shown-parts';

export class CorrectComplaint {
  @Titled(COMPLAINT_ID) @IsId() readonly complaintId!: string;
  @Titled(complaintSteps.title) @IsOneOf(complaintSteps) readonly step!: ComplaintStepKind;
  @Titled(ENTERED_AT, { help: ENTERED_HELP }) @IsOptional() @IsInstant() readonly enteredAt?: string;
  @Titled(severities.title, {
    help: { zh: '仅随 filed；时间不变。', en: 'With the step filed alone; its time stays.' },
  })
  @IsOptional()
  @IsOneOf(severities)
  readonly severity?: Severity;
  @Titled(complaintCauses.title, {
    help: { zh: '仅随 cause-found；时间不变。', en: 'With the step cause-found alone; its time stays.' },
  })
  @IsOptional()
  @IsOneOf(complaintCauses)
  readonly cause?: ComplaintCause;
  @Titled(RESPONSIBLE, {
    help: { zh: '仅随 cause-found；时间不变。', en: 'With the step cause-found alone; its time stays.' },
  })
  @IsOptional()
  @IsDepartment()
  readonly responsible?: string;
  @Titled(REASON) @IsText(1000) readonly reason!: string;
}

/** 更正: a step happened at another time, or the severity, cause or who is responsible was entered wrongly. */
export const correctComplaint = defineCommand({
  name: 'service.CorrectComplaint',
  title: { zh: '更正投诉步骤', en: 'Correct a step of a complaint' },
  command: CorrectComplaint,
  on: complaint,
  id: ({ complaintId }) => complaintId,
  by: ['service', 'staff'],
  refuses: [complaintRefuses, serviceRefusal.some('unknown-complaint-step', 'step-before-filing', 'not-of-the-step')],
  route: {
    path: 'complaints/:complaintId/correct',
    description: {
      zh: '正确的时间写在 occurredAt；给出 severity、cause 或 responsible 时只更正内容，时间不变。时限结论因此翻转的，另立新结论，写明原结论与原因；原结论仍可见。',
      en: 'occurredAt is the right time; with a severity, cause or responsible department these are corrected and the time stays. A verdict that it turns is given anew, and names the old one and the reason; the old one stays visible.',
    },
    example: {
      complaintId: 'KS-2026-0007',
      step: 'closed',
      reason: '客户回函上的时间更早',
      occurredAt: '2026-03-11T15:30:00+08:00',
    },
  },
  decide: (command, state, { occurredAt: rightTime, now, policies }) => {
    const { complaintId, step: wanted, enteredAt, severity, cause, responsible, reason } = command;
    const isOfFiling = wanted === 'filed';
    const isOfCause = wanted === 'cause-found';
    if ((severity !== undefined && !isOfFiling) || ((cause ?? responsible) !== undefined && !isOfCause))
      throw serviceRefusal('not-of-the-step');
    const entered = enteredAt === undefined ? undefined : instant(milliseconds(enteredAt));
    const { log, steps, step } = complaintStepOf(state, { complaintId, step: wanted, at: entered });
    const { id: stepId, kind, at: before } = step;
    const isOfContent = (severity ?? cause ?? responsible) !== undefined;
    const at = isOfContent ? before : rightTime;
    const rightly = {
      ...(severity !== undefined && severity !== step.severity && { severity }),
      ...(cause !== undefined && cause !== step.cause && { cause }),
      ...(responsible !== undefined && responsible !== step.responsible && { responsible }),
    };
    if (before === at && Object.keys(rightly).length === 0) return [];
    const first = steps.find((each) => each.kind !== 'filed' && each.kind !== 'escalated');
    if (isOfFiling && first !== undefined && first.at < at)
      throw serviceRefusal('step-before-filing', { complaintId, at: first.at });
    if (!isOfFiling) complaintFound(at, state, complaintId);
    const then: Policies = (policy) => policies(policy, at); // what was in force when it was filed
    const promise = isOfFiling && step.severity ? deadlinesOf(severity ?? step.severity, then) : undefined;
    const occurredAt = at < before ? at : before; // as of a time between both: it had happened, or it had not yet
    const said = { stepId, ...(promise && { promise }) };
    const moved: ComplaintEntry = { is: 'moved', kind, to: at, rightly, ...said, at: occurredAt, recordedAt: now };
    const turn = { because: 'corrected', fact: kind, factAt: at } as const;
    return [
      ComplaintStepCorrected({ step: kind, before, at, reason, ...rightly, ...said }, { occurredAt }),
      ...turnedBy(log, moved, turn, { policies, now }),
      ...(rightly.severity === undefined ? [] : escalationAtOnce(rightly.severity, then, { occurredAt: at })),
    ];
  },
});
