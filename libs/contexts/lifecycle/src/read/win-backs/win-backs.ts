import {
  compareTexts,
  dayOf,
  defineQuery,
  kind,
  NoParams,
  optional,
  orNull,
  percentOf,
  READERS,
  shape,
  type Shown,
  type Text,
} from '@dossier/kernel';
import { percentile } from '@dossier/statistics';
import { lifecyclePolicy } from '../../lifecycle-policy';
import { lifecycleSection } from '../../lifecycle-section';
import { CAME_BACK, CAUSE, CUSTOMERS, POLICY_VERSION } from '../../shown-parts';
import { isKnown, stageAt } from '../../stages';
import { cameBack, round1 } from '../../standing';
import { winBackCauses } from '../../terms';
import { winBacksOf } from '../../win-backs';

/** In place of a cause that nobody recorded. */
const NOT_RECORDED: Text = { zh: '未登记', en: 'not recorded' };
const WITHOUT_CAUSE = optional(
  kind.words(
    { zh: '名称', en: 'Name' },
    { help: { zh: '仅用于未登记原因的', en: 'Only where no cause was recorded' } },
  ),
);

/** Most rows of one answer. */
const MOST = 2000;

const WIN_BACKS = kind.count({ zh: '挽回次数', en: 'Won back' });
const winBacksShape = shape({
  summary: kind.group(
    { zh: '汇总', en: 'Summary' },
    {
      asOf: kind.instant({ zh: '截至', en: 'As of' }),
      policyVersion: POLICY_VERSION,
      churns: kind.count({ zh: '流失次数', en: 'Churned' }),
      wonBack: WIN_BACKS,
      winBackPercent: orNull(kind.percent({ zh: '挽回率', en: 'Win-back rate' })),
      customers: CUSTOMERS,
      withoutCause: kind.count({ zh: '未登记原因', en: 'Without a cause' }),
      medianDays: orNull(kind.days({ zh: '中位天数', en: 'Median days' })),
    },
  ),
  rows: kind.rows(
    { zh: '历次挽回', en: 'Win-backs' },
    {
      customer: kind.customer({ zh: '客户', en: 'Customer' }),
      wonBackOn: kind.day({ zh: '挽回日期', en: 'Came back on' }),
      ...CAME_BACK,
      label: WITHOUT_CAUSE,
      stayed: kind.flag(
        { zh: '仍未流失', en: 'Not lost again' },
        { help: { zh: '此后至今没有再次流失。', en: 'Not churned again since.' } },
      ),
    },
  ),
  left: kind.count(
    { zh: '未列出次数', en: 'Not in these rows' },
    { help: { zh: `最多列出最近的 ${MOST} 次。`, en: `At most the latest ${MOST} are given.` } },
  ),
  causes: kind.rows(
    { zh: '各挽回原因', en: 'By cause' },
    {
      cause: CAUSE,
      label: WITHOUT_CAUSE,
      wonBack: WIN_BACKS,
      stayed: kind.count({ zh: '仍未流失', en: 'Not lost again' }),
    },
  ),
});
type Answer = Shown<typeof winBacksShape>;
type Row = Answer['rows'][number];

const labelOf = (cause: Row['cause']): Pick<Row, 'label'> => (cause === null ? { label: NOT_RECORDED } : {});

/** The latest first. */
const later = (a: Row, b: Row): number =>
  compareTexts(b.wonBackOn, a.wonBackOn) || compareTexts(a.customer, b.customer);

class Counted {
  churns = 0;
  readonly customers = new Set<string>();
  readonly days: number[] = [];
  readonly causes = new Map<Row['cause'], { wonBack: number; stayed: number }>();
  private kept: Row[] = [];

  add(row: Row): void {
    this.customers.add(row.customer);
    this.days.push(row.silentDays);
    const counted = this.causes.get(row.cause) ?? { wonBack: 0, stayed: 0 };
    counted.wonBack++;
    if (row.stayed) counted.stayed++;
    this.causes.set(row.cause, counted);
    this.kept.push(row);
    if (this.kept.length >= 2 * MOST) this.kept = this.latest();
  }

  latest(): Row[] {
    return this.kept.sort(later).slice(0, MOST);
  }
}

/** 客户挽回: customers that were churned and came back, why as far as it was recorded, and whether they stayed. */
export const winBacks = defineQuery({
  name: 'report.win-backs',
  title: {
    zh: '客户挽回：流失后再次购买的客户与原因',
    en: 'Win-backs: customers that were lost and came back, and why',
  },
  params: NoParams,
  by: READERS,
  over: [lifecycleSection],
  asKnown: true,
  shape: winBacksShape,
  run: async (_, asking): Promise<Answer> => {
    const { reads, asOf, policies, zone } = asking;
    const { version, document } = policies(lifecyclePolicy);
    const all = new Counted();
    for await (const chunk of reads.documents(lifecycleSection))
      for (const { key: customer, doc } of chunk) {
        if (!isKnown(doc, asOf)) continue;
        const lifecycle = stageAt(doc, document, asOf);
        all.churns += lifecycle.history.filter(({ stage }) => stage === 'churned').length;
        const { winBacks: found } = winBacksOf(lifecycle, doc, asking);
        for (const [i, one] of found.entries()) {
          const back = cameBack(one);
          all.add({
            ...{ customer, wonBackOn: dayOf(one.wonBackAt, zone), ...back, ...labelOf(back.cause) },
            stayed: i === found.length - 1 && lifecycle.stage !== 'churned',
          });
        }
      }
    const rows = all.latest();
    const count = all.days.length;
    return {
      summary: {
        ...{ asOf, policyVersion: version, churns: all.churns, wonBack: count },
        winBackPercent: all.churns === 0 ? null : percentOf(count, all.churns),
        customers: all.customers.size,
        withoutCause: all.causes.get(null)?.wonBack ?? 0,
        medianDays: count === 0 ? null : round1(percentile(all.days, 50)),
      },
      rows,
      left: count - rows.length,
      causes: [...winBackCauses.codes, null].flatMap((cause) => {
        const counted = all.causes.get(cause);
        return counted === undefined ? [] : [{ cause, ...labelOf(cause), ...counted }];
      }),
    };
  },
});
