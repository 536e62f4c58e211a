import { schemes, standAt, type Tier, tiersSection } from '@dossier/contexts/tiers';
import {
  type Asking,
  byStream,
  compareTexts,
  defineReactor,
  idIn,
  type Instant,
  LAST_INSTANT,
  latest,
  type Policies,
  type Sending,
  streamOf,
} from '@dossier/kernel';
import { inTurn, nextReturn, Team, workingDay } from '../../assignment';
import { businessCalendarPolicy } from '../../business-calendar-policy';
import { serviceRequest } from '../../request';
import { isBegun } from '../../request-log';
import { summaryOf } from '../../request-summary';
import { serviceAssignmentPolicy } from '../../service-assignment-policy';
import { deskEvents } from '../../service-desk.events';
import { serviceRequests } from '../../service-requests';
import { priorities, type Priority, type UnassignedReason } from '../../terms';
import { assignByPolicy, leaveUnassigned } from './assign-by-policy';
import { endRound } from './end-round';

interface Ask {
  /** Counted from 1. */
  readonly number: number;
  readonly requestId: string;
  readonly at: Instant;
}
/** What the desk remembers of its rounds. */
interface Rounds {
  readonly asks: number;
  /** Those that no round has answered. */
  readonly open: readonly Ask[];
  readonly rounds: number;
  /** Of the last round; null: none was. */
  readonly last: { readonly asOf: Instant; readonly policyVersion: number; readonly unassigned: number } | null;
  /** Who got one by policy, the longest ago first. */
  readonly turns: readonly string[];
}

/** Requests assigned side by side: each by a stream of its own. */
const PIECE = 100;

/**
 * Looks for agents, one round after the other: when a request has none, when an agent may be free, when one comes back
 * and when the policy changes, the last three only where a request waits. It begins when the list of requests has all
 * that was recorded, so that it sees what the rounds before it gave.
 */
export const assignmentRounds = defineReactor<Rounds>()({
  name: 'assign-requests',
  title: { zh: '按政策分派服务请求', en: 'Assign requests by policy' },
  version: 1,
  from: deskEvents,
  key: byStream,
  begins: {
    AssignmentAsked: ({ requestId }, { occurredAt: at }) => ({
      ...{ asks: 1, open: [{ number: 1, requestId, at }], rounds: 0, last: null, turns: [] },
    }),
  },
  evolve: {
    AssignmentAsked: (desk, { requestId }, { occurredAt: at }) => {
      const asks = desk.asks + 1;
      return { ...desk, asks, open: [...desk.open, { number: asks, requestId, at }] };
    },
    AssignmentRoundEnded: (desk, { round: rounds, asks: answered, asOf, policyVersion, unassigned, agents }) => {
      const { asks, open, turns } = desk;
      return {
        ...{ asks, rounds, last: { asOf, policyVersion, unassigned } },
        open: open.filter(({ number }) => number > answered),
        turns: inTurn(
          turns,
          agents.map(({ agent }) => agent),
        ),
      };
    },
  },
  policies: [serviceAssignmentPolicy.name, businessCalendarPolicy.name],
  dueAt,
  // a request of history that is solved asks as of then: as a past deadline it would hold back all that are asked for later
  reactsToHistory: true,
  work: { over: [serviceRequests, tiersSection], asOf: (_, now) => now, pieces },
  sends: endRound,
  // the work has ended it, with what it found: this finds it ended
  react: ({ rounds, asks, last }) => ({
    command: {
      ...{ round: rounds, asks, asOf: last?.asOf ?? '', policyVersion: last?.policyVersion ?? 0 },
      ...{ assigned: 0, unassigned: 0, agents: [] },
    },
  }),
});

function dueAt({ open, last }: Rounds, policies: Policies): Instant | null {
  const [first] = open;
  if (first !== undefined) return beginsAt(first.at, policies);
  if (last === null || last.unassigned === 0) return null;
  const { version, since } = policies(serviceAssignmentPolicy);
  return version === last.policyVersion ? nextReturn(last.asOf, policies) : latest(since ?? null, last.asOf);
}

/**
 * At once, but not before the policy counts: one that was published by a clock ahead of ours is not in force yet, and the
 * round would find that nobody is named.
 */
function beginsAt(asked: Instant, policies: Policies): Instant {
  const { document } = policies(serviceAssignmentPolicy, asked);
  return document.agents.length > 0 ? asked : latest(policies(serviceAssignmentPolicy).since ?? null, asked);
}

