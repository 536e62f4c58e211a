import { compareTexts, type Erased, type Instant } from '@dossier/kernel';
import type { OpenFacts } from './open-facts';
import { goldenFact, type Survivorship } from './survivorship';

/** An industry that counts from an instant on. */
export interface IndustryFrom {
  readonly from: Instant;
  /** null: nobody says which. */
  readonly industry: string | Erased | null;
  /** Of the event that says so. */
  readonly eventId: string | null;
}

/** Which industry counted when, in order of time: that of the golden record as of each instant. */
export function industryTimes(
  { industry: said }: OpenFacts<'industry'>,
  policy: Survivorship,
): readonly IndustryFrom[] {
  const instants = new Set(Object.values(said).flatMap((all) => all.map(({ since }) => since)));
  return [...instants].sort(compareTexts).map((from) => {
    const known = Object.entries(said).flatMap(([department, all]) => {
      const [first, ...others] = all.filter(({ since }) => since <= from);
      return first === undefined ? [] : [[department, [first, ...others]] as const];
    });
    const golden = goldenFact(Object.fromEntries(known), 'industry', policy);
    const by = golden && said[golden.department]?.find(({ since }) => since === golden.since);
    return { from, industry: golden?.value ?? null, eventId: by?.eventId ?? null };
  });
}
