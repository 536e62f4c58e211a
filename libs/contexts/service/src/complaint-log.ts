import { type DataOf, type Instant, type InStream } from '@dossier/kernel';
import { complaintEvents } from './complaint.events';
import type { ComplaintCause, ComplaintStatus, ComplaintStepKind, Escalation, Severity } from './complaint-terms';
import type { Clocked } from './service-clock';
import {
  type AnyStep,
  type CauseBy,
  entry,
  logged,
  type Standing,
  type StepEntry,
  type StepLog,
  stepsOf,
  verdictEntry,
  verdictsOf,
} from './step-log';
import type { ServiceClock, StepKind } from './terms';

/** Something that happened to a complaint. */
export interface ComplaintStep extends AnyStep<ComplaintStepKind> {
  /** Of a filing, and of an escalation: then. */
  readonly severity?: Severity;
  /** Who was asked, or reported. */
  readonly department?: string;
  readonly cause?: ComplaintCause;
  readonly responsible?: string;
  /** What the customer says at the end. */
  readonly satisfied?: boolean;
  readonly escalation?: EscalationStep;
}
interface EscalationStep {
  readonly to: string;
  readonly because: Escalation;
  /** Of a breach. */
  readonly clock?: ServiceClock;
  readonly dueAt?: Instant;
}
export type ComplaintEntry = StepEntry<ComplaintStep>;
export type ComplaintLog = StepLog<ComplaintStep>;
export type ComplaintStanding = Standing<ComplaintStep>;
/** Why a verdict on a complaint no longer holds. */
export type ComplaintTurn = CauseBy<ComplaintStepKind>;

type ComplaintEvents = typeof complaintEvents;
type EntryOf<K extends keyof ComplaintEvents> = (data: DataOf<ComplaintEvents[K]>, at: InStream) => ComplaintEntry;

const step = (kind: ComplaintStepKind, at: InStream, said: Partial<ComplaintStep> = {}): ComplaintEntry =>
  entry<ComplaintStep>(at, { is: 'step', step: { id: at.id, kind, at: at.occurredAt, ...said } });

/** What each event of a complaint adds to its log. */
export const complaintEntryOf: { readonly [K in keyof ComplaintEvents]: EntryOf<K> } = {
  ComplaintFiled: ({ severity, promise }, at) => step('filed', at, { severity, ...(promise && { promise }) }),
  InvestigationAsked: ({ department }, at) => step('asked', at, { department }),
  InvestigationReported: ({ department }, at) => step('reported', at, { department }),
  CauseFound: ({ cause, responsible }, at) =>
    step('cause-found', at, { cause, ...(responsible !== undefined && { responsible }) }),
  ActionTaken: (_, at) => step('acted', at),
  ActionVerified: ({ effective }, at) => step(effective ? 'verified' : 'refuted', at),
  ComplaintPaused: (_, at) => step('paused', at),
  ComplaintResumed: (_, at) => step('resumed', at),
  ComplaintClosed: ({ satisfied }, at) => step('closed', at, satisfied === undefined ? {} : { satisfied }),
  ComplaintReopened: (_, at) => step('reopened', at),
  ComplaintWithdrawn: (_, at) => step('withdrawn', at),
  ComplaintEscalated: ({ to, because, severity, clock, dueAt }, at) =>
    step('escalated', at, {
      severity,
      escalation: { to, because, ...(clock !== undefined && { clock }), ...(dueAt !== undefined && { dueAt }) },
    }),
  ComplaintStepCorrected: ({ stepId, step: kind, at: to, promise, severity, cause, responsible }, at) => {
    const rightly = {
      ...(severity !== undefined && { severity }),
      ...(cause !== undefined && { cause }),
      ...(responsible !== undefined && { responsible }),
    };
    return entry<ComplaintStep>(at, { is: 'moved', stepId, kind, to, ...(promise && { promise }), rightly });
  },
  ComplaintStepRetracted: ({ stepId, step: kind }, at) =>
    entry<ComplaintStep>(at, { is: 'moved', stepId, kind, to: null }),
  ComplaintDeadlineMet: verdictEntry('met'),
  ComplaintDeadlineMissed: verdictEntry('missed'),
  ComplaintVerdictWithdrawn: ({ verdictId, because, fact, factAt }, at) =>
    entry<ComplaintStep>(at, { is: 'withdrawn', verdictId, cause: { because, fact, factAt } }),
};

type Following = Omit<ComplaintEvents, 'ComplaintFiled'>;

/** Handlers of all events that follow a filing, which do one thing with what each adds to the log. */
export const complaintLogging = <D, At extends InStream = InStream>(
  add: (doc: D, entry: ComplaintEntry, at: At) => D,
): { readonly [K in keyof Following]: (doc: D, data: DataOf<Following[K]>, at: At) => D } =>
  logged(complaintEntryOf, 'ComplaintFiled', add) as never;

