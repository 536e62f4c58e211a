import type { Instant, Policies } from '@dossier/kernel';
import { withPolicy } from '@dossier/testing';
import type { SalesFact } from '@dossier/contexts/sales';
import { BenefitCosts, CostSums } from './benefit-costs';
import { type TierBenefit, tierBenefitsPolicy } from './benefits-policy';
import { entitlementsAt, shortestTime, tiersNeeded } from './entitlements';
import { NO_TIERS, tiersOfEvents, type TiersState } from './tier-history';

const on = (day: string): Instant => `2026-${day}T08:00:00.000Z`;
const by = { scheme: 'value', policyVersion: 0, measures: [] } as const;
const at = (day: string, stream = 'tier-value.c-1') =>
  ({ stream, subject: 'c-1', occurredAt: on(day), recordedAt: on(day), id: `e-${day}`, revision: 0 }) as never;
/** High from January on, announced in March to be medium from April on; VIP by hand in February. */
function history(): TiersState {
  const {
    TierChanged: changed,
    DowngradeAnnounced: announced,
    TierOverridden: set,
    OverrideEnded: ended,
  } = tiersOfEvents;
  let state = changed(NO_TIERS, { ...by, assessment: 'value-1', move: 'first', tier: 'value-high' }, at('01-01'));
  state = announced(
    state,
    { ...by, assessment: 'value-2', tier: 'value-high', to: 'value-medium', effectiveAt: on('04-01') },
    at('03-01'),
  );
  const stream = 'tier-strategic.c-1';
  const strategic = { scheme: 'strategic', tier: 'strategic-strategic' } as const;
  state = set(state, { ...strategic, approvedBy: 'x', reason: 'x' }, at('02-01', stream));
  return ended(state, { ...strategic, because: 'withdrawn' }, at('02-20', stream));
}
const benefit = (tier: TierBenefit['tier'], of: TierBenefit['benefit'], value?: number): TierBenefit => ({
  ...{ tier, benefit: of, cost: 'none' },
  ...(value !== undefined && { value }),
});
const all = [
  benefit('value-high', 'response', 60),
  benefit('value-high', 'named-manager'),
  benefit('value-medium', 'response', 120),
  benefit('strategic-strategic', 'response', 30),
];
const policies = withPolicy(tierBenefitsPolicy, { benefits: all }, 2);
const entitled = (day: string, under: Policies = policies) =>
  entitlementsAt(history(), on(day), under).map(({ tier, benefit: of, value }) => [tier, of, value]);

it('entitles a customer to what its tiers of a day have, and to nothing before it had any', () => {
  expect(entitled('01-01').length).toBe(2);
  expect(entitlementsAt(history(), '2025-12-31T00:00:00.000Z', policies)).toEqual([]);
  expect(entitlementsAt(history(), on('01-15'), policies)).toEqual([
    { scheme: 'value', tier: 'value-high', since: on('01-01'), benefit: 'response', value: 60, policyVersion: 2 },
    {
      scheme: 'value',
      tier: 'value-high',
      since: on('01-01'),
      benefit: 'named-manager',
      value: null,
      policyVersion: 2,
    },
  ]);
  expect(entitled('02-10')).toContainEqual(['strategic-strategic', 'response', 30]);
  expect(entitled('02-21')).not.toContainEqual(['strategic-strategic', 'response', 30]);
  expect(entitled('03-31')).toContainEqual(['value-high', 'response', 60]); // until the notice is over
  expect(entitled('04-01')).toEqual([['value-medium', 'response', 120]]);
});
it('goes by the shortestTime time of several tiers, whatever their order is', () => {
  const found = entitlementsAt(history(), on('02-10'), policies);
  expect(shortestTime(found, 'response')).toMatchObject({ tier: 'strategic-strategic', value: 30 });
  expect(shortestTime([...found].reverse(), 'response')).toMatchObject({ value: 30 });
  expect(shortestTime(found, 'resolution')).toBeUndefined();
});
it('is the same by the streams of all schemes, as decisions need them', () => {
  const { schemes } = history();
  const needed = { value: { ...NO_TIERS, schemes: { value: schemes.value ?? [] } }, vip: undefined };
  expect(tiersNeeded(needed).schemes).toEqual({ value: schemes.value });
});

