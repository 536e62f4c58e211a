import { needsTiers, tiersNeeded } from '@dossier/contexts/tiers';
import { IsCustomerReference, IsId, IsLabel, IsOneOf, IsReference, IsText, Titled } from '@dossier/fields';
import { type DataOf, defineCommand, LAST_INSTANT } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { promisedBy } from '../../entitled-promise';
import { documentId, idRefuses } from '../../document-id';
import { serviceRequest } from '../../request';
import { RequestOpened } from '../../request.events';
import { situationAt } from '../../request-log';
import { promisedTo } from '../../service-levels-policy';
import { ORDER, REQUEST_ID, SKILL } from '../../shown-parts';
import { stepsOf } from '../../step-log';
import { priorities, type Priority } from '../../terms';

export class OpenRequest {
  @Titled(REQUEST_ID, {
    help: { zh: '省略则以单号为编号（须可作编号）。', en: 'Left out: the number, where it can serve as an id.' },
  })
  @IsOptional()
  @IsId()
  readonly requestId?: string;
  @IsOptional() @IsCustomerReference() readonly customerId?: string;
  @Titled({ zh: '单号', en: 'Number' }, { help: { zh: '告知客户的单号。', en: 'As the customer is told.' } })
  @IsReference()
  readonly number!: string;
  @Titled(priorities.title, { help: { zh: '省略则为普通。', en: 'Left out: normal.' } })
  @IsOptional()
  @IsOneOf(priorities)
  readonly priority?: Priority;
  @Titled({ zh: '问题', en: 'Subject' }) @IsOptional() @IsText(2000) readonly subject?: string;
  @Titled(SKILL) @IsOptional() @IsLabel() readonly skill?: string;
  @Titled(ORDER, { help: { zh: '所涉订单。', en: 'The order that it is about.' } })
  @IsOptional()
  @IsId()
  readonly orderId?: string;
}

/** 受理服务请求: its clocks start at its occurredAt. */
export const openRequest = defineCommand({
  name: 'service.OpenRequest',
  title: { zh: '受理服务请求', en: 'Open a service request' },
  command: OpenRequest,
  on: serviceRequest,
  id: ({ requestId, number }) => documentId('requestId', requestId, number),
  by: ['service', 'staff'],
  refuses: [idRefuses],
  creates: true,
  ended: ({ log }) => situationAt(stepsOf(log.all), LAST_INSTANT).status === 'withdrawn',
  // what is promised follows from the policy in force
  meaning: ({ number, priority, subject, skill, orderId }: DataOf<typeof RequestOpened>) => ({
    ...{ number, priority, subject, skill, orderId },
  }),
  subject: ({ customerId }) => customerId,
  customer: 'customerId',
  route: {
    path: 'service-requests',
    description: {
      zh: '响应与解决时限按受理时有效的政策 service-levels 与优先级而定，客户当时的级别按政策 tier-benefits 享有更短时限的从其权益，自 occurredAt 起计。',
      en: 'What is promised follows from its priority and the policy service-levels in force, or from the tier that the customer has then where policy tier-benefits gives it less time; the clocks run from occurredAt on.',
    },
    example: {
      customerId: 'c-1001',
      number: 'SR-2026-0042',
      priority: 'high',
      subject: '压机漏油，产线停机',
      skill: 'hydraulics',
      orderId: 'SO-2026-0042',
      occurredAt: '2026-03-03T09:00:00+08:00',
    },
  },
  needs: needsTiers(({ customerId }: OpenRequest) => customerId),
  decide: ({ number, priority = 'normal', subject, skill, orderId }, _, { policies, needed, occurredAt }) => {
    const level = promisedTo(priority, policies);
    const promise = level && promisedBy(level, tiersNeeded(needed), occurredAt, policies);
    return [
      RequestOpened({
        ...{ number, priority },
        ...(subject !== undefined && { subject }),
        ...(skill !== undefined && { skill }),
        ...(orderId !== undefined && { orderId }),
        ...(promise && { promise }),
      }),
    ];
  },
});
