import {
  code,
  defineProjection,
  type Instant,
  instantField,
  integer,
  kind,
  orNull,
  READERS,
  shape,
  text,
} from '@dossier/kernel';
import { AS_OF, ASSESSMENT, CURRENCY, POLICY_VERSION, SCHEME, VERSION, WITHOUT_COST } from './shown-parts';
import { type CutTold, schemeEvents } from './scheme.events';
import { comparisons, measures, type Scheme, schemes, tiers } from './terms';

export interface AssessmentDocument {
  readonly assessment: string;
  readonly scheme: Scheme;
  readonly asOf: Instant;
  readonly policyVersion: number;
  readonly begunAt: Instant;
  /** null: it is under way. */
  readonly completedAt: Instant | null;
  /** null: it has not been found yet. */
  readonly customers: number | null;
  readonly withoutRate: number | null;
  readonly withoutCost: number | null;
  readonly cuts: readonly CutTold[];
  readonly nextAt: Instant | null;
}

const figure = { zh: '数值', en: 'Value' };
const assessmentShape = shape({
  assessment: ASSESSMENT,
  scheme: SCHEME,
  asOf: AS_OF,
  policyVersion: POLICY_VERSION,
  begunAt: kind.instant({ zh: '开始时间', en: 'Begun' }),
  completedAt: orNull(kind.instant({ zh: '完成时间', en: 'Completed' })),
  customers: orNull(kind.count({ zh: '客户数', en: 'Customers' })),
  withoutRate: orNull(
    kind.count(
      { zh: '缺少汇率的客户数', en: 'Customers without a rate' },
      { help: { zh: '未评定，级别不变', en: 'not assessed, they keep their tier' } },
    ),
  ),
  withoutCost: orNull(WITHOUT_COST),
  cuts: kind.rows(
    { zh: '界限', en: 'Cut points' },
    {
      tier: kind.code(tiers.title, tiers),
      rule: kind.count({ zh: '规则序号', en: 'Rule' }),
      measure: kind.code(measures.title, measures),
      by: kind.code(comparisons.title, comparisons),
      enter: orNull(kind.text({ zh: '进入', en: 'Enter' }, { help: { ...figure } })),
      stay: orNull(kind.text({ zh: '保持', en: 'Stay' }, { help: { ...figure } })),
      currency: orNull(kind.text(CURRENCY)),
    },
  ),
  nextAt: orNull(kind.instant({ zh: '下次评定', en: 'Next assessment' })),
});

/** Assessments, done and under way. */
export const tierAssessments = defineProjection<AssessmentDocument>()({
  name: 'tier-assessments',
  title: { zh: '客户分级评定', en: 'Assessments of tiers' },
  version: 2,
  from: schemeEvents,
  key: (_, data) => (data as { readonly assessment: string }).assessment,
  begins: {
    AssessmentBegun: ({ assessment, scheme, policyVersion }, { occurredAt: asOf, recordedAt: begunAt }) => ({
      ...{ assessment, scheme, asOf, policyVersion, begunAt },
      ...{ completedAt: null, customers: null, withoutRate: null, withoutCost: null, cuts: [], nextAt: null },
    }),
  },
  evolve: {
    CutPointsFound: (doc, { policyVersion, customers, withoutRate, withoutCost = 0, cuts, nextAt = null }) => ({
      ...doc,
      ...{ policyVersion, customers, withoutRate, withoutCost, cuts, nextAt },
    }),
    AssessmentCompleted: (doc, _, { recordedAt: completedAt }) => ({ ...doc, completedAt }),
  },
  fields: {
    assessment: text((doc) => doc.assessment),
    scheme: code(schemes, (doc) => doc.scheme),
    asOf: instantField((doc) => doc.asOf),
    policyVersion: integer((doc) => doc.policyVersion, VERSION),
    completedAt: instantField((doc) => doc.completedAt),
    customers: integer((doc) => doc.customers),
  },
  shape: assessmentShape,
  view: ({ cuts, ...doc }) => ({
    ...doc,
    cuts: cuts.map(({ enter = null, stay = null, currency = null, ...cut }) => ({ ...cut, enter, stay, currency })),
  }),
  personal: false,
  routes: [{ path: 'tier-assessments', summary: { zh: '客户分级评定', en: 'Assessments of tiers' }, by: READERS }],
});
