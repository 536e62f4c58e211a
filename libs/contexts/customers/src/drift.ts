import { comparable } from '@dossier/fields';
import { compareTexts, firstIndex, type Instant } from '@dossier/kernel';
import { isLater, type Said } from './said';

/** A statement on one attribute: by whom, and in which event. */
export interface Told extends Said {
  readonly department: string;
  readonly eventId: string;
}
/** All statements of all departments on one attribute, by {@link order}. */
export type EverTold = readonly Told[];

/** A period in which departments said different things: from `since` until just before `until`; null: it lasts. */
export interface Drift {
  readonly since: Instant;
  /** The event that made them disagree; of several at that instant the one recorded last. */
  readonly eventId: string;
  readonly until: Instant | null;
}

const order = (a: Told, b: Told): number => compareTexts(a.since, b.since) || compareTexts(a.department, b.department);

/** The statements with one more; of one department and instant only the one recorded last is kept. */
export function withTold(known: EverTold, told: Told): EverTold {
  const place = firstIndex(known, (each) => order(each, told) >= 0);
  const same = known[place];
  if (same === undefined || order(same, told) !== 0) return known.toSpliced(place, 0, told);
  return isLater(told, same) ? known.with(place, told) : known;
}

/** What had been said by an instant. */
export const toldBy = (known: EverTold, at: Instant): EverTold =>
  known.slice(
    0,
    firstIndex(known, ({ since }) => since > at),
  );

/** By department. */
export function toldByEach(known: EverTold): Readonly<Record<string, readonly [Told, ...Told[]]>> {
  const departments = new Map<string, [Told, ...Told[]]>();
  for (const told of known) {
    const before = departments.get(told.department);
    if (before) before.push(told);
    else departments.set(told.department, [told]);
  }
  return Object.fromEntries(departments);
}

/**
 * All periods of disagreement, oldest first. Departments disagree while two of them say what differs in more than case and
 * width. What is erased cannot be compared: it agrees with everything.
 */
export function driftsOf(known: EverTold): readonly Drift[] {
  const found = foundOf.get(known) ?? findDrifts(known);
  foundOf.set(known, found);
  return found;
}

/** Each of several fields of a document asks for them. */
const foundOf = new WeakMap<EverTold, readonly Drift[]>();

function findDrifts(known: EverTold): readonly Drift[] {
  const says = new Map<string, string>();
  const forms = new Map<string, string>(); // a value is said again and again
  const drifts: Drift[] = [];
  for (let from = 0; from < known.length;) {
    const since = known[from]?.since ?? '';
    const to = firstIndex(known, (each) => each.since > since, from);
    const changed = known.slice(from, to).filter((told) => speaks(says, told, forms));
    const before = drifts.at(-1);
    const differ = new Set(says.values()).size > 1;
    // judged once all of one instant is heard: two departments that change together never disagreed
    if (differ && before?.until !== null) {
      const { eventId = '' } = changed.reduce<Told | undefined>((last, told) => latest(last, told), undefined) ?? {};
      drifts.push({ since, eventId, until: null });
    } else if (!differ && before?.until === null) drifts[drifts.length - 1] = { ...before, until: since };
    from = to;
  }
  return drifts;
}

const latest = (a: Told | undefined, b: Told): Told => (a !== undefined && a.position > b.position ? a : b);

/** @returns whether the department says something else than before */
function speaks(says: Map<string, string>, { department, value }: Told, forms: Map<string, string>): boolean {
  const before = says.get(department);
  if (typeof value !== 'string') return says.delete(department);
  const form = forms.get(value) ?? comparable(value);
  forms.set(value, form);
  says.set(department, form);
  return form !== before;
}

/** The period of disagreement that contains an instant. */
export const driftAt = (drifts: readonly Drift[], at: Instant): Drift | undefined =>
  drifts.findLast(({ since, until }) => since <= at && (until === null || at < until));
