import { decisionSpec, told } from '@dossier/testing';
import { CustomerDeactivated, CustomerReactivated, CustomerRegistered } from '../../customer.events';
import { deactivateCustomer } from './deactivate-customer';

const registered = CustomerRegistered({ kind: 'organisation' });
const deactivated = CustomerDeactivated({ reason: 'closed down' });
const february = '2026-02-01T00:00:00.000Z';
const command = { customerId: 'c-1', reason: 'closed down' };

describe('deactivating a customer', () => {
  it('says why', () => decisionSpec(deactivateCustomer).given(registered).when(command).then(deactivated));
  it('is nothing to do twice', () =>
    decisionSpec(deactivateCustomer).given(registered, deactivated).when(command).thenNothing());
  it('is possible again after it was taken back', () =>
    decisionSpec(deactivateCustomer)
      .given(registered, deactivated, CustomerReactivated({ reason: 'error' }))
      .when(command)
      .then(deactivated));
  it('is kept with a date of its own also where it only confirms, once: what was between may be learnt later', () => {
    const again = (occurredAt?: string) =>
      decisionSpec(deactivateCustomer)
        .given(registered, told(deactivated, { occurredAt: february }))
        .when(command, occurredAt === undefined ? {} : { occurredAt });
    again('2026-03-01T00:00:00.000Z').then(deactivated);
    again(february).thenNothing();
    again().thenNothing();
  });
  it('is refused for a customer without a file', () =>
    decisionSpec(deactivateCustomer).when(command).then('customers/not-registered', { customerId: 'c-1' }));
});
