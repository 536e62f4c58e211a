import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { isBegun, requestAt, requestRefuses, serviceRequest, withVerdicts } from '../../request';
import { RequestReopened } from '../../request.events';
import { REASON, REQUEST_ID } from '../../shown-parts';
import { isNothing } from '../../step-log';

export class ReopenRequest {
  @Titled(REQUEST_ID) @IsId() readonly requestId!: string;
  @Titled(REASON) @IsOptional() @IsText(500) readonly reason?: string;
}

/** 重新打开: the clock goes on from where it stood when the request was resolved. */
export const reopenRequest = defineCommand({
  name: 'service.ReopenRequest',
  title: { zh: '重新打开服务请求', en: 'Reopen a service request' },
  command: ReopenRequest,
  on: serviceRequest,
  id: ({ requestId }) => requestId,
  by: ['service', 'staff'],
  refuses: [requestRefuses],
  route: {
    path: 'service-requests/:requestId/reopen',
    example: { requestId: 'SR-2026-0042', reason: '次日再次漏油', occurredAt: '2026-03-04T09:00:00+08:00' },
  },
  decide: ({ requestId, reason }, state, context) => {
    const found = requestAt(context.occurredAt, state, requestId);
    if (isBegun(found.situation) && isNothing(found, 'reopened', context, { reason })) return [];
    return withVerdicts(RequestReopened({ ...(reason !== undefined && { reason }) }), found, 'reopened', context);
  },
});
