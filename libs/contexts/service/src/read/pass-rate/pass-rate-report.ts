import { IsId, IsOneOf, IsReference, Titled } from '@dossier/fields';
import {
  compareTexts,
  defineQuery,
  type Instant,
  kind,
  monthOf,
  optional,
  READERS,
  shape,
  type Shown,
  startOfDay,
} from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { PRODUCT } from '../../complaint-parts';
import {
  firstMonth,
  NOTHING_COUNTED,
  ofInspection,
  ofReturn,
  passRateOf,
  plus,
  type QualityCounts,
  sumOf,
} from '../../pass-rate';
import { PASS_RATE, QUALITY_CUSTOMER } from '../../quality-parts';
import { qualityPolicy } from '../../quality-policy';
import { type PassGrouping, passGroupings } from '../../quality-terms';
import { inspections } from '../../inspections';
import { qualityReturns } from '../../quality-returns';

export class PassRateParams {
  @Titled(passGroupings.title, { help: { zh: '省略则按产品。', en: 'Left out: by product.' } })
  @IsOptional()
  @IsOneOf(passGroupings)
  readonly by?: PassGrouping;
  @Titled(
    { zh: '客户', en: 'Customer' },
    { help: { zh: '只计该客户（编号）的。', en: 'Of the customer with this id alone.' } },
  )
  @IsOptional()
  @IsId()
  readonly customer?: string;
  @Titled(PRODUCT, { help: { zh: '只计该产品的。', en: 'Of this product alone.' } })
  @IsOptional()
  @IsReference()
  readonly product?: string;
}

const reportShape = shape({
  summary: kind.group(
    { zh: '概要', en: 'Summary' },
    {
      asOf: kind.instant({ zh: '截至', en: 'As of' }),
      since: kind.day({ zh: '自', en: 'Since' }),
      policyVersion: kind.count({ zh: '政策版本', en: 'Version of the policy' }),
      targetPercent: kind.percent({ zh: '合格率目标', en: 'Target of the pass rate' }),
    },
  ),
  rows: kind.rows(passGroupings.title, {
    product: optional(kind.text(PRODUCT)),
    customer: optional(QUALITY_CUSTOMER),
    month: optional(kind.day({ zh: '月份', en: 'Month' })),
    ...PASS_RATE,
  }),
  total: kind.group({ zh: '合计', en: 'Total' }, PASS_RATE),
});
type Report = Shown<typeof reportShape>;

/** What is counted of one product of one customer. */
interface Counted {
  readonly at: Instant;
  readonly customer: string;
  readonly product: string;
  readonly counts: QualityCounts;
}

/** 合格率: passed of inspected over the latest months, with its interval, as of a day and as it was known on another. */
export const passRateReport = defineQuery({
  name: 'report.pass-rate',
  title: { zh: '合格率', en: 'Pass rate' },
  params: PassRateParams,
  by: READERS,
  asKnown: true,
  over: [inspections, qualityReturns],
  shape: reportShape,
  run: async ({ by = 'product', customer, product }, { reads, asOf, zone, policies }): Promise<Report> => {
    const { document: policy, version: policyVersion } = policies(qualityPolicy);
    const since = `${firstMonth(monthOf(asOf, zone), policy)}-01`;
    const from = startOfDay(since, zone);
    const groups = new Map<string, QualityCounts>();
    const add = ({ at, counts, ...of }: Counted): void => {
      if (at < from || at > asOf) return;
      if ((customer ?? of.customer) !== of.customer || (product ?? of.product) !== of.product) return;
      const name = by === 'month' ? monthOf(at, zone) : of[by];
      groups.set(name, plus(groups.get(name) ?? NOTHING_COUNTED, counts));
    };
    for await (const chunk of reads.documents(inspections))
      for (const { doc } of chunk)
        add({
          ...{ at: doc.inspectedAt, customer: doc.customer, product: doc.content.product },
          counts: ofInspection(doc.content),
        });
    for await (const chunk of reads.documents(qualityReturns))
      for (const { doc } of chunk)
        add({
          ...{ at: doc.returnedAt, customer: doc.customer, product: doc.content.product },
          counts: ofReturn(doc.content),
        });
    const found = [...groups].map(([name, counts]) => ({ name, ...passRateOf(counts, policy) }));
    // the worst first, by what it is at most; those with too few last
    const most = ({ upper }: (typeof found)[number]): number => upper ?? Infinity;
    const worst = (a: (typeof found)[number], b: (typeof found)[number]): number =>
      most(a) === most(b) ? b.inspected - a.inspected || compareTexts(a.name, b.name) : most(a) - most(b);
    const inOrder = found.sort(by === 'month' ? (a, b) => compareTexts(a.name, b.name) : worst);
    return {
      summary: { asOf, since, policyVersion, targetPercent: policy.targetPercent },
      rows: inOrder.map(({ name, ...rate }) => ({ [by]: name, ...rate })),
      total: passRateOf(sumOf([...groups.values()]), policy),
    };
  },
});
