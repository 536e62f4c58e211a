import {
  dayOf,
  defineSection,
  type Evolve,
  type Figure,
  idIn,
  type Instant,
  instantField,
  integer,
  kind,
  LAST_INSTANT,
  money,
  orNull,
  type Recorded,
  shape,
  type Shown,
  toMinor,
  type Viewing,
} from '@dossier/kernel';
import {
  ALWAYS_IN_USE,
  type InUse,
  inUseEvents,
  keepInUse,
  keepOpenFacts,
  openFactEvents,
} from '@dossier/contexts/customers';
import { responseEvents } from '@dossier/contexts/satisfaction';
import { type Complaints, complaintStepEvents, keepComplaints, NO_COMPLAINTS } from '@dossier/contexts/service';
import { keepPurchases, NO_PURCHASES, purchaseEvents, type Purchases } from '@dossier/contexts/sales';
import { closingOf, snoozedUntil, statusAt, type Step, withStep } from './handling';
import { type Quiet, rulesOf, scoreOf, severityOf, type Signal, type Stretch } from './judgement';
import { nextPurchaseOf } from './next-purchase';
import {
  ACTION,
  FORMULA,
  LOOKED,
  MEASURED,
  PAST,
  POLICY_VERSION,
  REASON,
  SCORE,
  SEVERITY,
  SIGNAL,
} from './shown-parts';
import { agreedBy, type Invoices, owedEvents, paymentOverdue } from './signals/overdue';
import { serviceBreaches, type Verdicts, verdictEvents } from './signals/breaches';
import { complaintsUp } from './signals/complaints';
import { type Industry, industryTurningBad } from './signals/outlook';
import { type Answers, satisfactionFalling } from './signals/satisfaction';
import { silence } from './signals/silence';
import { volumeDown } from './signals/volume';
import { type Shares, walletShareFalling } from './signals/wallet-share';
import { reasons, signals, type SignalCode, severities, statuses } from './terms';
import { keepTold, lastingOf, type ToldOnes } from './told-warnings';
import { warning } from './warning';
import { standingEvents, warningEvents } from './warning.events';
import { DAYS, type WarningsPolicy, warningsPolicy } from './warnings-policy';
import { whileInUse } from './while-in-use';

/** Facts of all signals, and what was told of each. */
export interface WarningsState extends Purchases, Invoices, Answers, Verdicts, Complaints, Industry, Shares, InUse {
  readonly told: Readonly<Record<SignalCode, ToldOnes>>;
  /** What was done with them, by their ids. */
  readonly handled: Readonly<Record<string, readonly StepTold[]>>;
}
interface StepTold extends Step {
  readonly eventId: string;
}
/** In the order in which they are shown. */
const SIGNALS: readonly Signal<Omit<WarningsState, 'told' | 'handled'>>[] = [
  silence,
  volumeDown,
  paymentOverdue,
  satisfactionFalling,
  serviceBreaches,
  complaintsUp,
  industryTurningBad,
  walletShareFalling,
].map((signal) => whileInUse(signal as Signal)) as never;

