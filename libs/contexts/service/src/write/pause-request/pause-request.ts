import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { ended, isBegun, requestAt, requestRefuses, serviceRequest, withVerdicts } from '../../request';
import { RequestPaused } from '../../request.events';
import { serviceRefusal } from '../../service.refusals';
import { REQUEST_ID } from '../../shown-parts';
import { isNothing } from '../../step-log';

export class PauseRequest {
  @Titled(REQUEST_ID) @IsId() readonly requestId!: string;
  @Titled({ zh: '等待事项', en: 'Waiting for' }) @IsOptional() @IsText(500) readonly waitingFor?: string;
}

/** 等待客户: both clocks stand until work is resumed. */
export const pauseRequest = defineCommand({
  name: 'service.PauseRequest',
  title: { zh: '等待客户', en: 'Wait for the customer' },
  command: PauseRequest,
  on: serviceRequest,
  id: ({ requestId }) => requestId,
  by: ['service', 'staff'],
  refuses: [requestRefuses, serviceRefusal.some('request-resolved', 'request-closed')],
  route: {
    path: 'service-requests/:requestId/pause',
    example: { requestId: 'SR-2026-0042', waitingFor: '客户提供序列号', occurredAt: '2026-03-03T10:00:00+08:00' },
  },
  decide: ({ requestId, waitingFor }, state, context) => {
    const { occurredAt: at } = context;
    const found = requestAt(at, state, requestId);
    if (!isBegun(found.situation)) throw ended(found.situation, requestId, at);
    if (found.situation.status === 'waiting' && isNothing(found, 'paused', context, { waitingFor })) return [];
    return withVerdicts(RequestPaused({ ...(waitingFor !== undefined && { waitingFor }) }), found, 'paused', context);
  },
});
