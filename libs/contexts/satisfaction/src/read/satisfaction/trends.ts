import { tiersSection } from '@dossier/contexts/tiers';
import { compareTexts, defineQuery, kind, READERS, shape, type Shown } from '@dossier/kernel';
import { countsOf, ESTIMATED, estimatedOf, firstMonth, JUDGED, judged, monthsFrom } from '../../judging';
import { GROUPED, MONTH, SUMMARY_OF_INSTRUMENT } from '../../shown-parts';
import { surveyResponses } from '../../survey-responses';
import { groupings } from '../../terms';
import { asked, SatisfactionParams } from './asked';

const trendsShape = shape({
  summary: SUMMARY_OF_INSTRUMENT,
  rows: kind.rows(groupings.title, {
    ...GROUPED,
    ...JUDGED,
    byMonth: kind.rows({ zh: '按月', en: 'By month' }, { month: MONTH, ...ESTIMATED }),
  }),
});
type Trends = Shown<typeof trendsShape>;

/** 满意度趋势: the same as the report, with the months that the direction is judged by. */
export const satisfactionTrends = defineQuery({
  name: 'satisfaction.trends',
  title: { zh: '满意度趋势', en: 'Trends of satisfaction' },
  params: SatisfactionParams,
  by: READERS,
  over: [surveyResponses, tiersSection],
  shape: trendsShape,
  route: { path: 'satisfaction/trends' },
  run: async (params, asking): Promise<Trends> => {
    const { groups, judging, summary } = await asked(params, asking);
    const sorted = [...groups].sort((a, b) => compareTexts(a.name, b.name));
    const { trendMonths } = judging.policy;
    const months = monthsFrom(firstMonth(judging.month, trendMonths), trendMonths);
    return {
      summary,
      rows: sorted.map(({ column, tally }) => ({
        ...column,
        ...judged(tally, judging),
        byMonth: months
          .map((month) => ({ month, ...estimatedOf(countsOf(tally, month, judging), judging) }))
          .filter(({ answers }) => answers > 0),
      })),
    };
  },
});
