import {
  changing,
  code,
  compareTexts,
  dayOf,
  defineSection,
  earliest,
  type Figure,
  firstIndex,
  idIn,
  type Instant,
  instantField,
  integer,
  kind,
  type Month,
  monthAfter,
  orNull,
  type Recorded,
  shape,
  type Shown,
  type Viewing,
} from '@dossier/kernel';
import { originOf } from './awaited';
import { feedback } from './feedback';
import {
  AnswerWithdrawn,
  FeedbackAnswered,
  FeedbackCorrected,
  type FeedbackOrigin,
  FeedbackReceived,
  FeedbackRetracted,
  FeedbackSetAside,
} from './feedback.events';
import {
  countsIn,
  countsOf,
  ESTIMATED,
  estimatedOf,
  firstMonth,
  JUDGED,
  judged,
  type Judging,
  monthsFrom,
  type Tally,
  tallied,
  YEAR,
} from './judging';
import { responseEvents, type ResponseScore } from './response.events';
import { satisfactionPolicy } from './satisfaction-policy';
import { type Counted, levelIn, rounded } from './scores';
import {
  COMPETITOR_NAME,
  DUE_AT,
  FEEDBACK,
  FEEDBACK_KIND,
  INSTRUMENT,
  MONTH,
  POLICY_VERSION,
  RECEIVED_AT,
  TARGETS_VERSION,
} from './shown-parts';
import { satisfactionTargetsPolicy } from './targets-policy';
import { type AnswerVerdict, feedbackStandings, type FeedbackStanding, type Instrument, instruments } from './terms';

/** How often one score was given in one month. */
interface Answers extends Counted {
  /** In UTC. */
  readonly month: Month;
  readonly instrument: Instrument;
  /** null: about us. */
  readonly competitor: string | null;
}
/** A feedback that is to be answered. */
interface Unanswered extends FeedbackOrigin {
  /** Its stream. */
  readonly feedback: string;
  /** How often it was opened more than settled; below zero: settled twice, and one of both will be taken back. */
  readonly open: number;
  /** Of the event that opened it. */
  readonly eventId: string;
}
interface Corrected extends Pick<FeedbackOrigin, 'kind'> {
  /** Its stream. */
  readonly feedback: string;
  /** Of the correction that was written last. */
  readonly revision: number;
}

/**
 * Answers are kept as counts, for a customer may give very many: there are no more counts than months times scores; of feedback
 * what is not answered is kept, and the rest is counted. What takes something back says what, so that all is the same in any
 * order of events.
 */
export interface SatisfactionState {
  /** By month, instrument, competitor, scale and score; a count below zero is one that was taken back before it came. */
  readonly answers: readonly Answers[];
  /** By their streams. */
  readonly unanswered: readonly Unanswered[];
  /** What kind those are that were corrected, by their streams: an answer that is withdrawn may be of before. */
  readonly corrected: readonly Corrected[];
  readonly answered: Readonly<Record<AnswerVerdict, number>>;
}

const ITS_FEEDBACK = { feedback: FEEDBACK, kind: FEEDBACK_KIND, receivedAt: RECEIVED_AT, dueAt: DUE_AT };
const satisfactionView = shape({
  csat: orNull(kind.group(instruments.words.csat, JUDGED)),
  nps: orNull(kind.group(instruments.words.nps, JUDGED)),
  ces: orNull(kind.group(instruments.words.ces, JUDGED)),
  byMonth: kind.rows(
    { zh: '按月满意度', en: 'Satisfaction by month' },
    {
      instrument: INSTRUMENT,
      month: MONTH,
      ...ESTIMATED,
      level: kind.number(
        { zh: '均值', en: 'Level' },
        {
          help: {
            zh: '走向据此判断：CSAT 为折合五分制的均值，NPS 为净推荐值，CES 为均值',
            en: 'What the direction is judged by: the mean on five points of CSAT, the net score of NPS, the mean of CES',
          },
        },
      ),
    },
  ),
  competitors: kind.rows(
    { zh: '对竞争对手的满意度', en: 'Satisfaction with competitors' },
    { competitor: COMPETITOR_NAME, instrument: INSTRUMENT, ...ESTIMATED },
  ),
  openFeedback: kind.rows({ zh: '待回复的反馈', en: 'Feedback not due yet' }, ITS_FEEDBACK),
  overdueFeedback: kind.rows({ zh: '逾期未回复的反馈', en: 'Overdue feedback' }, ITS_FEEDBACK),
  feedbackStanding: kind.code(feedbackStandings.title, feedbackStandings),
  feedbackAnswered: kind.count({ zh: '按期回复数', en: 'Feedback answered in time' }),
  feedbackAnsweredLate: kind.count({ zh: '逾期回复数', en: 'Feedback answered late' }),
  policyVersion: POLICY_VERSION,
  targetsVersion: TARGETS_VERSION,
  satisfactionChangesAt: orNull(kind.instant({ zh: '下次变化', en: 'Changes next' })),
});
export type SatisfactionView = Shown<typeof satisfactionView>;

