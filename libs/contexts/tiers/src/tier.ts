import { defineState, type Erased, type EventIn, type Instant } from '@dossier/kernel';
import { heard, told } from './evidence';
import {
  after,
  type Announced,
  carriedOut,
  judged,
  type Judged,
  type Judging,
  type Outcome,
  type Standing,
} from './judging';
import type { Scheme, Tier } from './terms';
import { DowngradeAnnounced, DowngradeReversed, DowngradeWithdrawn, tierEvents, TierChanged } from './tier.events';

/** A tier that was set by hand. */
export interface Override {
  readonly tier: Tier;
  readonly since: Instant;
  /** null: until it is withdrawn. */
  readonly until: Instant | null;
  readonly approvedBy: string;
  readonly reason: string | Erased;
}
/** A downgrade that came into force when its notice was over. */
interface CarriedOut {
  readonly at: Instant;
  readonly eventId: string;
  readonly revision: number;
  /** Where the customer stood until then, with the announcement. */
  readonly from: Standing;
}
/** A customer in one scheme. */
export interface CustomerTier {
  /** null: it was never assessed. */
  readonly standing: Standing | null;
  /** What its last change was, if it was that; null: it was another. */
  readonly carriedOut: CarriedOut | null;
  /** The last assessment that moved it; null: none did. */
  readonly assessment: string | null;
  /** The last one; its time may be over. null: none counts. */
  readonly override: Override | null;
  /** What was said when the last one was withdrawn; null: it was not. */
  readonly withdrawn: { readonly approvedBy?: string; readonly reason?: string | Erased } | null;
  /** When something was last set by hand, or ended. */
  readonly setAt: Instant | null;
}

/** One stream a customer and scheme. */
export const customerTier = defineState<CustomerTier>()({
  category: 'tier',
  from: tierEvents,
  initial: { standing: null, carriedOut: null, assessment: null, override: null, withdrawn: null, setAt: null },
  evolve: {
    TierChanged: (state, { tier, assessment }, { occurredAt: since, id: eventId, revision }) => ({
      ...state,
      assessment,
      standing: { tier, since, announced: null },
      carriedOut:
        state.standing?.announced?.effectiveAt === since
          ? { at: since, eventId, revision, from: state.standing }
          : null,
    }),
    DowngradeAnnounced: (state, { to, effectiveAt, ...by }) =>
      announcedIn(state, by, { to, effectiveAt, by: judgedBy(by) }),
    DowngradeWithdrawn: (state, by) => announcedIn(state, by, null),
    DowngradeReversed: (state, { assessment }) => ({
      ...state,
      assessment,
      standing: state.carriedOut?.from ?? state.standing,
      carriedOut: null,
    }),
    TierOverridden: (state, { tier, until = null, approvedBy, reason }, { occurredAt: since }) => ({
      ...state,
      override: { tier, since, until, approvedBy, reason },
      withdrawn: null,
      setAt: since,
    }),
    OverrideEnded: (state, data, { occurredAt: setAt }) => ({
      ...state,
      override: null,
      withdrawn: data.because === 'withdrawn' ? data : null,
      setAt,
    }),
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

/**
 * What an assessment of a customer records. A downgrade may have been carried out since the day as of which is assessed:
 * the customer is judged as it stood on that day. Where that changes anything, the downgrade is reversed, and what is
 * announced now comes on the day of the one before: the history is the one that assessments and downgrades have in
 * the order of their days.
 */
export function assessedIn(
  { standing, carriedOut: late }: CustomerTier,
  judging: Judging,
): readonly EventIn<typeof tierEvents>[] {
  const { scheme, by } = judging;
  const record = (outcome: Outcome): EventIn<typeof tierEvents> => recorded(scheme, outcome);
  if (standing === null || late === null || late.at <= judging.asOf) return judged(standing, judging).map(record);
  const outcomes = judged(late.from, judging);
  if (outcomes.length === 0) return [];
  const again = carriedOut(outcomes.reduce<Standing | null>(after, late.from), late.at);
  const reversed = DowngradeReversed(
    {
      ...{ scheme, assessment: by.assessment, policyVersion: by.policyVersion, measures: by.measures.map(told) },
      ...{ tier: late.from.tier, lowered: standing.tier, downgrade: late.eventId, downgradeRevision: late.revision },
    },
    { occurredAt: late.at },
  );
  return [reversed, ...[...outcomes, ...again].map(record)];
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
