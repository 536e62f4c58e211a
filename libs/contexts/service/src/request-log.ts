import { type DataOf, type Instant, type InStream } from '@dossier/kernel';
import { requestEvents } from './request.events';
import type { Priority, RequestStatus, StepKind } from './terms';
import {
  type AnyStep,
  type CauseBy,
  entry,
  logged,
  type Standing,
  type StepEntry,
  type StepLog,
  verdictEntry,
} from './step-log';

/** Something that happened to a request. */
export interface Step extends AnyStep<StepKind> {
  /** Of an assignment. */
  readonly assignee?: string;
  /** Of one by policy. */
  readonly policyVersion?: number;
  /** Of an opening. */
  readonly priority?: Priority;
}
export type StandingStep = Standing<Step>;
export type Entry = StepEntry<Step>;
export type Log = StepLog<Step>;
export type Cause = CauseBy<StepKind>;

type RequestEvents = typeof requestEvents;
type EntryOf<K extends keyof RequestEvents> = (data: DataOf<RequestEvents[K]>, at: InStream) => Entry;

const step =
  (kind: StepKind) =>
  (_: object, at: InStream): Entry =>
    entry<Step>(at, { is: 'step', step: { id: at.id, kind, at: at.occurredAt } });

/** What each event of a request adds to its log. */
export const entryOf: { readonly [K in keyof RequestEvents]: EntryOf<K> } = {
  RequestOpened: ({ priority, promise }, at) =>
    entry<Step>(at, {
      is: 'step',
      step: { id: at.id, kind: 'opened', at: at.occurredAt, priority, ...(promise && { promise }) },
    }),
  RequestAssigned: ({ assignee, policyVersion }, at) =>
    entry<Step>(at, {
      is: 'step',
      step: {
        ...{ id: at.id, kind: 'assigned', at: at.occurredAt, assignee },
        ...(policyVersion !== undefined && { policyVersion }),
      },
    }),
  RequestLeftUnassigned: ({ reason, skill = null }, at) => entry<Step>(at, { is: 'left', reason, skill }),
  RequestResponded: step('responded'),
  RequestPaused: step('paused'),
  RequestResumed: step('resumed'),
  RequestResolved: step('resolved'),
  RequestReopened: step('reopened'),
  RequestClosed: step('closed'),
  RequestWithdrawn: step('withdrawn'),
  StepCorrected: ({ stepId, step: kind, at: to, promise }, at) =>
    entry<Step>(at, { is: 'moved', stepId, kind, to, ...(promise && { promise }) }),
  StepRetracted: ({ stepId, step: kind }, at) => entry<Step>(at, { is: 'moved', stepId, kind, to: null }),
  PromiseRestated: ({ stepId, promise }, at) => entry<Step>(at, { is: 'promised', stepId, promise }),
  ServiceLevelMet: verdictEntry('met'),
  ServiceLevelMissed: verdictEntry('missed'),
  VerdictWithdrawn: ({ verdictId, because, fact, factAt }, at) =>
    entry<Step>(at, { is: 'withdrawn', verdictId, cause: { because, fact, factAt } }),
};

type Following = Omit<RequestEvents, 'RequestOpened'>;

/** Handlers of all events that follow an opening, which do one thing with what each adds to the log. */
export const logging = <D, At extends InStream = InStream>(
  add: (doc: D, entry: Entry, at: At) => D,
): { readonly [K in keyof Following]: (doc: D, data: DataOf<Following[K]>, at: At) => D } =>
  logged(entryOf, 'RequestOpened', add) as never;

/** Where a request is between two steps. */
export interface Situation {
  readonly status: RequestStatus | 'unopened';
  readonly answered: boolean;
}
export const UNOPENED: Situation = { status: 'unopened', answered: false };

/** What a step makes of a situation; one that means nothing there changes nothing. */
export function after(before: Situation, kind: StepKind): Situation {
  const { status, answered } = before;
  const isBegun = status === 'open' || status === 'waiting';
  switch (kind) {
    case 'opened':
      return status === 'unopened' ? { status: 'open', answered } : before;
    case 'responded':
      return isBegun ? { status, answered: true } : before;
    case 'paused':
      return status === 'open' ? { status: 'waiting', answered } : before;
    case 'resumed':
      return status === 'waiting' ? { status: 'open', answered } : before;
    case 'resolved':
      return isBegun ? { status: 'resolved', answered: true } : before;
    case 'reopened':
      return isBegun || status === 'unopened' ? before : { status: 'open', answered };
    case 'closed':
      return status === 'resolved' ? { status: 'closed', answered } : before;
    case 'withdrawn':
      return isBegun ? { status: 'withdrawn', answered } : before;
    case 'assigned':
      return before;
  }
}

/** Where a request was at an instant, after all steps up to it. */
export const situationAt = (steps: readonly Step[], at: Instant): Situation =>
  steps.reduce((before, one) => (one.at <= at ? after(before, one.kind) : before), UNOPENED);

/** Steps that changed the situation, as when it was truly resolved; those that changed nothing are left out. */
export function telling(steps: readonly Step[]): readonly Step[] {
  let now = UNOPENED;
  return steps.filter(({ kind }) => {
    const before = now;
    now = after(before, kind);
    return now !== before && (now.status !== before.status || now.answered !== before.answered);
  });
}

export const openedOf = (steps: readonly Step[]): Step | undefined => steps.find(({ kind }) => kind === 'opened');
/** The assignment to who has it. One by hand wins, also where it is told late: the policy gives only what nobody has. */
export function assignmentOf(steps: readonly Step[]): Step | undefined {
  const all = steps.filter(({ kind }) => kind === 'assigned');
  return all.findLast(({ policyVersion }) => policyVersion === undefined) ?? all.at(-1);
}
/** Who has it. */
export const assigneeOf = (steps: readonly Step[]): string | null => assignmentOf(steps)?.assignee ?? null;
/** Whether a request is neither resolved nor closed. */
export const isBegun = ({ status }: Pick<Situation, 'status'>): boolean => status === 'open' || status === 'waiting';

/** What the policy said last where it found nobody, as long as nothing has changed that; undefined: it is to be asked. */
export function leftAt(log: Log, asOf: Instant): Extract<Entry, { is: 'left' }> | undefined {
  let left: Extract<Entry, { is: 'left' }> | undefined;
  for (const each of log) {
    if (each.at > asOf) continue;
    if (each.is === 'left') left = each;
    else if (each.is === 'moved' || (each.is === 'step' && ANEW.has(each.step.kind))) left = undefined;
  }
  return left;
}
const ANEW: ReadonlySet<StepKind> = new Set(['assigned', 'reopened']);