const inOrder = (a: Answers, b: Answers): number =>
  compareTexts(a.month, b.month) ||
  compareTexts(a.instrument, b.instrument) ||
  compareTexts(a.competitor ?? '', b.competitor ?? '') ||
  a.scale - b.scale ||
  a.score - b.score;

const counted =
  (change: 1 | -1) =>
  (state: SatisfactionState, { instrument, scale, score, competitor }: ResponseScore, at: Recorded) => {
    const asked = { month: at.occurredAt.slice(0, 7), instrument, competitor: competitor ?? null };
    const one: Answers = { ...asked, scale, score, answers: change };
    const index = firstIndex(state.answers, (each) => inOrder(each, one) >= 0);
    const found = state.answers[index];
    const before = found && inOrder(found, one) === 0 ? found : undefined;
    const answers = (before?.answers ?? 0) + change;
    const then = answers === 0 ? [] : [{ ...one, answers }];
    return { ...state, answers: state.answers.toSpliced(index, before ? 1 : 0, ...then) };
  };
const [more, less] = [counted(1), counted(-1)];

/** Its kind may be corrected also once it is answered; the rest may not. */
const sameOrigin = (a: FeedbackOrigin, b: FeedbackOrigin): boolean =>
  a.receivedAt === b.receivedAt && a.dueAt === b.dueAt;

/** The feedback is to be answered, or no more. */
function opened(
  { unanswered, ...rest }: SatisfactionState,
  origin: FeedbackOrigin,
  { stream, id: eventId }: Pick<Recorded, 'stream' | 'id'>,
  change: 1 | -1,
): SatisfactionState {
  const from = firstIndex(unanswered, (one) => one.feedback >= stream);
  const found = unanswered.findIndex((one, i) => i >= from && one.feedback === stream && sameOrigin(one, origin));
  const open = (unanswered[found]?.open ?? 0) + change;
  const { kind: of, receivedAt, dueAt } = origin;
  const then = open === 0 ? [] : [{ feedback: stream, kind: of, receivedAt, dueAt, open, eventId }];
  return { ...rest, unanswered: unanswered.toSpliced(found < 0 ? from : found, found < 0 ? 0 : 1, ...then) };
}
/** It is of another kind, as the correction says that was written last. */
function corrected(
  state: SatisfactionState,
  of: FeedbackOrigin['kind'],
  { stream, revision }: Pick<Recorded, 'stream' | 'revision'>,
): SatisfactionState {
  const index = firstIndex(state.corrected, (one) => one.feedback >= stream);
  const found = state.corrected[index];
  const before = found?.feedback === stream ? found : undefined;
  if (before && before.revision > revision) return state;
  const then = { feedback: stream, kind: of, revision };
  return { ...state, corrected: state.corrected.toSpliced(index, before ? 1 : 0, then) };
}
const settled = (state: SatisfactionState, verdict: AnswerVerdict, change: 1 | -1): SatisfactionState => ({
  ...state,
  answered: { ...state.answered, [verdict]: state.answered[verdict] + change },
});

/** What is not answered, the next due first. */
const unanswered = (state: SatisfactionState): readonly Unanswered[] =>
  state.unanswered
    .filter(({ open }) => open > 0)
    .map((one) => ({ ...one, kind: kindOf(state, one) }))
    .sort((a, b) => compareTexts(a.dueAt, b.dueAt)); // a stable sort
function kindOf({ corrected: all }: SatisfactionState, { feedback: stream, kind: of }: Unanswered): Unanswered['kind'] {
  const found = all[firstIndex(all, (one) => one.feedback >= stream)];
  return found?.feedback === stream ? found.kind : of;
}

const each = (zh: string, en: string, evidence?: Figure<SatisfactionState>['evidence']): Figure<SatisfactionState> => ({
  formula: { zh, en },
  behind: 'each',
  ...(evidence && { evidence }),
});
const awaited: Figure<SatisfactionState>['evidence'] = (state) => unanswered(state).map(({ eventId }) => eventId);

const LATEST = {
  zh: '最近若干日历月（UTC，含当月；月数、最少答复数、置信水平见政策 satisfaction）的答复；走向为 Mann–Kendall 检验，各月均值或净推荐值相比，满两年起按季节；目标见政策 satisfaction-targets，实测值与区间下限均达标为达成；提高为近十二个月减前十二个月',
  en: 'of answers of the latest calendar months (UTC, with the current one; how many months, the fewest answers and the level are in policy satisfaction). Direction: test of Mann and Kendall over the means or net scores of months, by season from two years on. Targets: policy satisfaction-targets; met where measured value and lower bound both are. Gain: the latest twelve months less the twelve before',
};
const judgement = (zh: string, en: string): Figure<SatisfactionState> =>
  each(`${zh}。取${LATEST.zh}`, `${en}, ${LATEST.en}`);

