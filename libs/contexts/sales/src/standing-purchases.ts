import type { Asking } from '@dossier/kernel';
import { type Purchase, standing } from './purchases';
import { salesSection } from './sales-section';
import type { Basis } from './terms';

/**
 * Each customer with the purchases that stand at the query's instant; customers without any are left out. Their amounts
 * are in the sales facts; but a fact knows only its own event, not that the last piece of an order was returned.
 */
export async function* standingPurchases(
  { reads, asOf }: Pick<Asking, 'reads' | 'asOf'>,
  { basis, currency }: { readonly basis?: Basis; readonly currency?: string | undefined } = {},
): AsyncIterable<{ readonly customer: string; readonly purchases: readonly Purchase[] }> {
  for await (const chunk of reads.documents(salesSection))
    for (const { key: customer, doc } of chunk) {
      const all = standing(doc.purchases, asOf, basis);
      const purchases = currency === undefined ? all : all.filter((one) => one.currency === currency);
      if (purchases.length > 0) yield { customer, purchases };
    }
}
