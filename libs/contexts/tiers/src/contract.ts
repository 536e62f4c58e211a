export { type Scheme, schemes, type Tier, tiers, tiersOf } from './terms';
export {
  DowngradeAnnounced,
  DowngradeReversed,
  DowngradeWithdrawn,
  OverrideEnded,
  TierChanged,
  TierOverridden,
} from './tier.events';
export { tierEvents } from './tier.events';
export { NO_TIERS, type Stand, standAt, tiersOfEvents, type TiersState } from './tier-history';
export { tiersSection } from './tiers-section';
export { tierBenefitsPolicy } from './benefits-policy';
export { type Entitlement, entitlementsAt, needsTiers, shortestTime, tiersNeeded } from './entitlements';
