import type { Purchase } from '../../contexts/sales/src/purchases';
import type { SalesFact } from '../../contexts/sales/src/sales-facts';
import { salesSection, type SalesState } from '../../contexts/sales/src/sales-section';

/** A purchase of one piece. */
export const aPurchase = (at: string, order: string, more: Partial<Purchase> = {}): Purchase => ({
  at,
  order,
  eventId: `event-of-${order}`,
  currency: 'CNY',
  quantity: 1,
  worth: 100,
  ...more,
});

/** The purchases behind sales facts, so that the spec of a report states what happened once. */
export function purchasesOf(facts: readonly SalesFact[]): Record<string, SalesState> {
  const found: Record<string, SalesState & { purchases: Purchase[] }> = {};
  for (const { customer, document, at, currency, net, purchases } of facts) {
    if (customer === null || purchases === 0) continue;
    const known = (found[customer] ??= { ...salesSection.initial, purchases: [] });
    if (purchases === 1) known.purchases.push(aPurchase(at, document, { currency, worth: net }));
    else
      known.purchases = known.purchases.map((one) =>
        one.order === document ? { ...one, taken: [{ at, by: 'cancellation', quantity: 1, worth: -net }] } : one,
      );
  }
  return found;
}
