import { IsId, IsInstant, IsOneOf, IsText, Titled } from '@dossier/fields';
import { defineCommand, instant, LAST_INSTANT, milliseconds } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { requestAt, requestRefuses, serviceRequest, stepOf, verdictsTurned } from '../../request';
import { StepRetracted } from '../../request.events';
import { type Entry } from '../../request-log';
import { mayFree } from '../../service-desk';
import { serviceRefusal } from '../../service.refusals';
import { ENTERED_AT, ENTERED_HELP, REASON, REQUEST_ID } from '../../shown-parts';
import { retractedLast, retractedOf } from '../../step-log';
import { type StepKind, stepKinds } from '../../terms';

export class RetractStep {
  @Titled(REQUEST_ID) @IsId() readonly requestId!: string;
  @Titled(stepKinds.title) @IsOneOf(stepKinds) readonly step!: StepKind;
  @Titled(ENTERED_AT, { help: ENTERED_HELP }) @IsOptional() @IsInstant() readonly enteredAt?: string;
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 撤销步骤: it did not happen, as one that was entered for another request. */
export const retractStep = defineCommand({
  name: 'service.RetractStep',
  title: { zh: '撤销步骤', en: 'Retract a step' },
  command: RetractStep,
  on: serviceRequest,
  id: ({ requestId }) => requestId,
  by: ['service', 'staff'],
  refuses: [requestRefuses, serviceRefusal.some('unknown-step', 'not-the-opening', 'retracted-already')],
  route: {
    path: 'service-requests/:requestId/retract',
    example: { requestId: 'SR-2026-0042', step: 'assigned', reason: '登记到了错误的请求' },
  },
  after: mayFree,
  decide: ({ requestId, step: wanted, enteredAt, reason }, state, { now, policies }) => {
    if (wanted === 'opened') throw serviceRefusal('not-the-opening');
    const entered = enteredAt === undefined ? undefined : instant(milliseconds(enteredAt));
    const { log } = requestAt(LAST_INSTANT, state, requestId);
    const gone = entered === undefined ? retractedLast(log, wanted) : retractedOf(log, wanted, entered);
    if (gone !== null) throw serviceRefusal('retracted-already', { step: stepKinds.words[wanted], at: gone });
    const { step } = stepOf(state, { requestId, step: wanted, at: entered });
    const { id: stepId, kind, at: before } = step;
    const moved: Entry = { is: 'moved', stepId, kind, to: null, at: before, recordedAt: now };
    const cause = { because: 'retracted', fact: kind, factAt: before } as const;
    return [
      StepRetracted({ stepId, step: kind, before, reason }, { occurredAt: before }),
      ...verdictsTurned(log, moved, cause, { policies, now }),
    ];
  },
});
