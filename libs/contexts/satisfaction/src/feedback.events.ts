import { InTheClear, IsInstant, IsMostlyDepartment, IsMostlyOneOf, IsOneOf, Titled } from '@dossier/fields';
import { defineEvent, type Erased, type Instant, Personal } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { IsBoolean, IsOptional, IsString, ValidateNested } from 'class-validator';
import { type AnswerVerdict, answerVerdicts, type FeedbackKind, feedbackKinds, topics, touchpoints } from './terms';

/** What is to be answered, repeated in what changes that, so that each event can be counted alone. */
export class FeedbackOrigin {
  @IsOneOf(feedbackKinds) readonly kind!: FeedbackKind;
  @Titled({ zh: '收到时间', en: 'Received' }) @IsInstant() readonly receivedAt!: Instant;
  /** By when it is to be answered; answered at this instant, it is in time. */
  @Titled({ zh: '到期时间', en: 'Due' }) @IsInstant() readonly dueAt!: Instant;
}
abstract class OfFeedback {
  @Titled({ zh: '反馈', en: 'Feedback' })
  @ValidateNested()
  @Type(() => FeedbackOrigin)
  readonly feedback!: FeedbackOrigin;
}

/** A review, a suggestion or what was said in an interview. */
export class FeedbackContent {
  @IsOneOf(feedbackKinds) readonly kind!: FeedbackKind;
  @IsInstant() readonly dueAt!: Instant;
  @IsOptional() @IsMostlyOneOf(touchpoints) readonly touchpoint?: string;
  @IsOptional() @IsMostlyOneOf(topics) readonly topic?: string;
  @IsOptional() @InTheClear() readonly product?: string;
  @IsOptional() @IsMostlyDepartment() readonly ratedDepartment?: string;
  /** Left out only where it was erased before a correction. */
  @Personal() @IsOptional() @IsString() readonly words?: string | Erased;
  @Personal() @IsOptional() @IsString() readonly author?: string | Erased;
}

class FeedbackReceivedPayload extends FeedbackContent {}
class FeedbackCorrectedPayload extends FeedbackContent {
  /** Whether it is to be answered from now on, as what was set aside no longer is. */
  @Titled({ zh: '据此待回复', en: 'To be answered by this' }) @IsBoolean() readonly awaits!: boolean;
  @Personal() @IsString() readonly reason!: string | Erased;
}
class FeedbackSetAsidePayload extends OfFeedback {}
class FeedbackRetractedPayload extends OfFeedback {
  @Personal() @IsString() readonly reason!: string | Erased;
}
abstract class AnswerGiven extends OfFeedback {
  @IsOneOf(answerVerdicts) readonly verdict!: AnswerVerdict;
}
class FeedbackAnsweredPayload extends AnswerGiven {
  @Personal() @IsString() readonly answer!: string | Erased;
}
class AnswerWithdrawnPayload extends AnswerGiven {
  @Personal() @IsString() readonly reason!: string | Erased;
}
class FeedbackAssessedPayload {
  @IsMostlyOneOf(topics) readonly category!: string;
  @Personal() @IsOptional() @IsString() readonly cause?: string | Erased;
}
class AnswerMissedPayload {
  @IsOneOf(feedbackKinds) readonly kind!: FeedbackKind;
  @IsInstant() readonly dueAt!: Instant;
}
class AnswerMissWithdrawnPayload {
  @IsInstant() readonly dueAt!: Instant;
}

