import { stands } from '@dossier/contexts/sales';
import { byCustomer, defineProjection, type Evolve, instantField } from '@dossier/kernel';
import { EMPTY, keepLedger, type Ledger, ledgerEvents } from './ledger';

const evolve: Evolve<Ledger | null, typeof ledgerEvents> = {
  CustomerRegistered: (doc, data, at) => keepLedger.CustomerRegistered(doc ?? EMPTY, data, at),
  OrderPlaced: (doc, data, at) => keepLedger.OrderPlaced(doc ?? EMPTY, data, at),
  OrderCancelled: (doc, data, at) => keepLedger.OrderCancelled(doc ?? EMPTY, data, at),
  OrderReturned: (doc, data, at) => keepLedger.OrderReturned(doc ?? EMPTY, data, at),
  CreditNoteIssued: (doc, data, at) => keepLedger.CreditNoteIssued(doc ?? EMPTY, data, at),
};

/** The ledger of each customer, for questions about one or all of them. */
export const lifecycleLedger = defineProjection<Ledger>()({
  name: 'lifecycle',
  title: { zh: '客户购买台账', en: 'Purchases of customers' },
  version: 2,
  from: ledgerEvents,
  key: byCustomer,
  evolve,
  fields: {
    registeredAt: instantField((doc) => doc.registered?.at ?? null),
    lastPurchaseAt: instantField((doc) => doc.purchases.findLast((purchase) => stands(purchase))?.at ?? null),
  },
  personal: true,
});
