import { compareTexts, type Decision, type Instant, type InStream, isNews, saysElse } from '@dossier/kernel';
import type { Tier } from '@dossier/contexts/tiers';
import type { Entitled, Promised } from './entitled-promise';
import type { ClockStretch } from './verdict-payloads';
import { serviceRefusal } from './service.refusals';
import type { Outcome, Restatement, ServiceClock, UnassignedReason } from './terms';

/** Something that happened to a request or a complaint, as it was recorded. */
export interface AnyStep<K extends string = string> {
  readonly id: string;
  readonly kind: K;
  readonly at: Instant;
  /** Of the step that begins it. */
  readonly promise?: Promised | undefined;
}

/** Why a verdict no longer holds: which fact turned it. */
export interface CauseBy<K extends string = string> {
  readonly because: Restatement;
  readonly fact: K;
  readonly factAt: Instant;
}
/** A verdict as it was given. */
export interface VerdictBy<K extends string = string> {
  readonly id: string;
  readonly clock: ServiceClock;
  readonly outcome: Outcome;
  readonly at: Instant;
  readonly targetMinutes: number;
  readonly spentMinutes: number;
  readonly dueAt: Instant | null;
  readonly stretches: readonly ClockStretch[];
  readonly calendarVersion: number;
  /** null: it was promised by the priority alone. */
  readonly entitlement: Entitled | null;
  /** When it was reopened after the promise was kept; null: it still holds. */
  readonly until: Instant | null;
  readonly restates: string | null;
  readonly cause: CauseBy<K> | null;
}

/** What is remembered of events: all that status, clocks and verdicts follow from. */
type Said<S extends AnyStep> =
  | { readonly is: 'step'; readonly step: S }
  | {
      readonly is: 'moved';
      readonly stepId: string;
      readonly kind: S['kind'];
      /** null: it did not happen. */
      readonly to: Instant | null;
      readonly promise?: Promised | undefined;
      /** What else was entered wrongly. */
      readonly rightly?: Partial<S>;
    }
  /** Of a request: the policy found nobody. */
  | { readonly is: 'left'; readonly reason: UnassignedReason; readonly skill: string | null }
  | { readonly is: 'promised'; readonly stepId: string; readonly promise: Promised }
  | { readonly is: 'verdict'; readonly verdict: VerdictBy<S['kind']> }
  | { readonly is: 'withdrawn'; readonly verdictId: string; readonly cause: CauseBy<S['kind']> };
export type StepEntry<S extends AnyStep = AnyStep> = Said<S> & { readonly at: Instant; readonly recordedAt: Instant };
export type StepLog<S extends AnyStep = AnyStep> = Iterable<StepEntry<S>>;

/** What an event adds to a log. */
export const entry = <S extends AnyStep>({ occurredAt: at, recordedAt }: InStream, said: Said<S>): StepEntry<S> => ({
  ...said,
  at,
  recordedAt,
});

/** Handlers of all events but the one that begins, which do one thing with what each adds to a log. */
export const logged = <S extends AnyStep>(
  entryOf: Readonly<Record<string, (data: never, at: InStream) => StepEntry<S>>>,
  begins: string,
  add: (doc: never, entry: StepEntry<S>, at: never) => unknown,
): object =>
  Object.fromEntries(
    Object.entries(entryOf).flatMap(([name, make]) =>
      name === begins ? [] : [[name, (doc: never, data: never, at: never) => add(doc, make(data, at), at)]],
    ),
  );

interface Entered {
  readonly at: Instant;
  readonly stands: boolean;
}
/** Follows the steps of a kind, by their ids. */
function follow<S extends AnyStep>(all: Map<string, Entered>, one: StepEntry<S>, kind: S['kind']): void {
  if (one.is === 'step' && one.step.kind === kind) all.set(one.step.id, { at: one.step.at, stands: true });
  const before = one.is === 'moved' ? all.get(one.stepId) : undefined;
  if (one.is === 'moved' && before) all.set(one.stepId, { at: one.to ?? before.at, stands: one.to !== null });
}

/**
 * When the last step of a kind was, where that is retracted; null: it stands, or there was none.
 * Said again, a retraction that names no time would take back the step before it. One that was entered since is what another
 * retraction means, also where it is of an earlier time; but not one that was there before and is later than that.
 */
