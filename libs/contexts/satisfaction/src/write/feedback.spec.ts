import { SubjectAttributed } from '@dossier/foundation';
import { decisionSpec, stateOf, told } from '@dossier/testing';
import { feedback } from '../feedback';
import {
  AnswerMissed,
  AnswerMissWithdrawn,
  AnswerWithdrawn,
  FeedbackAnswered,
  FeedbackAssessed,
  FeedbackCorrected,
  FeedbackReceived,
  FeedbackRetracted,
  FeedbackSetAside,
} from '../feedback.events';
import { answerFeedback } from './answer-feedback/answer-feedback';
import { assessFeedback } from './assess-feedback/assess-feedback';
import { attributeFeedback } from './attribute-feedback/attribute-feedback';
import { correctFeedback } from './correct-feedback/correct-feedback';
import { receiveFeedback } from './receive-feedback/receive-feedback';
import { retractFeedback } from './retract-feedback/retract-feedback';
import { withdrawAnswer } from './withdraw-answer/withdraw-answer';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const [feedbackId, customerId, reason, answer] = ['f', 'c-1', 'x', 'y'] as const;
const on = (day: number) => ({ stream: 'feedback-f', occurredAt: march(day) });
const content = { kind: 'review', dueAt: march(9), words: '慢', topic: 'delivery' } as const;
const origin = { kind: 'review', receivedAt: march(6), dueAt: march(9) } as const;
const received = told(FeedbackReceived(content), on(6));
const missed = told(AnswerMissed({ kind: 'review', dueAt: march(9) }), on(9));
const given = (verdict: 'in-time' | 'late') => FeedbackAnswered({ feedback: origin, verdict, answer });
const answered = (day: number) => told(given(day <= 9 ? 'in-time' : 'late'), on(day));
const withdrawn = (at?: { readonly occurredAt: string }) =>
  AnswerWithdrawn({ feedback: origin, verdict: 'in-time', reason }, at);
const gone = told(FeedbackRetracted({ feedback: origin, reason }), on(6));
const notMissed = AnswerMissWithdrawn({ dueAt: march(9) }, { occurredAt: march(9) });

it('is to be answered after the days of its kind, or when it says', () => {
  const spec = decisionSpec(receiveFeedback);
  const { dueAt, ...said } = content;
  const command = { feedbackId, customerId, ...said };
  spec.when(command, { occurredAt: march(6) }).then(FeedbackReceived(content));
  spec
    .when({ ...command, kind: 'suggestion' }, { occurredAt: march(6) })
    .then(FeedbackReceived({ ...content, kind: 'suggestion', dueAt: march(13) }));
  spec
    .when({ ...command, dueAt: '2026-03-09T16:00:00+08:00' }, { occurredAt: march(8) })
    .then(FeedbackReceived({ ...content, dueAt }));
  spec
    .when({ ...command, dueAt }, { occurredAt: march(10) })
    .then('satisfaction/due-before-received', { dueAt, receivedAt: march(10) });
});

describe('an answer', () => {
  const spec = decisionSpec(answerFeedback);
  it('in time that was told late takes back that none was given', () => {
    spec
      .given(received, missed)
      .when({ feedbackId, answer }, { occurredAt: march(9) })
      .then(given('in-time'), notMissed);
    spec
      .given(received, missed)
      .when({ feedbackId, answer }, { occurredAt: march(10) })
      .then(given('late'));
  });
  it('is given once, to what is there', () => {
    spec.given(received, answered(8)).when({ feedbackId, answer }).thenNothing();
    const again = spec.given(received, answered(8));
    again.when({ feedbackId, answer }, { occurredAt: march(8) }).thenNothing();
    again
      .when({ feedbackId, answer }, { occurredAt: march(7) })
      .then('satisfaction/feedback-answered', { feedbackId, answeredAt: march(8) });
    spec
      .given(received)
      .when({ feedbackId, answer }, { occurredAt: march(5) })
      .then('satisfaction/before-received', { feedbackId, receivedAt: march(6), at: march(5) });
    spec.given(received, gone).when({ feedbackId, answer }).then('satisfaction/retracted');
    spec.when({ feedbackId, answer }).then('satisfaction/unknown-feedback', { feedbackId });
  });
  it('that was none is withdrawn at its instant', () => {
    const withdrawing = decisionSpec(withdrawAnswer);
    withdrawing
      .given(received, answered(8))
      .when({ feedbackId, reason })
      .then(withdrawn({ occurredAt: march(8) }));
    withdrawing.given(received).when({ feedbackId, reason }).then('satisfaction/not-answered', { feedbackId });
    const again = told(withdrawn(), on(8));
    spec
      .given(received, answered(8), again)
      .when({ feedbackId, answer }, { occurredAt: march(12) })
      .then(given('late'));
  });
});

