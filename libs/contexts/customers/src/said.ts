import { type Erased, type Instant, kind, optional, orErased, orNull, type Recorded } from '@dossier/kernel';

/** A statement that holds from an instant on. */
export interface Dated {
  readonly since: Instant;
  readonly position: number;
}

/** A department's value for an attribute from an instant on. */
export interface Said extends Dated {
  /** null: withdrawn. */
  readonly value: string | Erased | null;
  readonly raw?: string | Erased;
  readonly standard: boolean;
}

/** A statement from an event. */
export const statementOf = (
  { value, raw, standard }: Pick<Said, 'value' | 'raw' | 'standard'>,
  { occurredAt: since, position }: Recorded,
): Said => ({ value, ...(raw !== undefined && { raw }), standard, since, position });

/** A statement as shown. */
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
 * All statements of a department on an attribute, in order of time; never empty. Repeated statements are kept: a change
 * between them may be learnt later.
 */
export type EverSaid = readonly [Said, ...Said[]];

/** True when `a` is the later statement; at one instant the one recorded last. */
export const isLater = (a: Dated, b: Dated): boolean =>
  a.since > b.since || (a.since === b.since && a.position > b.position);

/** The statements with one more inserted; at one instant only the one recorded last is kept. */
export function withStatement<T extends Dated>(known: readonly T[], told: T): readonly [T, ...T[]] {
  const place = known.findLastIndex(({ since }) => since <= told.since);
  const before = known[place];
  const isOther = before?.since !== told.since;
  const statements = isOther
    ? known.toSpliced(place + 1, 0, told)
    : known.with(place, isLater(told, before) ? told : before);
  return statements as readonly T[] as readonly [T, ...T[]];
}

/** The department's latest value, and since when it holds without change. */
export function lastSaid<T extends Said>(statements: readonly [T, ...T[]]): T {
  let last = statements.at(-1) ?? statements[0];
  for (let place = statements.length - 2; place >= 0; place--) {
    const before = statements[place];
    // an erased value cannot be compared
    if (before === undefined || typeof before.value !== 'string' || before.value !== last.value) break;
    last = before;
  }
  return last;
}
