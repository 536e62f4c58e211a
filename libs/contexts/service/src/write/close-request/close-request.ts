import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { requestAt, requestRefuses, serviceRequest } from '../../request';
import { RequestClosed } from '../../request.events';
import { serviceRefusal } from '../../service.refusals';
import { REQUEST_ID } from '../../shown-parts';
import { isNothing } from '../../step-log';

export class CloseRequest {
  @Titled(REQUEST_ID) @IsId() readonly requestId!: string;
  @Titled({ zh: '客户答复', en: 'Answer of the customer' }) @IsOptional() @IsText(2000) readonly answer?: string;
}

/** 关闭: with what the customer says to the solution. */
export const closeRequest = defineCommand({
  name: 'service.CloseRequest',
  title: { zh: '关闭服务请求', en: 'Close a service request' },
  command: CloseRequest,
  on: serviceRequest,
  id: ({ requestId }) => requestId,
  by: ['service', 'staff'],
  refuses: [requestRefuses, serviceRefusal.some('not-resolved')],
  route: {
    path: 'service-requests/:requestId/close',
    example: { requestId: 'SR-2026-0042', answer: '客户确认', occurredAt: '2026-03-03T18:00:00+08:00' },
  },
  decide: ({ requestId, answer }, state, context) => {
    const { occurredAt: at } = context;
    const found = requestAt(at, state, requestId);
    const { status } = found.situation;
    const isOver = status === 'closed' || status === 'withdrawn';
    if (isOver && isNothing(found, 'closed', context, { answer })) return [];
    if (!isOver && status !== 'resolved') throw serviceRefusal('not-resolved', { requestId, at });
    return [RequestClosed({ ...(answer !== undefined && { answer }) })];
  },
});
