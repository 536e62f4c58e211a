import { IsId, IsLabel, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { requestAt, requestRefuses, serviceRequest } from '../../request';
import { RequestAssigned } from '../../request.events';
import { assigneeOf } from '../../request-log';
import { mayFree } from '../../service-desk';
import { serviceRefusal } from '../../service.refusals';
import { ASSIGNEE, NOTE, REQUEST_ID } from '../../shown-parts';
import { isNothing } from '../../step-log';

export class AssignRequest {
  @Titled(REQUEST_ID) @IsId() readonly requestId!: string;
  @Titled(ASSIGNEE, {
    help: { zh: '人员或班组的代号，不写人名。', en: 'The code of a person or a team, no name of a person.' },
  })
  @IsLabel()
  readonly assignee!: string;
  @Titled(NOTE) @IsOptional() @IsText(500) readonly note?: string;
}

/** 分派, by hand. */
export const assignRequest = defineCommand({
  name: 'service.AssignRequest',
  title: { zh: '分派服务请求', en: 'Assign a service request' },
  command: AssignRequest,
  on: serviceRequest,
  id: ({ requestId }) => requestId,
  by: ['service', 'staff'],
  refuses: [requestRefuses, serviceRefusal.some('request-closed')],
  route: {
    path: 'service-requests/:requestId/assign',
    example: { requestId: 'SR-2026-0042', assignee: 'line-2', occurredAt: '2026-03-03T09:10:00+08:00' },
  },
  after: mayFree,
  decide: ({ requestId, assignee, note }, state, context) => {
    const { occurredAt: at } = context;
    const found = requestAt(at, state, requestId);
    const { steps, situation } = found;
    if (situation.status === 'closed' || situation.status === 'withdrawn')
      throw serviceRefusal('request-closed', { requestId, at });
    if (
      assigneeOf(steps.filter((step) => step.at <= at)) === assignee &&
      isNothing(found, 'assigned', context, { note })
    )
      return [];
    return [RequestAssigned({ assignee, ...(note !== undefined && { note }) })];
  },
});
