import { defineState, type Erased, type EventIn, type Instant, isCustomer, partsOf, Sequence } from '@dossier/kernel';
import { type Awaited, awaitedFrom, followFeedback, verdictOf } from './awaited';
import { AnswerWithdrawn, type FeedbackContent, feedbackEvents, type FeedbackOrigin } from './feedback.events';
import { satisfactionRefusal } from './satisfaction.refusals';

interface Assessment {
  readonly since: Instant;
  readonly category: string;
  readonly cause?: string | Erased;
}

/** What its decisions look at. */
export interface Feedback extends Awaited {
  /** null: nobody knows yet whose it is. */
  readonly customer: string | null;
  readonly content: FeedbackContent;
  /** What it was answered with; null: it was not. */
  readonly answer: string | Erased | null;
  /** Why it was retracted; null: it stands. */
  readonly retractedFor: string | Erased | null;
  /** By since when they hold. */
  readonly assessments: Sequence<Assessment>;
}

/** What is said in a feedback. */
export const feedbackIn = partsOf<FeedbackContent>([
  ...(['kind', 'dueAt', 'touchpoint', 'topic', 'product', 'ratedDepartment', 'words', 'author'] as const),
]);

const follow = followFeedback<Feedback>();

const isLater =
  (at: Instant) =>
  ({ since }: Assessment): boolean =>
    since > at;
/** What was said of it last by an instant. */
export const assessedBy = ({ assessments }: Feedback, at: Instant): Assessment | undefined =>
  assessments.lastBefore(isLater(at));

export const feedback = defineState<Feedback>()({
  category: 'feedback',
  from: feedbackEvents,
  begins: {
    FeedbackReceived: (data, at) => ({
      ...awaitedFrom(data, at),
      customer: isCustomer(at.subject) ? at.subject : null,
      ...{ content: feedbackIn(data), answer: null, retractedFor: null, assessments: Sequence.empty() },
    }),
  },
  evolve: {
    ...follow,
    FeedbackCorrected: (before, data, at) => ({
      ...follow.FeedbackCorrected(before, data, at),
      content: feedbackIn(data),
    }),
    FeedbackAnswered: (before, data, at) => ({ ...follow.FeedbackAnswered(before, data, at), answer: data.answer }),
    FeedbackRetracted: (before, data, at) => ({
      ...follow.FeedbackRetracted(before, data, at),
      retractedFor: data.reason,
    }),
    FeedbackAssessed: (before, { category, cause }, { occurredAt: since }) => ({
      ...before,
      assessments: before.assessments.withBefore(isLater(since), {
        ...{ since, category },
        ...(cause !== undefined && { cause }),
      }),
    }),
  },
});

export const feedbackRefuses = satisfactionRefusal.some('unknown-feedback', 'retracted');

/** @throws Refusal `satisfaction/unknown-feedback` */
export function received(state: Feedback | undefined, feedbackId: string): Feedback {
  if (state === undefined) throw satisfactionRefusal('unknown-feedback', { feedbackId });
  return state;
}
/** @throws Refusal `satisfaction/unknown-feedback`, `satisfaction/retracted` */
export function standing(
  state: Feedback | undefined,
  feedbackId: string,
): { readonly before: Feedback; readonly origin: FeedbackOrigin } {
  const before = received(state, feedbackId);
  const { origin } = before;
  if (origin === null) throw satisfactionRefusal('retracted', { what: feedbackId });
  return { before, origin };
}

/** @throws Refusal `satisfaction/before-received` */
export function notBefore({ receivedAt }: FeedbackOrigin, feedbackId: string, at: Instant): void {
  if (at < receivedAt) throw satisfactionRefusal('before-received', { feedbackId, receivedAt, at });
}

type Withdrawn = EventIn<{ AnswerWithdrawn: typeof AnswerWithdrawn }>;
/** Takes an answer back at its instant; nothing where there is none. */
export const withdrawn = ({ answeredAt }: Feedback, origin: FeedbackOrigin, reason: string): readonly Withdrawn[] =>
  answeredAt === null
    ? []
    : [
        AnswerWithdrawn(
          { feedback: origin, verdict: verdictOf(origin, answeredAt), reason },
          { occurredAt: answeredAt },
        ),
      ];
