import type { Evolve, Instant, Recorded } from '@dossier/kernel';
import { CustomerDeactivated, CustomerReactivated } from './customer.events';
import { withStatement } from './said';
import { type Deactivation, deactivations, type StatusSaid } from './status';

/** Whether a customer is in use, and when: the same in any order of events. */
export interface InUse {
  /** In order of time; before the first it is in use. */
  readonly statuses: readonly (StatusSaid & { readonly eventId: string })[];
}
export const ALWAYS_IN_USE: InUse = { statuses: [] };
export const inUseEvents = { CustomerDeactivated, CustomerReactivated };
export const keepInUse = <S extends InUse>(): Evolve<S, typeof inUseEvents> => {
  const said =
    (status: StatusSaid['status']) =>
    (state: S, _: unknown, { occurredAt: since, position, id: eventId }: Recorded): S => ({
      ...state,
      statuses: withStatement(state.statuses, { status, since, position, eventId }),
    });
  return { CustomerDeactivated: said('deactivated'), CustomerReactivated: said('active') };
};

/** A deactivation with the event that says so. */
interface Unused extends Deactivation {
  readonly eventId: string;
}
/** The times in which it was deactivated, in order. */
export const unusedTimes = ({ statuses }: InUse): readonly Unused[] =>
  deactivations(statuses).map((time) => ({
    ...time,
    eventId: statuses.find(({ since }) => since === time.since)?.eventId ?? '',
  }));
/** undefined: the customer is in use then. */
export const unusedAt = (all: readonly Unused[], at: Instant): Unused | undefined =>
  all.find(({ since, until }) => since <= at && (until === null || at < until));
