import { projectionSpec, told, withPolicy } from '@dossier/testing';
import {
  AnswerWithdrawn,
  FeedbackAnswered,
  FeedbackCorrected,
  FeedbackReceived,
  FeedbackRetracted,
  FeedbackSetAside,
} from './feedback.events';
import {
  ResponseCorrected,
  ResponseGiven,
  ResponseRetracted,
  type ResponseScore,
  ResponseSetAside,
} from './response.events';
import { satisfactionPolicy } from './satisfaction-policy';
import { satisfactionSection } from './satisfaction-section';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const asOf = (day: number) => ({ asOf: march(day) });
const score = (of: number, more: Partial<ResponseScore> = {}) => ({
  ...{ instrument: 'csat' as const, scale: 5, score: of },
  ...more,
});
const given = (id: string, of: number, day: number, more: Partial<ResponseScore> = {}) =>
  told(ResponseGiven(score(of, more)), { stream: `survey-response-${id}`, occurredAt: march(day) });
const wave = (of: number, n: number, day: number, more: Partial<ResponseScore> = {}) =>
  Array.from({ length: n }, (_, i) =>
    given(`${of}-${n}-${day}-${more.competitor ?? more.instrument ?? ''}-${i}`, of, day, more),
  );
const reason = 'x';
const { ...policy } = satisfactionPolicy.initial;

it('says how satisfied a customer is with us and with others, and by which policies', () =>
  projectionSpec(satisfactionSection)
    .given(
      ...wave(5, 8, 3),
      ...wave(2, 2, 4),
      ...wave(4, 10, 3, { competitor: '东岭' }),
      ...wave(9, 3, 3, { instrument: 'nps', scale: 10 }),
    )
    .thenView(
      expect.objectContaining({
        csat: {
          ...{ answers: 10, value: 80, lower: 49.02, upper: 94.33, direction: 'too-few', perYear: null, p: null },
          ...{ months: 1, seasonal: false, target: 'missed', gain: null, gained: 'too-few' },
        },
        nps: expect.objectContaining({
          answers: 3,
          value: null,
          lower: null,
          direction: 'too-few',
          target: null,
        }) as object,
        ces: null,
        byMonth: [
          { instrument: 'csat', month: '2026-03', answers: 10, value: 80, lower: 49.02, upper: 94.33, level: 4.4 },
          { instrument: 'nps', month: '2026-03', answers: 3, value: null, lower: null, upper: null, level: 100 },
        ],
        competitors: [{ competitor: '东岭', instrument: 'csat', answers: 10, value: 100, lower: 72.25, upper: 100 }],
        ...{ policyVersion: 0, targetsVersion: 0, satisfactionChangesAt: '2027-03-01T00:00:00.000Z' },
      }) as never,
      asOf(25),
    ));

it('counts what was corrected once, at its right instant, and not what was retracted, in any order of documents', () => {
  const stream = 'survey-response-a';
  const corrected = [
    told(ResponseSetAside(score(5)), { stream, occurredAt: march(3) }),
    told(ResponseCorrected({ ...score(2, { competitor: '东岭' }), reason }), {
      stream,
      occurredAt: '2026-02-03T08:00:00.000Z',
    }),
  ] as const;
  const retracted = told(ResponseRetracted({ ...score(1), reason }), {
    stream: 'survey-response-b',
    occurredAt: march(4),
  });
  projectionSpec(satisfactionSection)
    .given(given('a', 5, 3), ...corrected, given('b', 1, 4), retracted, given('c', 4, 5))
    .inAnyOrderOfStreams()
    .then({
      answers: [
        { month: '2026-02', instrument: 'csat', competitor: '东岭', scale: 5, score: 2, answers: 1 },
        { month: '2026-03', instrument: 'csat', competitor: null, scale: 5, score: 4, answers: 1 },
      ],
      unanswered: [],
      corrected: [],
      answered: { 'in-time': 0, late: 0 },
    });
});

it('forgets answers as months go by, and says when', () => {
  const spec = projectionSpec(satisfactionSection).given(...wave(5, 10, 3));
  const shows = (at: string, answers: number | null, next: string | null) =>
    spec.thenView(
      expect.objectContaining({
        csat: answers === null ? null : (expect.objectContaining({ answers }) as object),
        satisfactionChangesAt: next,
      }) as never,
      { asOf: at },
    );
  shows('2027-02-28T23:59:59.999Z', 10, '2027-03-01T00:00:00.000Z');
  shows('2027-03-01T00:00:00.000Z', 0, '2028-03-01T00:00:00.000Z');
  shows('2028-03-01T00:00:00.000Z', 0, '2029-03-01T00:00:00.000Z');
  shows('2029-03-01T00:00:00.000Z', null, null);
  spec.thenView(
    expect.objectContaining({ csat: expect.objectContaining({ answers: 10, value: null }) as object }) as never,
    {
      ...asOf(25),
      policies: withPolicy(satisfactionPolicy, { ...policy, fewestAnswers: 11 }, 1),
    },
  );
});

