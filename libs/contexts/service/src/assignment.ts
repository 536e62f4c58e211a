import type { Tier } from '@dossier/contexts/tiers';
import {
  type Day,
  dayFromNumber,
  dayNumber,
  dayOf,
  earliest,
  type Instant,
  type Policies,
  startOfDay,
} from '@dossier/kernel';
import { businessCalendarPolicy } from './business-calendar-policy';
import type { AgentSeen } from './request.events';
import { type ServiceAssignmentPolicy, serviceAssignmentPolicy } from './service-assignment-policy';
import type { UnassignedReason } from './terms';

/** What a request needs. */
export interface Needed {
  readonly skill: string | null;
  /** Of its customer now, in all schemes. */
  readonly tiers: readonly Tier[];
}
/** @property seen those present who have the skill and serve the customer, as they stood, in the order of the rule */
export type Choice = { readonly seen: readonly Seen[] } & (
  | { readonly agent: string; readonly requests: number; readonly keptForTier: boolean }
  | { readonly agent: null; readonly reason: UnassignedReason }
);

/** Most agents that an event tells of. */
const MOST_SEEN = 20;

type Seen = Pick<AgentSeen, keyof AgentSeen>;
type Member = Seen & {
  /** In the policy. */
  readonly place: number;
  readonly skills: ReadonlySet<string>;
  readonly tiers: ReadonlySet<Tier>;
  readonly isAbsent: boolean;
};

/**
 * Whom requests are given to, one after the other: who has the skill; of these who is kept for a tier of the customer,
 * before those who serve everybody; then the one with the least of his capacity in use, then the one who has waited
 * longest for one, then the first of the policy.
 */
export class Team {
  private readonly members: readonly Member[];
  private readonly requests: Map<string, number>;
  /** Who got one by policy, the longest ago first. */
  private turns: readonly string[];

  constructor(
    private readonly policy: ServiceAssignmentPolicy,
    private readonly day: Day,
    now: { readonly requests: ReadonlyMap<string, number>; readonly turns: readonly string[] },
  ) {
    const { agents, skills, tiers, absences } = policy;
    const of = <T extends { readonly agent: string }, V>(
      all: readonly T[],
      wanted: string,
      take: (one: T) => V,
    ): Set<V> => new Set(all.flatMap((one) => (one.agent === wanted ? [take(one)] : [])));
    this.requests = new Map(now.requests);
    this.turns = now.turns;
    this.members = agents.map(({ agent, capacity }, place) => ({
      ...{ agent, capacity, place, requests: 0 },
      skills: of(skills, agent, ({ skill }) => skill),
      tiers: of(tiers, agent, ({ tier }) => tier),
      isAbsent: isAbsent(absences, agent, day),
    }));
  }

  /** Nobody has it yet by this. */
  choose({ skill, tiers }: Needed): Choice {
    const isKept = (one: Member): boolean => tiers.some((tier) => one.tiers.has(tier));
    const left = (reason: UnassignedReason, seen: readonly Seen[] = []): Choice => ({ agent: null, reason, seen });
    const able = this.members.filter((one) => skill === null || one.skills.has(skill));
    if (able.length === 0) return left('no-skill');
    const serving = able.filter((one) => one.tiers.size === 0 || isKept(one));
    if (serving.length === 0) return left('no-tier');
    const present = serving
      .filter(({ isAbsent }) => !isAbsent)
      .map((one) => ({ ...one, requests: this.requests.get(one.agent) ?? 0 }));
    if (present.length === 0) return left('absent');
    const inOrder = present.toSorted(
      (a, b) =>
        Number(isFull(a)) - Number(isFull(b)) ||
        Number(isKept(b)) - Number(isKept(a)) ||
        a.requests * b.capacity - b.requests * a.capacity ||
        this.turns.indexOf(a.agent) - this.turns.indexOf(b.agent) ||
        a.place - b.place,
    );
    const seen = inOrder.slice(0, MOST_SEEN).map(({ agent, requests, capacity }) => ({ agent, requests, capacity }));
    const [first] = inOrder;
    if (first === undefined || isFull(first)) return left('full', seen);
    return { agent: first.agent, requests: first.requests, keptForTier: isKept(first), seen };
  }

  /** Whether anybody who is there could take another one. */
  get hasRoom(): boolean {
    return this.members.some(
      ({ agent, capacity, isAbsent }) => !isAbsent && (this.requests.get(agent) ?? 0) < capacity,
    );
  }

  take(agent: string): void {
    this.change(agent, 1);
    this.turns = inTurn(this.turns, [agent]);
  }
  /** Of a request that it had before, or is over: nobody gets one by that. */
  change(agent: string, by: 1 | -1): void {
    this.requests.set(agent, (this.requests.get(agent) ?? 0) + by);
  }
  /** The same team on another day, on which others may be absent. */
  on(day: Day): Team {
    const { policy, requests, turns } = this;
    return day === this.day ? this : new Team(policy, day, { requests, turns });
  }
}
const isFull = ({ requests, capacity }: Seen): boolean => requests >= capacity;

/** Both the first and the last day of an absence are days of it. */
export const isAbsent = (absences: ServiceAssignmentPolicy['absences'], wanted: string, day: Day): boolean =>
  absences.some(({ agent, from, to }) => agent === wanted && from <= day && day <= to);

/** Who got one last comes last. */
export const inTurn = (turns: readonly string[], agents: readonly string[]): readonly string[] => [
  ...turns.filter((one) => !agents.includes(one)),
  ...agents,
];

/** The day of an instant where agents work. */
export const workingDay = (at: Instant, policies: Policies): Day =>
  dayOf(at, policies(businessCalendarPolicy).document.zone);

/** When somebody comes back next; null: nobody does. */
export function nextReturn(after: Instant, policies: Policies): Instant | null {
  const { absences } = policies(serviceAssignmentPolicy).document;
  return returnsOf(absences, policies).reduce<Instant | null>(
    (first, at) => (at > after ? earliest(first, at) : first),
    null,
  );
}

/** When each of the absences is over. */
export function returnsOf(absences: ServiceAssignmentPolicy['absences'], policies: Policies): readonly Instant[] {
  const { zone } = policies(businessCalendarPolicy).document;
  return absences.map(({ to }) => startOfDay(dayFromNumber(dayNumber(to) + 1), zone));
}
