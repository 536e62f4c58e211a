import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { feedback, feedbackRefuses, standing, withdrawn } from '../../feedback';
import { satisfactionRefusal } from '../../satisfaction.refusals';
import { FEEDBACK_ID, REASON } from '../../shown-parts';

export class WithdrawAnswer {
  @Titled(FEEDBACK_ID) @IsId() readonly feedbackId!: string;
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 撤回回复: it was recorded as answered, and was not. */
export const withdrawAnswer = defineCommand({
  name: 'satisfaction.WithdrawAnswer',
  title: { zh: '撤回回复', en: 'Withdraw an answer' },
  command: WithdrawAnswer,
  on: feedback,
  id: ({ feedbackId }) => feedbackId,
  by: ['service', 'staff'],
  refuses: [feedbackRefuses, satisfactionRefusal.some('not-answered')],
  route: {
    path: 'feedback/:feedbackId/withdraw-answer',
    description: {
      zh: '视同从未回复；期限已过的随即登记为逾期。',
      en: 'As if it had never been answered; where its deadline has passed, it is recorded as missed at once.',
    },
    example: { feedbackId: 'review-2026-0042', reason: '邮件被退回' },
  },
  decide: ({ feedbackId, reason }, state) => {
    const { before, origin } = standing(state, feedbackId);
    if (before.answeredAt === null) throw satisfactionRefusal('not-answered', { feedbackId });
    return withdrawn(before, origin, reason);
  },
});
