import { type Asking, byCustomer, defineProjection, instantField, measure } from '@dossier/kernel';
import {
  countPurchases,
  firstPurchase,
  keepPurchases,
  lastPurchase,
  NO_PURCHASES,
  type Purchase,
  purchaseEvents,
  type Purchases,
  standing,
} from './purchases';
import type { Basis } from './terms';

/**
 * The purchases of each customer, for reports that count them. Their amounts are in the sales facts; but a fact knows
 * only its own event, not that the last piece of an order was returned.
 */
export const purchaseLedger = defineProjection<Purchases>()({
  name: 'purchases',
  title: { zh: '客户的购买', en: 'Purchases by customer' },
  version: 4,
  from: purchaseEvents,
  key: byCustomer,
  initial: NO_PURCHASES,
  evolve: keepPurchases<Purchases>(),
  fields: {
    purchases: measure(countPurchases),
    firstPurchaseAt: instantField((doc) => firstPurchase(doc)?.at ?? null),
    lastPurchaseAt: instantField((doc) => lastPurchase(doc)?.at ?? null),
  },
  personal: true,
});

/** Each customer with the purchases that stand at the query's instant; customers without any are left out. */
export async function* standingPurchases(
  { reads, asOf }: Pick<Asking, 'reads' | 'asOf'>,
  { basis, currency }: { readonly basis?: Basis; readonly currency?: string | undefined } = {},
): AsyncIterable<{ readonly customer: string; readonly purchases: readonly Purchase[] }> {
  for await (const chunk of reads.documents(purchaseLedger))
    for (const { key: customer, doc } of chunk) {
      const all = standing(doc.purchases, asOf, basis);
      const purchases = currency === undefined ? all : all.filter((one) => one.currency === currency);
      if (purchases.length > 0) yield { customer, purchases };
    }
}
