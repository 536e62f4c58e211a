import {
  compareTexts,
  dayOf,
  defineSection,
  earliest,
  type Figure,
  firstIndex,
  type Instant,
  integer,
  kind,
  type Month,
  monthAfter,
  orNull,
  type Recorded,
  shape,
  type Shown,
  type Viewing,
} from '@dossier/kernel';
import { PRODUCT } from './complaint-parts';
import { inspectionEvents } from './inspection.events';
import {
  firstMonth,
  countsNothing,
  NOTHING_COUNTED,
  ofInspection,
  ofReturn,
  type PassRate,
  passRateOf,
  plus,
  type QualityCounts,
  sumOf,
} from './pass-rate';
import { qualityReturnEvents } from './quality-return.events';
import { PASS_RATE } from './quality-parts';
import { qualityPolicy } from './quality-policy';

/** What is counted of one product in one month. */
interface CountedInMonth {
  /** In UTC. */
  readonly month: Month;
  readonly product: string;
  readonly counts: QualityCounts;
}
/**
 * Kept as counts, for a customer may inspect very often: there are no more than months times products. What takes something
 * back says what, so that all is the same in any order of events.
 */
export interface QualityState {
  /** By month and product; a count below zero is one that was taken back before it came. */
  readonly counted: readonly CountedInMonth[];
}

const qualityView = shape({
  passRate: orNull(kind.group({ zh: '合格率', en: 'Pass rate' }, PASS_RATE)),
  passRateByProduct: kind.rows(
    { zh: '按产品合格率', en: 'Pass rate by product' },
    { product: kind.text(PRODUCT), ...PASS_RATE },
  ),
  passRateByMonth: kind.rows(
    { zh: '按月合格率', en: 'Pass rate by month' },
    { month: kind.day({ zh: '月份', en: 'Month' }), ...PASS_RATE },
  ),
  passRateVersion: kind.count({ zh: '政策版本', en: 'Version of the policy' }),
  qualityChangesAt: orNull(kind.instant({ zh: '下次变化', en: 'Changes next' })),
});
export type QualityView = Shown<typeof qualityView>;

const inOrder = (a: Omit<CountedInMonth, 'counts'>, b: Omit<CountedInMonth, 'counts'>): number =>
  compareTexts(a.month, b.month) || compareTexts(a.product, b.product);

const counting =
  <D>(of: (data: D) => QualityCounts, times: 1 | -1) =>
  (
    { counted }: QualityState,
    data: D & { readonly product: string },
    { occurredAt }: Pick<Recorded, 'occurredAt'>,
  ): QualityState => {
    const one = { month: occurredAt.slice(0, 7), product: data.product };
    const index = firstIndex(counted, (each) => inOrder(each, one) >= 0);
    const found = counted[index];
    const before = found && inOrder(found, one) === 0 ? found : undefined;
    const counts = plus(before?.counts ?? NOTHING_COUNTED, of(data), times);
    const then = countsNothing(counts) ? [] : [{ ...one, counts }];
    return { counted: counted.toSpliced(index, before ? 1 : 0, ...then) };
  };

const LATEST = {
  zh: '最近若干日历月（UTC，含当月；月数、最少检验数、置信水平与目标见政策 pass-rate）：合格数 / 检验数，Wilson 区间；检验不足时只报件数；实测值与区间下限均达标为达成；退货数另列，不改变合格率',
  en: 'The latest calendar months (UTC, with the current one; how many, the fewest inspected, the level and the target are in policy pass-rate): passed / inspected with the interval of Wilson, the counts alone where too few were inspected; met where measured value and lower bound both are. Returns stand beside it and do not change the rate',
};
const each = (zh: string, en: string): Figure<QualityState> => ({ formula: { zh, en }, behind: 'each' });

/** 验收检验与质量退货, the part of them in the 360° view. */
export const qualitySection = defineSection<QualityState, QualityView>()({
  name: 'quality',
  title: { zh: '产品质量', en: 'Quality' },
  version: 1,
  from: { ...inspectionEvents, ...qualityReturnEvents },
  initial: { counted: [] },
  evolve: {
    InspectionRecorded: counting(ofInspection, 1),
    InspectionSetAside: counting(ofInspection, -1),
    InspectionCorrected: counting(ofInspection, 1),
    InspectionRetracted: counting(ofInspection, -1),
    QualityReturnRecorded: counting(ofReturn, 1),
    QualityReturnSetAside: counting(ofReturn, -1),
    QualityReturnCorrected: counting(ofReturn, 1),
    QualityReturnRetracted: counting(ofReturn, -1),
  },
  policies: [qualityPolicy.name],
  shape: qualityView,
  view,
  lapse: ({ qualityChangesAt: at }, { zone }) => {
    if (at === null) return null;
    const day = dayOf(at, zone);
    return {
      at,
      title: {
        zh: `${day} 起，有检验或退货移出所看的月份`,
        en: `from ${day} on an inspection or a return is no longer among the months that are looked at`,
      },
    };
  },
  figures: {
    passRate: each(LATEST.zh, LATEST.en),
    passRateByProduct: each(`各产品：${LATEST.zh}`, `Of each product: ${LATEST.en}`),
    passRateByMonth: each(`其中每月：${LATEST.zh}`, `Each month of these: ${LATEST.en}`),
    passRateVersion: {
      formula: { zh: '查询时刻生效的 pass-rate 政策版本', en: 'Version of policy pass-rate in force as of the asking' },
      behind: 'last',
    },
    qualityChangesAt: each(
      '检验或退货移出所看月份的月初，取最早者',
      'The beginning of the month at which inspections or returns leave the months that are looked at, the first of them',
    ),
  },
  fields: {
    inspectedPieces: integer(({ counted }) => sumIn(counted).inspected, { zh: '检验件数', en: 'Pieces inspected' }),
    rejectedPieces: integer(
      ({ counted }) => {
        const { inspected, passed } = sumIn(counted);
        return inspected - passed;
      },
      { zh: '不合格件数', en: 'Pieces rejected' },
    ),
    returnedPieces: integer(({ counted }) => sumIn(counted).returned, { zh: '质量退货件数', en: 'Pieces returned' }),
  },
});

const sumIn = (some: readonly CountedInMonth[]): QualityCounts => sumOf(some.map(({ counts }) => counts));

function view({ counted }: QualityState, { asOf, policies }: Viewing): QualityView {
  const { document: policy, version } = policies(qualityPolicy);
  const month = asOf.slice(0, 7);
  const since = firstMonth(month, policy);
  const some = counted.filter((one) => one.month >= since);
  const by = (nameOf: (one: CountedInMonth) => string): readonly (PassRate & { readonly name: string })[] => {
    const groups = new Map<string, CountedInMonth[]>();
    for (const one of some) groups.set(nameOf(one), [...(groups.get(nameOf(one)) ?? []), one]);
    return [...groups]
      .sort(([a], [b]) => compareTexts(a, b))
      .map(([name, these]) => ({ name, ...passRateOf(sumIn(these), policy) }));
  };
  return {
    passRate: some.length === 0 ? null : passRateOf(sumIn(some), policy),
    passRateByProduct: by((one) => one.product).map(({ name: product, ...rate }) => ({ product, ...rate })),
    passRateByMonth: by((one) => one.month).map(({ name, ...rate }) => ({ month: name, ...rate })),
    passRateVersion: version,
    qualityChangesAt: some
      .map((one): Instant => `${monthAfter(one.month, policy.windowMonths)}-01T00:00:00.000Z`)
      .reduce<Instant | null>(earliest, null),
  };
}
