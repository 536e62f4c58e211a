import { Impersonal, IsOneOf, IsText, Titled } from '@dossier/fields';
import { definePolicy, type Text } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, ValidateNested } from 'class-validator';
import { type Stage, stages } from './stages';

export class PlayAction {
  @Titled(stages.title) @IsOneOf(stages) readonly stage!: Stage;
  @Titled({ zh: '建议措施（中文）', en: 'Recommended action, in Chinese' })
  @IsText(200)
  @Impersonal('words')
  readonly zh!: string;
  @Titled({ zh: '建议措施（英文）', en: 'Recommended action, in English' })
  @IsText(200)
  @Impersonal('words')
  readonly en!: string;
}
export class PlaysPolicy {
  @Titled(
    { zh: '建议措施', en: 'Recommended actions' },
    { help: { zh: '同一阶段的按先后排列。', en: 'Those of one stage in their order.' } },
  )
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => PlayAction)
  readonly actions!: readonly PlayAction[];
}

/** 应对策略: what to do with a customer in each stage. */
export const playsPolicy = definePolicy<PlaysPolicy>({
  name: 'plays',
  title: { zh: '应对策略', en: 'Plays' },
  document: PlaysPolicy,
  initial: {
    actions: [
      { stage: 'prospect', zh: '了解需求与采购决策人', en: 'Learn its needs and who decides' },
      {
        stage: 'prospect',
        zh: '安排首次拜访，提供样品或试用报价',
        en: 'Make a first visit; offer samples or a trial price',
      },
      {
        stage: 'first-purchase',
        zh: '首单到货后回访，确认数量与质量',
        en: 'Call after the first delivery: was it right, was it good',
      },
      { stage: 'first-purchase', zh: '介绍配套产品与服务', en: 'Introduce products and services that go with it' },
      { stage: 'repeat', zh: '商定定期供货与价格协议', en: 'Agree on regular supply and prices' },
      { stage: 'repeat', zh: '邀请参加满意度调查', en: 'Ask for its satisfaction' },
      { stage: 'loyal', zh: '指定大客户经理，做年度回顾', en: 'Name an account manager; review each year together' },
      { stage: 'loyal', zh: '请其推荐同行', en: 'Ask whom it would recommend us to' },
      {
        stage: 'churned',
        zh: '查明流失原因：价格、质量、交期、服务或人员变动',
        en: 'Find out why: price, quality, delivery, service or people',
      },
      { stage: 'churned', zh: '由管理层拜访，提出挽回方案', en: 'Let a director visit with an offer to come back' },
      { stage: 'won-back', zh: '登记挽回原因', en: 'Record why it came back' },
      { stage: 'won-back', zh: '指定专人跟进后续订单的交付', en: 'Name one person who follows the next deliveries' },
    ],
  },
});

/** What to do in a stage; nothing where the policy says nothing of it. */
export const actionsFor = ({ actions }: PlaysPolicy, stage: Stage): readonly Text[] =>
  actions.filter((action) => action.stage === stage).map(({ zh, en }) => ({ zh, en }));