const warningsView = shape({
  warns: kind.count(
    { zh: '预警数', en: 'Warnings' },
    { help: { zh: '此刻成立的预警信号数', en: 'Signals that warn now' } },
  ),
  severity: orNull(kind.code(severities.title, severities)),
  signals: kind.rows(
    { zh: '各预警信号', en: 'Signals' },
    {
      signal: SIGNAL,
      warns: kind.flag({ zh: '预警', en: 'Warns' }),
      because: REASON,
      from: orNull(
        kind.instant(
          { zh: '预警起始（若再无新的事实）', en: 'Warns from, if nothing more happens' },
          { help: { zh: 'null 为不会预警。', en: 'null: it will not.' } },
        ),
      ),
      severity: orNull(SEVERITY),
      score: orNull(SCORE),
      ...LOOKED,
      measures: kind.rows(
        { zh: '评分明细（未到起始的为届时）', en: 'Parts of the score, as of then where it is to come' },
        MEASURED,
        {
          help: {
            zh: '截至查询时刻；投诉增多为最近一次使其成立的投诉登记时；预警起始在将来的，为届时若再无新的事实的数值；沉默逐日变化，为其预警起始时的数值。',
            en: 'As of the asking; more complaints: as of the last one that made them so. Where the instant from which it warns is to come: as of then, if nothing more happens. A silence changes each day: as of when it began to warn.',
          },
        },
      ),
      action: orNull(ACTION),
      formula: FORMULA,
      warning: orNull(kind.link({ zh: '预警编号', en: 'Warning id' }, 'warnings')),
      status: orNull(
        kind.code(statuses.title, statuses, {
          help: {
            zh: '该预警的处理情况；null 为没有成立中的预警。已结案的仍计入预警数：原因仍在。',
            en: 'What was done with that warning; null: none lasts. One that is closed is counted all the same: its cause lasts.',
          },
        }),
      ),
    },
  ),
  nextPurchase: orNull(
    kind.group(
      { zh: '预计下次购买', en: 'Next purchase' },
      {
        expectedAt: kind.instant({ zh: '预计时间', en: 'Expected' }),
        isPast: PAST,
        usualDays: kind.days({ zh: '通常间隔', en: 'Usual interval' }, { unit: DAYS }),
        lastAt: kind.instant({ zh: '最近一次购买', en: 'Last purchase' }),
      },
    ),
  ),
  noNextPurchase: orNull(
    kind.code({ zh: '无购买预计的原因', en: 'Why no next purchase is expected' }, reasons, {
      help: { zh: 'null 为有预计。', en: 'null: one is expected.' },
    }),
  ),
  policyVersion: POLICY_VERSION,
  changesAt: orNull(kind.instant({ zh: '下次变化', en: 'Changes next' })),
});
export type WarningsView = Shown<typeof warningsView>;
type Row = WarningsView['signals'][number];

function found(state: WarningsState, { asOf, policies }: Viewing): readonly (readonly [Signal, Stretch | Quiet])[] {
  const facts = agreedBy(state, asOf);
  return SIGNALS.map((signal) => {
    const rules = rulesOf(signal, policies);
    const one = signal.ahead(facts, rules, asOf);
    if (one.is === 'quiet' || one.from > asOf || signal.changesDaily) return [signal as Signal, one];
    const { measures, amounts, eventIds } = signal.ahead(facts, rules, asOf, asOf);
    return [signal as Signal, { ...one, measures, amounts, eventIds }];
  });
}

/** The stretches that last. */
const lasting = (state: WarningsState, viewing: Viewing): readonly Stretch[] =>
  found(state, viewing).flatMap(([, one]) => (one.is === 'stretch' && one.from <= viewing.asOf ? one : []));

function rowOf(
  { code: signal, formula, action }: Signal,
  one: Stretch | Quiet,
  warning: LastingWarning | null,
  asOf: Instant,
  policy: WarningsPolicy,
): Row {
  const from = one.is === 'stretch' ? one.from : null;
  const warns = from !== null && from <= asOf;
  const score = scoreOf(one.measures);
  return {
    ...{ signal, warns, because: one.is === 'quiet' ? one.because : warns ? 'warns' : one.until, from },
    severity: warns ? severityOf(score, policy) : null,
    score: warns ? score : null,
    measures: one.measures,
    amounts: one.amounts.map(({ what, amount, currency }) => ({
      what,
      amount: money(toMinor(amount, currency), currency),
    })),
    eventIds: one.eventIds,
    action: warns ? action : null,
    formula,
    warning: warning?.id ?? null,
    status: warning && statusAt(warning, asOf),
  };
}

interface LastingWarning {
  readonly id: string;
  readonly standing: 'lasts';
  readonly steps: readonly StepTold[];
}
const withSteps = ({ handled }: WarningsState, id: string): LastingWarning => ({
  ...{ id, standing: 'lasts', steps: handled[id] ?? [] },
});
/** The warning of a signal that lasts. */
function lastingWarning(state: WarningsState, signal: SignalCode): LastingWarning | null {
  const [id] = lastingOf(state.told[signal]) ?? [];
  return id === undefined ? null : withSteps(state, id);
}
/** All that last: of a merged customer several may be of one signal. */
const lastingWarnings = (state: WarningsState): readonly LastingWarning[] =>
  Object.values(state.told).flatMap((some) =>
    Object.entries(some).flatMap(([id, { standing }]) => (standing === 'lasts' ? withSteps(state, id) : [])),
  );

