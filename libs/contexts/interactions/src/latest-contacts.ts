import { compareTexts, firstIndex, type Instant } from '@dossier/kernel';

/** When something was said, and in which interaction (its stream). */
interface Place {
  readonly at: Instant;
  readonly interaction: string;
}
const laterFirst = (a: Place, b: Place): number =>
  compareTexts(b.at, a.at) || compareTexts(b.interaction, a.interaction);

/**
 * The latest places, one of them changed. A place at which nothing was said after all stays: so the same ones are kept in
 * whatever order they are told, and one that fell out never comes back with half of what is known of it.
 */
export function atPlace<P extends Place>(kept: readonly P[], one: P, most: number, join: (before: P) => P) {
  const index = firstIndex(kept, (each) => laterFirst(each, one) >= 0);
  const before = kept[index];
  const isThere = before !== undefined && laterFirst(before, one) === 0;
  return kept.toSpliced(index, isThere ? 1 : 0, isThere ? join(before) : one).slice(0, most);
}

interface Counted extends Place {
  /** 1; 0: none after all. */
  readonly contacts: number;
}
/** How often something was said by one channel or department. */
export interface Tally<Name extends string | null = string | null> {
  readonly name: Name;
  readonly contacts: number;
  readonly latest: readonly Counted[];
}

/** Of each channel and department as many places are kept: enough to know the last one where some were retracted. */
export const PLACES = 20;

/** @param tallies by their names */
export function tallied<Name extends string | null>(
  tallies: readonly Tally<Name>[],
  name: Name,
  { contacts: change, ...place }: Counted,
): readonly Tally<Name>[] {
  const index = firstIndex(tallies, (each) => compareTexts(each.name ?? '', name ?? '') >= 0);
  const found = tallies[index];
  const before = found?.name === name ? found : { name, contacts: 0, latest: [] };
  const one = { ...place, contacts: change };
  const latest = atPlace(before.latest, one, PLACES, (was) => ({ ...was, contacts: was.contacts + change }));
  return tallies.toSpliced(index, before === found ? 1 : 0, { name, contacts: before.contacts + change, latest });
}

/** Those with contacts, and when the last was; the latest first. null: all that are kept were taken back. */
export const withContacts = <Name extends string | null>(tallies: readonly Tally<Name>[]) =>
  tallies
    .filter(({ contacts }) => contacts > 0)
    .map(({ name, contacts, latest }) => ({
      ...{ name, contacts },
      lastAt: latest.find((each) => each.contacts > 0)?.at ?? null,
    }))
    .sort((a, b) => compareTexts(b.lastAt ?? '', a.lastAt ?? '')); // a stable sort: then by name