describe('what benefits cost in a year', () => {
  const fact = (day: string, net: number, currency = 'CNY'): SalesFact => ({ at: day, net, currency }) as SalesFact;
  const facts = [
    fact('2025-06-30T15:59:59.999Z', 100_000_00), // a year ago to the end of the day of the company
    fact('2025-06-30T16:00:00.000Z', 33_35),
    fact(on('06-01'), 10_00, 'USD'),
    fact(on('06-02'), -500, 'JPY'),
    fact(on('07-01'), 5_00), // is later
  ];
  const costs = (...benefits: readonly TierBenefit[]) =>
    new BenefitCosts({ benefits }, { asOf: '2026-06-30T10:00:00.000Z', zone: 'Asia/Shanghai' }).of('value-high', facts);
  const priced = { tier: 'value-high', amount: '300.10', currency: 'CNY' } as const;

  it('is an amount for each customer, or for each time, or a share of its revenue in each currency', () => {
    expect(costs({ ...priced, benefit: 'named-manager', cost: 'per-customer' })).toMatchObject([{ minor: 300_10 }]);
    expect(costs({ ...priced, benefit: 'gifts', value: 2.5, cost: 'per-unit' })).toMatchObject([{ minor: 750_25 }]);
    // 33.35 × 3 % is 1.0005
    expect(costs({ tier: 'value-high', benefit: 'discount', value: 3, cost: 'of-revenue' })).toEqual([
      { benefit: 'discount', currency: 'CNY', minor: 1_00 },
      { benefit: 'discount', currency: 'USD', minor: 30 },
    ]);
    expect(
      costs(benefit('value-high', 'response', 60), {
        ...priced,
        tier: 'value-low',
        benefit: 'visits',
        value: 1,
        cost: 'per-unit',
      }),
    ).toEqual([]);
  });
  it('adds up exactly, each currency apart', () => {
    const sums = new CostSums();
    const each = (minor: number, currency: string) => [{ benefit: 'gifts' as const, currency, minor }];
    sums.add('value-high', each(10, 'CNY'), 'now');
    sums.add('value-high', each(20, 'CNY'), 'now');
    sums.add('value-medium', each(5, 'CNY'), 'drafted');
    sums.add('value-high', each(7, 'JPY'), 'drafted');
    const cny = (amount: string) => ({ amount, currency: 'CNY' });
    const jpy = (amount: string) => ({ amount, currency: 'JPY' });
    expect(sums.rows([], () => 0)).toEqual([
      { now: cny('0.30'), drafted: cny('0.05'), change: cny('-0.25') },
      { now: jpy('0'), drafted: jpy('7'), change: jpy('7') },
    ]);
    expect(sums.rows(['tier'], ({ tier }) => (tier === 'value-high' ? 0 : 1))).toMatchObject([
      { tier: 'value-high', now: cny('0.30'), drafted: cny('0.00') },
      { tier: 'value-high', drafted: jpy('7') },
      { tier: 'value-medium', drafted: cny('0.05') },
    ]);
  });
});

it('refuses benefits that cannot be', () => {
  const fault = (...benefits: readonly TierBenefit[]) => tierBenefitsPolicy.fault?.({ benefits })?.en;
  expect(fault(...tierBenefitsPolicy.initial.benefits)).toBeUndefined();
  const twice = benefit('value-high', 'response', 60);
  expect(fault(twice, twice)).toMatch('“service: to respond within (minutes)” of high value is there twice');
  expect(fault(benefit('value-high', 'response', 1.5))).toMatch('whole minutes');
  expect(fault(benefit('value-high', 'gifts'))).toMatch('no value');
  expect(fault(benefit('value-high', 'discount', 101))).toMatch('hundred per cent');
  const gifts = { tier: 'value-high', benefit: 'gifts', value: 2, cost: 'per-unit' } as const;
  expect(fault(gifts)).toMatch('no amount');
  expect(fault({ ...gifts, amount: '3.00' })).toMatch('no amount or currency');
  expect(fault({ ...gifts, amount: '3.5', currency: 'JPY' })).toMatch('finer');
  expect(fault({ ...gifts, amount: '3.50', currency: 'CNY' })).toBeUndefined();
  expect(fault({ ...gifts, cost: 'none', amount: '3.50', currency: 'CNY' })).toMatch('does not follow');
});
