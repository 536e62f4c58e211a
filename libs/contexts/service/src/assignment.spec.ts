import type { Tier } from '@dossier/contexts/tiers';
import { neverSeen, withPolicy } from '@dossier/testing';
import fc from 'fast-check';
import { nextReturn, Team } from './assignment';
import { type ServiceAssignmentPolicy, serviceAssignmentPolicy } from './service-assignment-policy';

const DAY = '2026-03-02';
const NOTHING: Pick<ServiceAssignmentPolicy, keyof ServiceAssignmentPolicy> = {
  agents: [],
  skills: [],
  tiers: [],
  absences: [],
};

describe('a policy that makes no sense is refused', () => {
  const a = { agent: 'a', capacity: 1 };
  const fault = (changed: Partial<ServiceAssignmentPolicy>) =>
    serviceAssignmentPolicy.fault?.({ ...NOTHING, agents: [a], ...changed })?.en;
  it.each([
    [{}, undefined],
    [{ agents: [a, a] }, 'agent “a” is there twice'],
    [{ skills: [{ agent: 'b', skill: 'x' }] }, '“b” is none of the agents'],
    [{ tiers: [{ agent: 'b', tier: 'value-high' as const }] }, '“b” is none of the agents'],
    [{ absences: [{ agent: 'a', from: DAY, to: DAY }] }, undefined],
    [{ absences: [{ agent: 'a', from: DAY, to: '2026-03-01' }] }, '“a” is absent from 2026-03-02 to 2026-03-01'],
    [{ absences: [{ agent: 'a', from: DAY, to: '2026-02-30' }] }, '“a” is absent from 2026-03-02 to 2026-02-30'],
  ])('%j', (changed, wanted) => expect(fault(changed)).toBe(wanted));
});

it('somebody comes back at the beginning of the day after the last one, where people work', () => {
  const absences = [
    { agent: 'a', from: '2026-03-01', to: '2026-03-05' },
    { agent: 'b', from: '2026-03-01', to: DAY },
  ];
  const agents = ['a', 'b'].map((agent) => ({ agent, capacity: 1 }));
  const policies = withPolicy(serviceAssignmentPolicy, { ...NOTHING, agents, absences });
  expect(nextReturn('2026-03-02T15:59:59.999Z', policies)).toBe('2026-03-02T16:00:00.000Z');
  expect(nextReturn('2026-03-02T16:00:00.000Z', policies)).toBe('2026-03-05T16:00:00.000Z');
  expect(nextReturn('2026-03-05T16:00:00.000Z', policies)).toBeNull();
});

/** A person who keeps a list of the agents and crosses out who does not fit. */
class OnPaper {
  private readonly has: { readonly agent: string; readonly request: number }[] = [];
  /** Who got one, one after the other. */
  private readonly given: string[] = [];

  constructor(private readonly policy: ServiceAssignmentPolicy) {}

  room(agent: string): number {
    const capacity = this.policy.agents.find((one) => one.agent === agent)?.capacity ?? 0;
    return capacity - this.has.filter((one) => one.agent === agent).length;
  }
  used(agent: string): number {
    const capacity = this.policy.agents.find((one) => one.agent === agent)?.capacity ?? 0;
    return this.has.filter((one) => one.agent === agent).length / capacity;
  }

