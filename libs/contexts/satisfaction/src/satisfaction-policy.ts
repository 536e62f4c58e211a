import { Titled } from '@dossier/fields';
import { definePolicy } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsInt, IsNumber, Max, Min, ValidateNested } from 'class-validator';

export class SatisfiedFrom {
  @Titled({ zh: '量表上限', en: 'Scale up to' }, { help: { zh: '如五分制为 5。', en: '5 of a scale from 1 to 5.' } })
  @IsInt()
  @Min(2)
  @Max(100)
  readonly scale!: number;
  @Titled({ zh: '满意自', en: 'Satisfied from' }, { help: { zh: '不低于此分为满意。', en: 'Such a score or more.' } })
  @IsInt()
  @Min(2)
  @Max(100)
  readonly from!: number;
}

const DAYS = { unit: { zh: '天', en: 'days' }, kind: 'days' } as const;

/** Days of 24 hours. */
export class AnswerDays {
  @Titled({ zh: '评价', en: 'Review' }, DAYS) @IsInt() @Min(1) @Max(365) readonly review!: number;
  @Titled({ zh: '建议', en: 'Suggestion' }, DAYS) @IsInt() @Min(1) @Max(365) readonly suggestion!: number;
  @Titled({ zh: '访谈', en: 'Interview' }, DAYS) @IsInt() @Min(1) @Max(365) readonly interview!: number;
}

export class SatisfactionPolicy {
  @Titled(
    { zh: '满意的标准', en: 'What counts as satisfied' },
    {
      help: {
        zh: 'CSAT 各量表自几分起为满意；未列出的量表不予受理、不予计入。',
        en: 'For each scale of CSAT the score from which an answer counts as satisfied; a scale that is not named is neither taken nor counted.',
      },
    },
  )
  @IsArray()
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => SatisfiedFrom)
  readonly satisfiedFrom!: readonly SatisfiedFrom[];
  @Titled(
    { zh: '最少答复数', en: 'Fewest answers' },
    {
      help: {
        zh: '答复少于此数时只报数目，不报数值、走向与达标与否。',
        en: 'With fewer, only their number is told: no figure, no direction, no verdict.',
      },
    },
  )
  @IsInt()
  @Min(2)
  @Max(10_000)
  readonly fewestAnswers!: number;
  @Titled(
    { zh: '判断走向最少月数', en: 'Fewest months for a direction' },
    {
      help: {
        zh: '有答复的月份少于此数时不判断走向；少于十个月时检验只是近似。',
        en: 'With answers in fewer months no direction is told; below ten the test is rough.',
      },
    },
  )
  @IsInt()
  @Min(5)
  @Max(120)
  readonly fewestMonths!: number;
  @Titled(
    { zh: '置信水平', en: 'Level of intervals' },
    {
      help: { zh: '区间在这么大比例的情形下含真值。', en: 'In such a share of cases the interval holds the truth.' },
      kind: 'percent',
    },
  )
  @IsNumber({ maxDecimalPlaces: 2 })
  @Min(50)
  @Max(99.99)
  readonly levelPercent!: number;
  @Titled(
    { zh: '显著性', en: 'Significance' },
    {
      help: { zh: '走向检验的 p 值不大于此才下结论。', en: 'A direction is told where p of its test is no larger.' },
      kind: 'percent',
    },
  )
  @IsNumber({ maxDecimalPlaces: 2 })
  @Min(0.01)
  @Max(50)
  readonly significancePercent!: number;
  @Titled(
    { zh: '统计月数', en: 'Months counted' },
    {
      help: {
        zh: '数值取最近这么多个日历月，含当月。',
        en: 'A figure is of so many latest calendar months, with the current one.',
      },
    },
  )
  @IsInt()
  @Min(1)
  @Max(60)
  readonly windowMonths!: number;
  @Titled(
    { zh: '走向所看月数', en: 'Months of a direction' },
    {
      help: {
        zh: '走向取最近这么多个日历月；满两年起按季节比较。',
        en: 'A direction is of so many latest calendar months; from two years on it is compared by season.',
      },
    },
  )
  @IsInt()
  @Min(5)
  @Max(120)
  readonly trendMonths!: number;
  @Titled(
    { zh: '改进前后天数', en: 'Days before and after a plan' },
    {
      ...DAYS,
      help: {
        zh: '改进计划实施前、后各取这么多天（每天 24 小时）的答复相比。',
        en: 'Answers of so many days of 24 hours before and after an improvement plan began are compared.',
      },
    },
  )
  @IsInt()
  @Min(7)
  @Max(1000)
  readonly effectDays!: number;
  @Titled(
    { zh: '回复期限', en: 'Days to answer' },
    {
      help: {
        zh: '各类反馈自收到起应回复的天数（每天 24 小时）。',
        en: 'Days of 24 hours from the receipt of a feedback of each kind to the deadline of its answer.',
      },
    },
  )
  @ValidateNested()
  @Type(() => AnswerDays)
  readonly answerDays!: AnswerDays;
}

/** 满意度 */
export const satisfactionPolicy = definePolicy<SatisfactionPolicy>({
  name: 'satisfaction',
  title: { zh: '满意度', en: 'Satisfaction' },
  document: SatisfactionPolicy,
  initial: {
    satisfiedFrom: [
      { scale: 5, from: 4 },
      { scale: 7, from: 6 },
      { scale: 10, from: 9 },
    ],
    ...{ fewestAnswers: 10, fewestMonths: 10, levelPercent: 95, significancePercent: 5 },
    ...{ windowMonths: 12, trendMonths: 36, effectDays: 180 },
    answerDays: { review: 3, suggestion: 7, interview: 7 },
  },
});
