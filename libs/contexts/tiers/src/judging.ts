import { addDays, type Instant, isShare, withoutNoise } from '@dossier/kernel';
import type { TierScheme } from './scheme-policy';
import { type Measure, type Move, rankOf, type Scheme, type Tier, tiersOf } from './terms';

/** A measure of one customer. */
export interface Measured {
  readonly measure: Measure;
  /** Amounts in minor units. null: it is not known, and reaches nothing. */
  readonly value: number | null;
  /** Of an amount. */
  readonly currency?: string;
  /** How many events are behind it. */
  readonly events: number;
  /** Up to 100 of them: the first and the last ones. */
  readonly eventIds: readonly string[];
}
export type Measures = ReadonlyMap<Measure, Measured>;

/** A condition in figures: a place among all customers is the measure of the last one who has it. */
export interface Cut {
  readonly measure: Measure;
  readonly by: 'at-least' | 'at-most';
  /** null: nobody reaches it. */
  readonly enter: number | null;
  readonly stay: number | null;
}
/** A way into a tier. */
export interface CutRule {
  readonly tier: Tier;
  readonly cuts: readonly Cut[];
}

/** Values of a measure, largest first. */
type Ranked = (measure: Measure) => readonly number[];

/** The rules of a scheme in figures. @param scale minor units of one unit of a measure */
export function cutsOf(
  { rules }: Pick<TierScheme, 'rules'>,
  ranked: Ranked,
  scale: (measure: Measure) => number,
): readonly CutRule[] {
  const figure = (
    measure: Measure,
    by: TierScheme['rules'][number]['conditions'][number]['by'],
    limit: number,
  ): number | null => {
    if (by === 'top-percent') return lastOf(ranked(measure), limit);
    if (by === 'cumulative-percent') return lastWithin(ranked(measure), limit, decimalsOf(measure));
    // a limit has two decimals; as doubles 68,026.18 × 100 is more than 6,802,618
    const exact = (Math.round(limit * 100) * scale(measure)) / 100;
    if (decimalsOf(measure) > 0) return exact;
    // other values are whole: of a limit between two of them the one that is still right counts
    return by === 'at-most' ? Math.floor(exact) : Math.ceil(exact);
  };
  return rules.map(({ tier, conditions }) => ({
    tier,
    cuts: conditions.map(({ measure, by, enter: entering, stay: staying = entering }): Cut => {
      const [enter, stay] = [figure(measure, by, entering), figure(measure, by, staying)];
      if (by === 'at-most') return { measure, by, enter, stay: enter === null ? stay : Math.max(enter, stay ?? enter) };
      return { measure, by: 'at-least', enter, stay: enter === null ? stay : Math.min(enter, stay ?? enter) };
    }),
  }));
}

/** What the last customer has that is among the first per cent, rounded up; only values above zero have a place. */
function lastOf(ranked: readonly number[], percent: number): number | null {
  // with its noise 0.07 % of 10,000 is more than 7, and one customer more would be among them
  return ranked[Math.min(ranked.length, Math.ceil(withoutNoise((ranked.length * percent) / 100))) - 1] ?? null;
}

/** Decimals of the values of a measure: amounts are in minor units. */
const decimalsOf = (measure: Measure): number => (measure === 'growth-percent' ? 2 : 0);

/** What the last customer has before whom less than so many per cent of all is held: the one who crosses the line is within. */
function lastWithin(ranked: readonly number[], percent: number, decimals: number): number | null {
  const whole = (value: number): number => Math.round(value * 10 ** decimals); // shares are of integers
  const total = ranked.reduce((sum, value) => sum + whole(value), 0);
  let before = 0;
  let last: number | null = null;
  for (const value of ranked) {
    if (isShare(before, percent, total)) break;
    last = value;
    before += whole(value);
  }
  return last;
}

/** The measures that rules ask for. */
export const asked = ({ rules }: Pick<TierScheme, 'rules'>): ReadonlySet<Measure> =>
  new Set(rules.flatMap(({ conditions }) => conditions.map(({ measure }) => measure)));

function meets({ measure, by, enter, stay }: Cut, measures: Measures, isThere: boolean): boolean {
  const value = measures.get(measure)?.value ?? null;
  const limit = isThere ? stay : enter;
  if (value === null || limit === null) return false;
  return by === 'at-most' ? value <= limit : value >= limit;
}

