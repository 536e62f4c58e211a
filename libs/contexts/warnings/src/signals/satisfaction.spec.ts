import { type Instrument, responseEvents } from '@dossier/contexts/satisfaction';
import { addDays, byCustomer, defineProjection, type Instant } from '@dossier/kernel';
import { changeOfMean, sampleOf } from '@dossier/statistics';
import { projectionSpec, told } from '@dossier/testing';
import fc from 'fast-check';
import { warningsPolicy } from '../warnings-policy';
import { type Answers, satisfactionFalling } from './satisfaction';

const { ResponseGiven, ResponseSetAside, ResponseCorrected, ResponseRetracted } = responseEvents;
const policy = warningsPolicy.initial; // 180 days against 365 before, 5 answers in both, 10 of 100
const START = '2025-01-01T00:00:00.000Z';
const day = (n: number): Instant => addDays(START, n);
const scored = (score: number) => ({ instrument: 'csat' as const, scale: 5, score });
const given = (score: number, n: number, id = `r-${n}`, more: object = {}) =>
  told(ResponseGiven({ ...scored(score), ...more }), { stream: `survey-response-${id}`, occurredAt: day(n) });

/** The facts alone, folded as those who keep them do. */
const answeredBy = (by: typeof policy) =>
  defineProjection<Answers>()({
    name: 'answered',
    title: { zh: '答复', en: 'Answered' },
    version: 1,
    ...{ from: satisfactionFalling.from, initial: satisfactionFalling.initial, evolve: satisfactionFalling.evolve },
    key: byCustomer,
    fields: {},
    personal: true,
    view: (facts, { asOf }) => satisfactionFalling.ahead(facts, by, asOf),
  });
const answered = answeredBy(policy);
const before = [5, 4, 5, 4, 5].map((score, n) => given(score, n * 20));
const after = [3, 4, 3, 2, 3].map((score, n) => given(score, 300 + n * 10));
const wanted = (found: object): never => expect.objectContaining(found) as never;

it('warns from the answer that shows the drop, by the interval of the difference of both means', () =>
  projectionSpec(answered)
    .given(...before, ...after)
    .inAnyOrderOfStreams()
    .thenView(
      {
        ...{ is: 'stretch', cause: 'event-10', from: day(340), until: 'not-falling' },
        measures: [
          { measure: 'satisfaction-now', value: 50, points: 10 },
          { measure: 'satisfaction-fallen', value: 40, points: 60 },
          { measure: 'tests-agreeing', value: 1, points: 0 },
          { measure: 'satisfaction-before', value: 90, points: 0 },
          { measure: 'satisfaction-drop', value: 40, points: 0 },
          { measure: 'satisfaction-drop-least', value: 16.69, points: 0 },
          { measure: 'answers-now', value: 5, points: 0 },
          { measure: 'answers-before', value: 5, points: 0 },
        ],
        ...{ amounts: [], eventIds: Array.from({ length: 10 }, (_, n) => `event-${n + 1}`) },
      },
      { asOf: day(345) },
    ));

it('sees no order in months that are alike, also on a scale whose answers are no whole percents', () => {
  const alike = Array.from({ length: 50 }, (_, n) => given(6, n * 10, `c-${n}`, { instrument: 'ces', scale: 7 }));
  projectionSpec(answered)
    .given(...alike)
    .thenView(
      wanted({
        because: 'not-falling',
        measures: expect.arrayContaining([{ measure: 'trend-p-percent', value: 100, points: 0 }]) as never,
      }),
      { asOf: day(495) },
    );
});

it('ends with an answer that shows it no more, or where none came for as long', () => {
  const { endAfter, warnedAt } = satisfactionFalling;
  const answers = (scores: readonly (readonly [number, number])[]): Answers => ({
    answers: scores.map(([score, n]) => ({
      ...{ at: day(n), response: `r-${n}`, ...scored(score), count: 1, eventId: `e-${n}` },
    })),
  });
  const some = [5, 4, 5, 4, 5].map((score, n) => [score, n * 20] as const);
  const less = [3, 4, 3, 2, 3].map((score, n) => [score, 300 + n * 10] as const);
  const facts = answers([...some, ...less]);
  expect(endAfter(facts, policy, day(341))).toBe(day(340 + 180));
  const well = Array.from({ length: 8 }, (_, n) => [5, 350 + n] as const);
  const end = endAfter(answers([...some, ...less, ...well]), policy, day(341)) ?? '';
  expect(end > day(349) && end < day(358)).toBe(true);
  expect([339, 340, 519, 520].map((n) => warnedAt(facts, policy, day(n)))).toEqual([false, true, true, false]);
});

