import {
  byStream,
  changing,
  code,
  defineProjection,
  type Erased,
  idIn,
  type Instant,
  instantField,
  integer,
  kind,
  money,
  orNull,
  READERS,
  shape,
  type Shown,
  text,
  toMinor,
  type Viewing,
} from '@dossier/kernel';
import { closingOf, snoozedUntil, statusAt, statusReached, type Step, withStep } from './handling';
import type { Measure } from './judgement';
import {
  ACTION,
  AT,
  CUSTOMER,
  FORMULA,
  LOOKED,
  NOTED,
  OUTCOME,
  POLICY_VERSION,
  SCORE,
  SEVERITY,
  SIGNAL,
} from './shown-parts';
import {
  type ActionCode,
  type AmountCode,
  type Formula,
  type Outcome,
  outcomes,
  type Reason,
  reasons,
  severities,
  type Severity,
  type SignalCode,
  signals,
  statuses,
} from './terms';
import { type Standing, warning } from './warning';
import { warningEvents } from './warning.events';

interface StepTold extends Step {
  readonly by: string;
  readonly note: string | Erased | null;
  readonly action?: ActionCode;
  readonly outcome?: Outcome;
}
export interface WarningDocument {
  readonly warningId: string;
  readonly customer: string;
  readonly signal: SignalCode;
  readonly severity: Severity;
  readonly score: number;
  readonly measures: readonly Measure[];
  readonly amounts: readonly { readonly what: AmountCode; readonly amount: string; readonly currency: string }[];
  readonly eventIds: readonly string[];
  readonly formula: Formula;
  readonly policyVersion: number;
  readonly action: ActionCode;
  readonly raisedAt: Instant;
  readonly standing: Standing;
  readonly endedAt: Instant | null;
  /** Why it does not last, where something else than the facts of its signal says so. */
  readonly because: Reason | null;
  /** When it was first recorded as withdrawn. */
  readonly withdrawnAt: Instant | null;
  /** By when they happened. */
  readonly steps: readonly StepTold[];
}

const warningView = shape({
  warningId: kind.text({ zh: '预警编号', en: 'Warning' }),
  customer: CUSTOMER,
  signal: SIGNAL,
  status: kind.code(statuses.title, statuses),
  severity: { ...SEVERITY, title: { zh: '严重程度（预警时）', en: 'Severity when raised' } },
  score: {
    ...SCORE,
    title: { zh: '评分（预警时）', en: 'Score when raised' },
    help: {
      zh: '0 至 100；此后不变，此刻的评分见客户的 360° 视图。',
      en: '0 to 100; it stays as it was, and the 360° view of the customer tells that of now.',
    },
  },
  ...LOOKED,
  action: ACTION,
  formula: FORMULA,
  policyVersion: POLICY_VERSION,
  raisedAt: kind.instant({ zh: '预警时间', en: 'Raised' }),
  endedAt: orNull(kind.instant({ zh: '原因消失时间', en: 'Cause gone' })),
  because: orNull(kind.code({ zh: '不再成立的原因', en: 'Why it does not last' }, reasons)),
  snoozedUntil: orNull(kind.instant({ zh: '提醒时间', en: 'Snoozed until' })),
  outcome: orNull(OUTCOME),
  closedAt: orNull(kind.instant({ zh: '结案时间', en: 'Closed' })),
  steps: kind.rows(
    { zh: '处理经过', en: 'What was done' },
    {
      at: AT,
      is: kind.code(statuses.title, statuses),
      by: kind.person({ zh: '经办人', en: 'By' }),
      until: orNull(kind.instant({ zh: '提醒时间', en: 'Snoozed until' })),
      action: orNull(ACTION),
      outcome: orNull(OUTCOME),
      note: NOTED,
    },
  ),
});
export type WarningView = Shown<typeof warningView>;

const after = (doc: WarningDocument, step: StepTold): WarningDocument => ({ ...doc, steps: withStep(doc.steps, step) });

