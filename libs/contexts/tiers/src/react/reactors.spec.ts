import { initialPolicies, type Policies } from '@dossier/kernel';
import { decisionSpec, reactorSpec, told } from '@dossier/testing';
import { AssessmentBegun, AssessmentCompleted, CutPointsFound } from '../scheme.events';
import { schemePolicies } from '../scheme-policy';
import { DowngradeAnnounced, DowngradeWithdrawn, OverrideEnded, TierChanged, TierOverridden } from '../tier.events';
import { beginAssessment } from '../write/begin-assessment/begin-assessment';
import { announcedDowngrades } from './carry-out-downgrade/announced-downgrades';
import { carryOutDowngrade } from './carry-out-downgrade/carry-out-downgrade';
import { endOverride } from './end-override/end-override';
import { expiringOverrides } from './end-override/expiring-overrides';
import { assessCustomer } from './run-assessment/assess-customer';
import { assessmentRun } from './run-assessment/assessment-run';
import { beginScheduledAssessment } from './schedule-assessment/begin-scheduled-assessment';
import { scheduledAssessments } from './schedule-assessment/scheduled-assessments';

const day = (date: string): string => `2026-${date}T08:00:00.000Z`;
const on = (date: string) => ({ stream: 'tier-value.c.1', occurredAt: day(date) });
const of = (date: string) => ({ stream: 'tier-scheme-value', subject: '~tier-scheme-value', occurredAt: day(date) });
const by = { scheme: 'value' as const, assessment: 'value-1', policyVersion: 0, measures: [] };
const first = told(TierChanged({ ...by, move: 'first', tier: 'value-high' }), on('01-01'));
const announced = told(
  DowngradeAnnounced({ ...by, tier: 'value-high', to: 'value-low', effectiveAt: day('05-01') }),
  on('04-01'),
);

/** Recorded as history, at the full hour. */
const brought = { backfill: true, recordedAt: day('06-30') };

describe('a downgrade that was announced', () => {
  it('is carried out on its day, unless it was withdrawn', () => {
    const command = { scheme: 'value' as const, customerId: 'c.1' };
    const spec = reactorSpec(announcedDowngrades);
    spec.given(first, announced).twice().then(day('05-01'), command, day('05-01'));
    const withdrawn = DowngradeWithdrawn({ ...by, tier: 'value-high', to: 'value-low' });
    spec.given(first, announced, told(withdrawn, on('04-15'))).thenNothing();
    const deciding = decisionSpec(carryOutDowngrade);
    const at = { occurredAt: day('05-01') };
    const lowered = TierChanged({ ...by, move: 'lowered', before: 'value-high', tier: 'value-low' }, at);
    deciding.given(first, announced).when(command, at).then(lowered);
    deciding
      .given(first, announced)
      .when(command, { occurredAt: day('04-30') })
      .thenNothing();
    deciding
      .given(first, announced, told(lowered, on('05-01')))
      .when(command, at)
      .thenNothing();
  });
});

describe('what was set by hand for a time', () => {
  it('ends by itself', () => {
    const why = { approvedBy: 'director', reason: 'x' };
    const set = TierOverridden({
      scheme: 'value',
      before: 'value-high',
      tier: 'value-low',
      until: day('05-01'),
      ...why,
    });
    const command = { scheme: 'value' as const, customerId: 'c.1', until: day('05-01') };
    reactorSpec(expiringOverrides)
      .given(told(set, on('04-01')))
      .twice()
      .then(day('05-01'), command, day('05-01'));
    reactorSpec(expiringOverrides)
      .given({ ...told(set, on('04-01')), ...brought })
      .then(day('05-01'), command, day('05-01'));
    const ended = OverrideEnded(
      { scheme: 'value', tier: 'value-low', then: 'value-high', because: 'expired' },
      { occurredAt: day('05-01') },
    );
    const deciding = decisionSpec(endOverride);
    deciding
      .given(first, told(set, on('04-01')))
      .when(command)
      .then(ended);
    deciding
      .given(first, told(set, on('04-01')))
      .when(command, { now: day('04-30') })
      .thenNothing();
    deciding
      .given(first, told(set, on('04-01')), told(ended, on('05-01')))
      .when(command)
      .thenNothing();
    reactorSpec(expiringOverrides)
      .given(told(TierOverridden({ scheme: 'value', tier: 'value-low', ...why }), on('04-01')))
      .thenNothing();
  });
});

const begun = told(AssessmentBegun({ scheme: 'value', assessment: 'value-1', policyVersion: 0 }), of('03-31'));
const found = told(
  CutPointsFound({
    ...{ scheme: 'value', assessment: 'value-1', policyVersion: 0, customers: 1, withoutRate: 0 },
    ...{ cuts: [], windowMonths: 12, currency: 'CNY', minimumStayDays: 0, noticeDays: 0, nextAt: day('06-30') },
  }),
  of('03-31'),
);
/** By a version that says: only when asked for. */
const foundByHand = told(
  CutPointsFound({
    ...{ scheme: 'value', assessment: 'value-1', policyVersion: 1, customers: 1, withoutRate: 0 },
    ...{ cuts: [], windowMonths: 12, currency: 'CNY', minimumStayDays: 0, noticeDays: 0 },
  }),
  of('03-31'),
);
const done = told(AssessmentCompleted({ scheme: 'value', assessment: 'value-1' }), of('03-31'));

