import { defineCommand, type Instant } from '@dossier/kernel';
import type { Scheme } from '../../terms';
import { customerTier, tierAt, tierId } from '../../tier';
import { OverrideEnded } from '../../tier.events';

export class EndOverride {
  readonly customerId!: string;
  readonly scheme!: Scheme;
  readonly until!: Instant;
}

/** Sent by the reactor of the same name when the time of what was set by hand is over. */
export const endOverride = defineCommand({
  name: 'tiers.EndOverride',
  title: { zh: '人工指定到期', en: 'End what was set by hand' },
  command: EndOverride,
  on: customerTier,
  id: ({ scheme, customerId }) => tierId(scheme, customerId),
  subject: ({ customerId }) => customerId,
  by: [],
  onlyStep: true,
  decide: ({ scheme, until }, state, { now }) => {
    const { override } = state;
    if (override?.until !== until || until > now) return [];
    const then = tierAt(state, until);
    const said = { scheme, tier: override.tier, because: 'expired' as const };
    return [OverrideEnded({ ...said, ...(then !== undefined && { then }) }, { occurredAt: until })];
  },
});
