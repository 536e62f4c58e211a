import { type ContextDef, defineContext } from '@dossier/kernel';
import {
  CustomerDeactivated,
  CustomerReactivated,
  CustomerRegistered,
  FactAsserted,
  FactWithdrawn,
  PersonalFactAsserted,
} from './customer.events';
import { customersRefusal } from './customers.refusals';
import { ExternalIdClaimed } from './external-id.events';
import { attributions, SubjectAttributed } from './identity.events';
import { customersProjection } from './read/customers/customers';
import { CustomersReadHttp } from './read/customers/customers.http';
import { externalIds } from './read/external-ids/external-ids';
import { dataQuality } from './read/facts/data-quality';
import { facts } from './read/facts/facts';
import { FactsHttp } from './read/facts/facts.http';
import { customerSection } from './read/file/file';
import { survivorship } from './survivorship';
import { assertFacts } from './write/assert-facts/assert-facts';
import { AssertFactsHttp } from './write/assert-facts/assert-facts.http';
import { claimExternalId } from './claim-external-id';
import { ClaimExternalIdHttp } from './claim-external-id.http';
import { deactivateCustomer } from './write/deactivate-customer/deactivate-customer';
import { DeactivateCustomerHttp } from './write/deactivate-customer/deactivate-customer.http';
import { reactivateCustomer } from './write/reactivate-customer/reactivate-customer';
import { ReactivateCustomerHttp } from './write/reactivate-customer/reactivate-customer.http';
import { noteCustomer } from './write/note-customer/note-customer';
import { registerCustomer } from './write/register-customer/register-customer';
import { RegisterCustomerHttp } from './write/register-customer/register-customer.http';
import { withdrawFact } from './write/withdraw-fact/withdraw-fact';
import { WithdrawFactHttp } from './write/withdraw-fact/withdraw-fact.http';

export const customers: ContextDef = defineContext({
  name: 'customers',
  title: { zh: '客户档案', en: 'Customer file' },
  events: [
    {
      CustomerRegistered,
      FactAsserted,
      PersonalFactAsserted,
      FactWithdrawn,
      CustomerDeactivated,
      CustomerReactivated,
      ExternalIdClaimed,
      SubjectAttributed,
    },
  ],
  commands: [
    registerCustomer,
    noteCustomer,
    assertFacts,
    withdrawFact,
    claimExternalId,
    deactivateCustomer,
    reactivateCustomer,
  ],
  projections: [customersProjection, externalIds, facts],
  sections: [customerSection],
  queries: [dataQuality],
  policies: [survivorship],
  refusals: [customersRefusal],
  links: [attributions],
  http: [
    RegisterCustomerHttp,
    CustomersReadHttp,
    AssertFactsHttp,
    WithdrawFactHttp,
    FactsHttp,
    ClaimExternalIdHttp,
    DeactivateCustomerHttp,
    ReactivateCustomerHttp,
  ],
});