describe('a correction', () => {
  const spec = decisionSpec(correctFeedback);
  it('holds from when it came in, and takes back what by it was never missed', () => {
    spec
      .given(received, missed)
      .when({ feedbackId, dueAt: march(20), reason })
      .then(
        FeedbackSetAside({ feedback: origin }, { occurredAt: march(6) }),
        FeedbackCorrected({ ...content, dueAt: march(20), awaits: true, reason }, { occurredAt: march(6) }),
        notMissed,
      );
    spec
      .given(received)
      .when({ feedbackId, receivedAt: march(3), remove: ['topic'], reason })
      .then(
        FeedbackSetAside({ feedback: origin }, { occurredAt: march(6) }),
        FeedbackCorrected(
          { kind: 'review', dueAt: march(9), words: '慢', awaits: true, reason },
          { occurredAt: march(3) },
        ),
      );
  });
  it('leaves time and deadline of what is answered, and mends the rest', () => {
    const spec_ = spec.given(received, answered(8));
    const refused = { feedbackId, answeredAt: march(8) };
    spec_.when({ feedbackId, dueAt: march(20), reason }).then('satisfaction/feedback-answered', refused);
    spec_.when({ feedbackId, receivedAt: march(3), reason }).then('satisfaction/feedback-answered', refused);
    spec_
      .when({ feedbackId, kind: 'suggestion', reason })
      .then(FeedbackCorrected({ ...content, kind: 'suggestion', awaits: false, reason }, { occurredAt: march(6) }));
    spec
      .given(received)
      .when({ feedbackId, words: '很慢', reason })
      .then(FeedbackCorrected({ ...content, words: '很慢', awaits: false, reason }, { occurredAt: march(6) }));
  });
  it('says something new that can be', () => {
    spec.given(received).when({ feedbackId, reason }).then('satisfaction/nothing-corrected');
    spec
      .given(received)
      .when({ feedbackId, words: '慢', dueAt: march(9), receivedAt: march(6), reason })
      .thenNothing();
    spec
      .given(received)
      .when({ feedbackId, dueAt: march(5), reason })
      .then('satisfaction/due-before-received');
    spec
      .given(received)
      .when({ feedbackId, receivedAt: march(10), reason })
      .then('satisfaction/due-before-received');
    spec
      .given(received)
      .when({ feedbackId, topic: 'y', remove: ['topic'], reason })
      .then('satisfaction/given-and-removed');
    spec
      .given(received)
      .when({ feedbackId, receivedAt: '2027-01-01T00:00:00Z', reason })
      .then('satisfaction/not-happened-yet');
    spec.given(received, gone).when({ feedbackId, words: 'y', reason }).then('satisfaction/retracted');
  });
});

it('is retracted once, and with it what was missed or answered', () => {
  const spec = decisionSpec(retractFeedback);
  spec
    .given(received, missed)
    .when({ feedbackId, reason })
    .then(notMissed, FeedbackRetracted({ feedback: origin, reason }, { occurredAt: march(6) }));
  spec
    .given(received, answered(8))
    .when({ feedbackId, reason })
    .then(
      withdrawn({ occurredAt: march(8) }),
      FeedbackRetracted({ feedback: origin, reason }, { occurredAt: march(6) }),
    );
  spec.given(received, gone).when({ feedbackId, reason }).thenNothing();
});

it('is assessed by the last who says so', () => {
  const spec = decisionSpec(assessFeedback);
  const assessed = FeedbackAssessed({ category: 'delivery', cause: '漏推送' });
  const command = { feedbackId, category: 'delivery', cause: '漏推送' };
  spec.given(received).when(command).then(assessed);
  spec.given(received, assessed).when(command).thenNothing();
  spec
    .given(received, assessed)
    .when({ feedbackId, category: 'service' })
    .then(FeedbackAssessed({ category: 'service' }));
  spec
    .given(received)
    .when(command, { occurredAt: march(5) })
    .then('satisfaction/before-received');
});

it('is of somebody once that is known', () => {
  const spec = decisionSpec(attributeFeedback);
  const needed = (subject: string) => ({ needed: { feedback: stateOf(feedback, { ...received, subject }) } });
  spec
    .when({ feedbackId, customerId }, needed('~feedback-f'))
    .then(SubjectAttributed({ member: '~feedback-f', into: customerId }));
  spec
    .when({ feedbackId, customerId }, needed('c-2'))
    .then('satisfaction/has-customer', { what: feedbackId, customer: 'c-2' });
});