it('keeps no more of a customer with very many answers than months times scores', () => {
  let state = satisfactionSection.initial;
  const at = (i: number) => ({ occurredAt: new Date(Date.UTC(2024, i % 24, 3)).toISOString() });
  for (let i = 0; i < 20_000; i++)
    state = satisfactionSection.evolve.ResponseGiven(state, score(1 + (i % 5)), at(i) as never);
  expect(state.answers).toHaveLength(120);
  expect(state.answers.reduce((sum, one) => sum + one.answers, 0)).toBe(20_000);
});

describe('feedback', () => {
  const stream = 'feedback-f';
  const content = { kind: 'review', dueAt: march(9), words: '慢' } as const;
  const origin = { kind: 'review', receivedAt: march(6), dueAt: march(9) } as const;
  const received = told(FeedbackReceived(content), { stream, occurredAt: march(6) });
  const answered = (day: number) =>
    told(FeedbackAnswered({ feedback: origin, verdict: day <= 9 ? 'in-time' : 'late', answer: 'y' }), {
      ...{ stream, occurredAt: march(day) },
    });
  const shows = (
    day: number,
    [open, overdue, inTime, late]: readonly [number, number, number, number],
    ...events: readonly (typeof received | ReturnType<typeof answered>)[]
  ) =>
    projectionSpec(satisfactionSection)
      .given(...events)
      .thenView(
        expect.objectContaining({
          openFeedback: Array.from({ length: open }, () => expect.anything() as object),
          overdueFeedback: Array.from({ length: overdue }, () => expect.anything() as object),
          feedbackAnswered: inTime,
          feedbackAnsweredLate: late,
          feedbackStanding: overdue > 0 ? 'overdue' : open > 0 ? 'in-time' : 'clear',
        }) as never,
        asOf(day),
      );
  it('is to be answered, overdue, answered in time or late', () => {
    shows(8, [1, 0, 0, 0], received);
    shows(9, [0, 1, 0, 0], received);
    shows(9, [0, 0, 1, 0], received, answered(9));
    shows(12, [0, 0, 0, 1], received, answered(12));
    projectionSpec(satisfactionSection)
      .given(received)
      .thenFields({ unansweredFeedback: 1, feedbackDueAt: march(9), feedbackStandingReached: 'in-time' });
    projectionSpec(satisfactionSection)
      .given(received)
      .thenView(
        expect.objectContaining({
          openFeedback: [{ feedback: 'f', kind: 'review', receivedAt: march(6), dueAt: march(9) }],
          satisfactionChangesAt: march(9),
        }) as never,
        asOf(8),
      );
  });
  it('is what was said last of it, and forgotten once it is settled, in any order', () => {
    const again = { ...origin, receivedAt: march(4), dueAt: march(20) };
    const on = (day: number) => ({ stream, occurredAt: march(day) });
    const withdrawn = told(AnswerWithdrawn({ feedback: origin, verdict: 'in-time', reason }), on(9));
    const aside = told(FeedbackSetAside({ feedback: origin }), on(6));
    const corrected = told(FeedbackCorrected({ ...content, dueAt: march(20), awaits: true, reason }), on(4));
    const mended = told(FeedbackCorrected({ ...content, words: '很慢', awaits: false, reason }), on(6));
    const spec = projectionSpec(satisfactionSection);
    const corrected_ = [{ feedback: 'feedback-f', kind: 'review', revision: expect.any(Number) as number }] as const;
    const none = { answers: [], corrected: [], answered: { 'in-time': 0, late: 0 } };
    spec
      .given(received, mended, answered(9), withdrawn, aside, corrected)
      .inAnyOrderOfCommit()
      .then({
        ...{ ...none, corrected: corrected_ },
        unanswered: [{ feedback: 'feedback-f', ...again, open: 1, eventId: 'event-6' }],
      });
    const gone = told(FeedbackRetracted({ feedback: origin, reason }), on(6));
    spec
      .given(received, answered(9), withdrawn, gone)
      .inAnyOrderOfCommit()
      .then({ ...none, unanswered: [] });
    spec
      .given(received, mended, answered(9))
      .inAnyOrderOfCommit()
      .then({ ...none, corrected: corrected_, unanswered: [], answered: { 'in-time': 1, late: 0 } });
  });
  it('is of the kind that it was corrected to once it was answered, also as of a day before the answer', () => {
    const kind = 'suggestion';
    const on = (day: number) => ({ stream, occurredAt: march(day) });
    const mended = told(FeedbackCorrected({ ...content, kind, awaits: false, reason }), on(6));
    const withdrawn = told(AnswerWithdrawn({ feedback: { ...origin, kind }, verdict: 'in-time', reason }), on(8));
    const gone = told(FeedbackRetracted({ feedback: { ...origin, kind }, reason }), on(6));
    const open = (some: readonly object[]) => expect.objectContaining({ openFeedback: some }) as never;
    const it_ = { feedback: 'f', ...origin, kind };
    const spec = projectionSpec(satisfactionSection);
    spec
      .given(received, answered(8), mended, withdrawn)
      .inAnyOrderOfCommit()
      .thenView(open([it_]), asOf(8));
    // what happened by then: the answer had not been given, nor could it be withdrawn
    spec
      .given(received, mended)
      .inAnyOrderOfCommit()
      .thenView(open([it_]), asOf(7));
    spec.given(received, mended, gone).inAnyOrderOfCommit().thenView(open([]), asOf(7));
  });
});
