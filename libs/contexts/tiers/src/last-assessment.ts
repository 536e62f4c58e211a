import { type Asking, compareTexts, type Instant, kind, orNull } from '@dossier/kernel';
import { schemePolicies } from './scheme-policy';
import { AS_OF, ASSESSMENT, POLICY_VERSION } from './shown-parts';
import type { Scheme } from './terms';
import { tierAssessments } from './tier-assessments';

/** By which assessment tiers stand: a policy that is published for a time already assessed moves nobody by itself. */
export const LAST_ASSESSMENT = orNull(
  kind.group(
    { zh: '最近一次评定', en: 'Last assessment' },
    {
      ...{ assessment: ASSESSMENT, asOf: AS_OF, policyVersion: POLICY_VERSION },
      isOutdated: kind.flag(
        { zh: '政策已改', en: 'The policy has changed' },
        {
          help: {
            zh: '其后发布了在评定时刻之前即已生效的政策：级别仍按评定时的版本，直至下次评定；以同一时刻再次评定，即按新版本。',
            en: 'A policy was published since then that is in force from before: tiers stay as by the version that assessed them until the next assessment; assessing as of the same instant again goes by the new one.',
          },
        },
      ),
    },
  ),
);

interface LastAssessment {
  readonly assessment: string;
  readonly asOf: Instant;
  readonly policyVersion: number;
  readonly isOutdated: boolean;
}

/** The last assessment that is completed; of one instant that by the later version. */
export async function lastAssessment(
  scheme: Scheme,
  { reads, asOf: then, policies }: Asking,
): Promise<LastAssessment | null> {
  const rows = await reads.rows(tierAssessments, ['assessment', 'asOf', 'policyVersion'], {
    where: [
      { field: 'scheme', op: 'eq', value: scheme },
      { field: 'asOf', op: 'lte', value: then },
      { field: 'completedAt', op: 'ne', value: null },
    ],
  });
  const all = rows.map((row) => ({
    assessment: String(row['assessment']),
    asOf: String(row['asOf']),
    policyVersion: Number(row['policyVersion']),
  }));
  const [last] = all.sort((a, b) => compareTexts(b.asOf, a.asOf) || b.policyVersion - a.policyVersion);
  if (last === undefined) return null;
  return { ...last, isOutdated: policies(schemePolicies[scheme], last.asOf).version !== last.policyVersion };
}
