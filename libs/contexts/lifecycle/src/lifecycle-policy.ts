import { definePolicy } from '@dossier/kernel';
import { IsInt, Max, Min } from 'class-validator';

export class LifecyclePolicy {
  /** Purchases that make a repeat customer. */
  @IsInt() @Min(2) @Max(1000) readonly repeatPurchases!: number;
  /** Purchases that make a loyal customer … */
  @IsInt() @Min(2) @Max(1000) readonly loyalPurchases!: number;
  /** … when the first and the last of them lie at least so many calendar months apart (UTC). */
  @IsInt() @Min(0) @Max(240) readonly loyalMonths!: number;
  /** Days of 24 hours without a purchase after which a customer counts as churned. */
  @IsInt() @Min(1) @Max(3650) readonly churnDays!: number;
}

export const lifecyclePolicy = definePolicy<LifecyclePolicy>({
  name: 'lifecycle',
  title: { zh: '客户生命周期', en: 'Customer lifecycle' },
  document: LifecyclePolicy,
  initial: { repeatPurchases: 2, loyalPurchases: 5, loyalMonths: 6, churnDays: 180 },
});
