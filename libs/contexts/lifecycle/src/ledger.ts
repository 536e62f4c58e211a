import { CustomerRegistered } from '@dossier/contexts/customers';
import { keepPurchases, NO_PURCHASES, purchaseEvents, type Purchases } from '@dossier/contexts/sales';
import type { Evolve, Instant } from '@dossier/kernel';

/**
 * What is known of a customer, independent of any policy: a new one is applied when asked and builds nothing anew.
 * The same whatever was committed first.
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
