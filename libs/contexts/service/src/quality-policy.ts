import { Titled } from '@dossier/fields';
import { definePolicy } from '@dossier/kernel';
import { IsInt, IsNumber, Max, Min } from 'class-validator';

export class QualityPolicy {
  @Titled(
    { zh: '所看月数', en: 'Months that are looked at' },
    {
      help: { zh: '含当月的日历月。', en: 'Calendar months, with the current one.' },
      unit: { zh: '月', en: 'months' },
    },
  )
  @IsInt()
  @Min(1)
  @Max(120)
  readonly windowMonths!: number;
  @Titled(
    { zh: '最少检验数', en: 'Fewest inspected' },
    {
      help: {
        zh: '检验少于此数时只报件数，不报合格率与达标与否。',
        en: 'With fewer, only the counts are told: no rate, no verdict.',
      },
      unit: { zh: '件', en: 'pieces' },
    },
  )
  @IsInt()
  @Min(2)
  @Max(1_000_000)
  readonly fewestInspected!: number;
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
    { zh: '合格率目标', en: 'Target of the pass rate' },
    {
      help: {
        zh: '实测值与区间下限均不低于此为达成；目标为 100 时，区间下限总低于它，最多为“仅实测值达标，置信下限未达标”。',
        en: 'Met where the measured value and the lower bound are no less. A lower bound never reaches 100: then it is met by the measured value only, at best.',
      },
      kind: 'percent',
    },
  )
  @IsNumber({ maxDecimalPlaces: 2 })
  @Min(0)
  @Max(100)
  readonly targetPercent!: number;
}

/** 合格率 */
export const qualityPolicy = definePolicy<QualityPolicy>({
  name: 'pass-rate',
  title: { zh: '合格率', en: 'Pass rate' },
  document: QualityPolicy,
  initial: { windowMonths: 12, fewestInspected: 30, levelPercent: 95, targetPercent: 100 },
});
