import { CustomerRegistered } from '@dossier/contexts/customers';
import { keepPurchases, NO_PURCHASES, purchaseEvents, type Purchases } from '@dossier/contexts/sales';
import type { Evolve, Instant } from '@dossier/kernel';

/**
 * A customer's registration and purchases, independent of policies: a new policy needs no rebuild. The same in any
 * order of commits.
 */
export interface Ledger extends Purchases {
  readonly registered: { readonly at: Instant; readonly eventId: string } | null;
}
export const EMPTY: Ledger = { registered: null, ...NO_PURCHASES };

export const ledgerEvents = { CustomerRegistered, ...purchaseEvents };

export const keepLedger: Evolve<Ledger, typeof ledgerEvents> = {
  CustomerRegistered: (ledger, _, { occurredAt: at, id: eventId }) =>
    ledger.registered !== null && ledger.registered.at <= at ? ledger : { ...ledger, registered: { at, eventId } },
  ...keepPurchases<Ledger>(),
};
