import { projectionSpec, told } from '@dossier/testing';
import { CreditLimitRemoved, CreditLimitSet } from '../../credit-limit.events';
import { creditLimits } from './credit-limits';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const on = (day: number) => ({ stream: 'credit-limit-customer-1', occurredAt: march(day) });
const why = { approvedBy: 'director', reason: 'x' };
const set = (limit: string, day: number) => told(CreditLimitSet({ currency: 'CNY', limit, ...why }), on(day));
const CNY = (amount: string) => ({ amount, currency: 'CNY' });

it('shows the limit that holds, with all before it, though one was told late', () => {
  const spec = projectionSpec(creditLimits).given(set('100', 10), set('50', 5));
  spec.thenView({
    ...{ customer: 'customer-1', limit: CNY('100.00'), since: march(10) },
    changes: [
      { at: march(5), limit: CNY('50.00'), ...why },
      { at: march(10), limit: CNY('100.00'), ...why },
    ],
  });
  spec.thenFields({ limit: 10_000, currency: 'CNY', since: march(10) });
});
it('shows none once it is removed', () =>
  projectionSpec(creditLimits)
    .given(set('100', 10), told(CreditLimitRemoved({ before: '100.00 CNY', ...why }), on(12)))
    .thenFields({ limit: null, currency: null, since: march(12) }));
