import { type Instrument, instruments, ofAHundred, responseEvents } from '@dossier/contexts/satisfaction';
import {
  addDays,
  compareTexts,
  earliest,
  firstIndex,
  type Instant,
  latest,
  type Recorded,
  withoutNoise,
} from '@dossier/kernel';
import { changeOfMean, mannKendall, type Point, type Sample } from '@dossier/statistics';
import {
  type Looked,
  type Measure,
  inPoints,
  type Quiet,
  round2,
  scoreOf,
  type Signal,
  someOf,
  type Stretch,
} from '../judgement';
import type { Time } from '../times';
import type { WarningsPolicy } from '../warnings-policy';

/** An answer of the customer about us. */
interface Answer {
  readonly at: Instant;
  /** Its stream. */
  readonly response: string;
  readonly instrument: Instrument;
  readonly scale: number;
  readonly score: number;
  /** How often it was said, less how often taken back; below zero: taken back before it came. */
  readonly count: number;
  /** Of the event that said it last. */
  readonly eventId: string;
}
/** What takes an answer back repeats it, so that all is the same in any order of events. */
export interface Answers {
  /** By when they were given. */
  readonly answers: readonly Answer[];
}

const inOrder = (a: Answer, b: Answer): number =>
  compareTexts(a.at, b.at) ||
  compareTexts(a.response, b.response) ||
  compareTexts(a.instrument, b.instrument) ||
  a.scale - b.scale ||
  a.score - b.score;

interface Said extends Pick<Answer, 'instrument' | 'scale' | 'score'> {
  /** Left out: about us. */
  readonly competitor?: string;
}
function counted(
  state: Answers,
  { instrument, scale, score, competitor }: Said,
  { occurredAt: at, stream: response, id: eventId }: Recorded,
  count: 1 | -1,
): Answers {
  if (competitor !== undefined) return state;
  const { answers } = state;
  const one: Answer = { at, response, instrument, scale, score, count, eventId };
  const index = firstIndex(answers, (each) => inOrder(each, one) >= 0);
  const found = answers[index];
  if (!found || inOrder(found, one) !== 0) return { ...state, answers: answers.toSpliced(index, 0, one) };
  const then = { ...(count > 0 ? one : found), count: found.count + count };
  return { ...state, answers: answers.toSpliced(index, 1, ...(then.count === 0 ? [] : [then])) };
}

/** What is seen with an answer, until the next one. */
interface Check extends Time {
  readonly until: Instant;
  readonly isFalling: boolean;
  /** There are enough answers to judge. */
  readonly isEnough: boolean;
  readonly score: number;
  /** Of the answer. */
  readonly eventId: string;
  /** Made when it is asked for: one of many checks is shown. */
  readonly looked: () => Looked;
}

const percentOf = ({ instrument, scale, score }: Answer): number => ofAHundred(instrument, { scale, score });
/** Number of a month, in UTC. */
const monthOf = ({ at }: Answer): number => Number(at.slice(0, 4)) * 12 + Number(at.slice(5, 7));

/** Answers to one instrument, with sums up to each, so that a mean of any stretch of them is counted at once. */
class Series {
  private readonly sums: readonly (readonly [sum: number, squares: number])[];
  /** Where each month begins. */
  private readonly months: readonly { readonly month: number; readonly start: number }[];

  /** @param all in order of time */
  constructor(readonly all: readonly Answer[]) {
    let [sum, squares] = [0, 0];
    this.sums = [[0, 0], ...all.map((one) => [(sum += percentOf(one)), (squares += percentOf(one) ** 2)] as const)];
    this.months = all.flatMap((one, start) => {
      const [month, before] = [monthOf(one), all[start - 1]];
      return before && monthOf(before) === month ? [] : [{ month, start }];
    });
  }

  /** Index of the first one behind an instant. */
  after(at: Instant): number {
    return firstIndex(this.all, (each) => each.at > at);
  }
  sample(from: number, to: number): Sample {
    const [[before, beforeSquared], [after, afterSquared]] = [this.sums[from] ?? [0, 0], this.sums[to] ?? [0, 0]];
    const n = to - from;
    const mean = n === 0 ? 0 : (after - before) / n;
    const squares = Math.max(0, afterSquared - beforeSquared - n * mean ** 2);
    return { n, mean, variance: n < 2 ? 0 : squares / (n - 1) };
  }
  /** Means of the months of a stretch. */
  byMonth(from: number, to: number): readonly Point[] {
    const first = Math.max(0, firstIndex(this.months, ({ start }) => start > from) - 1);
    const points: Point[] = [];
    for (let index = first; index < this.months.length; index++) {
      const { month, start } = this.months[index] ?? { month: 0, start: to };
      if (start >= to) break;
      const end = Math.min(to, this.months[index + 1]?.start ?? to);
      // without this equal means of months are different numbers, and a test of their order sees a trend in them
      points.push({ at: month, value: withoutNoise(this.sample(Math.max(from, start), end).mean) });
    }
    return points;
  }
}

