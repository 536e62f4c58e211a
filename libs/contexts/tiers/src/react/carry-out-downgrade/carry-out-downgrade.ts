import { defineCommand } from '@dossier/kernel';
import { carriedOut } from '../../judging';
import type { Scheme } from '../../terms';
import { customerTier, recorded, tierId } from '../../tier';

export class CarryOutDowngrade {
  readonly customerId!: string;
  readonly scheme!: Scheme;
}

/** Sent by the reactor of the same name when the notice is over; an assessment may have done it, or withdrawn it. */
export const carryOutDowngrade = defineCommand({
  name: 'tiers.CarryOutDowngrade',
  title: { zh: '降级生效', en: 'Carry out a downgrade' },
  command: CarryOutDowngrade,
  on: customerTier,
  id: ({ scheme, customerId }) => tierId(scheme, customerId),
  subject: ({ customerId }) => customerId,
  by: [],
  onlyStep: true,
  decide: ({ scheme }, { standing }, { occurredAt }) =>
    carriedOut(standing, occurredAt).map((outcome) => recorded(scheme, outcome)),
});
