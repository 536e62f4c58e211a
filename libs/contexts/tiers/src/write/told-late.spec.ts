import { decisionSpec, told } from '@dossier/testing';
import { CustomerRated } from '../rating.events';
import { OverrideEnded, TierOverridden } from '../tier.events';
import { rateCustomer } from './rate-customer/rate-customer';
import { withdrawOverride } from './withdraw-override/withdraw-override';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const on = (day: number) => ({ occurredAt: march(day) });
const why = { approvedBy: 'director', reason: 'x' };

it('does not drop in silence a rating of a day before the last one', () => {
  const rated = (score: number, day: number) => told(CustomerRated({ rating: 'potential', score, ...why }), on(day));
  decisionSpec(rateCustomer)
    .given(rated(3, 1), rated(5, 10))
    .when({ customerId: 'c-1', rating: 'potential', score: 5, ...why }, on(5))
    .then('tiers/before-rated');
});

it('does not drop in silence that what was set by hand was withdrawn before its time was over', () =>
  decisionSpec(withdrawOverride)
    .given(
      told(TierOverridden({ scheme: 'value', tier: 'value-low', until: march(5), ...why }), on(1)),
      told(OverrideEnded({ scheme: 'value', tier: 'value-low', because: 'expired' }), on(5)),
    )
    .when({ customerId: 'c-1', scheme: 'value', ...why }, on(3))
    .then('tiers/before-last'));
