import type { Instant } from '@dossier/kernel';
import { PromiseReleased } from './promise.events';
import { type Promised, releasedBy, reopening, restated } from './promised';
import type { Release } from './terms';

/** What releases a promise at an instant, behind what takes back that it was kept, released or missed after that. */
export function releasing(
  one: Promised,
  { because, reason, at }: { readonly because: Release; readonly reason: string; readonly at: Instant },
) {
  const then = releasedBy(one, because, { occurredAt: at, revision: 0 });
  return [
    ...reopening(one, reason),
    ...restated(then),
    PromiseReleased({ promise: one.promise, because, reason }, { occurredAt: at }),
  ];
}