/** Of one instrument. A check is made when it is asked for: of many answers the last ones are asked, with each event. */
class Checks {
  private readonly made = new Map<number, Check>();
  private readonly series: Series;

  constructor(
    all: readonly Answer[],
    private readonly policy: WarningsPolicy,
  ) {
    this.series = new Series(all);
  }

  /** With the last answer at an instant or before; undefined: there is none. */
  upTo(at: Instant): Check | undefined {
    return this.of(this.series.after(at) - 1);
  }
  /** With the last answer before an instant. */
  before(at: Instant): Check | undefined {
    return this.of(firstIndex(this.series.all, (each) => each.at >= at) - 1);
  }
  /** With the first answer behind an instant, and those of the same one. */
  behind(at: Instant): Check | undefined {
    const next = this.series.all[this.series.after(at)];
    return next && this.upTo(next.at);
  }

  private of(index: number): Check | undefined {
    const one = this.series.all[index];
    if (one === undefined) return undefined;
    const known = this.made.get(index) ?? this.check(one, index);
    this.made.set(index, known);
    return known;
  }
  private check({ at: from, eventId }: Answer, index: number): Check {
    const { satisfactionDays: days, satisfactionBefore } = this.policy;
    const nowFrom = this.series.after(addDays(from, -days));
    const beforeFrom = this.series.after(addDays(from, -days - satisfactionBefore));
    const until = earliest(this.series.all[index + 1]?.at ?? null, addDays(from, days));
    return { from, until, eventId, ...seen(this.series, { beforeFrom, nowFrom, to: index + 1 }, this.policy) };
  }
}

/** Indexes of answers. */
interface Compared {
  readonly beforeFrom: number;
  readonly nowFrom: number;
  readonly to: number;
}
function seen(
  series: Series,
  { beforeFrom, nowFrom, to }: Compared,
  policy: WarningsPolicy,
): Pick<Check, 'isFalling' | 'isEnough' | 'score' | 'looked'> {
  const { satisfactionAnswers, satisfactionMonths, satisfactionDrop, significancePercent } = policy;
  const [before, now] = [series.sample(beforeFrom, nowFrom), series.sample(nowFrom, to)];
  const isComparable = Math.min(before.n, now.n) >= satisfactionAnswers;
  const change = isComparable ? changeOfMean(before, now, 1 - significancePercent / 100) : null;
  // a drop of exactly the least that warns is one: without this it is, or not, by the order of what was added
  const dropped = change === null ? 0 : withoutNoise(-change.value);
  const isDropped = change !== null && dropped >= satisfactionDrop && change.upper < 0;
  const points = series.byMonth(beforeFrom, to);
  const trend = points.length >= satisfactionMonths ? mannKendall(points) : null;
  const sunk = trend === null ? 0 : Math.max(0, withoutNoise(-(trend.slope ?? 0) * monthsOf(points)));
  const isSinking = trend !== null && trend.s < 0 && sunk >= satisfactionDrop && trend.p <= significancePercent / 100;
  const fallen = Math.max(isDropped ? dropped : 0, isSinking ? sunk : 0);
  const parts: readonly Measure[] = [
    { measure: 'satisfaction-now', value: round2(now.mean), points: inPoints((100 - now.mean) / 5) },
    { measure: 'satisfaction-fallen', value: round2(fallen), points: Math.min(60, inPoints(2 * fallen)) },
    {
      ...{ measure: 'tests-agreeing', value: Number(isDropped) + Number(isSinking) },
      points: isDropped && isSinking ? 20 : 0,
    },
  ];
  return {
    ...{ isFalling: isDropped || isSinking, isEnough: change !== null || trend !== null, score: scoreOf(parts) },
    looked: () => ({
      measures: [
        ...parts,
        ...(before.n > 0 ? [explains('satisfaction-before', before.mean)] : []),
        ...(change ? [explains('satisfaction-drop', dropped), explains('satisfaction-drop-least', -change.upper)] : []),
        ...(trend ? [explains('satisfaction-trend', sunk), explains('trend-p-percent', trend.p * 100)] : []),
        explains('answers-now', now.n),
        explains('answers-before', before.n),
      ],
      amounts: [],
      eventIds: someOf(series.all.slice(beforeFrom, to)).map(({ eventId }) => eventId),
    }),
  };
}
const monthsOf = (points: readonly Point[]): number => (points.at(-1)?.at ?? 0) - (points[0]?.at ?? 0);
const explains = (measure: Measure['measure'], value: number): Measure => ({
  ...{ measure, value: round2(value), points: 0 },
});

