import { defineCommand } from '@dossier/kernel';
import { tierScheme } from '../../scheme';
import { AssessmentBegun } from '../../scheme.events';
import { comesByItself, schemePolicies } from '../../scheme-policy';
import type { Scheme } from '../../terms';
import { tiersRefusal } from '../../tiers.refusals';

export class BeginScheduledAssessment {
  readonly scheme!: Scheme;
}

/** Sent by the reactor of the same name at the end of a period; what was assessed as of a later day needs none. */
export const beginScheduledAssessment = defineCommand({
  name: 'tiers.BeginScheduledAssessment',
  title: { zh: '按周期开始评定', en: 'Begin the assessment of a period' },
  command: BeginScheduledAssessment,
  on: tierScheme,
  id: ({ scheme }) => scheme,
  subject: () => undefined,
  by: [],
  onlyStep: true,
  refuses: [tiersRefusal.some('running')],
  decide: ({ scheme }, { running, last, count }, { policies, occurredAt: asOf }) => {
    const { document, version: policyVersion } = policies(schemePolicies[scheme]);
    if (!comesByItself(document) || last === null || last.asOf >= asOf) return [];
    if (running) throw tiersRefusal('running', { scheme, assessment: last.assessment });
    return [AssessmentBegun({ scheme, assessment: `${scheme}-${count + 1}`, policyVersion })];
  },
});
