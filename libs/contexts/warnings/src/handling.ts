import { compareTexts, inserted, type Instant } from '@dossier/kernel';
import type { Status } from './terms';
import type { Standing } from './warning';

/** What a person did with a warning. */
export interface Step {
  readonly at: Instant;
  readonly is: 'acknowledged' | 'snoozed' | 'acted-on' | 'closed';
  readonly until?: Instant;
}
interface Handled<S extends Step = Step> {
  readonly standing: Standing;
  /** By when they happened. */
  readonly steps: readonly S[];
}

/** By when they happened; of two at once the one recorded first comes first. */
export const withStep = <S extends Step>(steps: readonly S[], step: S): readonly S[] =>
  inserted(steps, step, (a, b) => compareTexts(a.at, b.at));

export const closingOf = <S extends Step>({ steps }: Pick<Handled<S>, 'steps'>): S | undefined =>
  steps.findLast(({ is }) => is === 'closed');

/** null where it is not snoozed: it is settled, or something was done with it since. */
export function snoozedUntil(one: Handled): Instant | null {
  return statusReached(one) === 'snoozed' ? (one.steps.at(-1)?.until ?? null) : null;
}

/** Before it is told of again. */
export function statusReached(one: Handled): Status {
  if (one.standing === 'withdrawn') return 'withdrawn';
  if (closingOf(one)) return 'closed';
  if (one.standing === 'ended') return 'ended';
  return one.steps.at(-1)?.is ?? 'open';
}

export function statusAt(one: Handled, at: Instant): Status {
  const until = snoozedUntil(one);
  return until !== null && until <= at ? 'open' : statusReached(one);
}
