import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { restated } from '../../awaited';
import { feedback, feedbackRefuses, standing, withdrawn } from '../../feedback';
import { FeedbackRetracted } from '../../feedback.events';
import { FEEDBACK_ID, REASON } from '../../shown-parts';

export class RetractFeedback {
  @Titled(FEEDBACK_ID) @IsId() readonly feedbackId!: string;
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 撤回反馈: it never was. */
export const retractFeedback = defineCommand({
  name: 'satisfaction.RetractFeedback',
  title: { zh: '撤回反馈', en: 'Retract feedback' },
  command: RetractFeedback,
  on: feedback,
  id: ({ feedbackId }) => feedbackId,
  by: ['service', 'staff'],
  refuses: [feedbackRefuses],
  route: {
    path: 'feedback/:feedbackId/retract',
    description: {
      zh: '视同从未收到；时间线仍可见何人何时因何撤回。',
      en: 'As if it had never come in; the timeline still shows who retracted it, when and why.',
    },
    example: { feedbackId: 'review-2026-0007', reason: '登记到了别的客户名下' },
  },
  decide: ({ feedbackId, reason }, state) => {
    if (state?.retractedFor === reason) return [];
    const { before, origin } = standing(state, feedbackId);
    return [
      ...restated({ ...before, origin: null }),
      ...withdrawn(before, origin, reason),
      FeedbackRetracted({ feedback: origin, reason }, { occurredAt: origin.receivedAt }),
    ];
  },
});
