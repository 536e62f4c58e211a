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
import { externalIds } from './read/external-ids/external-ids';
import { dataQuality } from './read/facts/data-quality';
import { facts } from './read/facts/facts';
import { customerSection } from './read/file/file';
import { survivorship } from './survivorship';
import { assertFacts } from './write/assert-facts/assert-facts';
import { attributeSubject } from './write/attribute-subject/attribute-subject';
import { claimExternalId } from './write/claim-external-id/claim-external-id';
import { deactivateCustomer } from './write/deactivate-customer/deactivate-customer';
import { reactivateCustomer } from './write/reactivate-customer/reactivate-customer';
import { registerCustomer } from './write/register-customer/register-customer';
import { withdrawFact } from './write/withdraw-fact/withdraw-fact';

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
    assertFacts,
    withdrawFact,
    claimExternalId,
    deactivateCustomer,
    reactivateCustomer,
    attributeSubject,
  ],
  projections: [customersProjection, externalIds, facts],
  sections: [customerSection],
  queries: [dataQuality],
  policies: [survivorship],
  refusals: [customersRefusal],
  links: [attributions],
});