/** The part of satisfaction in the 360° view. */
export const satisfactionSection = defineSection<SatisfactionState, SatisfactionView>()({
  name: 'satisfaction',
  title: { zh: '满意度', en: 'Satisfaction' },
  version: 2,
  from: {
    ...responseEvents,
    FeedbackReceived,
    FeedbackSetAside,
    FeedbackCorrected,
    FeedbackAnswered,
    AnswerWithdrawn,
    FeedbackRetracted,
  },
  initial: { answers: [], unanswered: [], corrected: [], answered: { 'in-time': 0, late: 0 } },
  evolve: {
    ResponseGiven: more,
    ResponseSetAside: less,
    ResponseCorrected: more,
    ResponseRetracted: less,
    FeedbackReceived: (state, said, at) => opened(state, originOf(said, at), at, 1),
    FeedbackSetAside: (state, { feedback: origin }, at) => opened(state, origin, at, -1),
    FeedbackCorrected: (before, { awaits, ...said }, at) => {
      const state = corrected(before, said.kind, at);
      return awaits ? opened(state, originOf(said, at), at, 1) : state;
    },
    FeedbackAnswered: (state, { feedback: origin, verdict }, at) => settled(opened(state, origin, at, -1), verdict, 1),
    AnswerWithdrawn: (state, { feedback: origin, verdict }, at) => settled(opened(state, origin, at, 1), verdict, -1),
    FeedbackRetracted: (state, { feedback: origin }, at) => opened(state, origin, at, -1),
  },
  policies: [satisfactionPolicy.name, satisfactionTargetsPolicy.name],
  shape: satisfactionView,
  view,
  lapse: ({ satisfactionChangesAt: at }, { zone }) => {
    if (at === null) return null;
    const day = dayOf(at, zone);
    return {
      at,
      title: {
        zh: `${day} 有反馈到期而未回复，或月份更替`,
        en: `a feedback fell due on ${day} and was not answered, or another month began`,
      },
    };
  },
  figures: {
    csat: judgement('满意者的百分比，Wilson 区间', 'Percent of satisfied answers with the interval of Wilson'),
    nps: judgement('推荐者减贬损者的百分点，正态区间', 'Promoters less detractors in points with the normal interval'),
    ces: judgement('1 至 7 分的均值，Student 区间', "Mean from 1 to 7 with Student's interval"),
    byMonth: each(
      '最近若干个月（政策 satisfaction）每月的答复；答复不足时只有数目与均值',
      'Answers of each of the latest months (policy satisfaction); where they are too few, their number and mean alone',
    ),
    competitors: each(
      '对各竞争对手的满意度，算法同上；答复不足时只有数目',
      'The same of answers about each competitor; where they are too few, their number alone',
    ),
    openFeedback: each('未回复且未到期的反馈，期限近者在前', 'Neither answered nor due; the next due first', awaited),
    overdueFeedback: each('到期时仍未回复的反馈', 'Due and not answered', awaited),
    feedbackStanding: each(
      '没有待回复的反馈；有而均未到期；至少一项逾期',
      'Nothing to be answered; nothing due yet; at least one overdue',
      awaited,
    ),
    feedbackAnswered: each('不晚于期限回复的反馈数', 'Feedback answered no later than it was due'),
    feedbackAnsweredLate: each('晚于期限回复的反馈数', 'Feedback answered later than it was due'),
    policyVersion: {
      formula: {
        zh: '查询时刻生效的 satisfaction 政策版本',
        en: 'Version of policy satisfaction in force as of the asking',
      },
      behind: 'last',
    },
    targetsVersion: {
      formula: {
        zh: '查询时刻生效的 satisfaction-targets 政策版本',
        en: 'Version of policy satisfaction-targets in force as of the asking',
      },
      behind: 'last',
    },
    satisfactionChangesAt: each(
      '下一反馈期限，或答复移出所看月份的月初，取较早者',
      'When the next feedback falls due, or the month begins at which answers leave the months that are looked at, whichever comes first',
      awaited,
    ),
  },
  fields: {
    surveyAnswers: integer(
      ({ answers }) => answers.reduce((sum, one) => sum + (one.competitor === null ? one.answers : 0), 0),
      { zh: '满意度答复数', en: 'Survey answers' },
    ),
    unansweredFeedback: integer((state) => unanswered(state).length, {
      zh: '待回复反馈数',
      en: 'Feedback not answered',
    }),
    feedbackDueAt: instantField((state) => unanswered(state)[0]?.dueAt ?? null, {
      zh: '最早的待回复期限',
      en: 'Earliest answer still due',
    }),
    feedbackStandingReached: code(feedbackStandings, (state) => (unanswered(state).length > 0 ? 'in-time' : 'clear'), {
      zh: '到期前的反馈处理状况',
      en: 'Standing of feedback before any is due',
    }),
    feedbackStanding: changing(
      'text',
      { before: 'feedbackStandingReached', at: 'feedbackDueAt', then: 'overdue' },
      feedbackStandings,
    ),
  },
});

