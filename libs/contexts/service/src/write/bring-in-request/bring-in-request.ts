import { IsCustomerReference, IsId, IsInstant, IsLabel, IsOneOf, IsReference, IsText, Titled } from '@dossier/fields';
import { defineCommand, type EventIn, type Instant, instant, milliseconds } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsOptional, ValidateNested } from 'class-validator';
import { documentId, idRefuses } from '../../document-id';
import { serviceRequest } from '../../request';
import {
  RequestAssigned,
  RequestClosed,
  type requestEvents,
  RequestOpened,
  RequestPaused,
  RequestReopened,
  RequestResolved,
  RequestResponded,
  RequestResumed,
  RequestWithdrawn,
} from '../../request.events';
import { serviceRefusal } from '../../service.refusals';
import { ASSIGNEE, REQUEST_ID } from '../../shown-parts';
import { priorities, type Priority, type StepKind, stepKinds } from '../../terms';

export class PastStep {
  @Titled(stepKinds.title) @IsOneOf(stepKinds) readonly step!: StepKind;
  @Titled({ zh: '时间', en: 'When' }) @IsInstant() readonly at!: Instant;
  @Titled(ASSIGNEE) @IsOptional() @IsLabel() readonly assignee?: string;
}

export class BringInRequest {
  @Titled(REQUEST_ID) @IsOptional() @IsId() readonly requestId?: string;
  @IsOptional() @IsCustomerReference() readonly customerId?: string;
  @Titled({ zh: '单号', en: 'Number' }) @IsReference() readonly number!: string;
  @Titled(priorities.title) @IsOptional() @IsOneOf(priorities) readonly priority?: Priority;
  @Titled({ zh: '问题', en: 'Subject' }) @IsOptional() @IsText(2000) readonly subject?: string;
  @Titled({ zh: '步骤', en: 'Steps' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => PastStep)
  readonly steps!: readonly PastStep[];
}

/** 补录服务请求: a request of another system with all that happened to it. Nothing of it was promised by us. */
export const bringInRequest = defineCommand({
  name: 'service.BringInRequest',
  title: { zh: '补录服务请求', en: 'Bring in a request of the past' },
  command: BringInRequest,
  on: serviceRequest,
  id: ({ requestId, number }) => documentId('requestId', requestId, number),
  by: ['service', 'staff'],
  refuses: [idRefuses, serviceRefusal.some('steps-out-of-order', 'assignee-needed')],
  creates: true,
  /** It says itself when each step was. */
  meaning: (step: object, at: Instant) => ({ ...step, at }),
  subject: ({ customerId }) => customerId,
  customer: 'customerId',
  decide: ({ number, priority = 'normal', subject, steps }) => {
    const opened = { number, priority, ...(subject !== undefined && { subject }) };
    let last = '';
    return steps.map(({ step, at, assignee }, index) => {
      const occurredAt = instant(milliseconds(at));
      if ((step === 'opened') !== (index === 0) || occurredAt < last)
        throw serviceRefusal('steps-out-of-order', { number: index + 1 });
      last = occurredAt;
      if (step === 'assigned') {
        if (assignee === undefined) throw serviceRefusal('assignee-needed', { number: index + 1 });
        return RequestAssigned({ assignee }, { occurredAt });
      }
      return step === 'opened' ? RequestOpened(opened, { occurredAt }) : plain[step](occurredAt);
    });
  },
});

type Made = EventIn<typeof requestEvents>;
const plain: Readonly<Record<Exclude<StepKind, 'opened' | 'assigned'>, (occurredAt: Instant) => Made>> = {
  responded: (occurredAt) => RequestResponded({}, { occurredAt }),
  paused: (occurredAt) => RequestPaused({}, { occurredAt }),
  resumed: (occurredAt) => RequestResumed({}, { occurredAt }),
  resolved: (occurredAt) => RequestResolved({}, { occurredAt }),
  reopened: (occurredAt) => RequestReopened({}, { occurredAt }),
  closed: (occurredAt) => RequestClosed({}, { occurredAt }),
  withdrawn: (occurredAt) => RequestWithdrawn({}, { occurredAt }),
};
