import { IsCustomerReference, IsInstant, IsLabel, IsOneOf, IsText, Titled } from '@dossier/fields';
import { defineCommand, type Instant, saysElse } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { mustBeOf } from '../../scheme-policy';
import { APPROVED_BY, REASON, UNTIL } from '../../shown-parts';
import { type Scheme, schemes, type Tier, tiers } from '../../terms';
import { customerTier, inForce, tierAt, tierId } from '../../tier';
import { TierOverridden } from '../../tier.events';
import { tiersRefusal } from '../../tiers.refusals';

export class OverrideTier {
  @IsCustomerReference() readonly customerId!: string;
  @Titled(schemes.title) @IsOneOf(schemes) readonly scheme!: Scheme;
  @Titled(tiers.title, { help: { zh: '该方案的级别之一。', en: 'One of the scheme.' } })
  @IsOneOf(tiers)
  readonly tier!: Tier;
  @Titled(UNTIL, { help: { zh: '省略则直至撤回。', en: 'Left out: until it is withdrawn.' } })
  @IsOptional()
  @IsInstant()
  readonly until?: Instant;
  @Titled(APPROVED_BY) @IsLabel() readonly approvedBy!: string;
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 人工指定级别 */
export const overrideTier = defineCommand({
  name: 'tiers.OverrideTier',
  title: { zh: '人工指定级别', en: 'Set a tier by hand' },
  command: OverrideTier,
  on: customerTier,
  id: ({ scheme, customerId }) => tierId(scheme, customerId),
  subject: ({ customerId }) => customerId,
  customer: 'customerId',
  by: ['service', 'staff'],
  refuses: [tiersRefusal.some('foreign-tier', 'until-past', 'before-last', 'set-already')],
  route: {
    path: 'customers/:customerId/tier-override',
    sharesStream: true,
    description: {
      zh: '须有批准人与原因。指定期间照常评定，但以指定的级别为准。没有规则的方案（如类型）只能这样指定。',
      en: 'With an approver and a reason. Assessments go on meanwhile, but what was set by hand counts. In a scheme without rules (type) this is the only way.',
    },
    example: {
      customerId: 'c-1001',
      scheme: 'value',
      tier: 'value-high',
      until: '2027-03-31T23:59:59+08:00',
      approvedBy: '销售总监',
      reason: '新工厂投产，订单将大幅增加',
      occurredAt: '2026-03-02T09:00:00+08:00',
    },
  },
  decide: ({ scheme, tier, until, approvedBy, reason }, state, { occurredAt: at }) => {
    mustBeOf(scheme, tier, 'tier');
    if (until !== undefined && until <= at) throw tiersRefusal('until-past', { until, at });
    const now = inForce(state, at);
    if (now?.tier === tier && now.until === (until ?? null)) {
      if (!saysElse({ approvedBy, reason }, now)) return [];
      throw tiersRefusal('set-already', { scheme, since: now.since });
    }
    if (state.setAt !== null && at < state.setAt) throw tiersRefusal('before-last', { scheme, last: state.setAt, at });
    const before = tierAt(state, at);
    return [
      TierOverridden({
        scheme,
        ...(before !== undefined && { before }),
        tier,
        ...(until !== undefined && { until }),
        ...{ approvedBy, reason },
      }),
    ];
  },
});
