import {
  type AnyPolicyDef,
  type Events,
  type Evolve,
  type Instant,
  type Money,
  type Policies,
  roundedTo,
} from '@dossier/kernel';
import type { ActionCode, AmountCode, Formula, MeasureCode, Reason, Severity, SignalCode } from './terms';
import { type WarningsPolicy, warningsPolicy } from './warnings-policy';

/** A part of a score. */
export interface Measure {
  readonly measure: MeasureCode;
  readonly value: number;
  /** What it adds to the score; 0: it only explains. */
  readonly points: number;
}
export interface Amount extends Money {
  readonly what: AmountCode;
}
/** What was looked at. */
export interface Looked {
  readonly measures: readonly Measure[];
  readonly amounts: readonly Amount[];
  /** Up to 100. */
  readonly eventIds: readonly string[];
}

/** A time in which a signal warns. It lasts until something happens. */
export interface Stretch extends Looked {
  readonly is: 'stretch';
  /** Names the cause: of one cause nobody is warned twice. */
  readonly cause: string;
  /** The first instant at which it warns. */
  readonly from: Instant;
  /** Why it does not warn before. */
  readonly until: Reason;
}
/** Nothing warns, and nothing will unless something happens. */
export interface Quiet extends Looked {
  readonly is: 'quiet';
  readonly because: Reason;
}

/** Other policies that a signal goes by. */
export interface Rules<P extends object> {
  readonly policies: readonly AnyPolicyDef[];
  /** Those of them of which the version of each time counts: before it was in force, none of it can have warned. */
  readonly ofTheirTime: readonly AnyPolicyDef[];
  /** @param at of the version that counts; left out: the latest */
  readonly with: (policy: WarningsPolicy, policies: Policies, at?: Instant) => P;
}

/**
 * One thing that may warn. Its facts are a fold; all else is a function of them, of a policy and of an instant, so that
 * it says the same whenever it is asked.
 */
export interface Signal<F extends object = object, E extends Events = Events, P extends object = WarningsPolicy> {
  readonly code: SignalCode;
  readonly formula: Formula;
  readonly action: ActionCode;
  readonly from: E;
  readonly initial: F;
  readonly evolve: Evolve<F, E>;
  /** What it goes by beside the policy `warnings`; left out: nothing. */
  readonly rules?: Rules<P>;
  /** What it looks at changes each day: while it warns, it is shown as of when it began to. Left out: as of the asking. */
  readonly changesDaily?: true;
  /** It warns of a customer that is deactivated as of one in use; left out: it is silent then. */
  readonly ofUnused?: true;
  /**
   * The stretch that lasts at an instant or, if nothing more happens, the next one.
   * @param notBefore it cannot have warned earlier: what it looked at is of then where the stretch began before
   */
  readonly ahead: (facts: F, policy: P, at: Instant, notBefore?: Instant) => Stretch | Quiet;
  /** Whether it warned at an instant, by all that is known. */
  readonly warnedAt: (facts: F, policy: P, at: Instant) => boolean;
  /** When that came to an end, or will by time alone; null: it lasts. */
  readonly endAfter: (facts: F, policy: P, at: Instant) => Instant | null;
  /** The next instant at which time alone may change what {@link ahead} says; null: never. */
  readonly turnAfter: (facts: F, policy: P, at: Instant) => Instant | null;
  /** Why it cannot warn at an instant, whatever its own facts say; null, or left out: it can. */
  readonly because?: (facts: F, at: Instant) => Reason | null;
}

/** The policy `warnings`, with what else a signal goes by. */
export const withRules = <F extends object>(
  { rules }: Pick<Signal<F>, 'rules'>,
  policy: WarningsPolicy,
  policies: Policies,
  at?: Instant,
): WarningsPolicy => rules?.with(policy, policies, at) ?? policy;
/** The same of the version that was in force at an instant; left out: of the moment of asking. */
export const rulesOf = <F extends object>(
  signal: Pick<Signal<F>, 'rules'>,
  policies: Policies,
  at?: Instant,
): WarningsPolicy => withRules(signal, policies(warningsPolicy, at).document, policies, at);

export const scoreOf = (all: readonly Measure[]): number =>
  Math.min(
    100,
    all.reduce((sum, { points }) => sum + points, 0),
  );

export const severityOf = (score: number, { mediumFrom, highFrom }: WarningsPolicy): Severity =>
  score >= highFrom ? 'high' : score >= mediumFrom ? 'medium' : 'low';

export const MOST_EVIDENCE = 100;
/** The first and the last of many, as far as they are told. */
export const someOf = <T>(all: readonly T[]): readonly T[] =>
  all.length > MOST_EVIDENCE ? [...all.slice(0, 1), ...all.slice(1 - MOST_EVIDENCE)] : all;

/** As measures are shown. */
export const round2 = (value: number): number => roundedTo(2, value);
/** What a figure adds to a score: whole points. */
export const inPoints = (figure: number): number => roundedTo(0, figure);
