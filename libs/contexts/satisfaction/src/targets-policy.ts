import { Titled } from '@dossier/fields';
import { definePolicy } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { IsNumber, IsOptional, Max, Min, ValidateNested } from 'class-validator';
import { instruments } from './terms';

export class SatisfactionTarget {
  @Titled(
    { zh: '不低于', en: 'At least' },
    {
      help: {
        zh: 'CSAT 为满意者的百分比，NPS 为 -100 至 100 的净推荐值，CES 为 1 至 7 的均值。',
        en: 'Percent of satisfied answers of CSAT, the net score from -100 to 100 of NPS, the mean from 1 to 7 of CES.',
      },
    },
  )
  @IsNumber({ maxDecimalPlaces: 2 })
  @Min(-100)
  @Max(100)
  readonly atLeast!: number;
  @Titled(
    { zh: '每年提高', en: 'Gain a year' },
    {
      help: {
        zh: '比前十二个月至少提高的点数；省略则不要求。',
        en: 'Points by which twelve months rise on the twelve before; left out: none asked for.',
      },
    },
  )
  @IsOptional()
  @IsNumber({ maxDecimalPlaces: 2 })
  @Min(0)
  @Max(100)
  readonly gainAYear?: number;
}

/** Left out: no target for it. */
export class SatisfactionTargetsPolicy {
  @Titled(instruments.words.csat)
  @IsOptional()
  @ValidateNested()
  @Type(() => SatisfactionTarget)
  readonly csat?: SatisfactionTarget;
  @Titled(instruments.words.nps)
  @IsOptional()
  @ValidateNested()
  @Type(() => SatisfactionTarget)
  readonly nps?: SatisfactionTarget;
  @Titled(instruments.words.ces)
  @IsOptional()
  @ValidateNested()
  @Type(() => SatisfactionTarget)
  readonly ces?: SatisfactionTarget;
}

/** 满意度目标: met by the measured value, and by the lower bound of its interval. */
export const satisfactionTargetsPolicy = definePolicy<SatisfactionTargetsPolicy>({
  name: 'satisfaction-targets',
  title: { zh: '满意度目标', en: 'Targets of satisfaction' },
  document: SatisfactionTargetsPolicy,
  initial: { csat: { atLeast: 95, gainAYear: 0.5 } },
});