export function retractedLast<S extends AnyStep>(log: StepLog<S>, kind: S['kind']): Instant | null {
  const all = new Map<string, Entered>();
  for (const one of log) {
    if (one.is === 'step' && one.step.kind === kind) {
      const others = [...all];
      if (!others.some(([, { at, stands }]) => stands && at > one.step.at))
        for (const [id, { stands }] of others) if (!stands) all.delete(id);
    }
    follow(all, one, kind);
  }
  const last = [...all.values()].reduce<Entered | undefined>(
    (latest, one) => (latest === undefined || one.at >= latest.at ? one : latest),
    undefined,
  );
  return last === undefined || last.stands ? null : last.at;
}

/** The same of the step that was entered as of a time: no other one of that time stands. */
export function retractedOf<S extends AnyStep>(log: StepLog<S>, kind: S['kind'], at: Instant): Instant | null {
  const all = new Map<string, Entered>();
  for (const one of log) follow(all, one, kind);
  const those = [...all.values()].filter((each) => each.at === at);
  return those.length > 0 && those.every(({ stands }) => !stands) ? at : null;
}

/** What the event of a verdict says. */
interface Given<K extends string> {
  readonly clock: ServiceClock;
  readonly targetMinutes: number;
  readonly spentMinutes: number;
  readonly dueAt?: Instant;
  readonly stretches: readonly ClockStretch[];
  readonly calendarVersion: number;
  readonly tier?: Tier;
  readonly priorityMinutes?: number;
  readonly benefitsVersion?: number;
  readonly until?: Instant;
  readonly restates?: string;
  readonly because?: Restatement;
  readonly fact?: K;
  readonly factAt?: Instant;
}
/** What the event of a verdict adds to a log. */
export const verdictEntry =
  (outcome: Outcome) =>
  <S extends AnyStep>(given: Given<S['kind']>, at: InStream): StepEntry<S> => {
    const { clock, targetMinutes, spentMinutes, stretches, calendarVersion, dueAt, until } = given;
    const { tier, priorityMinutes: insteadOf = 0, benefitsVersion = 0 } = given;
    const entitlement = tier === undefined ? null : { clock, tier, minutes: targetMinutes, insteadOf, benefitsVersion };
    const { restates, because, fact, factAt } = given;
    const cause =
      because === undefined || fact === undefined || factAt === undefined ? null : { because, fact, factAt };
    const counted = { targetMinutes, spentMinutes, dueAt: dueAt ?? null, stretches, calendarVersion, entitlement };
    const said = { id: at.id, clock, outcome, at: at.occurredAt, ...counted, until: until ?? null };
    return entry<S>(at, { is: 'verdict', verdict: { ...said, restates: restates ?? null, cause } });
  };

/** A step with the time that is right by all that is known. */
export type Standing<S extends AnyStep> = S & {
  /** As it was entered, where that was corrected. */
  readonly enteredAt: Instant;
};

/** Steps as they happened by all that the log says, by time; those of one time as they were recorded. */
export function stepsOf<S extends AnyStep>(log: StepLog<S>): readonly Standing<S>[] {
  const steps = new Map<string, Standing<S>>();
  for (const each of log)
    if (each.is === 'step') steps.set(each.step.id, { ...each.step, enteredAt: each.step.at });
    else if (each.is === 'moved') {
      const { stepId: id, kind, to, promise, rightly } = each;
      // as of a time between both, only the correction is there
      const before = steps.get(id) ?? ({ id, kind, at: to ?? each.at, enteredAt: to ?? each.at } as Standing<S>);
      const isPromised = (before.promise ?? promise) !== undefined;
      if (to === null) steps.delete(id);
      else steps.set(id, { ...before, at: to, ...(isPromised && { promise }), ...rightly });
    } else if (each.is === 'promised') {
      const before = steps.get(each.stepId);
      if (before) steps.set(before.id, { ...before, promise: each.promise });
    }
  return [...steps.values()].sort((a, b) => compareTexts(a.at, b.at)); // stable: of one time as recorded
}