/** 预警清单 */
export const warnings = defineProjection<WarningDocument>()({
  name: 'warnings',
  title: { zh: '预警', en: 'Warnings' },
  version: 3,
  from: warningEvents,
  key: byStream,
  begins: {
    WarningRaised: (data, { stream, subject, occurredAt: raisedAt }) => ({
      warningId: idIn(warning, stream),
      customer: subject,
      ...{ signal: data.signal, severity: data.severity, score: data.score },
      ...{ measures: data.measures, amounts: data.amounts, eventIds: data.eventIds },
      ...{ formula: data.formula, policyVersion: data.policyVersion, action: data.action },
      ...{ raisedAt, standing: 'lasts', endedAt: null, because: null, withdrawnAt: null, steps: [] },
    }),
  },
  evolve: {
    WarningEnded: (doc, { because = null }, { occurredAt: endedAt }) => ({
      ...doc,
      ...{ standing: 'ended', endedAt, because, withdrawnAt: null },
    }),
    WarningWithdrawn: (doc, { because = null }, { recordedAt: withdrawnAt }) => ({
      ...doc,
      ...{ standing: 'withdrawn', endedAt: null, because, withdrawnAt },
    }),
    WarningResumed: (doc) => ({ ...doc, standing: 'lasts', endedAt: null, because: null, withdrawnAt: null }),
    WarningAcknowledged: (doc, { note = null }, { occurredAt: at, actor: by }) =>
      after(doc, { at, is: 'acknowledged', by, note }),
    WarningSnoozed: (doc, { until, reason: note }, { occurredAt: at, actor: by }) =>
      after(doc, { at, is: 'snoozed', by, note, until }),
    WarningActedOn: (doc, { action, note = null }, { occurredAt: at, actor: by }) =>
      after(doc, { at, is: 'acted-on', by, note, action }),
    WarningClosed: (doc, { outcome, note = null }, { occurredAt: at, actor: by }) =>
      after(doc, { at, is: 'closed', by, note, outcome }),
    WarningOutcomeCorrected: (doc, { outcome, reason: note }, { occurredAt: at, actor: by }) =>
      after(doc, { at, is: 'closed', by, note, outcome }),
  },
  fields: {
    customer: text((doc) => doc.customer),
    signal: code(signals, (doc) => doc.signal),
    severity: code(severities, (doc) => doc.severity),
    score: integer((doc) => doc.score),
    raisedAt: instantField((doc) => doc.raisedAt),
    endedAt: instantField((doc) => doc.endedAt),
    snoozedUntil: instantField(snoozedUntil),
    statusReached: code(statuses, statusReached, { zh: '提醒时间前的状态', en: 'Status before it is told again' }),
    status: changing('text', { before: 'statusReached', at: 'snoozedUntil', then: 'open' }, statuses),
    outcome: code(outcomes, (doc) => closingOf(doc)?.outcome ?? null),
  },
  shape: warningView,
  view: (doc, { asOf }: Viewing): WarningView => {
    const closing = closingOf(doc);
    return {
      ...{ warningId: doc.warningId, customer: doc.customer, signal: doc.signal },
      status: statusAt(doc, asOf),
      ...{ severity: doc.severity, score: doc.score, measures: doc.measures },
      amounts: doc.amounts.map(({ what, amount, currency }) => ({
        what,
        amount: money(toMinor(amount, currency), currency),
      })),
      ...{ eventIds: doc.eventIds, action: doc.action, formula: doc.formula, policyVersion: doc.policyVersion },
      ...{ raisedAt: doc.raisedAt, endedAt: doc.endedAt, because: doc.because, snoozedUntil: snoozedUntil(doc) },
      ...{ outcome: closing?.outcome ?? null, closedAt: doc.steps.find(({ is }) => is === 'closed')?.at ?? null },
      steps: doc.steps.map(({ at, is, by, until: then = null, action = null, outcome = null, note }) => ({
        ...{ at, is, by, until: then, action, outcome, note },
      })),
    };
  },
  shows: [{ at: 'steps/*/note', of: ['warnings.note', 'warnings.reason'] }],
  personal: true,
  routes: [
    {
      path: 'warnings',
      summary: { zh: '预警', en: 'Warnings' },
      by: READERS,
      one: { parameter: 'warningId', of: warning },
    },
    {
      path: 'customers/:customer/warnings',
      summary: { zh: '某客户的预警', en: 'Warnings of a customer' },
      by: READERS,
    },
  ],
});
