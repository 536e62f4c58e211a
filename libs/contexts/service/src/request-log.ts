import { compareTexts, type DataOf, type Instant, type InStream, LAST_INSTANT } from '@dossier/kernel';
import { type ClockStretch, requestEvents, type ServicePromise } from './request.events';
import type { Outcome, Priority, RequestStatus, Restatement, ServiceClock, StepKind } from './terms';

/** Something that happened to a request, as it was recorded. */
export interface Step {
  readonly id: string;
  readonly kind: StepKind;
  readonly at: Instant;
  /** Of an assignment. */
  readonly assignee?: string;
  /** Of an opening. */
  readonly priority?: Priority;
  readonly promise?: ServicePromise | undefined;
}

/** Why a verdict no longer holds: which fact turned it. */
export interface Cause {
  readonly because: Restatement;
  readonly fact: StepKind;
  readonly factAt: Instant;
}
/** A verdict as it was given. */
export interface Verdict {
  readonly id: string;
  readonly clock: ServiceClock;
  readonly outcome: Outcome;
  readonly at: Instant;
  readonly targetMinutes: number;
  readonly spentMinutes: number;
  readonly dueAt: Instant | null;
  readonly stretches: readonly ClockStretch[];
  readonly calendarVersion: number;
  /** When the request was reopened after it was kept; null: it still holds. */
  readonly until: Instant | null;
  readonly restates: string | null;
  readonly cause: Cause | null;
}

/** What a request remembers of its events: all that its status, its clocks and its verdicts follow from. */
type Said =
  | { readonly is: 'step'; readonly step: Step }
  | {
      readonly is: 'moved';
      readonly stepId: string;
      readonly kind: StepKind;
      /** null: it did not happen. */
      readonly to: Instant | null;
      readonly promise?: ServicePromise | undefined;
    }
  | { readonly is: 'verdict'; readonly verdict: Verdict }
  | { readonly is: 'withdrawn'; readonly verdictId: string; readonly cause: Cause };
export type Entry = Said & { readonly at: Instant; readonly recordedAt: Instant };
export type Log = Iterable<Entry>;

type RequestEvents = typeof requestEvents;
type EntryOf<K extends keyof RequestEvents> = (data: DataOf<RequestEvents[K]>, at: InStream) => Entry;

const of = ({ occurredAt: at, recordedAt }: InStream, said: Said): Entry => ({ ...said, at, recordedAt });
const step =
  (kind: StepKind) =>
  (_: object, at: InStream): Entry =>
    of(at, { is: 'step', step: { id: at.id, kind, at: at.occurredAt } });

type Given = DataOf<RequestEvents['ServiceLevelMet']>;
const verdict =
  (outcome: Outcome) =>
  (given: Given, at: InStream): Entry => {
    const { clock, targetMinutes, spentMinutes, stretches, calendarVersion, dueAt, until } = given;
    const { restates, because, fact, factAt } = given;
    const cause =
      because === undefined || fact === undefined || factAt === undefined ? null : { because, fact, factAt };
    const counted = { targetMinutes, spentMinutes, dueAt: dueAt ?? null, stretches, calendarVersion };
    const said = { id: at.id, clock, outcome, at: at.occurredAt, ...counted, until: until ?? null };
    return of(at, { is: 'verdict', verdict: { ...said, restates: restates ?? null, cause } });
  };

/** What each event of a request adds to its log. */
export const entryOf: { readonly [K in keyof RequestEvents]: EntryOf<K> } = {
  RequestOpened: ({ priority, promise }, at) =>
    of(at, {
      is: 'step',
      step: { id: at.id, kind: 'opened', at: at.occurredAt, priority, ...(promise && { promise }) },
    }),
  RequestAssigned: ({ assignee }, at) =>
    of(at, { is: 'step', step: { id: at.id, kind: 'assigned', at: at.occurredAt, assignee } }),
  RequestResponded: step('responded'),
  RequestPaused: step('paused'),
  RequestResumed: step('resumed'),
  RequestResolved: step('resolved'),
  RequestReopened: step('reopened'),
  RequestClosed: step('closed'),
  RequestWithdrawn: step('withdrawn'),
  StepCorrected: ({ stepId, step: kind, at: to, promise }, at) =>
    of(at, { is: 'moved', stepId, kind, to, ...(promise && { promise }) }),
  StepRetracted: ({ stepId, step: kind }, at) => of(at, { is: 'moved', stepId, kind, to: null }),
  ServiceLevelMet: verdict('met'),
  ServiceLevelMissed: verdict('missed'),
  VerdictWithdrawn: ({ verdictId, because, fact, factAt }, at) =>
    of(at, { is: 'withdrawn', verdictId, cause: { because, fact, factAt } }),
};

