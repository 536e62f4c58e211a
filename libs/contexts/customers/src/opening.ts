import type { Instant } from '@dossier/kernel';
import type { CustomerKind } from './customer.events';

/** That a customer's file was open by an instant, and of what kind the customer was said to be then. */
export interface Opening {
  readonly kind: CustomerKind;
  readonly since: Instant;
}

/** The one that counts: the earliest, and of one instant the greater kind, whichever came first. */
export const openingOf = (known: Opening | null, told: Opening): Opening =>
  known === null || told.since < known.since || (told.since === known.since && told.kind > known.kind) ? told : known;
