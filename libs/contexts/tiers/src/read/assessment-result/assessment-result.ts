import { Changes } from '../../changes';
import { measuresShown } from '../../evidence';
import { named } from '@dossier/contexts/sales';
import { IsId, Titled } from '@dossier/fields';
import { externalIds } from '@dossier/foundation';
import { defineQuery, kind, orNull, READERS, shape, type Shown } from '@dossier/kernel';
import {
  AS_OF,
  ASSESSMENT,
  ASSESSMENT_WORDS,
  CHANGES,
  CHANGES_LEFT,
  COUNTS,
  CUSTOMERS,
  POLICY_VERSION,
  SCHEME,
  WITHOUT_COST,
} from '../../shown-parts';
import { tiersRefusal } from '../../tiers.refusals';
import { tierAssessments } from '../../tier-assessments';
import { tierChanges } from '../../tier-changes';

export class AssessmentResultParams {
  @Titled(ASSESSMENT_WORDS) @IsId() readonly assessment!: string;
}

const resultShape = shape({
  assessment: ASSESSMENT,
  scheme: SCHEME,
  asOf: AS_OF,
  policyVersion: POLICY_VERSION,
  completedAt: orNull(
    kind.instant(
      { zh: '完成时间', en: 'Completed' },
      { help: { zh: '进行中为 null', en: 'null while it is under way' } },
    ),
  ),
  customers: orNull(CUSTOMERS),
  withoutRate: orNull(kind.count({ zh: '缺少汇率的客户数', en: 'Customers without a rate' })),
  withoutCost: orNull(WITHOUT_COST),
  nextAt: orNull(kind.instant({ zh: '下次评定', en: 'Next assessment' })),
  ...COUNTS,
  rows: CHANGES,
  left: CHANGES_LEFT,
});
type Result = Shown<typeof resultShape>;

/** What one assessment did: every change with its measures and their events. */
export const assessmentResult = defineQuery({
  name: 'tiers.assessment-result',
  title: { zh: '一次评定的结果', en: 'What an assessment did' },
  params: AssessmentResultParams,
  by: READERS,
  refuses: [tiersRefusal.some('unknown-assessment')],
  ofNow: true,
  over: [tierAssessments, tierChanges, externalIds],
  route: { path: 'tier-assessments/:assessment/changes' },
  shape: resultShape,
  run: async ({ assessment }, { reads }): Promise<Result> => {
    const run = await reads.get(tierAssessments, assessment);
    if (!run) throw tiersRefusal('unknown-assessment', { assessment });
    const changes = new Changes<Omit<Result['rows'][number], 'externalId'>>();
    const where = [{ field: 'assessment', op: 'eq', value: assessment }] as const;
    for await (const chunk of reads.documents(tierChanges, { where, sort: 'customer' }))
      for (const { doc } of chunk) {
        const { customer, move, before, tier, at, effectiveAt, measures, reversedBy } = doc;
        if (reversedBy !== null) continue;
        changes.add({ ...{ customer, move, before, tier, at, effectiveAt }, measures: measuresShown(measures) });
      }
    const { scheme, asOf, policyVersion, completedAt, customers, withoutRate, withoutCost, nextAt } = run;
    return {
      ...{ assessment, scheme, asOf, policyVersion, completedAt, customers, withoutRate, withoutCost, nextAt },
      ...changes.counts,
      rows: await named(changes.rows, { reads }),
    };
  },
});
