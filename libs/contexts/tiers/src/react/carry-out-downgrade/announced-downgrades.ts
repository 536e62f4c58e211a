import { byStream, defineReactor, idIn, type Instant } from '@dossier/kernel';
import { customerTier, inTierId } from '../../tier';
import { assessedEvents } from '../../tier.events';
import { carryOutDowngrade } from './carry-out-downgrade';

interface Announced {
  readonly effectiveAt: Instant;
}

/** A downgrade comes into force when its notice is over. */
export const announcedDowngrades = defineReactor<Announced>()({
  name: 'carry-out-downgrade',
  title: { zh: '降级生效', en: 'Carry out a downgrade' },
  version: 1,
  from: assessedEvents,
  key: byStream,
  begins: { DowngradeAnnounced: ({ effectiveAt }) => ({ effectiveAt }) },
  // what is announced when one is reversed is carried out at once
  evolve: { TierChanged: () => null, DowngradeWithdrawn: () => null, DowngradeReversed: () => null },
  dueAt: ({ effectiveAt }) => effectiveAt,
  sends: carryOutDowngrade,
  react: ({ effectiveAt: occurredAt }, stream) => ({ command: inTierId(idIn(customerTier, stream)), occurredAt }),
});
