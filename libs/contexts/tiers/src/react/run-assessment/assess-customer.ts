import { defineCommand } from '@dossier/kernel';
import { type CutRule, type Measures, restingOn } from '../../judging';
import type { TierScheme } from '../../scheme-policy';
import type { Scheme } from '../../terms';
import { assessedIn, customerTier, tierId } from '../../tier';

export class AssessCustomer {
  readonly customerId!: string;
  readonly scheme!: Scheme;
  readonly assessment!: string;
  readonly policyVersion!: number;
  readonly rules!: readonly CutRule[];
  readonly terms!: Pick<TierScheme, 'minimumStayDays' | 'noticeDays'>;
  readonly measures!: Measures;
}

/** Sent by an assessment for each customer; what it has done already is nothing to do. */
export const assessCustomer = defineCommand({
  name: 'tiers.AssessCustomer',
  title: { zh: '评定客户', en: 'Assess a customer' },
  command: AssessCustomer,
  on: customerTier,
  id: ({ scheme, customerId }) => tierId(scheme, customerId),
  subject: ({ customerId }) => customerId,
  by: [],
  onlyStep: true,
  decide: ({ scheme, assessment, policyVersion, rules, terms, measures }, state, { occurredAt: asOf }) => {
    // resumed, it would judge by what came meanwhile whom it has judged already
    if (state.assessment === assessment) return [];
    const by = { assessment, policyVersion, measures: restingOn(rules, measures) };
    return assessedIn(state, { scheme, asOf, rules, measures, by, terms });
  },
});
