import { type ContextDef, defineContext } from '@dossier/kernel';
import { customersProjection } from './read/customers/customers';
import { drift } from './read/drift/drift';
import { driftReport } from './read/drift/drift-report';
import { dataQuality } from './read/facts/data-quality';
import { facts } from './read/facts/facts';
import { customerSection } from './read/file/file';
import { survivorship } from './survivorship';
import { assertFacts } from './write/assert-facts/assert-facts';
import { deactivateCustomer } from './write/deactivate-customer/deactivate-customer';
import { reactivateCustomer } from './write/reactivate-customer/reactivate-customer';
import { noteCustomer } from './write/note-customer/note-customer';
import { registerCustomer } from './write/register-customer/register-customer';
import { withdrawFact } from './write/withdraw-fact/withdraw-fact';

export const customers: ContextDef = defineContext({
  name: 'customers',
  title: { zh: '客户档案', en: 'Customer file' },
  slices: [
    registerCustomer,
    noteCustomer,
    assertFacts,
    withdrawFact,
    deactivateCustomer,
    reactivateCustomer,
    customersProjection,
    facts,
    customerSection,
    dataQuality,
    drift,
    driftReport,
    survivorship,
  ],
});
