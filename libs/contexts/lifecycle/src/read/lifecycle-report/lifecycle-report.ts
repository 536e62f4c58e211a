import {
  daysBetween,
  defineQuery,
  type Instant,
  kind,
  NoParams,
  orNull,
  shape,
  type Shown,
  READERS,
  percentOf,
  roundedTo,
} from '@dossier/kernel';
import { lifecycleSection } from '../../lifecycle-section';
import { lifecyclePolicy } from '../../lifecycle-policy';
import { CUSTOMERS, FROM, HOW_OFTEN, LABEL, POLICY_VERSION, STAGE, TO } from '../../shown-parts';
import { isKnown, type Lifecycle, type Stage, stageAt, stages } from '../../stages';

const OF_ENDED = {
  help: {
    zh: '只计已离开的；含仍在其中的见报表 time-in-stage。',
    en: 'Of the stays that have ended; report time-in-stage has those that go on too.',
  },
};
const stageRows = kind.rows(
  { zh: '各阶段', en: 'Stages' },
  {
    stage: STAGE,
    label: LABEL,
    customers: CUSTOMERS,
    percent: kind.percent({ zh: '占比', en: 'Of all customers' }),
    entered: kind.count({ zh: '进入次数', en: 'Entered' }),
    left: kind.count({ zh: '离开次数', en: 'Left' }),
    meanDays: orNull(kind.days({ zh: '平均天数', en: 'Mean days' }, OF_ENDED)),
    medianDays: orNull(kind.days({ zh: '中位天数', en: 'Median days' }, OF_ENDED)),
  },
);
const conversions = kind.rows(
  { zh: '阶段转化', en: 'Conversions' },
  {
    from: FROM,
    to: TO,
    count: HOW_OFTEN,
    percent: kind.percent({ zh: '占比', en: 'Of all that left' }),
  },
);
const lifecycleReportShape = shape({
  summary: kind.group(
    { zh: '汇总', en: 'Summary' },
    { customers: CUSTOMERS, asOf: kind.instant({ zh: '截至', en: 'As of' }), policyVersion: POLICY_VERSION },
  ),
  rows: stageRows,
  conversions,
});
export type LifecycleReport = Shown<typeof lifecycleReportShape>;
type StageRow = LifecycleReport['rows'][number];
type Conversion = LifecycleReport['conversions'][number];

const NAMES = stages.codes;

/** Counts stages, changes between them and time in them, customer by customer. */
class StageCount {
  private customers = 0;
  private readonly now = new Map<Stage, number>();
  private readonly entered = new Map<Stage, number>();
  private readonly ways = new Map<string, number>();
  /** Days of each ended stay. */
  private readonly stays = new Map<Stage, number[]>();

  add({ stage, history }: Lifecycle): void {
    this.customers++;
    more(this.now, stage);
    for (const [index, { stage: from, since, until }] of history.entries()) {
      more(this.entered, from);
      const next = history[index + 1];
      if (!next || until === null) continue;
      more(this.ways, `${from} ${next.stage}`);
      if (since === null) continue;
      const stays = this.stays.get(from);
      if (stays) stays.push(daysBetween(since, until));
      else this.stays.set(from, [daysBetween(since, until)]);
    }
  }

  report(asOf: Instant, policyVersion: number): LifecycleReport {
    return {
      summary: { customers: this.customers, asOf, policyVersion },
      rows: NAMES.map((stage) => this.row(stage)),
      conversions: NAMES.flatMap((from) => this.conversions(from)),
    };
  }

  private row(stage: Stage): StageRow {
    const customers = this.now.get(stage) ?? 0;
    const stays = [...(this.stays.get(stage) ?? [])].sort((a, b) => a - b);
    return {
      stage,
      label: stages.words[stage],
      customers,
      percent: this.customers === 0 ? 0 : percentOf(customers, this.customers),
      entered: this.entered.get(stage) ?? 0,
      left: stays.length,
      meanDays: stays.length === 0 ? null : roundedTo(2, stays.reduce((sum, days) => sum + days, 0) / stays.length),
      medianDays: median(stays),
    };
  }

  private conversions(from: Stage): readonly Conversion[] {
    const counts = NAMES.map((to) => ({ to, count: this.ways.get(`${from} ${to}`) ?? 0 }));
    const all = counts.reduce((sum, { count }) => sum + count, 0);
    return counts
      .filter(({ count }) => count > 0)
      .map(({ to, count }) => ({ from, to, count, percent: percentOf(count, all) }));
  }
}

const more = <K>(counts: Map<K, number>, key: K): unknown => counts.set(key, (counts.get(key) ?? 0) + 1);
function median(sorted: readonly number[]): number | null {
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? null : roundedTo(2, (low + high) / 2);
}

/** How many customers are in each stage as of a date, from which stage they came and how long they stayed. */
export const lifecycleReport = defineQuery({
  name: 'report.lifecycle',
  title: {
    zh: '生命周期：各阶段的客户数、去向与停留时间',
    en: 'Lifecycle: customers in each stage, where they go from there and how long they stay',
  },
  params: NoParams,
  by: READERS,
  over: [lifecycleSection],
  asKnown: true,
  shape: lifecycleReportShape,
  run: async (_, { reads, asOf, policies }): Promise<LifecycleReport> => {
    const { version, document } = policies(lifecyclePolicy);
    const count = new StageCount();
    for await (const chunk of reads.documents(lifecycleSection))
      for (const { doc } of chunk) if (isKnown(doc, asOf)) count.add(stageAt(doc, document, asOf));
    return count.report(asOf, version);
  },
});
