import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand, isNews } from '@dossier/kernel';
import { restated, verdictOf } from '../../awaited';
import { feedback, feedbackRefuses, notBefore, standing } from '../../feedback';
import { FeedbackAnswered } from '../../feedback.events';
import { satisfactionRefusal } from '../../satisfaction.refusals';
import { ANSWER, FEEDBACK_ID } from '../../shown-parts';

export class AnswerFeedback {
  @Titled(FEEDBACK_ID) @IsId() readonly feedbackId!: string;
  @Titled(ANSWER) @IsText(5000) readonly answer!: string;
}

/** 回复反馈 */
export const answerFeedback = defineCommand({
  name: 'satisfaction.AnswerFeedback',
  title: { zh: '回复反馈', en: 'Answer feedback' },
  command: AnswerFeedback,
  on: feedback,
  id: ({ feedbackId }) => feedbackId,
  by: ['service', 'staff'],
  refuses: [feedbackRefuses, satisfactionRefusal.some('before-received', 'feedback-answered')],
  route: {
    path: 'feedback/:feedbackId/answer',
    description: {
      zh: 'occurredAt 为实际回复的时间；若不晚于期限而已登记逾期，逾期认定随之撤回。已登记为另一时间回复的，须先撤回该回复。',
      en: 'occurredAt is when it was really answered; where that was in time and it is recorded as missed, this is taken back. An answer that is recorded for another time is to be withdrawn first.',
    },
    example: {
      feedbackId: 'review-2026-0042',
      answer: '自四月起发货当日短信告知运单号',
      occurredAt: '2026-03-09T16:00:00+08:00',
    },
  },
  decide: ({ feedbackId, answer }, state, decision) => {
    const { occurredAt } = decision;
    const { before, origin } = standing(state, feedbackId);
    notBefore(origin, feedbackId, occurredAt);
    const { answeredAt } = before;
    if (answeredAt !== null) {
      const isSaid = before.answer === answer;
      if (!isNews({ since: occurredAt, isSaid, isOfIt: answeredAt === occurredAt }, decision)) return [];
      throw satisfactionRefusal('feedback-answered', { feedbackId, answeredAt });
    }
    return [
      FeedbackAnswered({ feedback: origin, verdict: verdictOf(origin, occurredAt), answer }),
      ...restated({ ...before, answeredAt: occurredAt }),
    ];
  },
});
