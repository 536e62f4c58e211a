import { IsOneOf, Titled } from '@dossier/fields';
import {
  compareTexts,
  defineQuery,
  kind,
  optional,
  orNull,
  percentOf,
  READERS,
  shape,
  type Shown,
} from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { statusAt } from '../../awaited';
import { CATEGORY, FEEDBACK_KIND, GROUPED } from '../../shown-parts';
import { type FeedbackGrouping, feedbackGroupings, type FeedbackStatus, feedbackStatuses, topics } from '../../terms';
import { type FeedbackDocument, feedbackList } from './feedback';

export class FeedbackParams {
  @Titled(feedbackGroupings.title, { help: { zh: '省略则按种类。', en: 'Left out: by kind.' } })
  @IsOptional()
  @IsOneOf(feedbackGroupings)
  readonly by?: FeedbackGrouping;
}

const { words } = feedbackStatuses;
const COUNTED = {
  received: kind.count({ zh: '收到', en: 'Received' }),
  answered: kind.count(words.answered),
  answeredLate: kind.count(words['answered-late']),
  overdue: kind.count(words.overdue),
  open: kind.count(words.open),
  inTimePercent: orNull(
    kind.percent(
      { zh: '按期回复率', en: 'Answered in time, of those due' },
      { help: { zh: '尚无到期反馈时为 null', en: 'null where none fell due' } },
    ),
  ),
};
const reportShape = shape({
  rows: kind.rows(feedbackGroupings.title, {
    kind: optional(FEEDBACK_KIND),
    category: optional(orNull(kind.mostlyCode(CATEGORY, topics))),
    topic: GROUPED.topic,
    product: GROUPED.product,
    department: GROUPED.department,
    customer: GROUPED.customer,
    ...COUNTED,
  }),
  total: kind.group({ zh: '合计', en: 'Total' }, COUNTED),
});
type Report = Shown<typeof reportShape>;
type Counted = Report['total'];

const groupOf = (by: FeedbackGrouping, { content, category, customer }: FeedbackDocument): string | null =>
  ({
    kind: content.kind,
    category,
    topic: content.topic ?? null,
    product: content.product ?? null,
    department: content.ratedDepartment ?? null,
    customer,
  })[by];

/** 反馈处理: how much feedback was answered in time, late or not at all, as of a day. */
export const feedbackReport = defineQuery({
  name: 'report.feedback',
  title: { zh: '反馈处理', en: 'Feedback answered' },
  params: FeedbackParams,
  by: READERS,
  over: [feedbackList],
  shape: reportShape,
  run: async ({ by = 'kind' }, { reads, asOf }): Promise<Report> => {
    const groups = new Map<string | null, FeedbackStatus[]>();
    const all: FeedbackStatus[] = [];
    const where = [{ field: 'receivedAt', op: 'lte' as const, value: asOf }];
    for await (const chunk of reads.documents(feedbackList, { where }))
      for (const { doc } of chunk) {
        const status = statusAt(doc, asOf);
        if (status === null) continue;
        all.push(status);
        const some = groups.get(groupOf(by, doc));
        if (some) some.push(status);
        else groups.set(groupOf(by, doc), [status]);
      }
    const rows = [...groups].map(([name, some]) => ({ [by]: name, ...counted(some) }));
    const most = (a: Counted, b: Counted): number => b.overdue - a.overdue || b.received - a.received;
    const nameOf = (row: Report['rows'][number]): string => row[by] ?? '';
    return { rows: rows.sort((a, b) => most(a, b) || compareTexts(nameOf(a), nameOf(b))), total: counted(all) };
  },
});

function counted(some: readonly FeedbackStatus[]): Counted {
  const count = (status: FeedbackStatus): number => some.filter((each) => each === status).length;
  const [answered, answeredLate, overdue] = [count('answered'), count('answered-late'), count('overdue')];
  const due = answered + answeredLate + overdue;
  return {
    ...{ received: some.length, answered, answeredLate, overdue, open: count('open') },
    inTimePercent: due === 0 ? null : percentOf(answered, due, 1),
  };
}
