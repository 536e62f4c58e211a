import { IsId, IsOneOf, Titled } from '@dossier/fields';
import { defineCommand, defineState, type Policies, type Step } from '@dossier/kernel';
import { namesAgents } from './service-assignment-policy';
import { AssignmentAsked, deskEvents } from './service-desk.events';
import { REQUEST_ID } from './shown-parts';
import { type AssignmentAsk, assignmentAsks } from './terms';

interface Desk {
  /** How often agents were to be looked for. */
  readonly asks: number;
  /** How many of these were answered by rounds. */
  readonly answered: number;
  readonly rounds: number;
  /** Requests that the last round left without an agent. */
  readonly waiting: number;
}

/** 分派台: one stream in all, so that who gets what is decided in one place. */
export const serviceDesk = defineState<Desk>()({
  category: 'service-desk',
  from: deskEvents,
  initial: { asks: 0, answered: 0, rounds: 0, waiting: 0 },
  evolve: {
    AssignmentAsked: (desk) => ({ ...desk, asks: desk.asks + 1 }),
    AssignmentRoundEnded: (desk, { round: rounds, asks: answered, unassigned: waiting }) => ({
      ...{ ...desk, answered, rounds, waiting },
    }),
  },
});
export const DESK = 'all';

export class AskForAssignment {
  @Titled(REQUEST_ID) @IsId() readonly requestId!: string;
  @IsOneOf(assignmentAsks) readonly because!: AssignmentAsk;
}

/**
 * Has agents looked for. That somebody may be free is told only where a request waits, or may be left waiting by the round
 * that is under way: else each solution would be an event here.
 */
export const askForAssignment = defineCommand({
  name: 'service.AskForAssignment',
  title: { zh: '请求分派', en: 'Ask for an assignment' },
  command: AskForAssignment,
  on: serviceDesk,
  id: () => DESK,
  subject: () => undefined,
  by: [],
  onlyStep: true,
  // who gets what is decided by the round that follows, whoever asked first
  inAnyOrder: true,
  decide: ({ requestId, because }, { asks, answered, waiting }, { now, occurredAt }) => {
    if (because === 'freed' && asks === answered && waiting === 0) return [];
    // a solution may be told with a time that is still to come: until then no round would begin, whoever asks
    return [AssignmentAsked({ requestId, because }, occurredAt > now ? { occurredAt: now } : {})];
  },
});

/**
 * After a command by which an agent may have one request less. Nothing where the policy names no agents: all solutions would
 * be told to the desk for nothing. When it names some, those who wait are asked for anyway.
 */
export const mayFree = ({ requestId }: { readonly requestId: string }, policies: Policies): readonly Step[] =>
  namesAgents(policies) ? [{ def: askForAssignment, command: { requestId, because: 'freed' } }] : [];
