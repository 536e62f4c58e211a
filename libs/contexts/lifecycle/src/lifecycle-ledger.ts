import { lastPurchase } from '@dossier/contexts/sales';
import { byCustomer, defineProjection, instantField } from '@dossier/kernel';
import { EMPTY, keepLedger, type Ledger, ledgerEvents } from './ledger';

/** The ledger of each customer, for queries about one or all. */
export const lifecycleLedger = defineProjection<Ledger>()({
  name: 'lifecycle',
  title: { zh: '客户购买台账', en: 'Purchases of customers' },
  version: 5,
  from: ledgerEvents,
  key: byCustomer,
  initial: EMPTY,
  evolve: keepLedger,
  fields: {
    registeredAt: instantField((doc) => doc.registered?.at ?? null),
    lastPurchaseAt: instantField((doc) => lastPurchase(doc)?.at ?? null),
  },
  personal: true,
});
