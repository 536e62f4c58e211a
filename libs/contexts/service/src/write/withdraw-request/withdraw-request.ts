import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { requestAt, requestRefuses, serviceRequest, withVerdicts } from '../../request';
import { RequestWithdrawn } from '../../request.events';
import { mayFree } from '../../service-desk';
import { serviceRefusal } from '../../service.refusals';
import { REASON, REQUEST_ID } from '../../shown-parts';
import { isNothing } from '../../step-log';

export class WithdrawRequest {
  @Titled(REQUEST_ID) @IsId() readonly requestId!: string;
  @Titled(REASON) @IsOptional() @IsText(500) readonly reason?: string;
}

/** 撤回: the customer wants it no more; its clocks end without a verdict. */
export const withdrawRequest = defineCommand({
  name: 'service.WithdrawRequest',
  title: { zh: '撤回服务请求', en: 'Withdraw a service request' },
  command: WithdrawRequest,
  on: serviceRequest,
  id: ({ requestId }) => requestId,
  by: ['service', 'staff'],
  refuses: [requestRefuses, serviceRefusal.some('request-resolved')],
  route: {
    path: 'service-requests/:requestId/withdraw',
    example: { requestId: 'SR-2026-0042', reason: '客户已自行处理', occurredAt: '2026-03-06T09:00:00+08:00' },
  },
  after: mayFree,
  decide: ({ requestId, reason }, state, context) => {
    const { occurredAt: at } = context;
    const found = requestAt(at, state, requestId);
    const { status } = found.situation;
    const isOver = status === 'closed' || status === 'withdrawn';
    if (isOver && isNothing(found, 'withdrawn', context, { reason })) return [];
    if (status === 'resolved') throw serviceRefusal('request-resolved', { requestId, at });
    return withVerdicts(RequestWithdrawn({ ...(reason !== undefined && { reason }) }), found, 'withdrawn', context);
  },
});
