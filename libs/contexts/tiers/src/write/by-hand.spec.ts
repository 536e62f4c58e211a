import { decisionSpec, told, withPolicy } from '@dossier/testing';
import { CustomerRated, RatingWithdrawn } from '../rating.events';
import { AssessmentBegun, AssessmentCompleted } from '../scheme.events';
import { schemePolicies } from '../scheme-policy';
import { DowngradeAnnounced, OverrideEnded, TierChanged, TierOverridden } from '../tier.events';
import { beginAssessment } from './begin-assessment/begin-assessment';
import { overrideTier } from './override-tier/override-tier';
import { publishScheme } from './publish-scheme/publish-scheme';
import { rateCustomer } from './rate-customer/rate-customer';
import { withdrawOverride } from './withdraw-override/withdraw-override';

const day = (date: string): string => `2026-${date}T08:00:00.000Z`;
const at = (date: string) => ({ occurredAt: day(date) });
const on = (date: string) => ({ stream: 'tier-value.c-1', ...at(date) });
const why = { approvedBy: 'director', reason: 'x' };
const by = { scheme: 'value' as const, assessment: 'value-1', policyVersion: 0, measures: [] };
const first = told(TierChanged({ ...by, move: 'first', tier: 'value-high' }), on('01-01'));
const setting = (tier: 'value-low' | 'value-high', until?: string) =>
  TierOverridden({
    ...{ scheme: 'value', before: 'value-high', tier, ...why },
    ...(until !== undefined && { until: day(until) }),
  });
const command = { customerId: 'c-1', scheme: 'value' as const, tier: 'value-low' as const, ...why };

describe('a tier that is set by hand', () => {
  const spec = decisionSpec(overrideTier);
  it('names what counted before, with who approved it and why', () => {
    spec.given(first).when(command, at('03-01')).then(setting('value-low'));
    spec.when(command, at('03-01')).then(TierOverridden({ scheme: 'value', tier: 'value-low', ...why }));
  });
  it('names a downgrade that had come without an event yet', () => {
    const announced = DowngradeAnnounced({ ...by, tier: 'value-high', to: 'value-medium', effectiveAt: day('02-15') });
    spec
      .given(first, told(announced, on('01-16')))
      .when(command, at('03-01'))
      .then(TierOverridden({ scheme: 'value', before: 'value-medium', tier: 'value-low', ...why }));
  });
  it('is nothing new where it is the same, and is one of the scheme', () => {
    spec
      .given(first, told(setting('value-low'), on('03-01')))
      .when(command, at('03-02'))
      .thenNothing();
    spec.when({ ...command, tier: 'abc-a' }, at('03-01')).then('tiers/foreign-tier');
  });
  it('ends after it begins, and is not set before what was set last', () => {
    spec.when({ ...command, until: day('03-01') }, at('03-01')).then('tiers/until-past');
    spec
      .given(first, told(setting('value-high'), on('03-01')))
      .when(command, at('02-01'))
      .then('tiers/before-last');
  });
  it('is withdrawn, and what was assessed counts again', () => {
    const withdrawal = { customerId: 'c-1', scheme: 'value' as const, ...why };
    const withdrawing = decisionSpec(withdrawOverride);
    const given = [first, told(setting('value-low', '06-01'), on('03-01'))] as const;
    const ended = OverrideEnded({
      scheme: 'value',
      tier: 'value-low',
      then: 'value-high',
      because: 'withdrawn',
      ...why,
    });
    withdrawing
      .given(...given)
      .when(withdrawal, at('04-01'))
      .then(ended);
    withdrawing
      .given(...given)
      .when(withdrawal, at('06-02'))
      .thenNothing(); // its time is over
    withdrawing
      .given(...given)
      .when(withdrawal, at('02-01'))
      .then('tiers/before-last');
    withdrawing.given(first).when(withdrawal, at('04-01')).thenNothing();
  });
});

