import { projectionSpec, readsOf, told, viewing } from '@dossier/testing';
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
} from '../../feedback.events';
import { type FeedbackDocument, feedbackList } from './feedback';
import { feedbackReport } from './feedback-report';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const on = (day: number) => ({ stream: 'feedback-f', occurredAt: march(day) });
const content = { kind: 'review', dueAt: march(9), words: '慢', topic: 'delivery' } as const;
const reason = 'x';
const origin = { kind: 'review', receivedAt: march(6), dueAt: march(9) } as const;
const received = told(FeedbackReceived(content), on(6));
const missed = told(AnswerMissed({ kind: 'review', dueAt: march(9) }), on(9));
const answered = (day: number) =>
  told(FeedbackAnswered({ feedback: origin, verdict: day <= 9 ? 'in-time' : 'late', answer: '已改' }), on(day));
const assessed = told(FeedbackAssessed({ category: 'delivery', cause: '漏推送' }), on(8));

it('shows what was said, what we answered and when, and what we take for its cause', () => {
  const spec = projectionSpec(feedbackList).given(received, assessed, missed, answered(12));
  const shown = {
    ...{ feedbackId: 'f', customer: 'customer-1', kind: 'review' as const, receivedAt: march(6), dueAt: march(9) },
    ...{ words: '慢', author: null, touchpoint: null, topic: 'delivery', product: null, ratedDepartment: null },
    ...{ category: 'delivery', cause: '漏推送', answer: '已改', answeredAt: march(12) },
    ...{ missed: [march(9)], businessLine: null },
  } as const;
  spec.thenView({ ...shown, status: 'answered-late' });
  spec.thenView({ ...shown, status: 'overdue' }, { asOf: march(11) });
  spec.thenView({ ...shown, status: 'open' }, { asOf: march(8) });
  spec.thenFields({ category: 'delivery', statusReached: 'answered-late', overdueFrom: null, answeredAt: march(12) });
});
it('is answered in time at its deadline, to be answered again where that was none, and never missed then', () => {
  const back = told(AnswerMissWithdrawn({ dueAt: march(9) }), on(9));
  const spec = projectionSpec(feedbackList).given(received, missed, answered(9), back);
  spec.thenFields({ statusReached: 'answered' });
  spec.thenView(expect.objectContaining({ missed: [] }) as never);
  projectionSpec(feedbackList)
    .given(received, answered(9), told(AnswerWithdrawn({ feedback: origin, verdict: 'in-time', reason }), on(9)))
    .thenFields({ statusReached: 'open', overdueFrom: march(9), answeredAt: null });
});
it('keeps what was said of it through a correction of its time, and is gone once it is retracted', () => {
  const aside = told(FeedbackSetAside({ feedback: origin }), on(6));
  const corrected = told(
    FeedbackCorrected({ ...content, topic: 'service', dueAt: march(8), awaits: true, reason }),
    on(3),
  );
  projectionSpec(feedbackList)
    .given(received, assessed, aside, corrected)
    .thenFields({ receivedAt: march(3), dueAt: march(8), topic: 'service', category: 'delivery' });
  projectionSpec(feedbackList)
    .given(received, told(FeedbackRetracted({ feedback: origin, reason }), on(6)))
    .then(null);
});

describe('the report', () => {
  let count = 0;
  const doc = (
    topic: string,
    day: number | null,
    dueOn = 9,
    more: Partial<FeedbackDocument> = {},
  ): FeedbackDocument => ({
    ...{
      feedbackId: `f${count++}`,
      customer: 'c-1',
      businessLine: null,
      answer: null,
      assessedAt: null,
      category: null,
      cause: null,
    },
    ...{ content: { ...content, topic, dueAt: march(dueOn) }, misses: [] },
    origin: { kind: 'review', receivedAt: march(6), dueAt: march(dueOn) },
    answeredAt: day === null ? null : march(day),
    ...more,
  });
  const docs = [doc('delivery', 9), doc('delivery', 12), doc('delivery', null), doc('price', null, 20)];
  const ask = (day: number, params: object = {}) => {
    const reads = readsOf(new Map([[feedbackList, Object.fromEntries(docs.map((each) => [each.feedbackId, each]))]]));
    return feedbackReport.run(params, { ...viewing({ asOf: march(day) }), reads });
  };
  const row = (inTime: number, late: number, overdue: number, open: number) => ({
    ...{ received: inTime + late + overdue + open, answered: inTime, answeredLate: late, overdue, open },
    inTimePercent: inTime + late + overdue === 0 ? null : Math.round((inTime / (inTime + late + overdue)) * 1000) / 10,
  });
  it('counts what was answered in time, late or not at all, the worst first', async () => {
    expect(await ask(15, { by: 'topic' })).toEqual({
      rows: [
        { topic: 'delivery', ...row(1, 1, 1, 0) },
        { topic: 'price', ...row(0, 0, 0, 1) },
      ],
      total: row(1, 1, 1, 1),
    });
    expect((await ask(15)).rows).toEqual([{ kind: 'review', ...row(1, 1, 1, 1) }]);
    expect((await ask(15, { by: 'category' })).rows).toEqual([{ category: null, ...row(1, 1, 1, 1) }]);
  });
  it('is as of any day', async () => {
    expect((await ask(5)).total).toEqual(row(0, 0, 0, 0));
    expect((await ask(8)).total).toEqual(row(0, 0, 0, 4));
    expect((await ask(9)).total).toEqual(row(1, 0, 2, 1));
    expect((await ask(30)).total).toEqual(row(1, 1, 2, 0));
  });
});
