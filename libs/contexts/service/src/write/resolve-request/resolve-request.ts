import { IsId, IsReference, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { requestAt, requestRefuses, serviceRequest, withVerdicts } from '../../request';
import { RequestResolved } from '../../request.events';
import { mayFree } from '../../service-desk';
import { serviceRefusal } from '../../service.refusals';
import { REQUEST_ID } from '../../shown-parts';
import { isNothing } from '../../step-log';

export class ResolveRequest {
  @Titled(REQUEST_ID) @IsId() readonly requestId!: string;
  @Titled({ zh: '解决办法', en: 'Solution' }) @IsOptional() @IsText(2000) readonly solution?: string;
  @Titled(
    { zh: '凭证', en: 'Proof' },
    { help: { zh: '如到货签收单号。', en: 'Such as the number of a proof of delivery.' } },
  )
  @IsOptional()
  @IsReference()
  readonly proof?: string;
}

/** 解决: the time to resolve ends here, not at closing. */
export const resolveRequest = defineCommand({
  name: 'service.ResolveRequest',
  title: { zh: '解决服务请求', en: 'Resolve a service request' },
  command: ResolveRequest,
  on: serviceRequest,
  id: ({ requestId }) => requestId,
  by: ['service', 'staff'],
  refuses: [requestRefuses, serviceRefusal.some('request-closed')],
  route: {
    path: 'service-requests/:requestId/resolve',
    description: {
      zh: '解决用时计到此刻，而非关闭之时。补录时请给出实际时间 occurredAt：已登记的超时会随之改判，原结论仍可见。',
      en: 'The time to resolve ends here, not at closing. Recorded late, say with occurredAt when it happened: a miss on record is restated by it and stays visible.',
    },
    example: {
      requestId: 'SR-2026-0042',
      solution: '更换密封件并试机',
      proof: 'POD-2026-0042',
      occurredAt: '2026-03-03T16:00:00+08:00',
    },
  },
  after: mayFree,
  decide: ({ requestId, solution, proof }, state, context) => {
    const { occurredAt: at } = context;
    const found = requestAt(at, state, requestId);
    const { status } = found.situation;
    if (status === 'resolved' && isNothing(found, 'resolved', context, { solution, proof })) return [];
    if (status === 'closed' || status === 'withdrawn') throw serviceRefusal('request-closed', { requestId, at });
    const said = { ...(solution !== undefined && { solution }), ...(proof !== undefined && { proof }) };
    return withVerdicts(RequestResolved(said), found, 'resolved', context);
  },
});
