import { defineState, type EventIn, type Instant } from '@dossier/kernel';
import { heard, told } from './evidence';
import type { Announced, Judged, Outcome, Standing } from './judging';
import type { Scheme, Tier } from './terms';
import { DowngradeAnnounced, DowngradeWithdrawn, tierEvents, TierChanged } from './tier.events';

/** A tier that was set by hand. */
export interface Override {
  readonly tier: Tier;
  readonly since: Instant;
  /** null: until it is withdrawn. */
  readonly until: Instant | null;
}
/** A customer in one scheme. */
export interface CustomerTier {
  /** null: it was never assessed. */
  readonly standing: Standing | null;
  /** The last assessment that moved it; null: none did. */
  readonly assessment: string | null;
  /** The last one; its time may be over. null: none counts. */
  readonly override: Override | null;
  /** When something was last set by hand, or ended. */
  readonly setAt: Instant | null;
}

/** One stream a customer and scheme. */
export const customerTier = defineState<CustomerTier>()({
  category: 'tier',
  from: tierEvents,
  initial: { standing: null, assessment: null, override: null, setAt: null },
  evolve: {
    TierChanged: (state, { tier, assessment }, { occurredAt: since }) => ({
      ...state,
      assessment,
      standing: { tier, since, announced: null },
    }),
    DowngradeAnnounced: (state, { to, effectiveAt, ...by }) =>
      announcedIn(state, by, { to, effectiveAt, by: judgedBy(by) }),
    DowngradeWithdrawn: (state, by) => announcedIn(state, by, null),
    TierOverridden: (state, { tier, until = null }, { occurredAt: since }) => ({
      ...state,
      override: { tier, since, until },
      setAt: since,
    }),
    OverrideEnded: (state, _, { occurredAt: setAt }) => ({ ...state, override: null, setAt }),
  },
});

const announcedIn = (
  state: CustomerTier,
  { assessment }: Pick<Told, 'assessment'>,
  announced: Announced | null,
): CustomerTier => (state.standing ? { ...state, assessment, standing: { ...state.standing, announced } } : state);

type Told = Pick<Parameters<typeof DowngradeAnnounced>[0], 'assessment' | 'policyVersion' | 'measures'>;
const judgedBy = ({ assessment, policyVersion, measures }: Told): Judged => ({
  assessment,
  policyVersion,
  measures: measures.map(heard),
});

/** The id of a customer in a scheme. */
export const tierId = (scheme: Scheme, customerId: string): string => `${scheme}.${customerId}`;
/** The scheme and the customer of such an id. */
export function inTierId(id: string): { readonly scheme: Scheme; readonly customerId: string } {
  const dot = id.indexOf('.');
  return { scheme: id.slice(0, dot) as Scheme, customerId: id.slice(dot + 1) };
}

/** What is recorded of an outcome. */
export function recorded(scheme: Scheme, outcome: Outcome): EventIn<typeof tierEvents> {
  const { at, by } = outcome;
  const { assessment, policyVersion } = by;
  const said = { scheme, assessment, policyVersion, measures: by.measures.map(told) };
  const when = { occurredAt: at };
  switch (outcome.is) {
    case 'announced': {
      const { tier, to, effectiveAt } = outcome;
      return DowngradeAnnounced({ ...said, tier, to, effectiveAt }, when);
    }
    case 'announcement-withdrawn':
      return DowngradeWithdrawn({ ...said, tier: outcome.tier, to: outcome.to }, when);
    default: {
      const { is: move, before, tier } = outcome;
      return TierChanged({ ...said, move, ...(before !== null && { before }), tier }, when);
    }
  }
}

/** What was set by hand and counts as of an instant. */
export const inForce = ({ override }: Pick<CustomerTier, 'override'>, at: Instant): Override | null =>
  override !== null && override.since <= at && (override.until === null || at < override.until) ? override : null;

/** The tier that counts; undefined: there is none. */
export function tierAt(state: CustomerTier, at: Instant): Tier | undefined {
  const { standing } = state;
  const announced = standing?.announced;
  const assessed = announced && announced.effectiveAt <= at ? announced.to : standing?.tier;
  return inForce(state, at)?.tier ?? assessed;
}
