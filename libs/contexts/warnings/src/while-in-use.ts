import { ALWAYS_IN_USE, type InUse, inUseEvents, keepInUse, unusedAt, unusedTimes } from '@dossier/contexts/customers';
import { type Events, type Evolve, type Instant, latest } from '@dossier/kernel';
import type { Quiet, Signal, Stretch } from './judgement';

const earlier = (a: Instant | null, b: Instant | null): Instant | null => (a === null || (b !== null && b < a) ? b : a);
/** The next deactivation behind an instant. */
const nextAfter = (facts: InUse, at: Instant): Instant | null =>
  unusedTimes(facts).find(({ since }) => since > at)?.since ?? null;

/**
 * The same signal, which is silent while the customer is deactivated: nobody is to be kept whom the company gave up. What
 * warned ends with the deactivation; in use again, the customer is judged anew, and what warns then is another warning. Of what
 * a customer owes it is warned all the same: the money is owed whatever becomes of the file.
 */
export function whileInUse<F extends object, E extends Events, P extends object>(
  signal: Signal<F, E, P>,
): Signal<F & InUse, E & typeof inUseEvents, P> {
  type Facts = F & InUse;
  const { ahead, warnedAt, endAfter, turnAfter } = signal;
  if (signal.ofUnused === true) return signal as unknown as Signal<Facts, E & typeof inUseEvents, P>;
  /** The stretch that lasts, or the next one, outside the times in which the customer is deactivated. */
  function aheadInUse(facts: Facts, policy: P, at: Instant, notBefore?: Instant): Stretch | Quiet {
    const unused = unusedTimes(facts);
    for (let from = at; ;) {
      const found = ahead(facts, policy, from, notBefore);
      const begins = found.is === 'stretch' ? latest(found.from, from) : from;
      const off = unusedAt(unused, begins);
      if (off?.until === null)
        return { is: 'quiet', because: 'deactivated', measures: [], amounts: [], eventIds: [off.eventId] };
      if (off !== undefined) from = off.until;
      else {
        const again = unused.findLast(({ until }) => until !== null && until <= begins)?.until ?? null;
        if (found.is === 'quiet' || again === null || found.from >= again) return found;
        const then = ahead(facts, policy, from, again);
        return then.is === 'quiet' ? then : { ...then, from: again, until: 'deactivated' };
      }
    }
  }
  return {
    ...signal,
    from: { ...signal.from, ...inUseEvents },
    initial: { ...signal.initial, ...ALWAYS_IN_USE },
    evolve: { ...signal.evolve, ...keepInUse<Facts>() } as unknown as Evolve<Facts, E & typeof inUseEvents>,
    ahead: aheadInUse,
    warnedAt: (facts, policy, at) => unusedAt(unusedTimes(facts), at) === undefined && warnedAt(facts, policy, at),
    endAfter: (facts, policy, at) => earlier(endAfter(facts, policy, at), nextAfter(facts, at)),
    turnAfter: (facts, policy, at) => {
      const off = unusedAt(unusedTimes(facts), at);
      return off === undefined ? earlier(turnAfter(facts, policy, at), nextAfter(facts, at)) : off.until;
    },
    because: (facts, at) => (unusedAt(unusedTimes(facts), at) === undefined ? null : 'deactivated'),
  };
}