/** A verdict with what became of it. */
export interface StandingVerdict<K extends string = string> extends VerdictBy<K> {
  /** It never should have been given. */
  readonly void: boolean;
  readonly withdrawn: { readonly at: Instant; readonly recordedAt: Instant; readonly cause: CauseBy<K> } | null;
  readonly recordedAt: Instant;
}

/** Every verdict that was given. */
export function verdictsOf<S extends AnyStep>(log: StepLog<S>): readonly StandingVerdict<S['kind']>[] {
  const all = new Map<string, StandingVerdict<S['kind']>>();
  for (const each of log)
    if (each.is === 'verdict') {
      const { verdict: given, recordedAt } = each;
      all.set(given.id, { ...given, void: false, withdrawn: null, recordedAt });
    } else if (each.is === 'withdrawn') {
      const before = all.get(each.verdictId);
      if (before === undefined) continue; // as of a time before the verdict
      const { at, recordedAt, cause } = each;
      all.set(before.id, {
        ...before,
        ...(at > before.at ? { until: at } : { void: true }),
        withdrawn: { at, recordedAt, cause },
      });
    }
  return [...all.values()];
}

/** What was said of a clock and not taken back as never right, in the order of time. */
export const standingOn = <K extends string>(
  verdicts: readonly StandingVerdict<K>[],
  clock: ServiceClock,
): readonly StandingVerdict<K>[] =>
  verdicts.filter((each) => each.clock === clock && !each.void).sort((a, b) => compareTexts(a.at, b.at));

/** Whether a verdict holds at an instant. */
export const holds = ({ until, void: isVoid }: StandingVerdict, asOf: Instant): boolean =>
  !isVoid && (until === null || until > asOf);

/** The verdict of a clock that holds; undefined: it is not decided. */
export const verdictOn = <K extends string>(
  verdicts: readonly StandingVerdict<K>[],
  clock: ServiceClock,
  asOf: Instant,
): StandingVerdict<K> | undefined => verdicts.findLast((each) => each.clock === clock && holds(each, asOf));

/** What a log had said up to a moment. */
export const cut = <S extends AnyStep>(
  log: StepLog<S>,
  { asOf, knownAt }: { readonly asOf: Instant; readonly knownAt?: Instant | undefined },
): StepLog<S> =>
  [...log].filter(({ at, recordedAt }) => at <= asOf && (knownAt === undefined || recordedAt <= knownAt));

/** What was said last with a step of each kind, or with each step by its id. */
export type LastSaid = Readonly<Record<string, { readonly at: Instant; readonly said: object }>>;
/** Handlers of a state that keep what was said with some steps as well. @param keys by name of the event: under what it is kept */
export const keepingSaid = <H extends object>(
  handlers: H,
  keys: Readonly<Record<string, (data: never, at: InStream) => string>>,
): H => {
  type State = { readonly said: LastSaid };
  const all = handlers as Readonly<Record<string, (state: State, data: never, at: InStream) => State>>;
  const keeping = Object.entries(keys).map(([name, keyOf]) => [
    name,
    (state: State, data: never, at: InStream): State => {
      const kept = { ...state.said, [keyOf(data, at)]: { at: at.occurredAt, said: data } };
      return { ...(all[name]?.(state, data, at) ?? state), said: kept };
    },
  ]);
  return { ...handlers, ...Object.fromEntries(keeping) } as H;
};

/**
 * Whether a step that changes nothing by what is known needs no record.
 * @param says what is said with it beside the time
 * @throws Refusal `service/told-otherwise`: something else is recorded
 */
export const isNothing = <S extends AnyStep>(
  { steps, said }: { readonly steps: readonly S[]; readonly said: LastSaid },
  kind: S['kind'],
  { occurredAt: since, now }: Pick<Decision, 'occurredAt' | 'now'>,
  says: object = {},
): boolean => {
  const isOfIt = steps.some((each) => each.kind === kind && each.at === since);
  if (isNews({ since, isSaid: true, isOfIt }, { now })) return false;
  const recorded = said[kind];
  if (!saysElse(says, recorded?.said ?? {})) return true;
  const standing = steps.findLast(({ at }) => at <= since)?.at ?? since;
  throw serviceRefusal('told-otherwise', { since: recorded?.at ?? standing });
};
