import { decisionSpec } from '@dossier/testing';
import { CustomerDeactivated, CustomerReactivated, CustomerRegistered } from '../../customer.events';
import { reactivateCustomer } from './reactivate-customer';

const registered = CustomerRegistered({ kind: 'organisation' });
const command = { customerId: 'c-1', reason: 'came back' };

describe('reactivating a customer', () => {
  it('says why', () =>
    decisionSpec(reactivateCustomer)
      .given(registered, CustomerDeactivated({ reason: 'closed down' }))
      .when(command)
      .then(CustomerReactivated({ reason: 'came back' })));
  it('is nothing to do for one that is active', () =>
    decisionSpec(reactivateCustomer).given(registered).when(command).thenNothing());
  it('is refused for a customer without a file', () =>
    decisionSpec(reactivateCustomer).when(command).then('customers/not-registered', { customerId: 'c-1' }));
});
