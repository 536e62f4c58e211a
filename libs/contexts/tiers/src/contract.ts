export { type Scheme, schemes, type Tier, tiers, tiersOf } from './terms';
export { DowngradeAnnounced, DowngradeWithdrawn, OverrideEnded, TierChanged, TierOverridden } from './tier.events';
export { type Stand, standAt, tiersSection } from './tiers-section';
