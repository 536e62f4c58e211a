import { Titled } from '@dossier/fields';
import { definePolicy } from '@dossier/kernel';
import { IsInt, Max, Min } from 'class-validator';

export class LifecyclePolicy {
  @Titled(
    { zh: '重复购买所需次数', en: 'Purchases of a repeat customer' },
    { help: { zh: '达到此购买次数即为重复购买客户。', en: 'So many purchases make a repeat customer.' } },
  )
  @IsInt()
  @Min(2)
  @Max(1000)
  readonly repeatPurchases!: number;
  @Titled(
    { zh: '忠诚所需购买次数', en: 'Purchases of a loyal customer' },
    {
      help: {
        zh: '达到此购买次数，且首末次购买相隔足够久，即为忠诚客户。',
        en: 'So many purchases make a loyal customer, when the first and the last of them lie far enough apart.',
      },
    },
  )
  @IsInt()
  @Min(2)
  @Max(1000)
  readonly loyalPurchases!: number;
  @Titled(
    { zh: '忠诚所需月数', en: 'Months of a loyal customer' },
    {
      help: {
        zh: '首末次购买至少相隔的日历月数（UTC）。',
        en: 'Calendar months (UTC) that lie at least between the first and the last of these purchases.',
      },
      unit: { zh: '个月', en: 'months' },
    },
  )
  @IsInt()
  @Min(0)
  @Max(240)
  readonly loyalMonths!: number;
  @Titled(
    { zh: '流失所需天数', en: 'Days until churned' },
    {
      help: {
        zh: '超过此天数（每天 24 小时）未购买即视为流失。',
        en: 'Days of 24 hours without a purchase after which a customer counts as churned.',
      },
      unit: { zh: '天', en: 'days' },
      kind: 'days',
    },
  )
  @IsInt()
  @Min(1)
  @Max(3650)
  readonly churnDays!: number;
}

export const lifecyclePolicy = definePolicy<LifecyclePolicy>({
  name: 'lifecycle',
  title: { zh: '客户生命周期', en: 'Customer lifecycle' },
  document: LifecyclePolicy,
  initial: { repeatPurchases: 2, loyalPurchases: 5, loyalMonths: 6, churnDays: 180 },
});
