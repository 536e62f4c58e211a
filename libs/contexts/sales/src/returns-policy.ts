import { IsOneOf } from '@dossier/fields';
import { type CodeOf, definePolicy } from '@dossier/kernel';
import { IsInt, Max, Min } from 'class-validator';
import { returnStarts } from './terms';

export class SalesReturnsPolicy {
  /** Days of 24 hours within which goods may come back unless agreed otherwise. */
  @IsInt() @Min(0) @Max(3650) readonly days!: number;
  /** From when they count; by `delivery`, what was shipped and has not arrived may come back in any case. */
  @IsOneOf(returnStarts) readonly from!: CodeOf<typeof returnStarts>;
}

/** 退换货期限 */
export const salesReturns = definePolicy<SalesReturnsPolicy>({
  name: 'sales-returns',
  title: { zh: '退货政策', en: 'Returns' },
  document: SalesReturnsPolicy,
  initial: { days: 7, from: 'purchase' },
});
