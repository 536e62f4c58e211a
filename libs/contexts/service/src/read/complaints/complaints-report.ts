import { IsOneOf, Titled } from '@dossier/fields';
import {
  type CodeOf,
  daysBetween,
  defineQuery,
  defineTerms,
  kind,
  monthOf,
  optional,
  orNull,
  READERS,
  shape,
  type Shown,
  type Text,
} from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { isOpen } from '../../complaint-log';
import { COMPLAINT_CAUSE, RESPONSIBLE, SEVERITY } from '../../complaint-parts';
import { type ComplaintSummary, complaintSummaryOf, counts } from '../../complaint-summary';
import { IsMonth } from '../../is-month';
import { inHundredths, meanOf } from '../../request-summary';
import { cut } from '../../step-log';
import { complaints } from '../../complaints';

const groupings = defineTerms(
  'service.complaints-by',
  { zh: '分组', en: 'By' },
  {
    month: { zh: '受理月份', en: 'month of filing' },
    responsible: { zh: '责任部门', en: 'responsible department' },
    severity: { zh: '严重程度', en: 'severity' },
    cause: { zh: '根本原因', en: 'root cause' },
  },
);
type GroupedBy = CodeOf<typeof groupings>;

export class ComplaintsParams {
  @Titled(groupings.title, { help: { zh: '省略则按受理月份。', en: 'Left out: by the month of filing.' } })
  @IsOptional()
  @IsOneOf(groupings)
  readonly by?: GroupedBy;
  @Titled(
    { zh: '月份', en: 'Month' },
    {
      help: {
        zh: '只含此月受理的，如 2026-03；省略则为各月。',
        en: 'Those filed in this month alone, such as 2026-03; left out: all of them.',
      },
    },
  )
  @IsOptional()
  @IsMonth()
  readonly month?: string;
}

const FIGURES = {
  complaints: kind.count(
    { zh: '投诉', en: 'Complaints' },
    { help: { zh: '不含客户撤回的', en: 'without those withdrawn' } },
  ),
  open: kind.count({ zh: '未结案', en: 'Open' }),
  waiting: kind.count({ zh: '等待客户', en: 'Waiting for the customer' }),
  closed: kind.count({ zh: '已结案', en: 'Closed' }),
  withdrawn: kind.count({ zh: '客户撤回', en: 'Withdrawn' }),
  escalated: kind.count({ zh: '已升级', en: 'Escalated' }),
  responseMissed: kind.count({ zh: '调查超时', en: 'Investigated late' }),
  resolutionMissed: kind.count({ zh: '结案超时', en: 'Closed late' }),
  satisfied: kind.count({ zh: '客户满意', en: 'Satisfied' }),
  meanDays: orNull(kind.days({ zh: '平均结案天数', en: 'Mean days to close' })),
};
const reportShape = shape({
  rows: kind.rows(
    { zh: '分组统计', en: 'By group' },
    {
      month: optional(kind.day({ zh: '受理月份', en: 'Month of filing' })),
      responsible: optional(orNull(kind.department(RESPONSIBLE))),
      severity: optional(SEVERITY),
      cause: optional(orNull(COMPLAINT_CAUSE)),
      label: optional(
        kind.words(
          { zh: '名称', en: 'Name' },
          { help: { zh: '仅用于尚未查明的一组', en: 'Only of the group of what is not found yet' } },
        ),
      ),
      ...FIGURES,
    },
  ),
  total: kind.group({ zh: '合计', en: 'Total' }, FIGURES),
});
type Report = Shown<typeof reportShape>;
interface Counted extends ComplaintSummary {
  readonly month: string;
}

/** 投诉统计: of each month, department, severity or cause, as of a day and as it was known on another. */
export const complaintsReport = defineQuery({
  name: 'report.complaints',
  title: { zh: '投诉统计', en: 'Complaints' },
  params: ComplaintsParams,
  by: READERS,
  asKnown: true,
  over: [complaints],
  shape: reportShape,
  run: async ({ by = 'month', month: wanted }, { reads, asOf, zone }): Promise<Report> => {
    const all: Counted[] = [];
    for await (const chunk of reads.documents(complaints))
      for (const { doc } of chunk) {
        const summary = complaintSummaryOf(cut(doc.log, { asOf }), asOf);
        if (summary === null) continue;
        const month = monthOf(summary.filedAt, zone);
        if (wanted === undefined || wanted === month) all.push({ ...summary, month });
      }
    const groups = new Map<string | null, Counted[]>();
    for (const one of all) {
      const some = groups.get(one[by]);
      if (some) some.push(one);
      else groups.set(one[by], [one]);
    }
    const rows = [...groups]
      .sort(([a], [b]) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1)) // what is not known yet comes last
      .map(([group, some]) => ({ [by]: group, ...(group === null && { label: UNKNOWN }), ...figuresOf(some) }));
    return { rows, total: figuresOf(all) };
  },
});

/** The group of what is not found yet. */
const UNKNOWN: Text = { zh: '未查明', en: 'not found yet' };

function figuresOf(all: readonly Counted[]): Report['total'] {
  const some = all.filter(counts);
  const count = (isSo: (one: Counted) => boolean): number => some.filter(isSo).length;
  const days = some.flatMap(({ filedAt, closedAt }) => (closedAt === null ? [] : [daysBetween(filedAt, closedAt)]));
  return {
    complaints: some.length,
    open: count(isOpen),
    waiting: count(({ waitingId }) => waitingId !== null),
    closed: days.length,
    withdrawn: all.length - some.length,
    escalated: count(({ escalated }) => escalated.length > 0),
    responseMissed: count(({ response }) => response === 'missed'),
    resolutionMissed: count(({ resolution }) => resolution === 'missed'),
    satisfied: count(({ satisfied }) => satisfied === true),
    meanDays: inHundredths(meanOf(days)),
  };
}