/** Where a complaint is between two steps. */
export interface ComplaintSituation {
  readonly status: ComplaintStatus | 'unfiled';
  /** Some department looked into it. */
  readonly investigated: boolean;
  /** Whatever it waits for otherwise: for the customer. */
  readonly waiting: boolean;
}
const UNFILED: ComplaintSituation = { status: 'unfiled', investigated: false, waiting: false };

export const isOpen = ({ status }: { readonly status: ComplaintStatus | 'unfiled' }): boolean =>
  status !== 'unfiled' && status !== 'closed' && status !== 'withdrawn';

/**
 * What a step makes of a situation; one that means nothing there changes nothing. A cause found again, or an action that
 * does not help, leads back; a new action must be verified anew. Departments may go on while we wait for the customer.
 */
function after(before: ComplaintSituation, kind: ComplaintStepKind): ComplaintSituation {
  const { status, investigated, waiting } = before;
  const to = (next: ComplaintStatus): ComplaintSituation => ({ status: next, investigated: true, waiting });
  switch (kind) {
    case 'filed':
      return status === 'unfiled' ? { ...before, status: 'filed' } : before;
    case 'asked':
    case 'reported':
      return status === 'filed' ? to('investigating') : before;
    case 'cause-found':
      return isOpen(before) && status !== 'filed' ? to('cause-found') : before;
    case 'acted':
      return status === 'cause-found' || status === 'acted' || status === 'verified' ? to('acted') : before;
    case 'verified':
      return status === 'acted' ? to('verified') : before;
    case 'refuted':
      return status === 'acted' || status === 'verified' ? to('cause-found') : before;
    case 'paused':
      return isOpen(before) ? { ...before, waiting: true } : before;
    case 'resumed':
      return { ...before, waiting: false };
    case 'closed':
      return status === 'verified' ? { ...before, status: 'closed', waiting: false } : before;
    case 'reopened':
      if (status !== 'closed' && status !== 'withdrawn') return before;
      return { ...before, status: investigated ? 'investigating' : 'filed' };
    case 'withdrawn':
      return isOpen(before) ? { ...before, status: 'withdrawn', waiting: false } : before;
    case 'escalated':
      return before;
  }
}

/** Steps with the situation before and after each. */
interface Walked<S> {
  readonly step: S;
  readonly before: ComplaintSituation;
  readonly now: ComplaintSituation;
}
export function walked<S extends ComplaintStep>(steps: readonly S[]): readonly Walked<S>[] {
  let now = UNFILED;
  return steps.map((each) => {
    const before = now;
    now = after(before, each.kind);
    return { step: each, before, now };
  });
}

/** Where a complaint was at an instant, after all steps up to it. */
export const complaintAt = (steps: readonly ComplaintStep[], at: Instant): ComplaintSituation =>
  walked(steps.filter((each) => each.at <= at)).at(-1)?.now ?? UNFILED;

export const filedOf = <S extends ComplaintStep>(steps: readonly S[]): S | undefined =>
  steps.find(({ kind }) => kind === 'filed');

/**
 * The clocks of a complaint run like those of a request: that of the response until some department looks into it, that
 * of the resolution until it is closed with the answer of the customer. Both stand while we wait for the customer.
 */
export function clockedComplaint(log: ComplaintLog): Clocked<ComplaintStepKind> {
  const steps = stepsOf(log);
  const moves = walked(steps).flatMap(({ step: { at }, before, now }) => {
    const kind = moveOf(before, now);
    return kind === null ? [] : [{ kind, at }];
  });
  return { promise: filedOf(steps)?.promise, steps: moves, verdicts: verdictsOf(log) };
}

/** What a step does to the clocks, as a step of a request; null: nothing. */
function moveOf(before: ComplaintSituation, now: ComplaintSituation): StepKind | null {
  const [{ status: was }, { status }] = [before, now];
  if (was === status) return before.waiting === now.waiting ? null : now.waiting ? 'paused' : 'resumed';
  if (was === 'unfiled') return 'opened';
  if (status === 'closed') return 'resolved';
  if (status === 'withdrawn') return 'withdrawn';
  if (was === 'closed' || was === 'withdrawn') return 'reopened';
  return was === 'filed' ? 'responded' : null;
}

/** Departments that were asked and have not reported since, in the order of asking. */
export function findingsMissing(steps: readonly ComplaintStep[], at: Instant): readonly string[] {
  const missing = new Set<string>();
  for (const { kind, department, at: when } of steps) {
    if (department === undefined || when > at) continue;
    if (kind === 'asked') missing.add(department);
    if (kind === 'reported') missing.delete(department);
  }
  return [...missing];
}
