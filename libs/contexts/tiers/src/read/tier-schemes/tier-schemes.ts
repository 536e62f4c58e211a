import { IsOneOf, Titled } from '@dossier/fields';
import { defineQuery, kind, NoParams, orNull, type Policies, READERS, shape, type Shown } from '@dossier/kernel';
import { schemePolicies } from '../../scheme-policy';
import { CURRENCY, POLICY_VERSION, SCHEME, TIER } from '../../shown-parts';
import { comparisons, measures, type Scheme, schemes, tiersOf } from '../../terms';

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
};
const schemeShape = shape(SCHEME_VIEW);
const allShape = shape({ rows: kind.rows({ zh: '分级方案', en: 'Schemes' }, SCHEME_VIEW) });
type SchemeView = Shown<typeof schemeShape>;

export class TierSchemeParams {
  @Titled(schemes.title) @IsOneOf(schemes) readonly scheme!: Scheme;
}

function viewOf(scheme: Scheme, policies: Policies): SchemeView {
  const { version: policyVersion, document } = policies(schemePolicies[scheme]);
  const { rules, currency = null, ...rest } = document;
  return {
    ...{ scheme, policyVersion, currency, ...rest },
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
  over: [],
  route: { path: 'tier-schemes/:scheme' },
  shape: schemeShape,
  run: ({ scheme }, { policies }) => Promise.resolve(viewOf(scheme, policies)),
});

/** All schemes, side by side. */
export const tierSchemes = defineQuery({
  name: 'tiers.tier-schemes',
  title: { zh: '全部分级方案', en: 'All schemes of tiers' },
  params: NoParams,
  by: READERS,
  over: [],
  route: { path: 'tier-schemes' },
  shape: allShape,
  run: (_, { policies }) => Promise.resolve({ rows: schemes.codes.map((scheme) => viewOf(scheme, policies)) }),
});
