import { industries } from '@dossier/contexts/customers';
import { IsInstant, IsLabel, IsOneOf, Titled } from '@dossier/fields';
import { type CodeOf, compareTexts, definePolicy, instant, type Instant, milliseconds } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, ValidateNested } from 'class-validator';
import { type Outlook, outlooks } from './terms';

export class IndustryOutlook {
  @Titled(industries.title) @IsOneOf(industries) readonly industry!: CodeOf<typeof industries>;
  @Titled(
    { zh: '自何时起', en: 'From' },
    { help: { zh: '直至该行业的下一条展望。', en: 'Until the next outlook of that industry.' } },
  )
  @IsInstant()
  readonly from!: Instant;
  @Titled(outlooks.title) @IsOneOf(outlooks) readonly outlook!: Outlook;
  @Titled({ zh: '依据', en: 'Reason' }, { help: { zh: '勿写个人信息。', en: 'Without personal data.' } })
  @IsLabel()
  readonly reason!: string;
}
export class MarketOutlookPolicy {
  @Titled(
    { zh: '行业展望', en: 'Outlooks of industries' },
    {
      help: {
        zh: '新的展望另起一条并保留旧的；更正则改原来那条：所有判断随之改判，此前所知仍可按“当时所知”查询。',
        en: 'A new outlook is one more, beside the old ones; to correct one, change it: all judgements follow, and what was known before can still be asked for by what was known then.',
      },
    },
  )
  @IsArray()
  @ArrayMaxSize(5000)
  @ValidateNested({ each: true })
  @Type(() => IndustryOutlook)
  readonly outlooks!: readonly IndustryOutlook[];
}

/**
 * 行业展望: what the company expects of each industry, by the days from which it does. Its latest version that is known holds
 * for all times, for each outlook has a time of its own: so one is entered late, and corrected, like any other fact.
 */
export const marketOutlookPolicy = definePolicy<MarketOutlookPolicy>({
  name: 'market-outlook',
  title: { zh: '行业展望', en: 'Market outlook' },
  document: MarketOutlookPolicy,
  initial: { outlooks: [] },
  fault: ({ outlooks: all }) => {
    const said = new Set<string>();
    for (const { industry, from } of all) {
      const one = `${industry} ${milliseconds(from)}`;
      if (said.has(one))
        return {
          zh: `行业 ${industry} 自 ${from} 起有两条展望`,
          en: `industry ${industry} has two outlooks from ${from} on`,
        };
      said.add(one);
    }
    return undefined;
  },
});

/** Outlooks of an industry, in order of time. */
export const outlooksOf = (
  { outlooks: all }: MarketOutlookPolicy,
  industry: string,
): readonly Pick<IndustryOutlook, 'from' | 'outlook'>[] =>
  all
    .filter((one) => one.industry === industry)
    .map(({ from, outlook }) => ({ from: instant(milliseconds(from)), outlook })) // people write it with the offset of their zone
    .sort((a, b) => compareTexts(a.from, b.from));
