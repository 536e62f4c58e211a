import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { ended, isBegun, requestAt, requestRefuses, serviceRequest, withVerdicts } from '../../request';
import { RequestResumed } from '../../request.events';
import { serviceRefusal } from '../../service.refusals';
import { NOTE, REQUEST_ID } from '../../shown-parts';
import { isNothing } from '../../step-log';

export class ResumeRequest {
  @Titled(REQUEST_ID) @IsId() readonly requestId!: string;
  @Titled(NOTE) @IsOptional() @IsText(500) readonly note?: string;
}

/** 继续处理: the customer did what we waited for. */
export const resumeRequest = defineCommand({
  name: 'service.ResumeRequest',
  title: { zh: '继续处理', en: 'Resume work on a request' },
  command: ResumeRequest,
  on: serviceRequest,
  id: ({ requestId }) => requestId,
  by: ['service', 'staff'],
  refuses: [requestRefuses, serviceRefusal.some('request-resolved', 'request-closed')],
  route: {
    path: 'service-requests/:requestId/resume',
    example: { requestId: 'SR-2026-0042', note: '客户已回复', occurredAt: '2026-03-03T14:00:00+08:00' },
  },
  decide: ({ requestId, note }, state, context) => {
    const { occurredAt: at } = context;
    const found = requestAt(at, state, requestId);
    if (!isBegun(found.situation)) throw ended(found.situation, requestId, at);
    if (found.situation.status === 'open' && isNothing(found, 'resumed', context, { note })) return [];
    return withVerdicts(RequestResumed({ ...(note !== undefined && { note }) }), found, 'resumed', context);
  },
});
