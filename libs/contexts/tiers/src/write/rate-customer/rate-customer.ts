import { IsCustomerReference, IsLabel, IsOneOf, IsText, Titled } from '@dossier/fields';
import { defineCommand, saysElse } from '@dossier/kernel';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { customerRating } from '../../rating';
import { CustomerRated, RatingWithdrawn } from '../../rating.events';
import { APPROVED_BY, REASON } from '../../shown-parts';
import { type Rated, ratings } from '../../terms';
import { tiersRefusal } from '../../tiers.refusals';

export class RateCustomer {
  @IsCustomerReference() readonly customerId!: string;
  @Titled(ratings.title) @IsOneOf(ratings) readonly rating!: Rated;
  @Titled(
    { zh: '分数', en: 'Score' },
    { help: { zh: '1 至 5；省略则撤回评分。', en: '1 to 5; left out: the rating is withdrawn.' } },
  )
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(5)
  readonly score?: number;
  @Titled(APPROVED_BY) @IsLabel() readonly approvedBy!: string;
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 人工评分: what no document gives, for the schemes that ask for it. */
export const rateCustomer = defineCommand({
  name: 'tiers.RateCustomer',
  title: { zh: '给客户评分', en: 'Rate a customer' },
  command: RateCustomer,
  on: customerRating,
  id: ({ customerId }) => customerId,
  customer: 'customerId',
  by: ['service', 'staff'],
  refuses: [tiersRefusal.some('before-rated')],
  route: {
    path: 'customers/:customerId/ratings',
    sharesStream: true,
    description: {
      zh: '潜力、战略意义、品牌影响力与行业地位由人工评定，供分级方案使用；级别在下次评定时变动。',
      en: 'Potential, strategic importance, brand influence and position in the industry are rated by people, for the schemes that ask for them; tiers move at the next assessment.',
    },
    example: {
      ...{ customerId: 'c-1001', rating: 'potential', score: 4, approvedBy: '销售总监', reason: '两条产线明年扩建' },
      occurredAt: '2026-03-02T09:00:00+08:00',
    },
  },
  decide: ({ rating, score, approvedBy, reason }, scores, { occurredAt: at }) => {
    const last = scores[rating];
    if (last && at < last.at) throw tiersRefusal('before-rated', { measure: ratings.words[rating], last: last.at, at });
    const known = last?.score ?? null;
    // approved anew, or for another reason: that is recorded
    const isSaid = known === (score ?? null);
    if (isSaid && (known === null || !saysElse({ approvedBy, reason }, last ?? {}))) return [];
    if (score !== undefined) return [CustomerRated({ rating, score, approvedBy, reason })];
    return known === null ? [] : [RatingWithdrawn({ rating, score: known, approvedBy, reason })];
  },
});
