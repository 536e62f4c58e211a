import { compareTexts, type Erased, type Instant } from '@dossier/kernel';
import type { OpenFact, OpenFacts } from './open-facts';
import { lastSaid } from './said';
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
  const told = Object.entries(said)
    .flatMap(([department, all]) => all.map((statement) => ({ department, statement })))
    .sort((a, b) => compareTexts(a.statement.since, b.statement.since));
  // what each department says by then: looked for anew at each instant, thousands of statements took seconds
  const says = new Map<string, readonly [OpenFact]>();
  const times: IndustryFrom[] = [];
  let counts: Omit<IndustryFrom, 'from'> | undefined; // undefined: to be judged again, for somebody says something else
  for (const [index, { department, statement }] of told.entries()) {
    const [before] = says.get(department) ?? [];
    const last = before === undefined ? statement : lastSaid([before, statement]);
    if (last !== before) counts = undefined;
    says.set(department, [last]);
    if (told[index + 1]?.statement.since === statement.since) continue; // judged once all of one instant is heard
    counts ??= countingOf(says, policy);
    times.push({ from: statement.since, ...counts });
  }
  return times;
}

function countingOf(says: ReadonlyMap<string, readonly [OpenFact]>, policy: Survivorship): Omit<IndustryFrom, 'from'> {
  const golden = goldenFact(Object.fromEntries(says), 'industry', policy);
  const [by] = (golden && says.get(golden.department)) ?? [];
  return { industry: golden?.value ?? null, eventId: by?.eventId ?? null };
}