/** The best tier that a rule leads into; the lowest where none does. Who is in a tier, or above it, has only to stay. */
export function tierBy(scheme: Scheme, rules: readonly CutRule[], measures: Measures, current: Tier | null): Tier {
  const all = tiersOf(scheme);
  const found = all.find((tier) => {
    const isThere = current !== null && rankOf(scheme, current) <= rankOf(scheme, tier);
    return rules.some((rule) => rule.tier === tier && rule.cuts.every((cut) => meets(cut, measures, isThere)));
  });
  return found ?? (all.at(-1) as Tier);
}

/** A downgrade that was announced and has not come yet. */
export interface Announced {
  readonly to: Tier;
  readonly effectiveAt: Instant;
  readonly by: Judged;
}
/** Where a customer stands in a scheme by its assessments. */
export interface Standing {
  readonly tier: Tier;
  readonly since: Instant;
  readonly announced: Announced | null;
}
/** What a judgement rests on. */
export interface Judged {
  readonly assessment: string;
  readonly policyVersion: number;
  readonly measures: readonly Measured[];
}

export type Outcome = { readonly at: Instant; readonly by: Judged } & (
  | { readonly is: Extract<Move, 'first' | 'raised' | 'lowered'>; readonly before: Tier | null; readonly tier: Tier }
  | { readonly is: Extract<Move, 'announced'>; readonly tier: Tier; readonly to: Tier; readonly effectiveAt: Instant }
  | { readonly is: Extract<Move, 'announcement-withdrawn'>; readonly tier: Tier; readonly to: Tier }
);

/** Where a customer stands after an outcome. */
export function after(standing: Standing | null, outcome: Outcome): Standing {
  switch (outcome.is) {
    case 'announced':
      return {
        tier: outcome.tier,
        since: standing?.since ?? outcome.at,
        announced: { to: outcome.to, effectiveAt: outcome.effectiveAt, by: outcome.by },
      };
    case 'announcement-withdrawn':
      return { tier: outcome.tier, since: standing?.since ?? outcome.at, announced: null };
    default:
      return { tier: outcome.tier, since: outcome.at, announced: null };
  }
}

/** The downgrade that was announced, where its time has come. */
export function carriedOut(standing: Standing | null, asOf: Instant): readonly Outcome[] {
  const announced = standing?.announced;
  if (!standing || !announced || announced.effectiveAt > asOf) return [];
  const { to: tier, effectiveAt: at, by } = announced;
  return [{ is: 'lowered', before: standing.tier, tier, at, by }];
}

export interface Judging {
  readonly scheme: Scheme;
  readonly asOf: Instant;
  readonly rules: readonly CutRule[];
  readonly measures: Measures;
  readonly by: Judged;
  readonly terms: Pick<TierScheme, 'minimumStayDays' | 'noticeDays'>;
}

/** What an assessment makes of a customer; doing it again makes nothing more of it. */
export function judged(
  known: Standing | null,
  { scheme, asOf: at, rules, measures, by, terms }: Judging,
): readonly Outcome[] {
  const before = carriedOut(known, at);
  const standing = before.reduce<Standing | null>(after, known);
  const tier = tierBy(scheme, rules, measures, standing?.tier ?? null);
  if (standing === null) return [{ is: 'first', before: null, tier, at, by }];
  const { tier: current, since, announced } = standing;
  const lower = rankOf(scheme, tier) - rankOf(scheme, current);
  if (lower < 0) return [...before, { is: 'raised', before: current, tier, at, by }];
  if (lower === 0)
    return announced === null
      ? before
      : [...before, { is: 'announcement-withdrawn', tier: current, to: announced.to, at, by }];
  if (announced?.to === tier) return before;
  if (announced === null && at < addDays(since, terms.minimumStayDays)) return before;
  if (terms.noticeDays === 0) return [...before, { is: 'lowered', before: current, tier, at, by }];
  // one that was announced of another tier keeps its day
  const effectiveAt = announced?.effectiveAt ?? addDays(at, terms.noticeDays);
  return [...before, { is: 'announced', tier: current, to: tier, effectiveAt, at, by }];
}

/** The rules without their conditions on what is not known of a customer, as if it met them. */
export const ofTheKnown = (rules: readonly CutRule[], measures: Measures): readonly CutRule[] =>
  rules.map(({ tier, cuts }) => ({
    tier,
    // one that is not there at all is known: who bought nothing has no growth
    cuts: cuts.filter(({ measure }) => measures.get(measure)?.value !== null),
  }));

/** The measures of a judgement that its rules ask for. */
export const restingOn = (rules: readonly CutRule[], measures: Measures): readonly Measured[] =>
  [...new Set(rules.flatMap(({ cuts }) => cuts.map(({ measure }) => measure)))].flatMap(
    (measure) => measures.get(measure) ?? [],
  );
