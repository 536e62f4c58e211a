import { Titled } from '@dossier/fields';
import { defineQuery, kind, monthOf, orNull, percentOf, READERS, shape, type Shown } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { IsMonth } from '../../is-month';
import { daysToResolve, inHundredths, meanOf, medianOf, type Summary, summaryOf } from '../../request-summary';
import { cut } from '../../step-log';
import { type LevelStanding, type ServiceClock } from '../../terms';
import { serviceRequests } from '../../service-requests';

export class SlaParams {
  @Titled(
    { zh: '月份', en: 'Month' },
    {
      help: {
        zh: '受理的月份，如 2026-03；省略则为各月。',
        en: 'Month in which they were opened, such as 2026-03; left out: all of them.',
      },
    },
  )
  @IsOptional()
  @IsMonth()
  readonly month?: string;
}

const percent = (zh: string, en: string) => orNull(kind.percent({ zh, en }));
const FIGURES = {
  requests: kind.count({ zh: '受理', en: 'Opened' }),
  resolved: kind.count({ zh: '已解决', en: 'Resolved' }),
  closed: kind.count({ zh: '已关闭', en: 'Closed' }),
  reopened: kind.count({ zh: '多次解决', en: 'Resolved more than once' }),
  responseMet: kind.count({ zh: '响应达标', en: 'Response met' }),
  responseMissed: kind.count({ zh: '响应超时', en: 'Response missed' }),
  responseRunning: kind.count({ zh: '响应未定', en: 'Response not decided' }),
  responseRate: percent('响应达标率', 'Responses in time'),
  resolutionMet: kind.count({ zh: '解决达标', en: 'Resolution met' }),
  resolutionMissed: kind.count({ zh: '解决超时', en: 'Resolution missed' }),
  resolutionRunning: kind.count({ zh: '解决未定', en: 'Resolution not decided' }),
  resolutionRate: percent('解决达标率', 'Resolutions in time'),
  meanDays: orNull(kind.days({ zh: '平均解决天数', en: 'Mean days to resolve' })),
  medianDays: orNull(kind.days({ zh: '解决天数中位数', en: 'Median days to resolve' })),
  closedMeanDays: orNull(kind.days({ zh: '已关闭者平均解决天数', en: 'Mean days to resolve, of those closed' })),
  closedMedianDays: orNull(kind.days({ zh: '已关闭者解决天数中位数', en: 'Median days to resolve, of those closed' })),
};
const reportShape = shape({
  rows: kind.rows(
    { zh: '按受理月份', en: 'By month of opening' },
    { month: kind.day({ zh: '月份', en: 'Month' }), ...FIGURES },
  ),
  total: kind.group({ zh: '合计', en: 'Total' }, FIGURES),
});
type Report = Shown<typeof reportShape>;

/** 服务时限: what became of the requests of each month, as of a day and as it was known on another. */
export const slaReport = defineQuery({
  name: 'report.sla',
  title: { zh: '服务时限达标情况', en: 'Service levels met and missed' },
  params: SlaParams,
  by: READERS,
  asKnown: true,
  over: [serviceRequests],
  shape: reportShape,
  run: async ({ month: wanted }, { reads, asOf, zone }): Promise<Report> => {
    const months = new Map<string, Summary[]>();
    for await (const chunk of reads.documents(serviceRequests))
      for (const { doc } of chunk) {
        const summary = summaryOf(cut(doc.log, { asOf }), asOf);
        if (summary === null) continue;
        const month = monthOf(summary.openedAt, zone);
        if (wanted !== undefined && wanted !== month) continue;
        const some = months.get(month);
        if (some) some.push(summary);
        else months.set(month, [summary]);
      }
    const rows = [...months].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      rows: rows.map(([month, some]) => ({ month, ...figuresOf(some) })),
      total: figuresOf(rows.flatMap(([, some]) => some)),
    };
  },
});

function figuresOf(some: readonly Summary[]): Report['total'] {
  const count = (isSo: (one: Summary) => boolean): number => some.filter(isSo).length;
  const stand = (clock: ServiceClock, standing: LevelStanding): number => count((one) => one[clock] === standing);
  const days = some.flatMap((one) => daysToResolve(one) ?? []);
  const closed = some.filter(({ status }) => status === 'closed');
  const closedDays = closed.flatMap((one) => daysToResolve(one) ?? []);
  return {
    requests: some.length,
    resolved: days.length,
    closed: closed.length,
    reopened: count(({ resolutionCount }) => resolutionCount > 1),
    responseMet: stand('response', 'met'),
    responseMissed: stand('response', 'missed'),
    responseRunning: stand('response', 'running'),
    responseRate: rateOf(stand('response', 'met'), stand('response', 'missed')),
    resolutionMet: stand('resolution', 'met'),
    resolutionMissed: stand('resolution', 'missed'),
    resolutionRunning: stand('resolution', 'running'),
    resolutionRate: rateOf(stand('resolution', 'met'), stand('resolution', 'missed')),
    meanDays: inHundredths(meanOf(days)),
    medianDays: inHundredths(medianOf(days)),
    closedMeanDays: inHundredths(meanOf(closedDays)),
    closedMedianDays: inHundredths(medianOf(closedDays)),
  };
}

const rateOf = (met: number, missed: number): number | null =>
  met + missed === 0 ? null : percentOf(met, met + missed, 1);