  assign(request: number, skill: string | null, tiers: readonly Tier[]): string {
    const keptFor = (agent: string): Tier[] =>
      this.policy.tiers.flatMap((one) => (one.agent === agent ? one.tier : []));
    let names = this.policy.agents.map(({ agent }) => agent);
    const cross = (isOut: (agent: string) => boolean): boolean => {
      names = names.filter((agent) => !isOut(agent));
      return names.length === 0;
    };
    if (
      cross((agent) => skill !== null && !this.policy.skills.some((one) => one.agent === agent && one.skill === skill))
    )
      return 'no-skill';
    if (cross((agent) => keptFor(agent).length > 0 && !keptFor(agent).some((tier) => tiers.includes(tier))))
      return 'no-tier';
    if (cross((agent) => this.policy.absences.some((one) => one.agent === agent && one.from <= DAY && DAY <= one.to)))
      return 'absent';
    if (cross((agent) => this.room(agent) <= 0)) return 'full';
    const kept = names.filter((agent) => keptFor(agent).some((tier) => tiers.includes(tier)));
    if (kept.length > 0) names = kept;
    const least = Math.min(...names.map((agent) => this.used(agent)));
    cross((agent) => this.used(agent) - least > 1e-9);
    const lastOf = (agent: string): number => this.given.lastIndexOf(agent);
    const longest = Math.min(...names.map(lastOf));
    cross((agent) => lastOf(agent) !== longest);
    const [agent = ''] = names;
    this.has.push({ agent, request });
    this.given.push(agent);
    return agent;
  }
  byHand(request: number, agent: string): void {
    this.has.push({ agent, request });
  }
  done(request: number): void {
    const index = this.has.findIndex((one) => one.request === request);
    if (index >= 0) this.has.splice(index, 1);
  }
  /** Requests by agent. */
  get loads(): ReadonlyMap<string, number> {
    const loads = new Map<string, number>();
    for (const { agent } of this.has) loads.set(agent, (loads.get(agent) ?? 0) + 1);
    return loads;
  }
  get turns(): readonly string[] {
    return [...new Set([...this.given].reverse())].reverse();
  }
}

const NAMES = ['a', 'b', 'd', 'e', 'f'] as const;
const SKILLS = ['pumps', 'seals'] as const;
const TIERS = ['value-high', 'vip-vip'] as const;
const some = <T>(...all: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...all]);
const team = fc
  .tuple(
    ...NAMES.map(() =>
      fc.record({
        capacity: fc.integer({ min: 0, max: 4 }),
        skills: some(...SKILLS),
        tiers: fc.oneof(fc.constant<(typeof TIERS)[number][]>([]), some(...TIERS)),
        absent: fc.nat(4).map((one) => one === 0),
      }),
    ),
  )
  .map((all): ServiceAssignmentPolicy => {
    const agents = all.map((one, i) => ({ ...one, agent: NAMES[i] ?? '' }));
    return {
      agents: agents.map(({ agent, capacity }) => ({ agent, capacity })),
      skills: agents.flatMap(({ agent, skills }) => skills.map((skill) => ({ agent, skill }))),
      tiers: agents.flatMap(({ agent, tiers }) => tiers.map((tier) => ({ agent, tier }))),
      absences: agents.flatMap(({ agent, absent }) => (absent ? [{ agent, from: '2026-03-01', to: DAY }] : [])),
    };
  });

it('chooses whom a person would choose who crosses out those who do not fit, and never more than the capacity', () => {
  const seen = { given: 0, kept: 0, 'no-skill': 0, 'no-tier': 0, absent: 0, full: 0, byHand: 0, done: 0 };
  const act = fc.record({
    what: fc.constantFrom('round', 'round', 'round', 'done', 'hand'),
    wanted: fc.array(fc.record({ skill: fc.constantFrom(null, ...SKILLS), tiers: some(...TIERS) }), {
      minLength: 1,
      maxLength: 4,
    }),
    pick: fc.nat(30),
  });
  fc.assert(
    fc.property(team, fc.array(act, { minLength: 10, maxLength: 25 }), (policy, acts) => {
      const paper = new OnPaper(policy);
      let request = 0;
      for (const { what, wanted, pick } of acts)
        if (what === 'done') {
          paper.done(pick);
          seen.done++;
        } else if (what === 'hand') {
          paper.byHand(++request, NAMES[pick % NAMES.length] ?? '');
          seen.byHand++;
        } else {
          const round = new Team(policy, DAY, { requests: paper.loads, turns: paper.turns });
          for (const { skill, tiers } of wanted) {
            const before = paper.loads;
            const choice = round.choose({ skill, tiers });
            expect(choice.agent ?? choice.reason).toBe(paper.assign(++request, skill, tiers));
            if (choice.agent === null) seen[choice.reason]++;
            else {
              round.take(choice.agent);
              seen.given++;
              if (choice.keptForTier) seen.kept++;
              expect([choice.requests, paper.room(choice.agent) >= 0]).toEqual([before.get(choice.agent) ?? 0, true]);
              expect(choice.seen[0]).toMatchObject({ agent: choice.agent, requests: choice.requests });
            }
            for (const { agent, requests } of choice.seen) expect(before.get(agent) ?? 0).toBe(requests);
          }
        }
    }),
    { numRuns: 300 },
  );
  expect(neverSeen(seen)).toEqual([]);
});