function view(state: SatisfactionState, { asOf, policies }: Viewing): SatisfactionView {
  const month = asOf.slice(0, 7);
  const judging = (instrument: Instrument): Judging => ({
    ...{ instrument, month, policy: policies(satisfactionPolicy).document },
    target: policies(satisfactionTargetsPolicy).document[instrument],
  });
  const all = instruments.codes.map((instrument) => ({
    judging: judging(instrument),
    tally: tallyOf(state, instrument, null),
  }));
  const [csat = null, nps = null, ces = null] = all.map((each_) => judgedOf(each_.tally, each_.judging));
  const left = unanswered(state);
  const overdue = left.filter(({ dueAt }) => dueAt <= asOf);
  const open = left.filter(({ dueAt }) => dueAt > asOf);
  return {
    ...{ csat, nps, ces },
    byMonth: all.flatMap((one) => byMonth(one.tally, one.judging)),
    competitors: competitorsOf(state)
      .map(({ competitor, instrument }) => {
        const by = judging(instrument);
        const counts = countsIn(tallyOf(state, instrument, competitor), by, by.policy.windowMonths);
        return { competitor, instrument, ...estimatedOf(counts, by) };
      })
      .filter(({ answers }) => answers > 0),
    openFeedback: open.map(shown),
    overdueFeedback: overdue.map(shown),
    feedbackStanding: standingOf(left, overdue),
    feedbackAnswered: state.answered['in-time'],
    feedbackAnsweredLate: state.answered.late,
    policyVersion: policies(satisfactionPolicy).version,
    targetsVersion: policies(satisfactionTargetsPolicy).version,
    satisfactionChangesAt: changesAt(state, open, judging('csat')),
  };
}

const tallyOf = ({ answers }: SatisfactionState, instrument: Instrument, competitor: string | null): Tally =>
  tallied(
    answers.filter((one) => one.instrument === instrument && one.competitor === competitor),
    ({ month }) => month,
  );

/** null: nothing was answered in all the months that are looked at. */
function judgedOf(tally: Tally, judging: Judging): SatisfactionView['csat'] {
  const found = judged(tally, judging);
  return found.answers === 0 && found.months === 0 ? null : found;
}

function byMonth(tally: Tally, judging: Judging): SatisfactionView['byMonth'] {
  const { instrument, policy } = judging;
  return monthsFrom(firstMonth(judging.month, policy.windowMonths), policy.windowMonths).flatMap((month) => {
    const counts = countsOf(tally, month, judging);
    if (counts.length === 0) return [];
    return [{ instrument, month, ...estimatedOf(counts, judging), level: rounded(levelIn(instrument, counts)) }];
  });
}

function competitorsOf({
  answers,
}: SatisfactionState): readonly { readonly competitor: string; readonly instrument: Instrument }[] {
  const found = new Map(
    answers.flatMap(({ competitor, instrument }) =>
      competitor === null ? [] : [[`${competitor} ${instrument}`, { competitor, instrument }] as const],
    ),
  );
  return [...found].sort(([a], [b]) => compareTexts(a, b)).map(([, one]) => one);
}

const shown = ({
  feedback: stream,
  kind: of,
  receivedAt,
  dueAt,
}: Unanswered): SatisfactionView['openFeedback'][number] => ({
  feedback: idIn(feedback, stream),
  ...{ kind: of, receivedAt, dueAt },
});

const standingOf = (left: readonly Unanswered[], overdue: readonly Unanswered[]): FeedbackStanding =>
  overdue.length > 0 ? 'overdue' : left.length > 0 ? 'in-time' : 'clear';

/** A month counts until it is as long ago as one of the spans that are looked at. */
function changesAt(
  { answers }: SatisfactionState,
  open: readonly Unanswered[],
  { month, policy: { windowMonths, trendMonths } }: Judging,
): Instant | null {
  const ends = [...new Set(answers.map((one) => one.month))].flatMap((one) =>
    [windowMonths, trendMonths, YEAR, 2 * YEAR]
      .map((months) => monthAfter(one, months))
      .filter((end) => end > month)
      .map((end) => `${end}-01T00:00:00.000Z`),
  );
  return [...ends, ...open.map(({ dueAt }) => dueAt)].reduce<Instant | null>(earliest, null);
}
