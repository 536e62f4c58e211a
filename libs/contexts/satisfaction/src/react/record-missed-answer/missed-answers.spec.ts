import { decisionSpec, reactorSpec, told } from '@dossier/testing';
import {
  AnswerMissed,
  AnswerMissWithdrawn,
  AnswerWithdrawn,
  FeedbackAnswered,
  FeedbackCorrected,
  FeedbackReceived,
  FeedbackRetracted,
} from '../../feedback.events';
import { missedAnswers } from './missed-answers';
import { recordMissedAnswer } from './record-missed-answer';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const stream = 'feedback-f.1';
const on = (day: number) => ({ stream, occurredAt: march(day) });
const content = { kind: 'review', dueAt: march(9), words: '慢' } as const;
const reason = 'x';
const origin = { kind: 'review', receivedAt: march(6), dueAt: march(9) } as const;
const received = told(FeedbackReceived(content), on(6));
const missed = told(AnswerMissed({ kind: 'review', dueAt: march(9) }), on(9));
const answered = (day: number) =>
  told(FeedbackAnswered({ feedback: origin, verdict: day <= 9 ? 'in-time' : 'late', answer: 'y' }), on(day));
const due = (day = 9) => ({ feedbackId: 'f.1', dueAt: march(day) });

it('waits for the deadline of what is not answered, once for each', () => {
  reactorSpec(missedAnswers).given(received).twice().then(march(9), due());
  reactorSpec(missedAnswers).given(received, missed).thenNothing();
  const later = told(FeedbackCorrected({ ...content, dueAt: march(20), awaits: true, reason }), on(6));
  reactorSpec(missedAnswers).given(received, later).then(march(20), due(20));
  reactorSpec(missedAnswers).given(received, missed, later).then(march(20), due(20));
  const back = told(AnswerMissWithdrawn({ dueAt: march(9) }), on(9));
  reactorSpec(missedAnswers).given(received, missed, back).then('2026-03-09T08:00:00.001Z', due());
});
it('waits no more for what is answered in time or retracted, and again where the answer was none', () => {
  reactorSpec(missedAnswers).given(received, answered(9)).thenNothing();
  reactorSpec(missedAnswers)
    .given(received, told(FeedbackRetracted({ feedback: origin, reason }), on(6)))
    .thenNothing();
  reactorSpec(missedAnswers)
    .given(received, answered(8), told(AnswerWithdrawn({ feedback: origin, verdict: 'in-time', reason }), on(8)))
    .then(march(9), due());
});
it('records it also where the answer came after the deadline, before anybody looked', () =>
  reactorSpec(missedAnswers).given(received, answered(10)).then(march(9), due()));
it('tells nothing of history that is brought in when its deadline has passed', () => {
  reactorSpec(missedAnswers)
    .given({ ...received, backfill: true, recordedAt: march(9) })
    .thenNothing();
  reactorSpec(missedAnswers)
    .given({ ...received, backfill: true, recordedAt: march(8) })
    .then(march(9), due());
});
it('says it at the deadline, and only where it was so', () => {
  const spec = decisionSpec(recordMissedAnswer);
  const told_ = AnswerMissed({ kind: 'review', dueAt: march(9) }, { occurredAt: march(9) });
  spec.given(received).when(due()).then(told_);
  spec.given(received, answered(10)).when(due()).then(told_);
  spec.given(received, missed).when(due()).thenNothing();
  spec.given(received, answered(9)).when(due()).thenNothing();
  spec
    .given(received, told(FeedbackRetracted({ feedback: origin, reason }), on(6)))
    .when(due())
    .thenNothing();
  spec.given(received).when(due(20)).thenNothing();
  spec
    .given(received)
    .when(due(), { now: march(8) })
    .then('satisfaction/answer-not-due-yet', { dueAt: march(9) });
  spec.when(due()).then('satisfaction/unknown-feedback', { feedbackId: 'f.1' });
});
