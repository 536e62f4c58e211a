import { byStream, defineReactor, idIn, type Instant } from '@dossier/kernel';
import { customerTier, inTierId } from '../../tier';
import { overrideEvents } from '../../tier.events';
import { endOverride } from './end-override';

interface Expiring {
  /** null: until it is withdrawn. */
  readonly until: Instant | null;
}

/** What was set by hand for a time ends by itself. */
export const expiringOverrides = defineReactor<Expiring>()({
  name: 'end-override',
  title: { zh: '人工指定到期', en: 'End what was set by hand' },
  version: 2,
  from: overrideEvents,
  key: byStream,
  begins: { TierOverridden: ({ until = null }) => ({ until }) },
  evolve: { OverrideEnded: () => null },
  dueAt: ({ until }) => until,
  reactsToHistory: true, // the tier that counts would be the one of an override that is over, in every list
  sends: endOverride,
  react: ({ until }, stream) => ({
    command: { ...inTierId(idIn(customerTier, stream)), until: until ?? '' },
    occurredAt: until ?? '',
  }),
});
