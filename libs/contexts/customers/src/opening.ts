import type { Instant } from '@dossier/kernel';
import type { CustomerKind } from './customer.events';

/** A customer's file was open by an instant, with the customer's kind given then. */
export interface Opening {
  readonly kind: CustomerKind;
  readonly since: Instant;
}

/** The opening that counts: the earliest; at one instant the greater kind, so that order does not matter. */
export const openingOf = (known: Opening | null, told: Opening): Opening =>
  known === null || told.since < known.since || (told.since === known.since && told.kind > known.kind) ? told : known;
