import { IsCustomerReference, IsLabel, IsOneOf, IsText, Titled } from '@dossier/fields';
import { defineCommand, saysElse } from '@dossier/kernel';
import { APPROVED_BY, REASON } from '../../shown-parts';
import { type Scheme, schemes } from '../../terms';
import { customerTier, inForce, tierAt, tierId } from '../../tier';
import { OverrideEnded } from '../../tier.events';
import { tiersRefusal } from '../../tiers.refusals';

export class WithdrawOverride {
  @IsCustomerReference() readonly customerId!: string;
  @Titled(schemes.title) @IsOneOf(schemes) readonly scheme!: Scheme;
  @Titled(APPROVED_BY) @IsLabel() readonly approvedBy!: string;
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 撤回人工指定 */
export const withdrawOverride = defineCommand({
  name: 'tiers.WithdrawOverride',
  title: { zh: '撤回人工指定', en: 'Withdraw a tier that was set by hand' },
  command: WithdrawOverride,
  on: customerTier,
  id: ({ scheme, customerId }) => tierId(scheme, customerId),
  subject: ({ customerId }) => customerId,
  customer: 'customerId',
  by: ['service', 'staff'],
  refuses: [tiersRefusal.some('before-last', 'withdrawn-already')],
  route: {
    path: 'customers/:customerId/tier-override/withdraw',
    sharesStream: true,
    description: { zh: '此后以按政策评定的级别为准。', en: 'From then on the tier counts that the policy gives.' },
    example: { customerId: 'c-1001', scheme: 'value', approvedBy: '销售总监', reason: '新工厂延期' },
  },
  decide: ({ scheme, approvedBy, reason }, state, { occurredAt: at }) => {
    // also where it has ended since: what it was on that day is not known any more
    if (state.setAt !== null && at < state.setAt) throw tiersRefusal('before-last', { scheme, last: state.setAt, at });
    const now = inForce(state, at);
    if (now === null && state.withdrawn !== null && saysElse({ approvedBy, reason }, state.withdrawn))
      throw tiersRefusal('withdrawn-already', { scheme, since: state.setAt });
    if (now === null) return [];
    const then = tierAt({ ...state, override: null }, at);
    return [
      OverrideEnded({
        ...{ scheme, tier: now.tier, because: 'withdrawn' as const, approvedBy, reason },
        ...(then !== undefined && { then }),
      }),
    ];
  },
});
