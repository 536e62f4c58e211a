import { IsOneOf, Titled } from '@dossier/fields';
import { compareTexts, defineQuery, kind, optional, percentOf, READERS, shape, type Shown } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { statusAt } from '../../promised';
import { BY_CUSTOMER, BY_DEPARTMENT, KEPT_IN_TIME, KEPT_LATE, KEPT_PERCENT, OWNER } from '../../shown-parts';
import {
  type PromiseGrouping,
  promiseGroupings,
  type PromiseKind,
  promiseKinds,
  type PromiseStatus,
  promiseStatuses,
} from '../../terms';
import { promises } from './promises';

export class PromisesParams {
  @Titled(promiseGroupings.title, { help: { zh: '省略则按负责人。', en: 'Left out: by owner.' } })
  @IsOptional()
  @IsOneOf(promiseGroupings)
  readonly by?: PromiseGrouping;
  @Titled(promiseKinds.title, { help: { zh: '省略则两种都计。', en: 'Left out: both.' } })
  @IsOptional()
  @IsOneOf(promiseKinds)
  readonly kind?: PromiseKind;
}

const { words } = promiseStatuses;
const COUNTED = {
  made: kind.count({ zh: '约定数', en: 'Made' }),
  keptInTime: KEPT_IN_TIME,
  keptLate: KEPT_LATE,
  overdue: kind.count(words.overdue),
  notDue: kind.count({ zh: '未到期', en: 'Not due yet' }),
  released: kind.count(words.released),
  keptPercent: KEPT_PERCENT,
};
const reportShape = shape({
  rows: kind.rows(promiseGroupings.title, {
    owner: optional(kind.text(OWNER)),
    department: BY_DEPARTMENT,
    customer: BY_CUSTOMER,
    ...COUNTED,
  }),
  total: kind.group({ zh: '合计', en: 'Total' }, COUNTED),
});
type Report = Shown<typeof reportShape>;
type Counted = Report['total'];

/** 承诺兑现: how many promises were kept in time, late or not at all, as of a day. */
export const promisesReport = defineQuery({
  name: 'report.promises',
  title: { zh: '承诺兑现率', en: 'Promises kept' },
  params: PromisesParams,
  by: READERS,
  over: [promises],
  shape: reportShape,
  run: async ({ by = 'owner', kind: wanted }, { reads, asOf }): Promise<Report> => {
    const groups = new Map<string, PromiseStatus[]>();
    const all: PromiseStatus[] = [];
    const where = [
      { field: 'madeAt', op: 'lte' as const, value: asOf },
      ...(wanted === undefined ? [] : [{ field: 'kind', op: 'eq' as const, value: wanted }]),
    ];
    for await (const chunk of reads.documents(promises, { where }))
      for (const { doc } of chunk) {
        const status = statusAt(doc, asOf);
        all.push(status);
        const some = groups.get(doc[by]);
        if (some) some.push(status);
        else groups.set(doc[by], [status]);
      }
    const rows = [...groups].map(([name, some]) => ({ [by]: name, ...counted(some) }));
    const most = (a: Counted, b: Counted): number => b.overdue - a.overdue || b.made - a.made;
    const nameOf = (row: Report['rows'][number]): string => row[by] ?? '';
    return {
      rows: (rows as Report['rows'][number][]).sort((a, b) => most(a, b) || compareTexts(nameOf(a), nameOf(b))),
      total: counted(all),
    };
  },
});

function counted(some: readonly PromiseStatus[]): Counted {
  const count = (status: PromiseStatus): number => some.filter((each) => each === status).length;
  const [keptInTime, keptLate, overdue] = [count('kept'), count('kept-late'), count('overdue')];
  const due = keptInTime + keptLate + overdue;
  return {
    ...{ made: some.length, keptInTime, keptLate, overdue, notDue: count('open'), released: count('released') },
    keptPercent: due === 0 ? null : percentOf(keptInTime, due, 1),
  };
}
