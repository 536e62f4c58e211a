import { IsForm, Titled } from '@dossier/fields';
import { dayOf, defineQuery, kind, orNull, READERS, shape, type Shown } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { complaintSummaryOf, counts, targetOf } from '../../complaint-summary';
import { targetScopes } from '../../complaint-terms';
import { cut } from '../../step-log';
import { complaints } from '../../complaints';

export class ComplaintTargetParams {
  @Titled(
    { zh: '年份', en: 'Year' },
    { help: { zh: '如 2026；省略则为 asOf 当年。', en: 'Such as 2026; left out: that of asOf.' } },
  )
  @IsOptional()
  @IsForm(/^\d{4}$/, { zh: '年份，如 "2026"', en: 'a year, such as "2026"' })
  readonly year?: string;
}

const targetShape = shape({
  year: kind.text({ zh: '年份', en: 'Year' }),
  scope: kind.code(targetScopes.title, targetScopes),
  mostPerYear: kind.count({ zh: '每年最多', en: 'At most, a year' }),
  policyVersion: kind.number({ zh: '政策版本', en: 'Version of the policy' }),
  complaints: kind.count({ zh: '投诉合计', en: 'Complaints in all' }),
  customers: kind.count({ zh: '有投诉的客户', en: 'Customers with complaints' }),
  customersMissed: orNull(
    kind.count(
      { zh: '未达标客户', en: 'Customers above the target' },
      { help: { zh: '目标为全公司时为 null', en: 'null where the target is the company’s' } },
    ),
  ),
  met: kind.flag({ zh: '达标', en: 'Met' }),
  rows: kind.rows(
    { zh: '按客户', en: 'By customer' },
    {
      customer: orNull(kind.customer({ zh: '客户', en: 'Customer' })),
      complaints: kind.count({ zh: '投诉', en: 'Complaints' }),
      met: orNull(kind.flag({ zh: '达标', en: 'Met' })),
    },
  ),
});

/** 投诉目标: at most so many a year, of each customer or of the company, by the policy in force. */
export const complaintTargetReport = defineQuery({
  name: 'report.complaint-target',
  title: { zh: '投诉目标达成情况', en: 'Complaints against the target' },
  params: ComplaintTargetParams,
  by: READERS,
  asKnown: true,
  over: [complaints],
  shape: targetShape,
  run: async ({ year: wanted }, { reads, asOf, zone, policies }): Promise<Shown<typeof targetShape>> => {
    const year = wanted ?? dayOf(asOf, zone).slice(0, 4);
    const byCustomer = new Map<string | null, number>();
    for await (const chunk of reads.documents(complaints))
      for (const { doc } of chunk) {
        const summary = complaintSummaryOf(cut(doc.log, { asOf }), asOf);
        if (summary === null || !counts(summary) || dayOf(summary.filedAt, zone).slice(0, 4) !== year) continue;
        byCustomer.set(doc.customer, (byCustomer.get(doc.customer) ?? 0) + 1);
      }
    const all = [...byCustomer.values()].reduce((sum, each) => sum + each, 0);
    const { scope, mostPerYear, policyVersion, met } = targetOf(all, policies);
    const isEach = scope === 'account';
    const rows = [...byCustomer]
      .sort(([a, some], [b, others]) => others - some || ((a ?? '') < (b ?? '') ? -1 : 1))
      .map(([customer, count]) => ({
        customer,
        complaints: count,
        met: isEach ? targetOf(count, policies).met : null,
      }));
    const missed = rows.filter((row) => row.met === false).length;
    return {
      ...{ year, scope, mostPerYear, policyVersion, complaints: all, customers: rows.length },
      customersMissed: isEach ? missed : null,
      met: isEach ? missed === 0 : met,
      rows,
    };
  },
});
