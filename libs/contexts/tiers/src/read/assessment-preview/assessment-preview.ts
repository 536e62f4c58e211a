import { named } from '@dossier/contexts/sales';
import { IsOneOf, Titled } from '@dossier/fields';
import { externalIds } from '@dossier/foundation';
import { defineQuery, READERS, shape, type Shown } from '@dossier/kernel';
import { Changes } from '../../changes';
import { measuresShown, told } from '../../evidence';
import { judged, restingOn } from '../../judging';
import { customersOf, Distribution, MEASURED_OVER, measuringAt, wantedBy, WITHOUT_RATE } from '../../measuring';
import { mustBeAssessable, schemePolicies } from '../../scheme-policy';
import {
  AS_OF,
  CHANGES,
  CHANGES_LEFT,
  COUNTS,
  CUSTOMERS,
  POLICY_VERSION,
  SCHEME,
  WITHOUT_COST,
} from '../../shown-parts';
import { type Scheme, schemes } from '../../terms';
import { standingAt } from '../../tier-history';
import { tiersRefusal } from '../../tiers.refusals';

export class AssessmentPreviewParams {
  @Titled(schemes.title) @IsOneOf(schemes) readonly scheme!: Scheme;
}

const previewShape = shape({
  scheme: SCHEME,
  asOf: AS_OF,
  policyVersion: POLICY_VERSION,
  customers: CUSTOMERS,
  withoutCost: WITHOUT_COST,
  ...COUNTS,
  rows: CHANGES,
  left: CHANGES_LEFT,
});
type Preview = Shown<typeof previewShape>;

/** What an assessment would do as of an instant; nothing is written. */
export const assessmentPreview = defineQuery({
  name: 'tiers.assessment-preview',
  title: { zh: '评定将会如何', en: 'What an assessment would do' },
  params: AssessmentPreviewParams,
  by: READERS,
  refuses: [tiersRefusal.some('by-hand', 'foreign-tier')],
  over: [...MEASURED_OVER, externalIds],
  route: { path: 'tier-schemes/:scheme/preview' },
  shape: previewShape,
  run: async ({ scheme }, asking): Promise<Preview> => {
    const { asOf } = asking;
    const { document, version: policyVersion } = asking.policies(schemePolicies[scheme]);
    mustBeAssessable(scheme, document);
    const measuring = measuringAt(await wantedBy(document, asking), asking);
    const distribution = new Distribution(document, measuring);
    for await (const history of customersOf(asking)) distribution.add(measuring.of(history));
    const { rules, customers, withoutCost } = distribution.cutPoints;
    const changes = new Changes<Omit<Preview['rows'][number], 'externalId'>>();
    for await (const history of customersOf(asking)) {
      const { customer, tiers } = history;
      const measures = measuring.of(history);
      if (measures === null || measures === WITHOUT_RATE) continue;
      const by = { assessment: '', policyVersion, measures: restingOn(rules, measures) };
      const outcomes = judged(standingAt(tiers, scheme, asOf), { scheme, asOf, rules, measures, by, terms: document });
      for (const outcome of outcomes)
        changes.add({
          ...{ customer, move: outcome.is, at: outcome.at, measures: measuresShown(outcome.by.measures.map(told)) },
          before: 'before' in outcome ? outcome.before : outcome.tier,
          tier: 'to' in outcome && outcome.is === 'announced' ? outcome.to : outcome.tier,
          effectiveAt: 'effectiveAt' in outcome ? outcome.effectiveAt : null,
        });
    }
    return {
      ...{ scheme, asOf, policyVersion, customers, withoutCost },
      ...changes.counts,
      rows: await named(changes.rows, asking),
    };
  },
});
