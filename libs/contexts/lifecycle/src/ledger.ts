import { CustomerRegistered } from '@dossier/contexts/customers';
import { keepPurchases, NO_PURCHASES, purchaseEvents, type Purchases } from '@dossier/contexts/sales';
import { compareTexts, type Evolve, firstIndex, type Instant, type Recorded } from '@dossier/kernel';
import { type Cause, causeOf } from './win-back';
import { winBackEvents } from './win-back.events';

/** What was said last, for an instant, of why the customer came back. */
export interface CauseTold {
  readonly at: Instant;
  /** Of who said it: records of several customers may be one. */
  readonly stream: string;
  readonly revision: number;
  readonly eventId: string;
  /** null: it was withdrawn. */
  readonly said: Cause | null;
}

/**
 * A customer's registration, purchases and causes of win-backs, independent of policies: a new policy needs no rebuild.
 * The same in any order of commits.
 */
export interface Ledger extends Purchases {
  readonly registered: { readonly at: Instant; readonly eventId: string } | null;
  /** In order of time; one an instant and stream. */
  readonly causes: readonly CauseTold[];
}
export const EMPTY: Ledger = { registered: null, ...NO_PURCHASES, causes: [] };

export const ledgerEvents = { CustomerRegistered, ...purchaseEvents, ...winBackEvents };

const order = (a: CauseTold, b: CauseTold): number => compareTexts(a.at, b.at) || compareTexts(a.stream, b.stream);

function told(ledger: Ledger, said: Cause | null, at: Recorded): Ledger {
  const { occurredAt, stream, revision, id: eventId } = at;
  const one: CauseTold = { at: occurredAt, stream, revision, eventId, said };
  const place = firstIndex(ledger.causes, (each) => order(each, one) >= 0);
  const same = ledger.causes[place];
  if (same === undefined || order(same, one) !== 0)
    return { ...ledger, causes: ledger.causes.toSpliced(place, 0, one) };
  return same.revision > revision ? ledger : { ...ledger, causes: ledger.causes.with(place, one) };
}

export const keepLedger: Evolve<Ledger, typeof ledgerEvents> = {
  CustomerRegistered: (ledger, _, { occurredAt: at, id: eventId }) =>
    ledger.registered !== null && ledger.registered.at <= at ? ledger : { ...ledger, registered: { at, eventId } },
  ...keepPurchases<Ledger>(),
  WinBackCauseRecorded: (ledger, data, at) => told(ledger, causeOf(data), at),
  WinBackCauseCorrected: (ledger, data, at) => told(ledger, causeOf(data), at),
  WinBackCauseWithdrawn: (ledger, _, at) => told(ledger, null, at),
};
