import { IsOneOf, Titled } from '@dossier/fields';
import { policiesRefusal, policy, Publishing, publishPolicy } from '@dossier/foundation';
import { defineCommand } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { mustMakeSense, schemePolicies, TierScheme } from '../../scheme-policy';
import { type Scheme, schemes } from '../../terms';
import { tiersRefusal } from '../../tiers.refusals';

export class PublishScheme extends Publishing {
  @Titled(schemes.title) @IsOneOf(schemes) readonly scheme!: Scheme;
  @Titled({ zh: '政策内容', en: 'Document' }) @ValidateNested() @Type(() => TierScheme) readonly document!: TierScheme;
}

/** The next version of a scheme: the same as publishing its policy, and it knows which tiers the scheme has. */
export const publishScheme = defineCommand({
  name: 'tiers.PublishScheme',
  title: { zh: '发布分级方案的新版本', en: 'Publish the next version of a scheme' },
  command: PublishScheme,
  on: policy,
  id: ({ scheme }) => schemePolicies[scheme].name,
  subject: () => undefined,
  by: [],
  refuses: [
    tiersRefusal.some('foreign-tier', 'unfit-scheme'),
    policiesRefusal.some('in-future', 'before-last', 'personal-approver'),
  ],
  route: {
    path: 'tier-schemes/:scheme',
    method: 'put',
    description: {
      zh: '与 PUT /policies/tier-<方案> 相同，并核对级别属于该方案。草案可先用 what-if 试算。',
      en: 'The same as PUT /policies/tier-<scheme>, and it makes sure that the tiers are those of the scheme. What-if tries a draft.',
    },
    example: {
      scheme: 'value',
      document: {
        rules: [
          { tier: 'value-high', conditions: [{ measure: 'net-revenue', by: 'at-least', enter: 200000, stay: 160000 }] },
        ],
        ...{ windowMonths: 12, everyMonths: 3, minimumStayDays: 90, noticeDays: 30 },
      },
      approvedBy: 'board',
      effectiveFrom: '2026-06-01T00:00:00Z',
    },
  },
  decide: ({ scheme, ...publishing }, state, context) => {
    mustMakeSense(scheme, publishing.document, 'document');
    const { document, ...more } = publishing;
    return publishPolicy.decide(
      { ...more, name: schemePolicies[scheme].name, document: Object.fromEntries(Object.entries(document)) },
      state,
      context,
    );
  },
});
