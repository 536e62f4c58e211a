import { IsOneOf, Titled } from '@dossier/fields';
import { type Asking, defineQuery, kind, NoParams, orNull, READERS, shape, type Shown } from '@dossier/kernel';
import { LAST_ASSESSMENT, lastAssessment } from '../../last-assessment';
import { schemePolicies } from '../../scheme-policy';
import { CURRENCY, POLICY_VERSION, SCHEME, TIER } from '../../shown-parts';
import { comparisons, measures, type Scheme, schemes, tiersOf } from '../../terms';
import { tierAssessments } from '../../tier-assessments';

const days = (zh: string, en: string) => kind.days({ zh, en });
const SCHEME_VIEW = {
  scheme: SCHEME,
  policyVersion: POLICY_VERSION,
  levels: kind.rows({ zh: '级别，最好的在前', en: 'Tiers, the best first' }, { tier: TIER }),
  rules: kind.rows(
    { zh: '规则', en: 'Rules' },
    {
      tier: TIER,
      conditions: kind.rows(
        { zh: '条件', en: 'Conditions' },
        {
          measure: kind.code(measures.title, measures),
          by: kind.code(comparisons.title, comparisons),
          enter: kind.number({ zh: '进入', en: 'Enter' }),
          stay: kind.number({ zh: '保持', en: 'Stay' }),
        },
      ),
    },
  ),
  windowMonths: kind.count({ zh: '考察期月数', en: 'Months of the window' }),
  currency: orNull(kind.text(CURRENCY)),
  everyMonths: kind.count({ zh: '评定周期月数', en: 'Months between assessments' }),
  minimumStayDays: days('最短停留', 'Minimum stay'),
  noticeDays: days('降级通知期', 'Notice before a downgrade'),
  lastAssessment: LAST_ASSESSMENT,
};
const schemeShape = shape(SCHEME_VIEW);
const allShape = shape({ rows: kind.rows({ zh: '分级方案', en: 'Schemes' }, SCHEME_VIEW) });
type SchemeView = Shown<typeof schemeShape>;

export class TierSchemeParams {
  @Titled(schemes.title) @IsOneOf(schemes) readonly scheme!: Scheme;
}

async function viewOf(scheme: Scheme, asking: Asking): Promise<SchemeView> {
  const { policies } = asking;
  const { version: policyVersion, document } = policies(schemePolicies[scheme]);
  const { rules, currency = null, ...rest } = document;
  return {
    ...{ scheme, policyVersion, currency, ...rest },
    lastAssessment: await lastAssessment(scheme, asking),
    levels: tiersOf(scheme).map((tier) => ({ tier })),
    rules: rules.map(({ tier, conditions }) => ({
      tier,
      conditions: conditions.map(({ measure, by, enter, stay = enter }) => ({ measure, by, enter, stay })),
    })),
  };
}

/** A scheme as its policy says as of an instant. */
export const tierSchemeQuery = defineQuery({
  name: 'tiers.tier-scheme',
  title: { zh: '一个分级方案', en: 'A scheme of tiers' },
  params: TierSchemeParams,
  by: READERS,
  over: [tierAssessments],
  route: { path: 'tier-schemes/:scheme' },
  shape: schemeShape,
  run: ({ scheme }, asking) => viewOf(scheme, asking),
});

/** All schemes, side by side. */
export const tierSchemes = defineQuery({
  name: 'tiers.tier-schemes',
  title: { zh: '全部分级方案', en: 'All schemes of tiers' },
  params: NoParams,
  by: READERS,
  over: [tierAssessments],
  route: { path: 'tier-schemes' },
  shape: allShape,
  run: async (_, asking) => ({ rows: await Promise.all(schemes.codes.map((scheme) => viewOf(scheme, asking))) }),
});
