import { defineState, type Instant } from '@dossier/kernel';
import { figureOf, figureText } from './evidence';
import type { Cut, CutRule } from './judging';
import { type CutTold, schemeEvents } from './scheme.events';

interface Assessment {
  readonly assessment: string;
  readonly asOf: Instant;
  readonly policyVersion: number;
}
/** The assessments of a scheme, one after the other. */
export interface Assessments {
  readonly count: number;
  /** The last one that was begun; null: none was. */
  readonly last: Assessment | null;
  readonly running: boolean;
  /** Of the last one. */
  readonly areCutPointsFound: boolean;
}

/** One stream a scheme. */
export const tierScheme = defineState<Assessments>()({
  category: 'tier-scheme',
  from: schemeEvents,
  initial: { count: 0, last: null, running: false, areCutPointsFound: false },
  evolve: {
    AssessmentBegun: ({ count }, { assessment, policyVersion }, { occurredAt: asOf }) => ({
      count: count + 1,
      last: { assessment, asOf, policyVersion },
      running: true,
      areCutPointsFound: false,
    }),
    // by the version that is in force when they are found: published for a day before, it is not that of the begin
    CutPointsFound: (state, { policyVersion }) => ({
      ...state,
      last: state.last && { ...state.last, policyVersion },
      areCutPointsFound: true,
    }),
    AssessmentCompleted: (state) => ({ ...state, running: false }),
  },
});

/** Rules as they are recorded. @param currencyOf the currency of a measure that is an amount */
export const cutsTold = (
  rules: readonly CutRule[],
  currencyOf: (measure: Cut['measure']) => string | undefined,
): readonly CutTold[] =>
  rules.flatMap(({ tier, cuts }, rule) =>
    cuts.map(({ measure, by, enter, stay }) => {
      const currency = currencyOf(measure);
      return {
        ...{ tier, rule, measure, by },
        ...(enter !== null && { enter: figureText(enter, currency) }),
        ...(stay !== null && { stay: figureText(stay, currency) }),
        ...(currency !== undefined && { currency }),
      };
    }),
  );

/** The same rules, as they were recorded. */
export function cutsHeard(cuts: readonly CutTold[]): readonly CutRule[] {
  const rules = new Map<number, CutRule>();
  for (const { rule, tier, measure, by, enter, stay, currency } of cuts) {
    const figure = (text: string | undefined): number | null => (text === undefined ? null : figureOf(text, currency));
    const cut = { measure, by, enter: figure(enter), stay: figure(stay) };
    rules.set(rule, { tier, cuts: [...(rules.get(rule)?.cuts ?? []), cut] });
  }
  return [...rules.values()];
}
