import {
  type Complaints,
  complaintStepEvents,
  type CountedComplaint,
  countedComplaints,
  keepComplaints,
  NO_COMPLAINTS,
} from '@dossier/contexts/service';
import { addDays, compareTexts, earliest, firstIndex, type Instant, latest } from '@dossier/kernel';
import { type Looked, type Signal, someOf } from '../judgement';
import { inTimes, joined, type Time } from '../times';
import type { WarningsPolicy } from '../warnings-policy';

/** Raised by a filing. */
interface Raised extends Time {
  /** Event of the filing. */
  readonly cause: string;
  readonly until: Instant;
}
/** What filings raise without a gap. */
interface Lasting extends Time, Pick<Raised, 'cause'> {
  /** By each filing, in order of time, those of other times too. */
  readonly raised: readonly Raised[];
}

const byFiling = (a: CountedComplaint, b: CountedComplaint): number =>
  compareTexts(a.filedAt, b.filedAt) || compareTexts(a.id, b.id);

/** Times between which nothing changes what counts but filings. */
function spansOf(all: readonly CountedComplaint[]): readonly Time[] {
  const turns = all.flatMap(({ from, filedAt, until }) => [...(from > filedAt ? [from] : []), until ?? []].flat());
  const begins = ['', ...[...new Set(turns)].sort(compareTexts)];
  return begins.map((from, index) => ({ from, until: begins[index + 1] ?? null }));
}

/**
 * A filing warns for as many days as are looked at where, with it, there are enough within these days and more than in as
 * many days before: by all that count while it warns.
 */
function raisedBy(facts: Complaints, { complaints, complaintDays }: WarningsPolicy): readonly Raised[] {
  const all = countedComplaints(facts).toSorted(byFiling);
  if (all.length < complaints) return [];
  const filedUpTo = (at: Instant): number => firstIndex(all, ({ filedAt }) => filedAt > at);
  // once for each: whoever takes many back has as many spans
  const windows = all.map((one) => ({
    one,
    now: filedUpTo(one.filedAt),
    then: filedUpTo(addDays(one.filedAt, -complaintDays)),
    before: filedUpTo(addDays(one.filedAt, -2 * complaintDays)),
    ends: addDays(one.filedAt, complaintDays),
  }));
  const found: Raised[] = [];
  for (const { from, until } of spansOf(all)) {
    const counts = (one: CountedComplaint): boolean =>
      (one.until === null || one.until > from) && (until === null || one.from < until);
    const counted = [0];
    for (const [i, one] of all.entries()) counted.push((counted[i] ?? 0) + Number(counts(one)));
    const between = (since: number, upTo: number): number => (counted[upTo] ?? 0) - (counted[since] ?? 0);
    for (const { one, now, then, before, ends } of windows) {
      const [begins, over, lately] = [latest(one.filedAt, from), earliest(until, ends), between(then, now)];
      if (begins >= over || !counts(one) || lately < complaints || lately <= between(before, then)) continue;
      found.push({ cause: one.id, from: begins, until: over });
    }
  }
  return found;
}
function timesOf(facts: Complaints, policy: WarningsPolicy): readonly Lasting[] {
  const raised = raisedBy(facts, policy);
  return joined(raised).map((time) => ({ ...time, raised }));
}

/** Complaints that count at an instant, in order of filing: of the days up to it, and of as many days before. */
function filedBy(
  facts: Complaints,
  { complaintDays }: WarningsPolicy,
  at: Instant,
): { readonly now: readonly CountedComplaint[]; readonly before: readonly CountedComplaint[] } {
  const counted = countedComplaints(facts)
    .filter(({ from, until }) => from <= at && (until === null || until > at))
    .sort(byFiling);
  const since = firstIndex(counted, ({ filedAt }) => filedAt > addDays(at, -complaintDays));
  const sinceBefore = firstIndex(counted, ({ filedAt }) => filedAt > addDays(at, -2 * complaintDays));
  return { now: counted.slice(since), before: counted.slice(sinceBefore, since) };
}

function lookedAt({ now, before }: ReturnType<typeof filedBy>): Looked {
  const severe = now.filter(({ severity }) => severity !== 'minor').length;
  return {
    measures: [
      { measure: 'complaints-now', value: now.length, points: Math.min(60, 15 * now.length) },
      { measure: 'complaints-severe', value: severe, points: Math.min(40, 20 * severe) },
      { measure: 'complaints-before', value: before.length, points: 0 },
    ],
    amounts: [],
    eventIds: someOf([...before, ...now].map(({ id }) => id)),
  };
}

/** 投诉增多: more complaints than before. */
export const complaintsUp: Signal<Complaints, typeof complaintStepEvents> = {
  code: 'complaints-up',
  formula: 'complaints-up-1',
  action: 'review-complaints',
  from: complaintStepEvents,
  initial: NO_COMPLAINTS,
  evolve: keepComplaints<Complaints>(),
  ...inTimes<Complaints, WarningsPolicy, Lasting>({
    timesOf,
    stretchOf: (facts, policy, { cause, from, raised }) => {
      // by the last filing that warns then: of the days up to an instant behind it there may be fewer
      const by = raised.findLast((one) => one.from <= from && from < one.until);
      return {
        ...{ is: 'stretch', cause, from, until: 'not-more-complaints' },
        ...lookedAt(filedBy(facts, policy, by?.from ?? from)),
      };
    },
    quietAt: (facts, policy, at) => {
      const filed = filedBy(facts, policy, at);
      return {
        is: 'quiet',
        because: filed.now.length > 0 ? 'not-more-complaints' : 'no-complaints',
        ...lookedAt(filed),
      };
    },
    turnsOf: (facts, { complaintDays }) =>
      countedComplaints(facts).flatMap(({ filedAt, from, until }) => [
        ...[from, addDays(filedAt, complaintDays), addDays(filedAt, 2 * complaintDays)],
        ...(until === null ? [] : [until]),
      ]),
  }),
};
