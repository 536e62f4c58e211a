import type { Decision } from './command';
import type { Instant } from './instant';

/**
 * Whether what is said must be recorded. Said of a day of its own it must, also if it only confirms what holds, once for each
 * instant: an earlier change may be learnt later and must not win over it. Without a day it does nothing if it holds
 * now: sent daily, it would fill the log.
 * @param said `since`: of when; `isSaid`: it holds then already; `isOfIt`: something was said of that very instant
 */
export const isNews = (
  { since, isSaid, isOfIt }: { readonly since: Instant; readonly isSaid: boolean; readonly isOfIt: boolean },
  { now }: Pick<Decision, 'now'>,
): boolean => !isSaid || (since !== now && !isOfIt);

/**
 * Whether what is said again says anything else than what is recorded. What it leaves out it does not say. Such a command is
 * refused, or recorded: answered with nothing, what it says would be lost in silence.
 */
export const saysElse = (said: object, recorded: object): boolean =>
  Object.entries(said).some(([name, value]) => value !== undefined && value !== Reflect.get(recorded, name));
