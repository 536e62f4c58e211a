import { customerOfOrder, order, type PlacedOrder } from '@dossier/contexts/sales';
import { IDENTITY_LINKS, type IdentityLinks, identityLinks } from '@dossier/foundation';
import type { Need } from '@dossier/kernel';
import { financeRefusal } from './finance.refusals';

interface Bill {
  readonly orderId?: string;
}

/** The order that an invoice names: of history too, for it counts whether it was there. */
export const itsOrder: Need<Bill, PlacedOrder | undefined> = { of: order, id: ({ orderId }) => orderId };
/** For {@link mustFitOrder}. */
export const linksOfOrder: Need<Bill, IdentityLinks> = {
  of: identityLinks,
  id: ({ orderId }) => (orderId === undefined ? undefined : IDENTITY_LINKS),
  unlessBackfill: true,
};

export const unfitRefuses = financeRefusal.some('unknown-order', 'order-of-another', 'order-in-other-currency');

/**
 * An anonymous order fits every customer: whose it is may be said later.
 * @throws Refusal {@link unfitRefuses}
 */
export function mustFitOrder(
  orderId: string,
  { customerId, currency }: { readonly customerId: string; readonly currency: string },
  named: PlacedOrder | undefined,
  links: IdentityLinks = identityLinks.initial,
): void {
  if (named === undefined) throw financeRefusal('unknown-order', { orderId });
  const customer = customerOfOrder(named, orderId, links);
  if (customer !== null && customer !== customerId) throw financeRefusal('order-of-another', { orderId, customer });
  const { currency: expected } = named.origin;
  if (currency !== expected) throw financeRefusal('order-in-other-currency', { orderId, expected, currency });
}
