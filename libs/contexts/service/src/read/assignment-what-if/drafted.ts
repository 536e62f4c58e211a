import type { Tier } from '@dossier/contexts/tiers';
import { compareTexts, type Day, firstIndex, inserted, type Instant, LongWork } from '@dossier/kernel';
import { Team } from '../../assignment';
import { after, isBegun, type Step, UNOPENED } from '../../request-log';
import type { ServiceAssignmentPolicy } from '../../service-assignment-policy';
import { priorities, type Priority, type UnassignedReason } from '../../terms';

/** From when to when a request was to be worked on; null: it still is. */
interface Spell {
  readonly from: Instant;
  readonly until: Instant | null;
}
/** A request, as far as a policy looks at it. */
export interface Asked {
  readonly key: string;
  readonly customer: string | null;
  readonly skill: string | null;
  readonly priority: Priority;
  /** The first begins with its opening. */
  readonly spells: readonly Spell[];
}
/** What a draft would have made of a request; of one without an agent why not. */
export type Outcome =
  { readonly agent: string; readonly at: Instant } | { readonly agent: null; readonly reason: UnassignedReason };

/** @param steps in order of time */
export function spellsOf(steps: readonly Pick<Step, 'kind' | 'at'>[]): readonly Spell[] {
  const spells: Spell[] = [];
  let from: Instant | null = null;
  let now = UNOPENED;
  for (const { kind, at } of steps) {
    now = after(now, kind);
    // what is opened again in the instant in which it was over never was
    if (from === null && isBegun(now)) from = (spells.at(-1)?.until === at ? spells.pop()?.from : undefined) ?? at;
    if (from === null || isBegun(now)) continue;
    spells.push({ from, until: at });
    from = null;
  }
  return from === null ? spells : [...spells, { from, until: null }];
}

interface Moment {
  readonly at: Instant;
  /** Left out: somebody comes back. */
  readonly request?: Asked;
  readonly isEnd?: boolean;
  /** The end of what began in the same instant: it is given to somebody before. */
  readonly isAtOnce?: boolean;
}
const rank = ({ request, isEnd, isAtOnce }: Moment): number => (isAtOnce ? 2 : request === undefined || isEnd ? 0 : 1);

/**
 * Gives all requests anew by a draft, in the course of time: each when it was opened, and those that nobody could take when
 * one was over or somebody came back, the most urgent first. How long each takes is as it was.
 */
export async function drafted(
  all: readonly Asked[],
  draft: ServiceAssignmentPolicy,
  around: {
    readonly returns: readonly Instant[];
    readonly dayOf: (at: Instant) => Day;
    readonly tiersOf: (customer: string | null, at: Instant) => readonly Tier[];
  },
): Promise<ReadonlyMap<string, Outcome>> {
  const moments: Moment[] = around.returns.map((at) => ({ at }));
  for (const request of all)
    for (const { from, until } of request.spells) {
      moments.push({ at: from, request });
      if (until !== null) moments.push({ at: until, request, isEnd: true, isAtOnce: until === from });
    }
  moments.sort((a, b) => compareTexts(a.at, b.at) || rank(a) - rank(b));
  const outcomes = new Map<string, Outcome>();
  /** In the order in which they are given. */
  let waiting: readonly Asked[] = [];
  const isGone = (request: Asked): void => {
    const place = firstIndex(waiting, (one) => inOrder(one, request) >= 0);
    if (waiting[place] === request) waiting = waiting.toSpliced(place, 1);
  };
  const fresh = new Set<Asked>();
  let team: Team | undefined;
  const work = new LongWork();
  for (const [i, { at, request, isEnd }] of moments.entries()) {
    const day = around.dayOf(at);
    team = team?.on(day) ?? new Team(draft, day, { requests: new Map(), turns: [] });
    if (request) {
      const had = outcomes.get(request.key)?.agent ?? null;
      // whoever had it before it was opened again has it then
      if (had !== null) team.change(had, isEnd ? -1 : 1);
      else if (isEnd) isGone(request);
      else {
        waiting = inserted(waiting, request, inOrder);
        fresh.add(request);
      }
    }
    const next = moments[i + 1];
    if (next?.at === at && next.isAtOnce !== true) continue;
    let { hasRoom } = team;
    for (const one of hasRoom ? waiting : [...fresh].sort(inOrder)) {
      if (!hasRoom && !fresh.has(one)) continue; // why nobody takes it is known
      const choice = team.choose({ skill: one.skill, tiers: around.tiersOf(one.customer, at) });
      if (choice.agent === null) {
        outcomes.set(one.key, { agent: null, reason: choice.reason });
        if (choice.reason === 'no-skill') isGone(one); // nor will anybody have it later
      } else {
        team.take(choice.agent);
        outcomes.set(one.key, { agent: choice.agent, at });
        isGone(one);
        hasRoom = team.hasRoom;
      }
      await work.yieldIfDue();
    }
    fresh.clear();
  }
  return outcomes;
}

/** The most urgent first, then who was opened first. */
const inOrder = (a: Asked, b: Asked): number =>
  urgencyOf(a) - urgencyOf(b) || compareTexts(openedAt(a), openedAt(b)) || compareTexts(a.key, b.key);
const urgencyOf = ({ priority }: Asked): number => priorities.codes.indexOf(priority);
const openedAt = ({ spells }: Asked): Instant => spells[0]?.from ?? '';