/** 反馈已收到 */
export const FeedbackReceived = defineEvent(
  'satisfaction.FeedbackReceived',
  {
    title: { zh: '反馈已收到', en: 'Feedback received' },
    says: {
      zh: '{kind}[，触点：{touchpoint}][，主题：{topic}][，产品：{product}][：{words}]，应于 {dueAt} 前回复',
      en: '{kind}[, touchpoint: {touchpoint}][, topic: {topic}][, product: {product}][: {words}], to be answered by {dueAt}',
    },
  },
  FeedbackReceivedPayload,
);
/** All that holds of it from when it came in; the last correction counts. */
export const FeedbackCorrected = defineEvent(
  'satisfaction.FeedbackCorrected',
  {
    title: { zh: '反馈已更正', en: 'Feedback corrected' },
    says: {
      zh: '更正为 {kind}[，触点：{touchpoint}][，主题：{topic}][，产品：{product}][：{words}]，应于 {dueAt} 前回复，原因：{reason}',
      en: 'Corrected to {kind}[, touchpoint: {touchpoint}][, topic: {topic}][, product: {product}][: {words}], to be answered by {dueAt}, reason: {reason}',
    },
  },
  FeedbackCorrectedPayload,
);
/** It is not to be answered as it was entered; the correction that comes with it says how it is. */
export const FeedbackSetAside = defineEvent(
  'satisfaction.FeedbackSetAside',
  {
    title: { zh: '原反馈记录不再有效', en: 'Feedback set aside' },
    says: { zh: '原记录因更正不再有效', en: 'As it was entered it no longer stands: it was corrected' },
  },
  FeedbackSetAsidePayload,
);
/** It never was: as of any day it is gone. */
export const FeedbackRetracted = defineEvent(
  'satisfaction.FeedbackRetracted',
  {
    title: { zh: '反馈已撤回', en: 'Feedback retracted' },
    says: { zh: '撤回反馈，原因：{reason}', en: 'Feedback retracted, reason: {reason}' },
  },
  FeedbackRetractedPayload,
);
/** 反馈已回复 */
export const FeedbackAnswered = defineEvent(
  'satisfaction.FeedbackAnswered',
  {
    title: { zh: '反馈已回复', en: 'Feedback answered' },
    says: { zh: '{verdict}回复：{answer}', en: 'Answered {verdict}: {answer}' },
  },
  FeedbackAnsweredPayload,
);
/** It was not answered then: of the same instant as the answer. */
export const AnswerWithdrawn = defineEvent(
  'satisfaction.AnswerWithdrawn',
  {
    title: { zh: '回复已撤回', en: 'Answer withdrawn' },
    says: { zh: '视同未回复，原因：{reason}', en: 'Not answered after all, reason: {reason}' },
  },
  AnswerWithdrawnPayload,
);
export const FeedbackAssessed = defineEvent(
  'satisfaction.FeedbackAssessed',
  {
    title: { zh: '反馈已归类', en: 'Feedback assessed' },
    says: { zh: '归类：{category}[，根本原因：{cause}]', en: 'Category: {category}[, root cause: {cause}]' },
  },
  FeedbackAssessedPayload,
);
/** 逾期未回复 */
export const AnswerMissed = defineEvent(
  'satisfaction.AnswerMissed',
  {
    title: { zh: '反馈逾期未回复', en: 'Feedback not answered in time' },
    says: { zh: '{kind}应于 {dueAt} 前回复，尚未回复', en: 'The {kind} was to be answered by {dueAt} and was not' },
  },
  AnswerMissedPayload,
);
/** What was recorded late shows that it was answered in time, not due then, or never there. */
export const AnswerMissWithdrawn = defineEvent(
  'satisfaction.AnswerMissWithdrawn',
  {
    title: { zh: '逾期未回复认定已撤回', en: 'Not missed after all' },
    says: {
      zh: '后续登记表明：{dueAt} 并未逾期',
      en: 'What was recorded since shows: nothing was overdue at {dueAt}',
    },
  },
  AnswerMissWithdrawnPayload,
);
export const feedbackEvents = {
  FeedbackReceived,
  FeedbackSetAside,
  FeedbackCorrected,
  FeedbackAssessed,
  FeedbackAnswered,
  AnswerWithdrawn,
  AnswerMissed,
  AnswerMissWithdrawn,
  FeedbackRetracted,
};
