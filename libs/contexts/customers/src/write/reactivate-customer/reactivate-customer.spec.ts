import { decisionSpec, told } from '@dossier/testing';
import { CustomerDeactivated, CustomerReactivated, CustomerRegistered } from '../../customer.events';
import { reactivateCustomer } from './reactivate-customer';

const registered = CustomerRegistered({ kind: 'organisation' });
const february = '2026-02-01T00:00:00.000Z';
const command = { customerId: 'c-1', reason: 'came back' };

describe('reactivating a customer', () => {
  it('says why', () =>
    decisionSpec(reactivateCustomer)
      .given(registered, CustomerDeactivated({ reason: 'closed down' }))
      .when(command)
      .then(CustomerReactivated({ reason: 'came back' })));
  it('is nothing to do for one that is active', () =>
    decisionSpec(reactivateCustomer).given(registered).when(command).thenNothing());
  it('is kept with a date of its own also where it only confirms, once: what was between may be learnt later', () => {
    const again = (occurredAt?: string) =>
      decisionSpec(reactivateCustomer)
        .given(registered, told(CustomerReactivated({ reason: 'came back' }), { occurredAt: february }))
        .when(command, occurredAt === undefined ? {} : { occurredAt });
    again('2026-03-01T00:00:00.000Z').then(CustomerReactivated({ reason: 'came back' }));
    again(february).thenNothing();
    again().thenNothing();
  });
  it('is refused for a customer without a file', () =>
    decisionSpec(reactivateCustomer).when(command).then('customers/not-registered', { customerId: 'c-1' }));
});
