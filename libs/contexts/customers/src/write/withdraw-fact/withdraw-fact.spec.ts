import { decisionSpec, told } from '@dossier/testing';
import { CustomerRegistered, FactAsserted, FactWithdrawn } from '../../customer.events';
import { withdrawFact } from './withdraw-fact';

const january = '2026-01-10T00:00:00.000Z';
const february = '2026-02-10T00:00:00.000Z';
const sales = { department: 'sales' };
const registered = CustomerRegistered({ kind: 'organisation' });
const spec = decisionSpec(withdrawFact).given(
  registered,
  told(FactAsserted({ attribute: 'country', value: 'FR', standard: true }), { ...sales, occurredAt: january }),
);
const command = { customerId: 'c-1', attribute: 'country' };

describe('withdrawing a fact', () => {
  it('ends what the department said, from now on', () =>
    spec.when(command, sales).then(FactWithdrawn({ attribute: 'country' })));
  it('ends it from the instant given', () =>
    spec
      .when({ ...command, validFrom: february }, sales)
      .then(FactWithdrawn({ attribute: 'country' }, { occurredAt: february })));
  it('is nothing to do where the department said nothing', () => {
    spec.when(command, { department: 'finance' }).thenNothing();
    spec.when({ ...command, attribute: 'phone' }, sales).thenNothing();
  });
  it('is kept with a date of its own also where the department said nothing: what it said may be learnt later', () => {
    spec.when(command, { department: 'finance', occurredAt: february }).then(FactWithdrawn({ attribute: 'country' }));
    spec
      .when({ ...command, validFrom: '2026-01-09T00:00:00.000Z' }, sales)
      .then(FactWithdrawn({ attribute: 'country' }, { occurredAt: '2026-01-09T00:00:00.000Z' }));
  });
  it.each(['__proto__', 'shoe-size'])('is refused for %s, which is no attribute', (attribute) =>
    spec.when({ ...command, attribute }, sales).then('customers/unknown-attribute'),
  );
  it('is nothing to do twice', () =>
    decisionSpec(withdrawFact)
      .given(
        registered,
        told(FactAsserted({ attribute: 'country', value: 'FR', standard: true }), { ...sales, occurredAt: january }),
        told(FactWithdrawn({ attribute: 'country' }), { ...sales, occurredAt: february }),
      )
      .when(command, sales)
      .thenNothing());
  it('is refused for the future', () =>
    spec
      .when({ ...command, validFrom: '2026-06-30T08:00:00.001Z' }, { ...sales, now: '2026-06-30T08:00:00.000Z' })
      .then('customers/fact-in-future', {
        attribute: 'country',
        validFrom: '2026-06-30T08:00:00.001Z',
        now: '2026-06-30T08:00:00.000Z',
      }));
  it('is refused for a customer without a file, and must name a department', () => {
    decisionSpec(withdrawFact).when(command, sales).then('customers/not-registered', { customerId: 'c-1' });
    spec.when(command).then('command/department-missing');
  });
});
