import { tiersSection } from '@dossier/contexts/tiers';
import { compareTexts, defineQuery, kind, READERS, shape, type Shown } from '@dossier/kernel';
import { CLAIMED, type Claimed, judged } from '../../judging';
import { GROUPED, SUMMARY_OF_INSTRUMENT } from '../../shown-parts';
import { surveyResponses } from '../../survey-responses';
import { groupings } from '../../terms';
import { asked, SatisfactionParams } from './asked';

const reportShape = shape({
  summary: SUMMARY_OF_INSTRUMENT,
  rows: kind.rows(groupings.title, { ...GROUPED, ...CLAIMED }),
});
type Report = Shown<typeof reportShape>;

/**
 * 满意度: the figure of each group over the latest months with its interval, direction and targets. The worst first, by what
 * it is at most; those with too few answers last.
 */
export const satisfactionReport = defineQuery({
  name: 'report.satisfaction',
  title: { zh: '满意度', en: 'Satisfaction' },
  params: SatisfactionParams,
  by: READERS,
  over: [surveyResponses, tiersSection],
  shape: reportShape,
  run: async (params, asking): Promise<Report> => {
    const { groups, judging, summary } = await asked(params, asking);
    const rows = groups
      .map(({ column, name, tally }) => ({ name, row: { ...column, ...claimed(judged(tally, judging)) } }))
      .filter(({ row }) => row.answers > 0);
    const worst = ({ upper }: Claimed): number => upper ?? Infinity;
    const order = (a: (typeof rows)[number], b: (typeof rows)[number]): number =>
      worst(a.row) === worst(b.row)
        ? b.row.answers - a.row.answers || compareTexts(a.name, b.name)
        : worst(a.row) - worst(b.row);
    return { summary, rows: rows.sort(order).map(({ row }) => row) };
  },
});

/** How the direction was tested is in the trends: a table of all would be wider than a screen. */
const claimed = ({ answers, value, lower, upper, direction, target, gain, gained }: Claimed): Claimed => ({
  ...{ answers, value, lower, upper, direction, target, gain, gained },
});
