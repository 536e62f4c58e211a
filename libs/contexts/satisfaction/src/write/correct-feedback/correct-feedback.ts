import { IsId, IsInstant, IsOneOf, IsText, Removes, Titled } from '@dossier/fields';
import { canonicalJson, correctedTo, defineCommand, instant, milliseconds, saidAgain } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { About, happenedAt, notBoth } from '../../about';
import { dueIn } from '../../answer-due';
import { originOf, restated } from '../../awaited';
import { feedback, feedbackIn, feedbackRefuses, standing } from '../../feedback';
import { FeedbackCorrected, FeedbackSetAside } from '../../feedback.events';
import { satisfactionRefusal } from '../../satisfaction.refusals';
import { AUTHOR, DUE, FEEDBACK_ID, REASON, RECEIVED, WORDS } from '../../shown-parts';
import { type FeedbackKind, feedbackKinds, type Removable, removables } from '../../terms';

export class CorrectFeedback extends About {
  @Titled(FEEDBACK_ID) @IsId() readonly feedbackId!: string;
  @Titled(feedbackKinds.title, { help: { zh: '期限不随之改变。', en: 'Its deadline stays as it is.' } })
  @IsOptional()
  @IsOneOf(feedbackKinds)
  readonly kind?: FeedbackKind;
  @Titled(WORDS) @IsOptional() @IsText(5000) readonly words?: string;
  @Titled(AUTHOR) @IsOptional() @IsText(200) readonly author?: string;
  @Titled(DUE) @IsOptional() @IsInstant() readonly dueAt?: string;
  @Titled(RECEIVED, {
    help: { zh: '实际收到的时间；期限不随之改变。', en: 'When it really came in; its deadline stays as it is.' },
  })
  @IsOptional()
  @IsInstant()
  readonly receivedAt?: string;
  @Removes(removables) readonly remove?: readonly Removable[];
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 更正反馈: what was entered wrongly; it holds from when the feedback came in. */
export const correctFeedback = defineCommand({
  name: 'satisfaction.CorrectFeedback',
  title: { zh: '更正反馈', en: 'Correct feedback' },
  command: CorrectFeedback,
  on: feedback,
  id: ({ feedbackId }) => feedbackId,
  by: ['service', 'staff'],
  refuses: [
    feedbackRefuses,
    satisfactionRefusal.some(
      ...(['nothing-corrected', 'given-and-removed', 'not-happened-yet'] as const),
      ...(['due-before-received', 'feedback-answered'] as const),
    ),
  ],
  route: {
    path: 'feedback/:feedbackId/correct',
    description: {
      zh: '只改所给的内容，自收到时起生效；已回复的反馈不能改时间与期限，须先撤回回复。',
      en: 'Changes only what is given, from when it came in; of one that is answered neither time nor deadline can be changed before the answer is withdrawn.',
    },
    example: { feedbackId: 'review-2026-0042', touchpoint: 'order', reason: '客户说的是下单后' },
  },
  decide: (command, state, { now }) => {
    const { feedbackId, remove = [], reason } = command;
    const { before, origin } = standing(state, feedbackId);
    const { answeredAt } = before;
    const news = feedbackIn(command);
    if (Object.keys(news).length === 0 && remove.length === 0 && command.receivedAt === undefined)
      throw satisfactionRefusal('nothing-corrected');
    notBoth(news, remove);
    const content = saidAgain(before.content);
    const then = correctedTo(content, news, remove);
    const occurredAt = happenedAt(command.receivedAt, origin.receivedAt, now);
    const dueAt = dueIn(instant(milliseconds(then.dueAt)), occurredAt);
    const isElsewhen = occurredAt !== origin.receivedAt;
    if (answeredAt !== null && (isElsewhen || dueAt !== origin.dueAt))
      throw satisfactionRefusal('feedback-answered', { feedbackId, answeredAt });
    const corrected = { ...then, dueAt };
    if (!isElsewhen && canonicalJson(corrected) === canonicalJson(content)) return [];
    const changed = originOf(corrected, { occurredAt });
    const awaits = answeredAt === null && canonicalJson(changed) !== canonicalJson(origin);
    return [
      ...(awaits ? [FeedbackSetAside({ feedback: origin }, { occurredAt: origin.receivedAt })] : []),
      FeedbackCorrected({ ...corrected, awaits, reason }, { occurredAt }),
      ...restated({ ...before, origin: changed }),
    ];
  },
});