type Following = Omit<RequestEvents, 'RequestOpened'>;

/** Handlers of all events that follow an opening, which do one thing with what each adds to the log. */
export const logging = <D, At extends InStream = InStream>(
  add: (doc: D, entry: Entry, at: At) => D,
): { readonly [K in keyof Following]: (doc: D, data: DataOf<Following[K]>, at: At) => D } =>
  Object.fromEntries(
    Object.entries(entryOf).flatMap(([name, make]) =>
      name === 'RequestOpened' ? [] : [[name, (doc: D, data: never, at: At) => add(doc, make(data, at), at)]],
    ),
  ) as never;

/** A step with the time that is right by all that is known. */
export interface StandingStep extends Step {
  /** As it was entered, where that was corrected. */
  readonly enteredAt: Instant;
}

/** Steps as they happened by all that the log says, by time; those of one time as they were recorded. */
export function stepsOf(log: Log): readonly StandingStep[] {
  const steps = new Map<string, StandingStep>();
  for (const entry of log)
    if (entry.is === 'step') steps.set(entry.step.id, { ...entry.step, enteredAt: entry.step.at });
    else if (entry.is === 'moved') {
      const { stepId: id, kind, to, promise } = entry;
      // as of a time between both, only the correction is there
      const before = steps.get(id) ?? { id, kind, at: to ?? entry.at, enteredAt: to ?? entry.at };
      if (to === null) steps.delete(id);
      else steps.set(id, { ...before, at: to, ...(kind === 'opened' && { promise }) });
    }
  return [...steps.values()].sort((a, b) => compareTexts(a.at, b.at)); // stable: of one time as recorded
}

/** A verdict with what became of it. */
export interface StandingVerdict extends Verdict {
  /** It never should have been given. */
  readonly void: boolean;
  readonly withdrawn: { readonly at: Instant; readonly recordedAt: Instant; readonly cause: Cause } | null;
  readonly recordedAt: Instant;
}

/** Every verdict that was given. */
export function verdictsOf(log: Log): readonly StandingVerdict[] {
  const all = new Map<string, StandingVerdict>();
  for (const entry of log)
    if (entry.is === 'verdict') {
      const { verdict: given, recordedAt } = entry;
      all.set(given.id, { ...given, void: false, withdrawn: null, recordedAt });
    } else if (entry.is === 'withdrawn') {
      const before = all.get(entry.verdictId);
      if (before === undefined) continue; // as of a time before the verdict
      const { at, recordedAt, cause } = entry;
      all.set(before.id, {
        ...before,
        ...(at > before.at ? { until: at } : { void: true }),
        withdrawn: { at, recordedAt, cause },
      });
    }
  return [...all.values()];
}

/** What was said of a clock and not taken back as never right, in the order of time. */
export const standingOn = (log: Log, clock: ServiceClock): readonly StandingVerdict[] =>
  verdictsOf(log)
    .filter((each) => each.clock === clock && !each.void)
    .sort((a, b) => compareTexts(a.at, b.at));

/** Whether a verdict holds at an instant. */
export const holds = ({ until, void: isVoid }: StandingVerdict, asOf: Instant): boolean =>
  !isVoid && (until === null || until > asOf);

/** The verdict of a clock that holds; undefined: it is not decided. */
export const verdictOn = (log: Log, clock: ServiceClock, asOf: Instant = LAST_INSTANT): StandingVerdict | undefined =>
  verdictsOf(log).findLast((each) => each.clock === clock && holds(each, asOf));

/** What a request had said of it up to a moment. */
export const cut = (
  log: Log,
  { asOf, knownAt }: { readonly asOf: Instant; readonly knownAt?: Instant | undefined },
): Log => [...log].filter(({ at, recordedAt }) => at <= asOf && (knownAt === undefined || recordedAt <= knownAt));

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
/** Who has it. */
export const assigneeOf = (steps: readonly Step[]): string | null =>
  steps.findLast(({ kind }) => kind === 'assigned')?.assignee ?? null;
