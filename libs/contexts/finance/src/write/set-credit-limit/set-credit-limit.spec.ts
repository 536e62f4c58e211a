import { decisionSpec, told } from '@dossier/testing';
import { CreditLimitRemoved, CreditLimitSet } from '../../credit-limit.events';
import { setCreditLimit } from './set-credit-limit';

const why = { approvedBy: 'director', reason: 'paid in time' };
const command = { customerId: 'c-1', limit: '1000', currency: 'CNY', ...why };
const set = CreditLimitSet({ currency: 'CNY', limit: '1000.00', ...why });
const spec = decisionSpec(setCreditLimit);

it('sets a limit, changes it and removes it, each with who approved it and why', () => {
  spec.when(command).then(set);
  spec
    .given(set)
    .when({ ...command, limit: '0', currency: 'EUR' })
    .then(CreditLimitSet({ currency: 'EUR', limit: '0.00', before: '1000.00 CNY', ...why }));
  const without = { customerId: 'c-1', ...why };
  spec
    .given(set)
    .when(without)
    .then(CreditLimitRemoved({ before: '1000.00 CNY', ...why }));
  spec.when(without).thenNothing();
  spec
    .given(set, CreditLimitRemoved({ before: '1000.00 CNY', ...why }))
    .when(command)
    .then(set);
});
it('is nothing new where it is the same, and needs a currency', () => {
  spec
    .given(set)
    .when({ ...command, limit: '1000.00' })
    .thenNothing();
  const again = { approvedBy: 'board', reason: 'reviewed' };
  spec
    .given(set)
    .when({ ...command, ...again })
    .then(CreditLimitSet({ currency: 'CNY', limit: '1000.00', before: '1000.00 CNY', ...again }));
  spec.when({ customerId: 'c-1', limit: '1000', ...why }).then('finance/currency-needed');
});
it('is removed for a day of its own, where another one may have been set between, and once for one instant', () => {
  const first = { occurredAt: '2026-03-01T08:00:00.000Z' };
  const [removedOn, later] = [{ occurredAt: '2026-03-10T08:00:00.000Z' }, { occurredAt: '2026-03-20T08:00:00.000Z' }];
  const removed = CreditLimitRemoved({ before: '1000.00 CNY', ...why });
  const held = spec.given(told(set, first), told(removed, removedOn));
  const without = { customerId: 'c-1', ...why };
  held.when(without, later).then(removed);
  held.when(without, removedOn).thenNothing();
  held.when(without).thenNothing();
});
it('is kept for a day of its own, where it may have been another one between, and once for one instant', () => {
  const [first, later] = [{ occurredAt: '2026-03-01T08:00:00.000Z' }, { occurredAt: '2026-03-10T08:00:00.000Z' }];
  const held = spec.given(told(set, first));
  held.when(command, later).then(CreditLimitSet({ currency: 'CNY', limit: '1000.00', before: '1000.00 CNY', ...why }));
  held.when(command, first).thenNothing();
});
it('is removed for a day of its own also where none is known yet: history may tell later which one', () => {
  const [first, later] = [{ occurredAt: '2026-03-01T08:00:00.000Z' }, { occurredAt: '2026-03-10T08:00:00.000Z' }];
  const without = { customerId: 'c-1', ...why };
  spec.when(without, later).then(CreditLimitRemoved(why));
  const held = spec.given(told(CreditLimitRemoved(why), later));
  held.when(without, later).thenNothing();
  held.when(command, first).then(set);
});