describe('an assessment', () => {
  it('is carried out once it has begun, and until it is completed', () => {
    const command = { scheme: 'value' as const, assessment: 'value-1' };
    reactorSpec(assessmentRun).given(begun, found).then(day('03-31'), command, day('03-31'));
    reactorSpec(assessmentRun).given(begun, found, done).thenNothing();
    const past = { ...begun, ...brought };
    reactorSpec(assessmentRun).given(past).then(brought.recordedAt, command, day('03-31'));
  });
  it('begins by itself at the end of the next period', () => {
    const spec = reactorSpec(scheduledAssessments);
    spec.given(begun, found, done).twice().then(day('06-30'), { scheme: 'value' }, day('06-30'));
    spec.given(begun).thenNothing();
    const deciding = decisionSpec(beginScheduledAssessment);
    const at = { occurredAt: day('06-30') };
    const next = AssessmentBegun({ scheme: 'value', assessment: 'value-2', policyVersion: 0 });
    deciding.given(begun, found, done).when({ scheme: 'value' }, at).then(next);
    deciding.given(begun, found).when({ scheme: 'value' }, at).then('tiers/running');
    deciding
      .given(begun, found, done)
      .when({ scheme: 'value' }, { occurredAt: day('03-31') })
      .thenNothing();
  });
  it('waits while the scheme has no rules, and begins once it has some', () => {
    const { initial } = schemePolicies.value;
    const changed: Policies = (policy, at = day('12-31')) => {
      if (policy.name !== schemePolicies.value.name || at < day('05-01')) return initialPolicies(policy);
      const [since, rules] = at < day('08-15') ? [day('05-01'), []] : [day('08-15'), initial.rules];
      return { ...initialPolicies(policy), since, document: Object.assign({}, policy.initial, { rules }) };
    };
    const withoutRules: Policies = (policy, at = day('08-14')) => changed(policy, at);
    const spec = reactorSpec(scheduledAssessments).given(begun, found, done);
    spec.under(withoutRules).thenNothing();
    spec.under(changed).then(day('08-15'), { scheme: 'value' }, day('08-15'));
    const later: Policies = (policy, at = day('12-31')) => changed(policy, at < day('07-01') ? day('04-01') : at);
    spec.under(later).then(day('06-30'), { scheme: 'value' }, day('06-30')); // it had rules on that day
  });
  it('does not begin by itself while the policy says only when asked for', () => {
    const changed: Policies = (policy, at = day('12-31')) => {
      if (policy.name !== schemePolicies.value.name || at < day('05-01')) return initialPolicies(policy);
      const [since, everyMonths] = at < day('08-15') ? [day('05-01'), 0] : [day('08-15'), 6];
      return { ...initialPolicies(policy), since, document: Object.assign({}, policy.initial, { everyMonths }) };
    };
    const never: Policies = (policy, at = day('08-14')) => changed(policy, at);
    const spec = reactorSpec(scheduledAssessments).given(begun, found, done);
    spec.under(never).thenNothing();
    spec.under(changed).then(day('08-15'), { scheme: 'value' }, day('08-15'));
    const deciding = decisionSpec(beginScheduledAssessment).given(begun, found, done);
    deciding.when({ scheme: 'value' }, { occurredAt: day('06-30'), policies: never }).thenNothing();
  });
  it('begins by itself from when the policy says so, where it was assessed only when asked for', () => {
    const quarterlySince =
      (since: string): Policies =>
      (policy, at = day('12-31')) =>
        at < since
          ? { ...initialPolicies(policy), document: Object.assign({}, policy.initial, { everyMonths: 0 }) }
          : { ...initialPolicies(policy), since };
    const spec = reactorSpec(scheduledAssessments).given(begun, foundByHand, done);
    spec.under(quarterlySince(day('05-01'))).then(day('05-01'), { scheme: 'value' }, day('05-01'));
    spec.under(quarterlySince(day('03-31'))).thenNothing(); // it is said of a time that was assessed
    spec.thenNothing();
    reactorSpec(scheduledAssessments)
      .given(begun, foundByHand)
      .under(quarterlySince(day('05-01')))
      .thenNothing();
  });
  it('of an instant is not done again by the version by which its cut points were found', () => {
    const by = (version: number): Policies => {
      return (policy) => ({ ...initialPolicies(policy), version });
    };
    const deciding = decisionSpec(beginAssessment).given(begun, foundByHand, done);
    const again = (version: number) =>
      deciding.when({ scheme: 'value' }, { occurredAt: day('03-31'), policies: by(version) });
    again(1).thenNothing();
    again(2).then(AssessmentBegun({ scheme: 'value', assessment: 'value-2', policyVersion: 2 }));
  });
  it('judges a customer once, also where it is resumed and something came meanwhile', () => {
    const rules = [
      {
        tier: 'value-high' as const,
        cuts: [{ measure: 'purchases' as const, by: 'at-least' as const, enter: 3, stay: 2 }],
      },
    ];
    const bought = (value: number) =>
      new Map([['purchases' as const, { measure: 'purchases' as const, value, events: value, eventIds: ['e-1'] }]]);
    const command = (value: number) => ({
      ...{ customerId: 'c.1', scheme: 'value' as const, assessment: 'value-2', policyVersion: 7, rules },
      ...{ terms: { minimumStayDays: 0, noticeDays: 0 }, measures: bought(value) },
    });
    const at = { occurredAt: day('06-30') };
    const lowered = TierChanged(
      {
        ...{ scheme: 'value', assessment: 'value-2', policyVersion: 7, move: 'lowered' },
        ...{ before: 'value-high', tier: 'value-low' },
        measures: [{ measure: 'purchases', value: '1', events: 1, eventIds: ['e-1'] }],
      },
      at,
    );
    const spec = decisionSpec(assessCustomer);
    spec.given(first).when(command(1), at).then(lowered);
    spec.given(first).when(command(2), at).thenNothing();
    spec
      .given(first, told(lowered, on('06-30')))
      .when(command(9), at)
      .thenNothing();
  });
});
