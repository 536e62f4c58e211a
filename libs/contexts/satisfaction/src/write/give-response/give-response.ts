import { IsCustomerReference, IsId, IsOneOf, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { response, responseIn } from '../../response';
import { ResponseGiven } from '../../response.events';
import { satisfactionPolicy } from '../../satisfaction-policy';
import { SCALES } from '../../scores';
import { IsScore, onItsScale, ResponseSaid, scoreRefuses } from '../../scoring';
import { RESPONSE_ID, SCORE } from '../../shown-parts';
import { type Instrument, instruments } from '../../terms';

export class GiveResponse extends ResponseSaid {
  @Titled(RESPONSE_ID, {
    help: { zh: '由调用方选定，不得含个人数据。', en: 'Chosen by the caller; never personal data.' },
  })
  @IsId()
  readonly responseId!: string;
  /** Left out: it is anonymous. */
  @IsOptional() @IsCustomerReference() readonly customerId?: string;
  @Titled(instruments.title) @IsOneOf(instruments) readonly instrument!: Instrument;
  @Titled(SCORE) @IsScore() readonly score!: number;
}

/** 满意度作答: one answer of one person to one question. */
export const giveResponse = defineCommand({
  name: 'satisfaction.GiveResponse',
  title: { zh: '登记满意度答复', en: 'Record a survey response' },
  command: GiveResponse,
  on: response,
  id: ({ responseId }) => responseId,
  by: ['service', 'staff'],
  refuses: [scoreRefuses],
  creates: true,
  ended: ({ retractedFor }) => retractedFor !== null,
  subject: ({ customerId }) => customerId,
  customer: 'customerId',
  route: {
    path: 'survey-responses',
    description: {
      zh: '一人对一个问题的一次作答；occurredAt 为作答时间，事后补记很平常。未给 responseId 时由系统生成；未给 customerId 的为匿名，之后可用 /attribute 归属。给出 competitor 的是对竞争对手的满意度，不计入我方。',
      en: 'One answer of one person to one question; occurredAt is when it was given, and to record it later is normal. Without responseId the system chooses one; without customerId it is anonymous, and /attribute says later whose it is. With competitor it is satisfaction with a rival, and counts apart.',
    },
    example: {
      responseId: 'csat-2026-0042',
      customerId: 'c-1001',
      instrument: 'csat',
      score: 4,
      touchpoint: 'delivery',
      topic: 'delivery',
      product: 'BRG-6204',
      ratedDepartment: 'logistics',
      survey: '2026 年第一季度',
      respondent: '李娜（采购经理）',
      comment: '到货比约定晚两天',
      occurredAt: '2026-03-06T10:00:00+08:00',
    },
  },
  decide: (command, _, { policies }) => {
    const content = { scale: SCALES[command.instrument].usual, ...responseIn(command) };
    return [ResponseGiven(onItsScale(content, policies(satisfactionPolicy).document))];
  },
});
