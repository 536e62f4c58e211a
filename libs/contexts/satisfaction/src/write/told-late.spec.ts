import { decisionSpec, projectionSpec, told } from '@dossier/testing';
import { AnswerMissed, FeedbackAnswered, FeedbackAssessed, FeedbackReceived } from '../feedback.events';
import { feedbackList } from '../read/feedback/feedback';
import { answerFeedback } from './answer-feedback/answer-feedback';
import { assessFeedback } from './assess-feedback/assess-feedback';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const on = (day: number) => ({ stream: 'feedback-f', occurredAt: march(day) });
const received = told(FeedbackReceived({ kind: 'review', dueAt: march(9), words: '慢', topic: 'delivery' }), on(6));
const origin = { kind: 'review', receivedAt: march(6), dueAt: march(9) } as const;
const assessed = (category: string, day: number) => told(FeedbackAssessed({ category }), on(day));

it('does not drop in silence that it was answered earlier than was recorded first', () => {
  const missed = told(AnswerMissed({ kind: 'review', dueAt: march(9) }), on(9));
  const late = told(FeedbackAnswered({ feedback: origin, verdict: 'late', answer: 'y' }), on(12));
  const spec = decisionSpec(answerFeedback).given(received, missed, late);
  expect(() => spec.when({ feedbackId: 'f', answer: 'y' }, { occurredAt: march(8) }).thenNothing()).toThrow();
});

it('shows the category that it was given last, also where an earlier one is told late', () =>
  projectionSpec(feedbackList)
    .given(received, assessed('quality', 10), assessed('delivery', 7))
    .thenFields({ category: 'quality' }));

it('compares a category that is told late with what was said by then', () =>
  decisionSpec(assessFeedback)
    .given(received, assessed('delivery', 7), assessed('quality', 10))
    .when({ feedbackId: 'f', category: 'quality' }, { occurredAt: march(8) })
    .then(FeedbackAssessed({ category: 'quality' })));
