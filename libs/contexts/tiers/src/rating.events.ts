import { InTheClear, IsOneOf, Titled } from '@dossier/fields';
import { defineEvent, type Erased, Personal } from '@dossier/kernel';
import { IsInt, IsString, Max, Min } from 'class-validator';
import { type Rated, ratings } from './terms';

class CustomerRatedPayload {
  @IsOneOf(ratings) readonly rating!: Rated;
  @Titled({ zh: '分数', en: 'Score' }) @IsInt() @Min(1) @Max(5) readonly score!: number;
  @InTheClear() readonly approvedBy!: string;
  @Personal() @IsString() readonly reason!: string | Erased;
}
class RatingWithdrawnPayload {
  @IsOneOf(ratings) readonly rating!: Rated;
  /** That it had. */
  @Titled({ zh: '原分数', en: 'Score before' }) @IsInt() @Min(1) @Max(5) readonly score!: number;
  @InTheClear() readonly approvedBy!: string;
  @Personal() @IsString() readonly reason!: string | Erased;
}

/** 人工评分 */
export const CustomerRated = defineEvent(
  'tiers.CustomerRated',
  {
    title: { zh: '客户已评分', en: 'Customer rated' },
    says: {
      zh: '{rating}：{score} 分，批准人 {approvedBy}，原因：{reason}',
      en: '{rating}: {score} of 5, approved by {approvedBy}, reason: {reason}',
    },
  },
  CustomerRatedPayload,
);
export const RatingWithdrawn = defineEvent(
  'tiers.RatingWithdrawn',
  {
    title: { zh: '客户评分已撤回', en: 'Rating withdrawn' },
    says: {
      zh: '{rating}：撤回 {score} 分，批准人 {approvedBy}，原因：{reason}',
      en: '{rating}: {score} of 5 withdrawn, approved by {approvedBy}, reason: {reason}',
    },
  },
  RatingWithdrawnPayload,
);
export const ratingEvents = { CustomerRated, RatingWithdrawn };
