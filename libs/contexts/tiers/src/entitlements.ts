import { defineState, type Instant, type Policies } from '@dossier/kernel';
import { tierBenefitsPolicy } from './benefits-policy';
import { type Benefit, type Scheme, schemes, type Tier } from './terms';
import { customerTier, tierId } from './tier';
import { tierEvents } from './tier.events';
import { NO_TIERS, standAt, tiersOfEvents, type TiersState } from './tier-history';

/** What a customer may claim because of a tier. */
export interface Entitlement {
  readonly scheme: Scheme;
  readonly tier: Tier;
  /** Since when it has the tier. */
  readonly since: Instant;
  readonly benefit: Benefit;
  /** null: it has none, as a named manager. */
  readonly value: number | null;
  /** Of the policy `tier-benefits`. */
  readonly policyVersion: number;
}

/** What a customer is entitled to as of an instant, by the tiers that it had and the policy in force then. */
export function entitlementsAt(state: TiersState, asOf: Instant, policies: Policies): readonly Entitlement[] {
  const { document, version: policyVersion } = policies(tierBenefitsPolicy, asOf);
  return schemes.codes.flatMap((scheme) => {
    const stand = standAt(state, scheme, asOf);
    if (stand === null) return [];
    const { tier, since } = stand;
    return document.benefits.flatMap(({ tier: of, benefit, value = null }) =>
      of === tier ? [{ scheme, tier, since, benefit, value, policyVersion }] : [],
    );
  });
}

/** Of several tiers the one that gives the shorter time; of equal ones that of the first scheme. */
export function shortestTime(
  all: readonly Entitlement[],
  benefit: Extract<Benefit, 'response' | 'resolution'>,
): Entitlement | undefined {
  return all
    .filter((each) => each.benefit === benefit && each.value !== null)
    .reduce<Entitlement | undefined>(
      (best, each) => (best && Number(best.value) <= Number(each.value) ? best : each),
      undefined,
    );
}

/** All that a stream says of a customer in one scheme: for decisions of any day. */
const tierHistory = defineState<TiersState>()({
  category: customerTier.category,
  from: tierEvents,
  initial: NO_TIERS,
  evolve: tiersOfEvents,
});

/** The tiers of a customer, as `needs` of a command. @param customerOf undefined: it is of no known customer */
export const needsTiers = <C extends object, N extends object>(
  customerOf: (command: C, needed: { readonly [K in keyof N]?: N[K] | undefined }) => string | undefined,
) => {
  const need = (scheme: Scheme) => ({
    of: tierHistory,
    id: (command: C, needed: { readonly [K in keyof N]?: N[K] | undefined }): string | undefined => {
      const customer = customerOf(command, needed);
      return customer === undefined ? undefined : tierId(scheme, customer);
    },
  });
  return Object.fromEntries(schemes.codes.map((scheme) => [scheme, need(scheme)])) as Readonly<
    Record<Scheme, ReturnType<typeof need>>
  >;
};

/** What was found of them. */
export const tiersNeeded = (needed: { readonly [S in Scheme]?: TiersState | undefined }): TiersState => ({
  ...NO_TIERS,
  schemes: Object.assign({}, ...schemes.codes.map((scheme) => needed[scheme]?.schemes)) as TiersState['schemes'],
});
