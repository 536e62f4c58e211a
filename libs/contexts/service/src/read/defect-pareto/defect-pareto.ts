import { IsId, IsLabel, IsOneOf, IsReference, Titled } from '@dossier/fields';
import {
  compareTexts,
  defineQuery,
  type Instant,
  isShare,
  kind,
  monthOf,
  optional,
  percentOf,
  READERS,
  type Reads,
  shape,
  type Shown,
  startOfDay,
} from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { COMPLAINT_CAUSE, PRODUCT } from '../../complaint-parts';
import { complaintSummaryOf, counts } from '../../complaint-summary';
import type { ComplaintCause } from '../../complaint-terms';
import { inspections } from '../../inspections';
import { IsMonth } from '../../is-month';
import { firstMonth } from '../../pass-rate';
import { DEFECT } from '../../quality-parts';
import { qualityPolicy } from '../../quality-policy';
import { qualityReturns } from '../../quality-returns';
import { type ParetoKind, paretoKinds, type ReturnReason, returnReasons } from '../../quality-terms';
import { cut } from '../../step-log';
import { complaints } from '../../complaints';

export class DefectParetoParams {
  @Titled(paretoKinds.title, {
    help: { zh: '省略则为检验发现的缺陷。', en: 'Left out: defects that inspections found.' },
  })
  @IsOptional()
  @IsOneOf(paretoKinds)
  readonly of?: ParetoKind;
  @Titled(
    { zh: '起始月份', en: 'From this month on' },
    {
      help: {
        zh: '自此月初起，至截至时刻止；省略则按合格率政策所看的月数。',
        en: 'From its first day up to the instant as of which it is; left out: the months that policy pass-rate looks at.',
      },
    },
  )
  @IsOptional()
  @IsMonth()
  readonly since?: string;
  @Titled(PRODUCT, { help: { zh: '只计该产品的。', en: 'Of this product alone.' } })
  @IsOptional()
  @IsReference()
  readonly product?: string;
  @Titled({ zh: '业务线', en: 'Business line' }, { help: { zh: '只计该业务线的。', en: 'Of this line alone.' } })
  @IsOptional()
  @IsLabel()
  readonly businessLine?: string;
  @Titled(
    { zh: '客户', en: 'Customer' },
    { help: { zh: '只计该客户（编号）的。', en: 'Of the customer with this id alone.' } },
  )
  @IsOptional()
  @IsId()
  readonly customer?: string;
}

/** The few that make so much of all are to be looked at first. */
const VITAL_PERCENT = 80;

const reportShape = shape({
  summary: kind.group(
    { zh: '概要', en: 'Summary' },
    {
      of: kind.code(paretoKinds.title, paretoKinds),
      asOf: kind.instant({ zh: '截至', en: 'As of' }),
      since: kind.day({ zh: '自', en: 'Since' }),
      policyVersion: kind.count({ zh: '政策版本', en: 'Version of the policy' }),
      total: kind.count({ zh: '合计', en: 'Total' }, { help: { zh: '占比的分母', en: 'of which the shares are' } }),
      vitalFew: kind.count({ zh: '主要项数', en: 'Vital few' }),
      unknown: kind.count(
        { zh: '原因未查明', en: 'Cause not known' },
        { help: { zh: '未查明原因的投诉，不计入合计', en: 'complaints without a cause yet, not in the total' } },
      ),
    },
  ),
  rows: kind.rows(
    { zh: '由多到少', en: 'The most frequent first' },
    {
      defect: optional(kind.text(DEFECT)),
      cause: optional(COMPLAINT_CAUSE),
      reason: optional(kind.code(returnReasons.title, returnReasons)),
      count: kind.count({ zh: '件数', en: 'Count' }),
      percent: kind.percent({ zh: '占比', en: 'Share' }),
      cumulativePercent: kind.percent({ zh: '累计占比', en: 'Cumulative share' }),
      vital: kind.flag(
        { zh: '主要', en: 'One of the vital few' },
        {
          help: {
            zh: '累计占比达到 80 % 为止的各项；“其他”总列最后，从不算主要',
            en: 'those that together make 80 %; “other” comes last and is never one of them',
          },
        },
      ),
    },
  ),
});
type Report = Shown<typeof reportShape>;

