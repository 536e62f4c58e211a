import { IsOneOf, Titled } from '@dossier/fields';
import { type CodeOf, definePolicy } from '@dossier/kernel';
import { IsInt, Max, Min } from 'class-validator';
import { returnStarts } from './terms';

export class SalesReturnsPolicy {
  @Titled(
    { zh: '退货天数', en: 'Days for returns' },
    {
      help: {
        zh: '在此天数（每天 24 小时）内可退货，另有约定除外。',
        en: 'Days of 24 hours within which goods may come back unless agreed otherwise.',
      },
      unit: { zh: '天', en: 'days' },
      kind: 'days',
    },
  )
  @IsInt()
  @Min(0)
  @Max(3650)
  readonly days!: number;
  @Titled(
    { zh: '起算', en: 'Counted from' },
    {
      help: {
        zh: '自何时起算；按到货起算时，已发出而未到货的均可退。',
        en: 'From when they count; by delivery, what was shipped and has not arrived may come back in any case.',
      },
    },
  )
  @IsOneOf(returnStarts)
  readonly from!: CodeOf<typeof returnStarts>;
}

/** 退换货期限 */
export const salesReturns = definePolicy<SalesReturnsPolicy>({
  name: 'sales-returns',
  title: { zh: '退货政策', en: 'Returns' },
  document: SalesReturnsPolicy,
  initial: { days: 7, from: 'purchase' },
});