const each = (zh: string, en: string, evidence?: Figure<WarningsState>['evidence']): Figure<WarningsState> => ({
  formula: { zh, en },
  behind: 'each',
  ...(evidence && { evidence }),
});
const ofTheWarnings: Figure<WarningsState>['evidence'] = (state, viewing) =>
  lasting(state, viewing).flatMap(({ eventIds }) => eventIds);
const ofTheSignals: Figure<WarningsState>['evidence'] = (state, viewing, [index]) =>
  found(state, viewing)
    .filter((_, i) => index === undefined || i === Number(index))
    .flatMap(([{ code }, { eventIds }]) => [
      ...eventIds,
      ...(lastingWarning(state, code)?.steps ?? []).map(({ eventId }) => eventId),
    ]);
const ofTheForecast: Figure<WarningsState>['evidence'] = (state, { asOf, policies }) =>
  nextPurchaseOf(state, policies(warningsPolicy).document, asOf).eventIds;

/** Keeps the part of the state that a fold knows. */
const within = (evolve: object): Evolve<WarningsState, never> =>
  Object.fromEntries(
    Object.entries(evolve as Record<string, (state: WarningsState, data: never, at: never) => object>).map(
      ([name, step]) => [
        name,
        (state: WarningsState, data: never, at: never) => ({ ...state, ...step(state, data, at) }),
      ],
    ),
  ) as never;
const toldOf = Object.fromEntries(
  Object.keys(standingEvents).map((name) => [
    name,
    (state: WarningsState, data: { readonly signal: SignalCode }, at: never): WarningsState => {
      const { signal } = data;
      const step = keepTold(signal)[name as keyof typeof standingEvents];
      return { ...state, told: { ...state.told, [signal]: step(state.told[signal], data as never, at) } };
    },
  ]),
) as never as Evolve<WarningsState, typeof standingEvents>;

function handledBy(
  state: WarningsState,
  { stream, occurredAt: at, id: eventId }: Recorded,
  step: Pick<Step, 'is' | 'until'>,
): WarningsState {
  const id = idIn(warning, stream);
  return { ...state, handled: { ...state.handled, [id]: withStep(state.handled[id] ?? [], { ...step, at, eventId }) } };
}

