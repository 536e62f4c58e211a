import { addMinutes, instant, type Instant, milliseconds, type Terms } from '@dossier/kernel';
import { correctionRefusal } from './correction.refusals';

export const correctionRefuses = correctionRefusal.some('nothing-corrected', 'given-and-removed', 'not-happened-yet');

/**
 * Something is to be changed, and nothing of it both given and taken away.
 * @throws Refusal `service/nothing-corrected`, `service/given-and-removed`
 */
export function mustCorrect<K extends string>(
  news: object,
  remove: readonly K[],
  { at, removables }: { readonly at: string | undefined; readonly removables: Terms<K> },
): void {
  if (Object.keys(news).length === 0 && remove.length === 0 && at === undefined)
    throw correctionRefusal('nothing-corrected');
  const field = remove.find((each) => each in news);
  if (field !== undefined) throw correctionRefusal('given-and-removed', { field: removables.words[field] });
}

/** A clock may be so far ahead of ours. */
const FUTURE_MINUTES = 5;

/**
 * When it really happened; `before` where nothing is said of that.
 * @throws Refusal `service/not-happened-yet`
 */
export function happenedAt(said: string | undefined, before: Instant, now: Instant): Instant {
  const at = said === undefined ? before : instant(milliseconds(said));
  if (at > addMinutes(now, FUTURE_MINUTES)) throw correctionRefusal('not-happened-yet', { at });
  return at;
}
