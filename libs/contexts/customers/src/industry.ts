import { compareTexts, type Erased, type Evolve, type Instant } from '@dossier/kernel';
import { FactAsserted, FactWithdrawn } from './customer.events';
import { ownValue, UNNAMED } from './department';
import { type Said, statementOf, withStatement } from './said';
import { goldenFact, type Survivorship } from './survivorship';

const INDUSTRY = 'industry';

interface SaidOfIndustry extends Said {
  readonly eventId: string;
}
/** All that departments said of the industry of a customer, the same in any order of events. */
export interface Industry {
  readonly industry: Readonly<Record<string, readonly [SaidOfIndustry, ...SaidOfIndustry[]]>>;
}
export const NO_INDUSTRY: Industry = { industry: {} };
export const industryEvents = { FactAsserted, FactWithdrawn };

/** Keeps it; facts of other attributes change nothing. */
export const keepIndustry = <S extends Industry>(): Evolve<S, typeof industryEvents> => {
  const said = (
    state: S,
    told: Pick<Said, 'value' | 'standard'> & { readonly attribute: string },
    at: Parameters<typeof statementOf>[1] & { readonly id: string; readonly department?: string | null },
  ): S => {
    if (told.attribute !== INDUSTRY) return state;
    const department = at.department ?? UNNAMED;
    const { value, standard } = told;
    const statement: SaidOfIndustry = { ...statementOf({ value, standard }, at), eventId: at.id };
    const known = ownValue(state.industry, department) ?? [];
    return { ...state, industry: { ...state.industry, [department]: withStatement(known, statement) } };
  };
  return {
    FactAsserted: (state, data, at) => said(state, data, at),
    FactWithdrawn: (state, { attribute }, at) => said(state, { attribute, value: null, standard: true }, at),
  };
};

/** An industry that counts from an instant on. */
export interface IndustryFrom {
  readonly from: Instant;
  /** null: nobody says which. */
  readonly industry: string | Erased | null;
  /** Of the event that says so. */
  readonly eventId: string | null;
}

/** Which industry counted when, in order of time: that of the golden record as of each instant. */
export function industryTimes({ industry: said }: Industry, policy: Survivorship): readonly IndustryFrom[] {
  const instants = new Set(Object.values(said).flatMap((all) => all.map(({ since }) => since)));
  return [...instants].sort(compareTexts).map((from) => {
    const known = Object.entries(said).flatMap(([department, all]) => {
      const [first, ...others] = all.filter(({ since }) => since <= from);
      return first === undefined ? [] : [[department, [first, ...others]] as const];
    });
    const golden = goldenFact(Object.fromEntries(known), INDUSTRY, policy);
    const by = golden && said[golden.department]?.find(({ since }) => since === golden.since);
    return { from, industry: golden?.value ?? null, eventId: by?.eventId ?? null };
  });
}
