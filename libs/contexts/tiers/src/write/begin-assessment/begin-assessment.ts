import { IsOneOf, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { mustBeAssessable, schemePolicies } from '../../scheme-policy';
import { tierScheme } from '../../scheme';
import { AssessmentBegun } from '../../scheme.events';
import { type Scheme, schemes } from '../../terms';
import { tiersRefusal } from '../../tiers.refusals';

export class BeginAssessment {
  @Titled(schemes.title) @IsOneOf(schemes) readonly scheme!: Scheme;
}

/** 评定: the work itself is done by the reactor of the assessment. */
export const beginAssessment = defineCommand({
  name: 'tiers.BeginAssessment',
  title: { zh: '开始评定', en: 'Begin an assessment' },
  command: BeginAssessment,
  on: tierScheme,
  id: ({ scheme }) => scheme,
  subject: () => undefined,
  by: ['service', 'staff'],
  refuses: [tiersRefusal.some('by-hand', 'foreign-tier', 'running', 'assessed-later')],
  route: {
    path: 'tier-schemes/:scheme/assessments',
    description: {
      zh: '评定全部客户，截至 occurredAt（省略则为现在），按当时生效的政策。在后台进行，进度见 /tier-assessments；中断后自动继续。同一政策版本同一时刻只评定一次。',
      en: 'Assesses all customers as of occurredAt (now where it is left out), by the policy that was in force then. It goes on by itself, /tier-assessments tells how far it is; cut off, it is resumed. One policy version assesses an instant once.',
    },
    example: { scheme: 'value', occurredAt: '2026-03-31T23:59:59+08:00' },
  },
  decide: ({ scheme }, { running, last, count }, { policies, occurredAt: asOf }) => {
    const { document, version: policyVersion } = policies(schemePolicies[scheme]);
    mustBeAssessable(scheme, document);
    const isSame = last !== null && last.asOf === asOf && last.policyVersion === policyVersion;
    if (isSame) return [];
    if (last !== null && running) throw tiersRefusal('running', { scheme, assessment: last.assessment });
    if (last !== null && last.asOf > asOf) throw tiersRefusal('assessed-later', { scheme, last: last.asOf, asOf });
    return [AssessmentBegun({ scheme, assessment: `${scheme}-${count + 1}`, policyVersion })];
  },
});