/** Something that went wrong, and so many times. */
interface Counted {
  readonly at: Instant;
  readonly customer: string | null;
  readonly product: string | null;
  readonly businessLine: string | null;
  /** null: not known yet. */
  readonly name: string | null;
  readonly count: number;
}

/** Everything of a kind that counts as of an instant. */
const counted: Readonly<Record<ParetoKind, (reads: Reads, asOf: Instant) => AsyncGenerator<Counted>>> = {
  defect: async function* (reads) {
    for await (const chunk of reads.documents(inspections))
      for (const { doc } of chunk)
        for (const { defect: name, count } of doc.content.defects ?? [])
          yield { ...doc, at: doc.inspectedAt, product: doc.content.product, name, count };
  },
  cause: async function* (reads, asOf) {
    for await (const chunk of reads.documents(complaints))
      for (const { doc } of chunk) {
        const summary = complaintSummaryOf(cut(doc.log, { asOf }), asOf);
        if (summary !== null && counts(summary)) yield { ...doc, at: summary.filedAt, name: summary.cause, count: 1 };
      }
  },
  reason: async function* (reads) {
    for await (const chunk of reads.documents(qualityReturns))
      for (const { doc } of chunk) {
        const { product, because: name, quantity: count } = doc.content;
        yield { ...doc, at: doc.returnedAt, product, name, count };
      }
  },
};

/** What is no kind of its own, in whatever list of codes. */
const OTHER = 'other' satisfies ComplaintCause & ReturnReason;

/** 帕累托: which defects or causes make most of what went wrong, as of a day and as it was known on another. */
export const defectPareto = defineQuery({
  name: 'report.defect-pareto',
  title: { zh: '缺陷帕累托：哪些缺陷或原因占大多数', en: 'Defect Pareto: which defects or causes make most of all' },
  params: DefectParetoParams,
  by: READERS,
  asKnown: true,
  over: [inspections, qualityReturns, complaints],
  shape: reportShape,
  run: async ({ of = 'defect', since: month, ...wanted }, { reads, asOf, zone, policies }): Promise<Report> => {
    const { document: policy, version: policyVersion } = policies(qualityPolicy);
    const since = `${month ?? firstMonth(monthOf(asOf, zone), policy)}-01`;
    const from = startOfDay(since, zone);
    const isWanted = (one: Counted): boolean =>
      one.at >= from &&
      one.at <= asOf &&
      (['customer', 'product', 'businessLine'] as const).every((part) => (wanted[part] ?? one[part]) === one[part]);
    const sums = new Map<string, number>();
    let unknown = 0;
    for await (const one of counted[of](reads, asOf))
      if (!isWanted(one)) continue;
      else if (one.name === null) unknown += one.count;
      else sums.set(one.name, (sums.get(one.name) ?? 0) + one.count);
    const isOther = (name: string): number => (of !== 'defect' && name === OTHER ? 1 : 0);
    const inOrder = [...sums].sort(
      ([a, some], [b, more]) => isOther(a) - isOther(b) || more - some || compareTexts(a, b),
    );
    const total = inOrder.reduce((sum, [, count]) => sum + count, 0);
    let before = 0;
    const rows = inOrder.map(([name, count]) => {
      const vital = isOther(name) === 0 && !isShare(before, VITAL_PERCENT, total);
      before += count;
      const shares = { percent: percentOf(count, total), cumulativePercent: percentOf(before, total) };
      return { [of]: name, count, ...shares, vital };
    });
    const vitalFew = rows.filter((row) => row.vital).length;
    return { summary: { of, asOf, since, policyVersion, total, vitalFew, unknown }, rows };
  },
});
