import { type Asking, byStream, defineReactor, type Instant, latest, type Sending } from '@dossier/kernel';
import { customersOf, Distribution, MEASURED_OVER, measuringAt, wantedBy, WITHOUT_RATE } from '../../measuring';
import { cutsHeard, cutsTold } from '../../scheme';
import { type CutTold, schemeEvents } from '../../scheme.events';
import { schemePolicies } from '../../scheme-policy';
import type { Scheme } from '../../terms';
import { endOfPeriod } from '../../windows';
import { assessCustomer } from './assess-customer';
import { completeAssessment } from './complete-assessment';
import { recordCutPoints } from './record-cut-points';

/** What an assessment goes by from its cut points on. */
interface Terms {
  readonly policyVersion: number;
  readonly cuts: readonly CutTold[];
  readonly windowMonths: number;
  readonly currency: string;
  readonly minimumStayDays: number;
  readonly noticeDays: number;
}
interface Run {
  readonly scheme: Scheme;
  readonly assessment: string;
  readonly asOf: Instant;
  readonly begunAt: Instant;
  /** null: its cut points are still to be found. */
  readonly terms: Terms | null;
}

/** Customers judged side by side. */
const PIECE = 500;

/** Judges all customers once an assessment has begun. Where the process ends, the next one goes on with the same cut points. */
export const assessmentRun = defineReactor<Run>()({
  name: 'run-assessment',
  title: { zh: '进行客户分级评定', en: 'Carry out an assessment' },
  version: 2,
  from: schemeEvents,
  key: byStream,
  begins: {
    AssessmentBegun: ({ scheme, assessment }, { occurredAt: asOf, recordedAt: begunAt }) => ({
      ...{ scheme, assessment, asOf, begunAt, terms: null },
    }),
  },
  evolve: {
    CutPointsFound: (run, { policyVersion, cuts, windowMonths, currency, minimumStayDays, noticeDays }) => ({
      ...run,
      terms: { policyVersion, cuts, windowMonths, currency, minimumStayDays, noticeDays },
    }),
    AssessmentCompleted: () => null,
  },
  dueAt: ({ begunAt }) => begunAt,
  reactsToHistory: true, // one that is asked for as history would be under way for ever, and hold back all others
  work: { over: MEASURED_OVER, asOf: ({ asOf }) => asOf, pieces },
  sends: completeAssessment,
  react: ({ scheme, assessment, asOf: occurredAt }) => ({ command: { scheme, assessment }, occurredAt }),
});

async function* pieces(run: Run, asking: Asking): AsyncGenerator<readonly Sending[], void, undefined> {
  const { scheme, assessment, asOf: occurredAt, begunAt } = run;
  let { terms } = run;
  if (terms === null) {
    const { document, version: policyVersion } = asking.policies(schemePolicies[scheme]);
    const { minimumStayDays, noticeDays, everyMonths } = document;
    const wanted = await wantedBy(document, asking);
    const measuring = measuringAt(wanted, asking);
    const distribution = new Distribution(document, measuring);
    for await (const history of customersOf(asking)) distribution.add(measuring.of(history));
    const { rules, customers, withoutRate, withoutCost } = distribution.cutPoints;
    const { windowMonths, currency } = wanted;
    const cuts = cutsTold(rules, measuring.currencyOf);
    terms = { policyVersion, cuts, windowMonths, currency, minimumStayDays, noticeDays };
    // never one that is past: an assessment of years ago does not bring those of the years between
    const next = endOfPeriod(latest(occurredAt, begunAt), Math.max(everyMonths, 1), asking.zone);
    const nextAt = everyMonths === 0 ? {} : { nextAt: next };
    const counts = { customers, withoutRate, ...(withoutCost > 0 && { withoutCost }) };
    const command = { ...terms, scheme, assessment, ...counts, ...nextAt };
    yield [{ def: recordCutPoints, command, occurredAt }];
  }
  const { policyVersion, windowMonths, currency, minimumStayDays, noticeDays } = terms;
  const rules = cutsHeard(terms.cuts);
  const measures = new Set(terms.cuts.map(({ measure }) => measure));
  const measuring = measuringAt({ measures, windowMonths, currency }, asking);
  const shared = { scheme, assessment, policyVersion, rules, terms: { minimumStayDays, noticeDays } };
  let piece: Sending[] = [];
  for await (const history of customersOf(asking)) {
    const found = measuring.of(history);
    if (found === null || found === WITHOUT_RATE) continue;
    const command = { ...shared, customerId: history.customer, measures: found };
    piece.push({ def: assessCustomer, command, occurredAt });
    if (piece.length < PIECE) continue;
    yield piece;
    piece = [];
  }
  yield piece;
}
