import { IsCustomerReference, IsId, IsInstant, IsOneOf, IsText, Titled } from '@dossier/fields';
import { addDays, defineCommand, instant, milliseconds } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { About } from '../../about';
import { dueIn } from '../../answer-due';
import { feedback, feedbackIn } from '../../feedback';
import { FeedbackReceived } from '../../feedback.events';
import { satisfactionPolicy } from '../../satisfaction-policy';
import { satisfactionRefusal } from '../../satisfaction.refusals';
import { AUTHOR, DUE, FEEDBACK_ID, WORDS } from '../../shown-parts';
import { type FeedbackKind, feedbackKinds } from '../../terms';

export class ReceiveFeedback extends About {
  @Titled(FEEDBACK_ID, {
    help: { zh: '由调用方选定，不得含个人数据。', en: 'Chosen by the caller; never personal data.' },
  })
  @IsId()
  readonly feedbackId!: string;
  /** Left out: it is anonymous. */
  @IsOptional() @IsCustomerReference() readonly customerId?: string;
  @Titled(feedbackKinds.title) @IsOneOf(feedbackKinds) readonly kind!: FeedbackKind;
  @Titled(WORDS) @IsText(5000) readonly words!: string;
  @Titled(AUTHOR) @IsOptional() @IsText(200) readonly author?: string;
  @Titled(DUE, {
    help: {
      zh: '省略则按政策 satisfaction 的回复期限。到此时仍未回复即为逾期。',
      en: 'Left out: by the days to answer of policy satisfaction. What is not answered by this instant is overdue.',
    },
  })
  @IsOptional()
  @IsInstant()
  readonly dueAt?: string;
}

/** 收到反馈 */
export const receiveFeedback = defineCommand({
  name: 'satisfaction.ReceiveFeedback',
  title: { zh: '登记反馈', en: 'Record feedback' },
  command: ReceiveFeedback,
  on: feedback,
  id: ({ feedbackId }) => feedbackId,
  by: ['service', 'staff'],
  refuses: [satisfactionRefusal.some('due-before-received')],
  creates: true,
  ended: ({ retractedFor }) => retractedFor !== null,
  subject: ({ customerId }) => customerId,
  customer: 'customerId',
  route: {
    path: 'feedback',
    description: {
      zh: '评价、建议或访谈所得；occurredAt 为收到时间。到期未回复会自动登记为逾期。未给 feedbackId 时由系统生成；未给 customerId 的为匿名，之后可用 /attribute 归属。',
      en: 'A review, a suggestion or what was said in an interview; occurredAt is when it came in. What is not answered when it falls due is recorded as missed. Without feedbackId the system chooses one; without customerId it is anonymous, and /attribute says later whose it is.',
    },
    example: {
      feedbackId: 'review-2026-0042',
      customerId: 'c-1001',
      kind: 'suggestion',
      touchpoint: 'delivery',
      topic: 'delivery',
      ratedDepartment: 'logistics',
      words: '希望发货后当天告知运单号',
      author: '李娜（采购经理）',
      occurredAt: '2026-03-06T10:00:00+08:00',
    },
  },
  decide: (command, _, { occurredAt: receivedAt, policies }) => {
    const days = policies(satisfactionPolicy).document.answerDays[command.kind];
    const { dueAt = addDays(receivedAt, days), ...said } = feedbackIn(command);
    return [FeedbackReceived({ ...said, dueAt: dueIn(instant(milliseconds(dueAt)), receivedAt) })];
  },
});