/** What warns, and why the rest does not: as of the moment of asking, by the policy of that moment. */
export const warningsSection = defineSection<WarningsState, WarningsView>()({
  name: 'warnings',
  title: { zh: '流失与风险预警', en: 'Early warnings' },
  version: 12,
  from: {
    ...purchaseEvents,
    ...owedEvents,
    ...responseEvents,
    ...verdictEvents,
    ...complaintStepEvents,
    ...openFactEvents,
    ...inUseEvents,
    ...warningEvents,
  },
  initial: {
    ...NO_PURCHASES,
    ...paymentOverdue.initial,
    ...satisfactionFalling.initial,
    ...serviceBreaches.initial,
    ...NO_COMPLAINTS,
    ...industryTurningBad.initial,
    ...walletShareFalling.initial,
    ...ALWAYS_IN_USE,
    told: Object.fromEntries(signals.codes.map((signal) => [signal, {}])) as WarningsState['told'],
    handled: {},
  },
  evolve: {
    ...keepPurchases<WarningsState>(),
    ...(within(paymentOverdue.evolve) as Evolve<WarningsState, typeof owedEvents>),
    ...(within(satisfactionFalling.evolve) as Evolve<WarningsState, typeof responseEvents>),
    ...(within(serviceBreaches.evolve) as Evolve<WarningsState, typeof verdictEvents>),
    ...keepComplaints<WarningsState>(),
    ...keepOpenFacts<'industry' | 'shareOfWallet', WarningsState>('industry', 'shareOfWallet'),
    ...keepInUse<WarningsState>(),
    ...toldOf,
    WarningAcknowledged: (state, _, at) => handledBy(state, at, { is: 'acknowledged' }),
    WarningSnoozed: (state, { until }, at) => handledBy(state, at, { is: 'snoozed', until }),
    WarningActedOn: (state, _, at) => handledBy(state, at, { is: 'acted-on' }),
    WarningClosed: (state, _, at) => handledBy(state, at, { is: 'closed' }),
    WarningOutcomeCorrected: (state, _, at) => handledBy(state, at, { is: 'closed' }),
  },
  policies: [warningsPolicy.name],
  shape: warningsView,
  view: (state, viewing) => {
    const { asOf, policies } = viewing;
    const { version, document } = policies(warningsPolicy);
    const rows = found(state, viewing).map(([signal, one]) =>
      rowOf(signal, one, lastingWarning(state, signal.code), asOf, document),
    );
    const warned = rows.filter(({ warns }) => warns);
    const snoozed = lastingWarnings(state).flatMap((one) => snoozedUntil(one) ?? []);
    const next = nextPurchaseOf(state, document, asOf);
    const facts = agreedBy(state, asOf);
    const turns = SIGNALS.flatMap((signal) => signal.turnAfter(facts, rulesOf(signal, policies), asOf) ?? []);
    turns.push(...snoozed.filter((until) => until > asOf));
    if (next.is === 'expected' && !next.isPast) turns.push(next.expectedAt);
    return {
      warns: warned.length,
      severity: severities.codes.findLast((code) => warned.some(({ severity }) => severity === code)) ?? null,
      signals: rows,
      nextPurchase:
        next.is === 'expected'
          ? {
              ...{ expectedAt: next.expectedAt, isPast: next.isPast },
              ...{ usualDays: next.usualDays, lastAt: next.lastAt },
            }
          : null,
      noNextPurchase: next.is === 'expected' ? null : next.because,
      policyVersion: version,
      changesAt: turns.sort()[0] ?? null,
    };
  },
  lapse: ({ changesAt }, { zone }) => {
    if (changesAt === null) return null;
    const day = dayOf(changesAt, zone);
    return {
      at: changesAt,
      title: {
        zh: `${day} 沉默达到界限、预计的购买没有到来、付款逾期、新的一月开始比较、某项依据已过期，或到了稍后提醒的时间`,
        en: `a silence reached its border, a purchase that was expected did not come, a payment fell overdue, another month was compared, what was looked at is too old, or a snoozed warning was to be told of again, on ${day}`,
      },
    };
  },
  figures: {
    warns: each('此刻成立的预警信号数', 'Number of signals that warn as of the asking', ofTheWarnings),
    severity: each(
      '其中最高的严重程度，界限见政策 warnings',
      'The highest severity among them; its borders are policy warnings',
      ofTheWarnings,
    ),
    signals: each(
      '每个信号是否预警、为何、评分明细与依据事件，及其预警的处理情况；公式见各行，界限见政策 warnings',
      'Of each signal whether it warns and why, its score in parts, the events behind it, and what was done with its warning; each row names its formula, the borders are policy warnings',
      ofTheSignals,
    ),
    nextPurchase: each(
      '最近一次购买时间 + 客户自己的购买间隔（历史短时按通常间隔补足），不计季节；时间已过而未购买的标明；已停用的客户不作预计',
      'Latest purchase + its own interval between purchases, filled up with the usual one where its history is short, whatever the season; where that time is past it says so; none of a customer that is deactivated',
      ofTheForecast,
    ),
    noNextPurchase: each(
      '客户已停用，或只在一天内购买过',
      'The customer is deactivated, or bought on one day at most',
      ofTheForecast,
    ),
    policyVersion: each('查询时刻生效的 warnings 政策版本', 'Version of policy warnings in force as of the asking'),
    changesAt: each('再无新的事实时，下一次可能变化的时间', 'When any of this may change next if nothing more happens'),
  },
  fields: {
    openWarnings: integer((state) => lastingWarnings(state).filter((one) => closingOf(one) === undefined).length, {
      zh: '成立中、未结案的预警数',
      en: 'Warnings that last and are not closed',
    }),
    /** The silence behind the latest purchase warns from then on. */
    silentFrom: instantField(
      (state, policies) => {
        const one = whileInUse(silence).ahead(state, policies(warningsPolicy).document, LAST_INSTANT);
        return one.is === 'stretch' ? one.from : null;
      },
      { zh: '沉默预警起始', en: 'Silence warns from' },
    ),
    nextPurchaseAt: instantField(
      (state, policies) => {
        const next = nextPurchaseOf(state, policies(warningsPolicy).document, LAST_INSTANT);
        return next.is === 'expected' ? next.expectedAt : null;
      },
      { zh: '预计下次购买', en: 'Next purchase expected' },
    ),
  },
});