it('says why it does not', () => {
  projectionSpec(answered)
    .given(...before.slice(0, 4))
    .thenView(wanted({ is: 'quiet', because: 'too-few-answers' }), { asOf: day(100) });
  projectionSpec(answered)
    .given(...before, ...[4, 5, 4, 5, 4].map((score, n) => given(score, 300 + n * 10)))
    .thenView(wanted({ is: 'quiet', because: 'not-falling' }), { asOf: day(345) });
});

it('does not take chance for a fall, nor a small one that is certain', () => {
  const wild = [5, 1, 5, 5, 5].map((score, n) => given(score, n * 20));
  projectionSpec(answered)
    .given(...wild, ...[1, 5, 2, 5, 4].map((score, n) => given(score, 300 + n * 10)))
    .thenView(wanted({ is: 'quiet', because: 'not-falling' }), { asOf: day(345) });
  const certain = (score: number, from: number) =>
    Array.from({ length: 30 }, (_, n) => given(score, from + n, `c-${from + n}`, { scale: 100 }));
  projectionSpec(answered)
    .given(...certain(90, 0), ...certain(85, 300))
    .thenView(wanted({ is: 'quiet', because: 'not-falling' }), { asOf: day(340) });
});

it('sees a slow fall by the trend of its months, where each stretch alone has few answers', () => {
  // the values of which S = -37, p = .00117 and the slope -.1 are published, one a month, of 1 to 100 with 10 to the point
  const months = [46, 45, 46, 43, 44, 41, 40, 41, 38, 37].map((score, n) =>
    given(score * 2, n * 31 + 10, `m-${n}`, { scale: 101 }),
  );
  projectionSpec(answeredBy(Object.assign({}, policy, { satisfactionAnswers: 9 })))
    .given(...months)
    .thenView(
      wanted({
        ...{ is: 'stretch', from: day(289), cause: 'event-10' },
        measures: expect.arrayContaining([
          { measure: 'satisfaction-trend', value: 18, points: 0 },
          { measure: 'trend-p-percent', value: 0.12, points: 0 },
          { measure: 'satisfaction-fallen', value: 18, points: 36 },
        ]) as never,
      }),
      { asOf: day(300) },
    );
});

it('warns of a drop of exactly the least that does, whatever fractions its means are made of', () => {
  // of 7: 4.6 on the average, then 4, which is 10 of 100 less
  for (let size = 10; size <= 30; size += 5)
    for (let first = 0; first < size; first++) {
      const old = Array.from({ length: size }, (_, n) => [(first + n) % size < size * 0.6 ? 5 : 4, n * 4] as const);
      const now = Array.from({ length: 5 }, (_, n) => [4, 300 + n] as const);
      const answers = [...old, ...now].map(([score, n]) => ({
        ...{ at: day(n), response: `r-${n}`, instrument: 'ces' as const, scale: 7, score, count: 1, eventId: `e-${n}` },
      }));
      expect([size, first, satisfactionFalling.warnedAt({ answers }, policy, day(304))]).toEqual([size, first, true]);
    }
});

it('judges each instrument by itself', () => {
  const ease = [7, 7, 6, 7, 7].map((score, n) =>
    given(score, 5 + n * 20, `e-${n}`, { instrument: 'ces' as Instrument, scale: 7 }),
  );
  projectionSpec(answered)
    .given(...ease, ...after)
    .thenView(wanted({ is: 'quiet', because: 'too-few-answers' }), { asOf: day(345) });
});

it('judges what was answered at one instant together', () =>
  projectionSpec(answered)
    .given(
      ...before,
      ...after.slice(0, 4),
      given(3, 340),
      ...Array.from({ length: 12 }, (_, n) => given(5, 340, `z-${n}`)),
    )
    .thenView(wanted({ is: 'quiet', because: 'too-few-answers' }), { asOf: day(335) }));

