import { applyDecorators, IsLabel, IsText, Titled } from '@dossier/fields';
import { enumerated } from '@dossier/kernel';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { About } from './about';
import type { ResponseScore } from './response.events';
import type { SatisfactionPolicy } from './satisfaction-policy';
import { satisfactionRefusal } from './satisfaction.refusals';
import { SCALES, scalesOf } from './scores';
import { COMMENT, COMPETITOR, RESPONDENT, SCALE, SURVEY } from './shown-parts';
import { instruments } from './terms';

/** What may be said of a response beside its score. */
export abstract class ResponseSaid extends About {
  @Titled(SCALE, {
    help: {
      zh: 'CSAT 省略则为 5；NPS 恒为 10（自 0 起），CES 恒为 7。',
      en: 'Left out, it is 5 for CSAT; NPS is always up to 10, from 0, and CES up to 7.',
    },
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100)
  readonly scale?: number;
  @Titled(SURVEY, { help: { zh: '问卷或批次的名称。', en: 'The name of the questionnaire or wave.' } })
  @IsOptional()
  @IsLabel()
  readonly survey?: string;
  @Titled(COMPETITOR, {
    help: { zh: '对其满意度的竞争对手；省略即对我方。', en: 'Satisfaction with this rival; left out: with us.' },
  })
  @IsOptional()
  @IsLabel()
  readonly competitor?: string;
  @Titled(RESPONDENT) @IsOptional() @IsText(200) readonly respondent?: string;
  @Titled(COMMENT) @IsOptional() @IsText(5000) readonly comment?: string;
}

/** A score, from 0 to the highest of any scale. */
export const IsScore = (): PropertyDecorator => applyDecorators(IsInt(), Min(0), Max(100));

export const scoreRefuses = satisfactionRefusal.some('unknown-scale', 'off-the-scale');

/** @throws Refusal `satisfaction/unknown-scale`, `satisfaction/off-the-scale` */
export function onItsScale<S extends ResponseScore>(said: S, policy: SatisfactionPolicy): S {
  const { instrument, scale, score } = said;
  const scales = scalesOf(instrument, policy);
  if (!scales.includes(scale))
    throw satisfactionRefusal('unknown-scale', {
      ...{ instrument: instruments.words[instrument], scale },
      scales: enumerated(scales.map(String)),
    });
  const { lowest } = SCALES[instrument];
  if (score < lowest || score > scale) throw satisfactionRefusal('off-the-scale', { score, lowest, highest: scale });
  return said;
}
