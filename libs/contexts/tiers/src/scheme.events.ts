import { InTheClear, IsDecimalText, IsInstant, IsOneOf, Titled } from '@dossier/fields';
import { defineEvent, type Instant } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, Min, ValidateNested } from 'class-validator';
import { CURRENCY } from './shown-parts';
import { comparisons, type Measure, measures, type Scheme, schemes, type Tier, tiers } from './terms';

abstract class OfAssessment {
  @IsOneOf(schemes) readonly scheme!: Scheme;
  @Titled({ zh: '评定编号', en: 'Assessment' }) @InTheClear() readonly assessment!: string;
}
class AssessmentBegunPayload extends OfAssessment {
  @Titled({ zh: '政策版本', en: 'Version of the policy' }) @IsInt() @Min(0) readonly policyVersion!: number;
}
/** A condition in figures. */
export class CutTold {
  @IsOneOf(tiers) readonly tier!: Tier;
  /** Conditions of one way into the tier have the same number, from 0. */
  @Titled({ zh: '规则序号', en: 'Rule' }) @IsInt() @Min(0) readonly rule!: number;
  @IsOneOf(measures) readonly measure!: Measure;
  @IsOneOf(comparisons) readonly by!: 'at-least' | 'at-most';
  /** Left out: nobody reaches it. */
  @Titled({ zh: '进入', en: 'Enter' }) @IsOptional() @IsDecimalText() readonly enter?: string;
  @Titled({ zh: '保持', en: 'Stay' }) @IsOptional() @IsDecimalText() readonly stay?: string;
  @Titled(CURRENCY) @IsOptional() @InTheClear() readonly currency?: string;
}
class CutPointsFoundPayload extends OfAssessment {
  @Titled({ zh: '政策版本', en: 'Version of the policy' }) @IsInt() @Min(0) readonly policyVersion!: number;
  @Titled({ zh: '客户数', en: 'Customers' }) @IsInt() @Min(0) readonly customers!: number;
  /** Their money cannot be told in the currency of the scheme, for a rate is missing: they keep their tier. */
  @Titled({ zh: '缺少汇率的客户数', en: 'Customers without a rate' }) @IsInt() @Min(0) readonly withoutRate!: number;
  /** The cost of something that they bought is not known: they meet no condition of profit. Left out: of none. */
  @Titled({ zh: '利润未知的客户数', en: 'Customers whose profit is not known' })
  @IsOptional()
  @IsInt()
  @Min(0)
  readonly withoutCost?: number;
  @Titled({ zh: '界限', en: 'Cut points' })
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => CutTold)
  readonly cuts!: readonly CutTold[];
  @Titled({ zh: '考察期月数', en: 'Months of the window' }) @IsInt() @Min(0) readonly windowMonths!: number;
  /** In which amounts are told. */
  @Titled(CURRENCY) @InTheClear() readonly currency!: string;
  @Titled({ zh: '最短停留天数', en: 'Days of minimum stay' }) @IsInt() @Min(0) readonly minimumStayDays!: number;
  @Titled({ zh: '降级通知天数', en: 'Days of notice' }) @IsInt() @Min(0) readonly noticeDays!: number;
  /** When the next one is due; left out: only when asked for. */
  @Titled({ zh: '下次评定', en: 'Next assessment' }) @IsOptional() @IsInstant() readonly nextAt?: Instant;
}
class AssessmentCompletedPayload extends OfAssessment {}

/** 评定已开始: its instant is the one as of which is assessed. */
export const AssessmentBegun = defineEvent(
  'tiers.AssessmentBegun',
  {
    title: { zh: '客户分级评定已开始', en: 'Assessment begun' },
    says: {
      zh: '{scheme}：评定 {assessment} 开始（政策第 {policyVersion} 版）',
      en: '{scheme}: assessment {assessment} begun (policy version {policyVersion})',
    },
  },
  AssessmentBegunPayload,
);
/** 界限已定: from here on the assessment depends on nothing that is recorded meanwhile but each customer's own facts. */
export const CutPointsFound = defineEvent(
  'tiers.CutPointsFound',
  {
    title: { zh: '分级界限已确定', en: 'Cut points found' },
    says: {
      zh: '{scheme}：评定 {assessment} 的界限已由 {customers} 个客户确定',
      en: '{scheme}: cut points of assessment {assessment} found over customers: {customers}',
    },
  },
  CutPointsFoundPayload,
  [(v1: CutPointsFoundPayload) => v1], // no measure asked for costs
);
export const AssessmentCompleted = defineEvent(
  'tiers.AssessmentCompleted',
  {
    title: { zh: '客户分级评定已完成', en: 'Assessment completed' },
    says: { zh: '{scheme}：评定 {assessment} 完成', en: '{scheme}: assessment {assessment} completed' },
  },
  AssessmentCompletedPayload,
);
export const schemeEvents = { AssessmentBegun, CutPointsFound, AssessmentCompleted };
