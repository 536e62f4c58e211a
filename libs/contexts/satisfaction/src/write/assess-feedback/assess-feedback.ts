import { IsId, IsLabel, IsText, Titled } from '@dossier/fields';
import { defineCommand, isNews } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { assessedBy, feedback, feedbackRefuses, notBefore, standing } from '../../feedback';
import { FeedbackAssessed } from '../../feedback.events';
import { satisfactionRefusal } from '../../satisfaction.refusals';
import { CATEGORY, CAUSE, FEEDBACK_ID } from '../../shown-parts';

export class AssessFeedback {
  @Titled(FEEDBACK_ID) @IsId() readonly feedbackId!: string;
  @Titled(CATEGORY, {
    help: { zh: '如 product、delivery，或公司自定的名称。', en: 'Such as product or delivery, or a name of your own.' },
  })
  @IsLabel()
  readonly category!: string;
  @Titled(CAUSE) @IsOptional() @IsText(2000) readonly cause?: string;
}

/** 反馈归类: what it is about in our eyes, and the root cause where it is known. The assessment of the latest day counts. */
export const assessFeedback = defineCommand({
  name: 'satisfaction.AssessFeedback',
  title: { zh: '归类反馈', en: 'Assess feedback' },
  command: AssessFeedback,
  on: feedback,
  id: ({ feedbackId }) => feedbackId,
  by: ['service', 'staff'],
  refuses: [feedbackRefuses, satisfactionRefusal.some('before-received')],
  route: {
    path: 'feedback/:feedbackId/assess',
    example: {
      feedbackId: 'review-2026-0042',
      category: 'delivery',
      cause: '发货系统不推送运单号',
      occurredAt: '2026-03-09T09:00:00+08:00',
    },
  },
  decide: ({ feedbackId, category, cause }, state, decision) => {
    const { occurredAt } = decision;
    const { before, origin } = standing(state, feedbackId);
    notBefore(origin, feedbackId, occurredAt);
    const by = assessedBy(before, occurredAt);
    const isSaid = by?.category === category && by.cause === cause;
    if (!isNews({ since: occurredAt, isSaid, isOfIt: by?.since === occurredAt }, decision)) return [];
    return [FeedbackAssessed({ category, ...(cause !== undefined && { cause }) })];
  },
});