describe('a rating', () => {
  const spec = decisionSpec(rateCustomer);
  const rating = { customerId: 'c-1', rating: 'potential' as const, ...why };
  const four = CustomerRated({ rating: 'potential', score: 4, ...why });
  it('is given, changed and withdrawn', () => {
    spec.when({ ...rating, score: 4 }).then(four);
    spec
      .given(four)
      .when({ ...rating, score: 4 })
      .thenNothing();
    spec
      .given(four)
      .when({ ...rating, score: 5 })
      .then(CustomerRated({ rating: 'potential', score: 5, ...why }));
    spec
      .given(four)
      .when(rating)
      .then(RatingWithdrawn({ rating: 'potential', score: 4, ...why }));
    spec.when(rating).thenNothing();
  });
  it('is not given before the last one', () => {
    spec
      .given(told(four, { ...on('03-01'), stream: 'tier-rating-c-1' }))
      .when({ ...rating, score: 5 }, at('02-01'))
      .then('tiers/before-rated');
  });
});

describe('an assessment', () => {
  const spec = decisionSpec(beginAssessment);
  const begun = (assessment: string, policyVersion = 0) =>
    AssessmentBegun({ scheme: 'value', assessment, policyVersion });
  const done = AssessmentCompleted({ scheme: 'value', assessment: 'value-1' });
  const of = (date: string) => ({ ...on(date), stream: 'tier-scheme-value', subject: '~tier-scheme-value' });
  it('is of a scheme with rules, whose tiers are its own', () => {
    spec.when({ scheme: 'value' }, at('03-01')).then(begun('value-1'));
    spec.when({ scheme: 'type' }, at('03-01')).then('tiers/by-hand');
    const { rules } = schemePolicies.abc.initial;
    const policies = withPolicy(schemePolicies.value, Object.assign({}, schemePolicies.value.initial, { rules }));
    spec.when({ scheme: 'value' }, { ...at('03-01'), policies }).then('tiers/foreign-tier');
  });
  it('is one at a time, goes forward, and is made once for an instant and policy', () => {
    const earlier = told(begun('value-1'), of('03-01'));
    spec.given(earlier).when({ scheme: 'value' }, at('04-01')).then('tiers/running');
    spec.given(earlier).when({ scheme: 'value' }, at('03-01')).thenNothing();
    const given = [earlier, told(done, of('03-01'))] as const;
    spec
      .given(...given)
      .when({ scheme: 'value' }, at('03-01'))
      .thenNothing();
    spec
      .given(...given)
      .when({ scheme: 'value' }, at('02-01'))
      .then('tiers/assessed-later');
    spec
      .given(...given)
      .when({ scheme: 'value' }, at('04-01'))
      .then(begun('value-2'));
  });
});

it('publishes a scheme whose tiers are its own', () => {
  const spec = decisionSpec(publishScheme);
  const { initial: document } = schemePolicies.value;
  const wrong = Object.assign({}, document, { rules: schemePolicies.abc.initial.rules });
  spec.when({ scheme: 'value', document: wrong, approvedBy: 'board' }).then('tiers/foreign-tier');
});

it('publishes no scheme that is harder to keep than to enter, and says by which figures', () => {
  const spec = decisionSpec(publishScheme);
  const { initial } = schemePolicies.value;
  for (const [by, enter, stay, isHarder] of [
    ['at-least', 10, 20, true],
    ['at-least', 20, 20, false],
    ['at-most', 20, 10, true],
    ['at-most', 20, 30, false],
    ['top-percent', 20, 10, true],
    ['cumulative-percent', 80, 79.5, true],
    ['cumulative-percent', 80, 85, false],
  ] as const) {
    const fine = { measure: 'purchases', by: 'at-least', enter: 2, stay: 1 } as const;
    const conditions = [fine, { measure: 'net-revenue', by, enter, stay }] as const;
    const document = Object.assign({}, initial, { rules: [{ tier: 'value-high', conditions }] } as const);
    const fault = schemePolicies.value.fault?.(document);
    expect(fault?.at).toBe(isHarder ? '/rules/0/conditions/1/stay' : undefined);
    for (const words of isHarder ? [fault?.zh, fault?.en] : []) {
      expect(words).toContain(String(enter));
      expect(words).toContain(String(stay));
    }
    const when = spec.when({ scheme: 'value', document, approvedBy: 'board' });
    if (isHarder) when.then('tiers/unfit-scheme');
  }
});
