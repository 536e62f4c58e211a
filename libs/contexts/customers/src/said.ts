import {
  type Decision,
  type Erased,
  type Instant,
  kind,
  optional,
  orErased,
  orNull,
  type Recorded,
} from '@dossier/kernel';

/** What is said from an instant on. */
export interface Dated {
  readonly since: Instant;
  readonly position: number;
}

/** What a department says of an attribute from an instant on. */
export interface Said extends Dated {
  /** null: nothing any more. */
  readonly value: string | Erased | null;
  readonly raw?: string | Erased;
  readonly standard: boolean;
}

/** As an event tells it. */
export const toldAs = (
  { value, raw, standard }: Pick<Said, 'value' | 'raw' | 'standard'>,
  { occurredAt: since, position }: Recorded,
): Said => ({ value, ...(raw !== undefined && { raw }), standard, since, position });

/** As it is shown. */
export const SAID = {
  value: orNull(orErased(kind.text({ zh: '值', en: 'Value' }))),
  raw: optional(orErased(kind.text({ zh: '原始值', en: 'As it was said' }))),
  standard: kind.flag({ zh: '符合标准格式', en: 'In standard form' }),
  since: kind.instant({ zh: '生效时间', en: 'Since' }),
};
export const shownAs = ({ value, raw, standard, since }: Said): Omit<Said, 'position'> => ({
  value,
  ...(raw !== undefined && { raw }),
  standard,
  since,
});

/**
 * All that a department ever said of an attribute, in the order in which it holds; never empty. Statements that only
 * repeat the one before are kept: a change between the two may be learnt later.
 */
export type EverSaid = readonly [Said, ...Said[]];

/** True when `a` is the later statement; of one instant the one recorded last. */
export const isLater = (a: Dated, b: Dated): boolean =>
  a.since > b.since || (a.since === b.since && a.position > b.position);

/** The statements with one more in its place; of one instant only the one recorded last is kept. */
export function withStatement<T extends Dated>(known: readonly T[], told: T): readonly [T, ...T[]] {
  const place = known.findLastIndex(({ since }) => since <= told.since);
  const before = known[place];
  const isOther = before?.since !== told.since;
  const statements = isOther
    ? known.toSpliced(place + 1, 0, told)
    : known.with(place, isLater(told, before) ? told : before);
  return statements as readonly T[] as readonly [T, ...T[]];
}

/**
 * Whether what is said as of an instant must be recorded. With a date of its own also what only confirms counts, once of an
 * instant: a change before it may be learnt later, and must not win over it. Without one it asks that something be so now,
 * and where it is so there is nothing to do: whoever sends it daily does not fill the log.
 */
export const isNews = (
  { since, isSaid }: { readonly since: Instant; readonly isSaid: boolean },
  known: readonly Pick<Dated, 'since'>[],
  { now }: Pick<Decision, 'now'>,
): boolean => !isSaid || (since !== now && !known.some((each) => each.since === since));

/** What the department says at last, and since when it has said so without saying otherwise. */
export function lastSaid(statements: EverSaid): Said {
  let last = statements.at(-1) ?? statements[0];
  for (let place = statements.length - 2; place >= 0; place--) {
    const before = statements[place];
    // what was erased may have been anything
    if (before === undefined || typeof before.value !== 'string' || before.value !== last.value) break;
    last = before;
  }
  return last;
}
