import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { ended, isBegun, requestAt, requestRefuses, serviceRequest, withVerdicts } from '../../request';
import { RequestResponded } from '../../request.events';
import { serviceRefusal } from '../../service.refusals';
import { NOTE, REQUEST_ID } from '../../shown-parts';

export class RespondToRequest {
  @Titled(REQUEST_ID) @IsId() readonly requestId!: string;
  @Titled(NOTE) @IsOptional() @IsText(500) readonly note?: string;
}

/** 响应: the first one ends the clock of the response. */
export const respondToRequest = defineCommand({
  name: 'service.RespondToRequest',
  title: { zh: '响应服务请求', en: 'Respond to a service request' },
  command: RespondToRequest,
  on: serviceRequest,
  id: ({ requestId }) => requestId,
  by: ['service', 'staff'],
  refuses: [requestRefuses, serviceRefusal.some('request-resolved', 'request-closed')],
  route: {
    path: 'service-requests/:requestId/respond',
    description: {
      zh: '首次响应结束响应时限；可补录更早的响应，结论随之改判。',
      en: 'The first response ends the clock of the response. An earlier one may be recorded later: the verdict follows.',
    },
    example: { requestId: 'SR-2026-0042', note: '已电话联系，今日到场', occurredAt: '2026-03-03T09:30:00+08:00' },
  },
  decide: ({ requestId, note }, state, context) => {
    const { occurredAt: at } = context;
    const found = requestAt(at, state, requestId);
    if (!isBegun(found.situation)) throw ended(found.situation, requestId, at);
    return withVerdicts(RequestResponded({ ...(note !== undefined && { note }) }), found, 'responded', context);
  },
});
