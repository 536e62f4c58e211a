import { needsTiers, tiersNeeded } from '@dossier/contexts/tiers';
import { IsId, IsInstant, IsOneOf, IsText, Titled } from '@dossier/fields';
import { defineCommand, instant, milliseconds } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { promisedBy } from '../../entitled-promise';
import { requestAt, requestRefuses, type ServiceRequest, serviceRequest, stepOf, verdictsTurned } from '../../request';
import { StepCorrected } from '../../request.events';
import { type Entry } from '../../request-log';
import { promisedTo } from '../../service-levels-policy';
import { mayFree } from '../../service-desk';
import { serviceRefusal } from '../../service.refusals';
import { ENTERED_AT, ENTERED_HELP, REASON, REQUEST_ID } from '../../shown-parts';
import { type StepKind, stepKinds } from '../../terms';

export class CorrectStep {
  @Titled(REQUEST_ID) @IsId() readonly requestId!: string;
  @Titled(stepKinds.title) @IsOneOf(stepKinds) readonly step!: StepKind;
  @Titled(ENTERED_AT, { help: ENTERED_HELP }) @IsOptional() @IsInstant() readonly enteredAt?: string;
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 更正步骤时间: a step happened at another time than was entered. */
export const correctStep = defineCommand({
  name: 'service.CorrectStep',
  title: { zh: '更正步骤时间', en: 'Correct the time of a step' },
  command: CorrectStep,
  on: serviceRequest,
  id: ({ requestId }) => requestId,
  by: ['service', 'staff'],
  refuses: [requestRefuses, serviceRefusal.some('unknown-step', 'step-before-opening')],
  route: {
    path: 'service-requests/:requestId/correct',
    description: {
      zh: '正确的时间写在 occurredAt。时限结论因此翻转的，另立新结论，原结论仍可见。',
      en: 'occurredAt is the right time. A verdict that it turns is given anew, and names the old one, which stays visible.',
    },
    example: {
      requestId: 'SR-2026-0042',
      step: 'resolved',
      reason: '签收单上的时间更早',
      occurredAt: '2026-03-03T15:30:00+08:00',
    },
  },
  needs: {
    request: { of: serviceRequest, id: ({ requestId }) => requestId },
    ...needsTiers<CorrectStep, { readonly request: ServiceRequest | undefined }>(
      (_, { request }) => request?.customer ?? undefined,
    ),
  },
  after: mayFree,
  decide: ({ requestId, step: wanted, enteredAt, reason }, state, { occurredAt: at, now, policies, needed }) => {
    const entered = enteredAt === undefined ? undefined : instant(milliseconds(enteredAt));
    const { log, steps, step } = stepOf(state, { requestId, step: wanted, at: entered });
    const { id: stepId, kind, at: before, priority } = step;
    if (before === at) return [];
    const first = steps.find((each) => each.kind !== 'opened');
    if (kind === 'opened' && first !== undefined && first.at < at)
      throw serviceRefusal('step-before-opening', { requestId, at: first.at });
    if (kind !== 'opened') requestAt(at, state, requestId);
    // what was promised follows from when it was opened; to what was brought in as history nothing was
    const level = step.promise && priority ? promisedTo(priority, policies) : undefined;
    const promise = level && promisedBy(level, tiersNeeded(needed), at, policies);
    const occurredAt = at < before ? at : before; // as of a time between both: it had happened, or it had not yet
    const said = { stepId, ...(promise && { promise }) };
    const moved: Entry = { is: 'moved', kind, to: at, ...said, at: occurredAt, recordedAt: now };
    const cause = { because: 'corrected', fact: kind, factAt: at } as const;
    return [
      StepCorrected({ step: kind, before, at, reason, ...said }, { occurredAt }),
      ...verdictsTurned(log, moved, cause, { policies, now }),
    ];
  },
});