describe('what is said of an answer later', () => {
  const at = (n: number) => ({ stream: `survey-response-r-${n}`, occurredAt: day(n) });
  const corrected = (to: number, n: number, then = n) => [
    told(ResponseSetAside(scored(3)), at(n)),
    told(ResponseCorrected({ ...scored(to), reason: 'x' }), { ...at(n), occurredAt: day(then) }),
  ];

  it('counts an answer as it was corrected, at the time that it was corrected to', () => {
    const moved = projectionSpec(answered).given(...before, ...after, ...corrected(3, 340, 338));
    moved.inAnyOrderOfCommit().thenView(wanted({ from: day(338), cause: 'event-12' }), { asOf: day(345) });
    projectionSpec(answered)
      .given(...before, ...after, ...corrected(5, 340), ...corrected(5, 300))
      .inAnyOrderOfCommit()
      .thenView(wanted({ is: 'quiet', because: 'not-falling' }), { asOf: day(345) });
  });
  it('forgets one that was retracted, and all that is about competitors', () => {
    const { answers } = satisfactionFalling.initial;
    projectionSpec(answered)
      .given(given(3, 340), told(ResponseRetracted({ ...scored(3), reason: 'x' }), at(340)))
      .inAnyOrderOfCommit()
      .then({ answers });
    projectionSpec(answered)
      .given(...before, ...after.slice(0, 4), given(3, 340, 'r-340', { competitor: 'Rival' }))
      .thenView(wanted({ is: 'quiet', because: 'too-few-answers' }), { asOf: day(345) });
  });
});

it('says of each day what comparing both samples of each instrument gives', () => {
  const by = Object.assign({}, policy, {
    ...{ satisfactionMonths: 24, satisfactionDays: 30, satisfactionBefore: 60, satisfactionAnswers: 3 },
  });
  const { warnedAt, endAfter, ahead, turnAfter } = satisfactionFalling;
  const answer = fc.record({
    ...{ n: fc.nat({ max: 150 }), high: fc.constantFrom(4, 5, 5, 5), low: fc.constantFrom(1, 1, 2, 3) },
    instrument: fc.constantFrom('csat' as const, 'ces' as const),
  });
  let fell = 0;
  fc.assert(
    fc.property(fc.array(answer, { minLength: 20, maxLength: 50 }), fc.nat({ max: 150 }), (some, turn) => {
      const all = some.toSorted((a, b) => a.n - b.n);
      const scoreOf = ({ n, high, low }: (typeof some)[number]): number => (n < turn ? high : low);
      const answers = all.map((one, place) => ({
        ...{ at: day(one.n), response: `r-${String(place).padStart(2, '0')}`, instrument: one.instrument },
        ...{ scale: one.instrument === 'csat' ? 5 : 7, score: scoreOf(one), count: 1, eventId: `e-${place}` },
      }));
      const facts = { answers };
      const falls = Array.from({ length: 200 }, (_, n) =>
        (['csat', 'ces'] as const).some((instrument) => {
          const own = all.filter((one) => one.instrument === instrument);
          const last = own.findLast((one) => one.n <= n)?.n ?? -Infinity;
          const within = (from: number, to: number): readonly number[] =>
            own.flatMap((one) =>
              one.n > from && one.n <= to ? [(scoreOf(one) - 1) * (instrument === 'csat' ? 25 : 100 / 6)] : [],
            );
          const [old, now] = [within(last - 90, last - 30), within(last - 30, last)];
          if (last <= n - 30 || Math.min(old.length, now.length) < 3) return false;
          const change = changeOfMean(sampleOf(old), sampleOf(now), 0.95);
          return change.value <= -10 + 1e-9 && change.upper < -1e-9;
        }),
      );
      const next = (n: number, is: boolean): number => falls.findIndex((each, later) => later > n && each === is);
      for (const [n, isFalling] of falls.entries()) {
        expect([n, warnedAt(facts, by, day(n))]).toEqual([n, isFalling]);
        const [found, turns] = [ahead(facts, by, day(n)), turnAfter(facts, by, day(n))];
        if (isFalling) {
          fell++;
          expect(endAfter(facts, by, day(n))).toBe(day(next(n, false)));
          expect(found).toMatchObject({ from: day(falls.findLastIndex((each, before) => before < n && !each) + 1) });
        } else if (next(n, true) >= 0) expect(found).toMatchObject({ from: day(next(n, true)) });
        else expect(found.is).toBe('quiet');
        if (next(n, !isFalling) >= 0) expect((turns ?? '9') <= day(next(n, !isFalling))).toBe(true);
      }
    }),
    { numRuns: 25 },
  );
  expect(fell).toBeGreaterThan(0);
});
