import { decisionSpec } from '@dossier/testing';
import { CustomerDeactivated, CustomerReactivated, CustomerRegistered } from '../../customer.events';
import { deactivateCustomer } from './deactivate-customer';

const registered = CustomerRegistered({ kind: 'organisation' });
const deactivated = CustomerDeactivated({ reason: 'closed down' });
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
  it('is refused for a customer without a file', () =>
    decisionSpec(deactivateCustomer).when(command).then('customers/not-registered', { customerId: 'c-1' }));
});