/** Of the answers last looked at: the same ones are asked several times in a row. */
const known = new WeakMap<Answers, { readonly policy: WarningsPolicy; readonly all: readonly Checks[] }>();
function checksBy(facts: Answers, policy: WarningsPolicy): readonly Checks[] {
  const before = known.get(facts);
  if (before?.policy === policy) return before.all;
  const standing = facts.answers.filter(({ count }) => count > 0);
  const all = instruments.codes.flatMap((instrument) => {
    const some = standing.filter((one) => one.instrument === instrument);
    return some.length === 0 ? [] : [new Checks(some, policy)];
  });
  known.set(facts, { policy, all });
  return all;
}

/** What is seen at an instant, of each instrument. */
const seenAt = (all: readonly Checks[], at: Instant): readonly Check[] =>
  all.flatMap((each) => each.upTo(at) ?? []).filter(({ until }) => at < until);
const fallingAt = (all: readonly Checks[], at: Instant): readonly Check[] =>
  seenAt(all, at).filter(({ isFalling }) => isFalling);
const worstOf = (some: readonly Check[]): Check | undefined =>
  some.reduce<Check | undefined>((worst, one) => (worst && worst.score >= one.score ? worst : one), undefined);

/** Since when anything falls without a gap. @param at an instant at which something does */
function beginningOf(all: readonly Checks[], at: Instant): Instant {
  for (
    let from =
      fallingAt(all, at)
        .map((one) => one.from)
        .sort()[0] ?? at;
    ;
  ) {
    const earlier = all
      .flatMap((each) => each.before(from) ?? [])
      .filter(({ isFalling, until }) => isFalling && until >= from);
    const first = earlier.map((one) => one.from).sort()[0];
    if (first === undefined) return from;
    from = first;
  }
}
/** When nothing falls any more. @param at an instant at which something does */
function endOf(all: readonly Checks[], at: Instant): Instant {
  for (let end = at; ;) {
    const last = fallingAt(all, end)
      .map(({ until }) => until)
      .sort()
      .at(-1);
    if (last === undefined) return end;
    end = last;
  }
}
/** When something falls next; null: never. */
function nextOf(all: readonly Checks[], at: Instant): Instant | null {
  for (let after = at; ;) {
    const next = all.flatMap((each) => each.behind(after) ?? []).sort((a, b) => compareTexts(a.from, b.from))[0];
    if (next === undefined) return null;
    if (fallingAt(all, next.from).length > 0) return next.from;
    after = next.from;
  }
}

const NOTHING: Looked = { measures: [], amounts: [], eventIds: [] };
function ahead(facts: Answers, policy: WarningsPolicy, at: Instant, notBefore: Instant | null = null): Stretch | Quiet {
  const all = checksBy(facts, policy);
  const begins = fallingAt(all, at).length > 0 ? beginningOf(all, at) : nextOf(all, at);
  if (begins === null) {
    const seen = seenAt(all, at);
    const found = worstOf(seen.filter(({ isEnough }) => isEnough));
    const because = found ? 'not-falling' : 'too-few-answers';
    return { is: 'quiet', because, ...((found ?? worstOf(seen))?.looked() ?? NOTHING) };
  }
  const from = latest(notBefore, begins);
  const worst = worstOf(fallingAt(all, from));
  return { is: 'stretch', cause: worst?.eventId ?? '', from, until: 'not-falling', ...(worst?.looked() ?? NOTHING) };
}

/** 满意度下降: answers of a customer are worse than its own before, by a test of their mean or of their months. */
export const satisfactionFalling: Signal<Answers, typeof responseEvents> = {
  code: 'satisfaction-falling',
  formula: 'satisfaction-falling-1',
  action: 'ask-why',
  from: responseEvents,
  initial: { answers: [] },
  evolve: {
    ResponseGiven: (state, data, at) => counted(state, data, at, 1),
    ResponseSetAside: (state, data, at) => counted(state, data, at, -1),
    ResponseCorrected: (state, data, at) => counted(state, data, at, 1),
    ResponseRetracted: (state, data, at) => counted(state, data, at, -1),
  },
  ahead,
  warnedAt: (facts, policy, at) => fallingAt(checksBy(facts, policy), at).length > 0,
  endAfter: (facts, policy, at) => {
    const all = checksBy(facts, policy);
    return fallingAt(all, at).length > 0 ? endOf(all, at) : null;
  },
  turnAfter: (facts, policy, at) => {
    const all = checksBy(facts, policy);
    const turns = [...seenAt(all, at).map(({ until }) => until), ...all.flatMap((each) => each.behind(at)?.from ?? [])];
    return turns.sort()[0] ?? null;
  },
};