interface Waiting {
  readonly key: string;
  readonly customer: string | null;
  readonly skill: string | null;
  readonly priority: Priority;
  readonly openedAt: Instant;
  /** Why the rounds before it found nobody; null: they were not asked. */
  readonly left: UnassignedReason | null;
}

async function* pieces(desk: Rounds, asking: Asking): AsyncGenerator<readonly Sending[], void, undefined> {
  const { asOf, policies } = asking;
  const { document, version: policyVersion } = policies(serviceAssignmentPolicy);
  const waiting = await waitingFor(desk, asking);
  const tiersOf = await tiersFound(waiting, asking);
  const team = new Team(document, workingDay(asOf, policies), { requests: await loads(asking), turns: desk.turns });
  const given = new Map<string, number>();
  let piece: Sending[] = [];
  let assigned = 0;
  for (const { key, customer, skill, left } of waiting) {
    const tiers = tiersOf.get(customer ?? '') ?? [];
    const { seen: candidates, ...choice } = team.choose({ skill, tiers });
    const requestId = idIn(serviceRequest, key);
    const said = { requestId, policyVersion, tiers, candidates, ...(skill !== null && { skill }) };
    if (choice.agent === null) {
      // of a thousand that wait, each place that comes free would ask a thousand streams to say the same again
      if (choice.reason !== left) piece.push({ def: leaveUnassigned, command: { ...said, reason: choice.reason } });
    } else {
      const { agent, requests, keptForTier } = choice;
      team.take(agent);
      const before = given.get(agent) ?? 0;
      given.delete(agent); // who got one last comes last
      given.set(agent, before + 1);
      assigned++;
      piece.push({ def: assignByPolicy, command: { ...said, assignee: agent, requests, keptForTier } });
    }
    if (piece.length < PIECE) continue;
    yield piece;
    piece = [];
  }
  yield piece;
  const agents = [...given].map(([agent, requests]) => ({ agent, requests }));
  const unassigned = waiting.length - assigned;
  const command = { round: desk.rounds + 1, asks: desk.asks, asOf, policyVersion, assigned, unassigned, agents };
  yield [{ def: endRound, command }];
}

/** Those that are asked for, and those that rounds before it left: the most urgent first, then the oldest. */
async function waitingFor({ open }: Rounds, { reads }: Asking): Promise<readonly Waiting[]> {
  const left = await reads.rows(serviceRequests, [], { where: [{ field: 'unassigned', op: 'ne', value: null }] });
  const asked = open.map(({ requestId }) => streamOf(serviceRequest, requestId));
  const keys = [...new Set([...asked, ...left.map(({ key }) => String(key))])];
  const found: Waiting[] = [];
  if (keys.length === 0) return found;
  for await (const chunk of reads.documents(serviceRequests, { keys }))
    for (const { key, doc } of chunk) {
      const { customer, skill, priority, log } = doc;
      const summary = summaryOf(log, LAST_INSTANT);
      if (summary === null || !isBegun(summary) || summary.assignee !== null) continue;
      found.push({ key, customer, skill, priority, openedAt: summary.openedAt, left: summary.unassigned });
    }
  const rank = ({ priority }: Waiting): number => priorities.codes.indexOf(priority);
  return found.sort((a, b) => rank(a) - rank(b) || compareTexts(a.openedAt, b.openedAt) || compareTexts(a.key, b.key));
}

/** The tiers that customers have now, in all schemes. */
async function tiersFound(
  waiting: readonly Waiting[],
  { reads, asOf }: Asking,
): Promise<ReadonlyMap<string, readonly Tier[]>> {
  const keys = [...new Set(waiting.flatMap(({ customer }) => customer ?? []))];
  const found = new Map<string, readonly Tier[]>();
  if (keys.length === 0) return found;
  for await (const chunk of reads.documents(tiersSection, { keys }))
    for (const { key, doc } of chunk)
      found.set(
        key,
        schemes.codes.flatMap((scheme) => standAt(doc, scheme, asOf)?.tier ?? []),
      );
  return found;
}

/** How many requests each has who has any: those that are open, and those that wait for the customer. */
async function loads({ reads }: Asking): Promise<ReadonlyMap<string, number>> {
  const all = new Map<string, number>();
  for (const status of ['open', 'waiting'])
    for (const { assignee, count } of await reads.group(serviceRequests, {
      where: [{ field: 'status', op: 'eq', value: status }],
      by: ['assignee'],
      compute: { count: { fn: 'count' } },
    }))
      if (assignee !== null) all.set(String(assignee), (all.get(String(assignee)) ?? 0) + Number(count));
  return all;
}
