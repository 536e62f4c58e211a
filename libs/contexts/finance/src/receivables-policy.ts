import { Titled } from '@dossier/fields';
import { definePolicy } from '@dossier/kernel';
import { ArrayMaxSize, IsArray, IsInt, Max, Min } from 'class-validator';

export class ReceivablesPolicy {
  @Titled(
    { zh: '付款天数', en: 'Days to pay' },
    {
      help: {
        zh: '发票未注明到期时间时，自开具起的天数（每天 24 小时）。',
        en: 'Days of 24 hours from its issue after which an invoice falls due that says no due date.',
      },
      unit: { zh: '天', en: 'days' },
      kind: 'days',
    },
  )
  @IsInt()
  @Min(0)
  @Max(730)
  readonly paymentDays!: number;
  @Titled(
    { zh: '账龄分段', en: 'Borders of ageing' },
    {
      help: {
        zh: '逾期天数的分段界限，由小到大，如 30、60、90：逾期不足 30 天、30 至不足 60 天……',
        en: 'Days overdue at which the next band begins, as 30, 60, 90: less than 30 days overdue, 30 to less than 60, and so on.',
      },
    },
  )
  @IsArray()
  @ArrayMaxSize(12)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(3650, { each: true })
  readonly ageBorders!: readonly number[];
}

/** 应收账款 */
export const receivablesPolicy = definePolicy<ReceivablesPolicy>({
  name: 'receivables',
  title: { zh: '应收账款', en: 'Receivables' },
  document: ReceivablesPolicy,
  initial: { paymentDays: 30, ageBorders: [30, 60, 90] },
});
