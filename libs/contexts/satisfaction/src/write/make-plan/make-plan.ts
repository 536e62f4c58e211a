import { IsCustomerReference, IsId, IsLabel, IsOneOf, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { About } from '../../about';
import { plan, planIn } from '../../plan';
import { PlanMade } from '../../plan.events';
import { MEASURES, OWNER, PLAN_ID, PLAN_TITLE } from '../../shown-parts';
import { type Instrument, instruments } from '../../terms';

export class MakePlan extends About {
  @Titled(PLAN_ID, {
    help: { zh: '由调用方选定，不得含个人数据。', en: 'Chosen by the caller; never personal data.' },
  })
  @IsId()
  readonly planId!: string;
  /** Left out: it is for all customers. */
  @IsOptional() @IsCustomerReference() readonly customerId?: string;
  @Titled(PLAN_TITLE) @IsText(200) readonly title!: string;
  @Titled(MEASURES) @IsOptional() @IsText(5000) readonly measures?: string;
  @Titled(OWNER, { help: { zh: '负责人的姓名、岗位或团队。', en: 'The name, post or team that sees to it.' } })
  @IsLabel()
  readonly owner!: string;
  @Titled(instruments.title, { help: { zh: '以何衡量效果。', en: 'What its effect is judged by.' } })
  @IsOneOf(instruments)
  readonly instrument!: Instrument;
}

/** 制定改进计划 */
export const makePlan = defineCommand({
  name: 'satisfaction.MakePlan',
  title: { zh: '制定改进计划', en: 'Make an improvement plan' },
  command: MakePlan,
  on: plan,
  id: ({ planId }) => planId,
  by: ['service', 'staff'],
  creates: true,
  subject: ({ customerId }) => customerId,
  customer: 'customerId',
  route: {
    path: 'improvement-plans',
    description: {
      zh: '未给 customerId 的计划面向全体客户。给出的触点、主题、产品与部门限定以哪些答复衡量效果。未给 planId 时由系统生成。',
      en: 'Without customerId it is for all customers. Touchpoint, topic, product and department say which answers it is judged by. Without planId the system chooses one.',
    },
    example: {
      planId: 'plan-2026-03',
      title: '发货当天告知运单号',
      measures: '发货系统推送短信；物流每周抽查',
      owner: '物流主管',
      instrument: 'csat',
      touchpoint: 'delivery',
      occurredAt: '2026-03-10T10:00:00+08:00',
    },
  },
  decide: (command) => [PlanMade(planIn(command))],
});
