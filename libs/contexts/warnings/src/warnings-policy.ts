import { Titled } from '@dossier/fields';
import { definePolicy, type Text } from '@dossier/kernel';
import { IsInt, IsNumber, Max, Min } from 'class-validator';

export const DAYS: Text = { zh: '天', en: 'days' };
const MONTHS: Text = { zh: '个月', en: 'months' };
const PERCENT: Text = { zh: '%', en: '%' };
const OF_A_HUNDRED: Text = { zh: '分', en: 'points' };

export class WarningsPolicy {
  @Titled(
    { zh: '沉默预警的概率界限', en: 'Likelihood at which silence warns' },
    {
      help: {
        zh: '按客户自己的购买节奏，这样长的沉默之后仍会购买的概率低于此值即预警。',
        en: 'A customer is warned of once somebody of its own rhythm is silent for so long and still buys less often than this.',
      },
      unit: PERCENT,
      kind: 'percent',
    },
  )
  @IsNumber({ maxDecimalPlaces: 2 })
  @Min(0.01)
  @Max(50)
  readonly silencePercent!: number;
  @Titled(
    { zh: '判断沉默所需购买天数', en: 'Days with purchases before silence is judged' },
    { help: { zh: '同一天多次购买算一天。', en: 'Several purchases on one day are one.' } },
  )
  @IsInt()
  @Min(2)
  @Max(1000)
  readonly silencePurchases!: number;
  @Titled(
    { zh: '通常的购买间隔', en: 'Usual days between purchases' },
    {
      help: {
        zh: '客户自身历史较短时，按此间隔补足。',
        en: 'It fills in as far as the history of a customer is short.',
      },
      unit: DAYS,
      kind: 'days',
    },
  )
  @IsNumber({ maxDecimalPlaces: 2 })
  @Min(0.5)
  @Max(3650)
  readonly usualDays!: number;
  @Titled(
    { zh: '通常间隔的权重', en: 'Weight of the usual interval' },
    { help: { zh: '相当于客户自身的几个间隔。', en: 'How many intervals of the customer it counts for.' } },
  )
  @IsNumber({ maxDecimalPlaces: 2 })
  @Min(0.01)
  @Max(100)
  readonly usualWeight!: number;
  @Titled(
    { zh: '季节宽限', en: 'Slack of a season' },
    {
      help: {
        zh: '与往年同期比较时，前后各放宽的天数（春节每年可差近一个月）。',
        en: 'Days by which a season may come earlier or later when a silence is compared with the same days of earlier years.',
      },
      unit: DAYS,
      kind: 'days',
    },
  )
  @IsInt()
  @Min(0)
  @Max(90)
  readonly seasonSlackDays!: number;
  @Titled(
    { zh: '仅凭季节即预警所需年数', en: 'Years after which the season alone warns' },
    {
      help: {
        zh: '往年至少这么多年、每年同期都买过而今年没买，即使节奏尚不足以预警也预警。',
        en: 'Bought in the same days of each of at least so many earlier years and not of this one: a warning, though the rhythm alone would wait.',
      },
      unit: { zh: '年', en: 'years' },
    },
  )
  @IsInt()
  @Min(1)
  @Max(20)
  readonly seasonYears!: number;
  @Titled(
    { zh: '同期购买比例下限', en: 'Least share of earlier years with purchases' },
    {
      help: {
        zh: '往年同期买过的年份不足此比例时，沉默属正常，不预警。',
        en: 'Where fewer of the earlier years saw a purchase in these days, the silence is usual and warns of nothing.',
      },
      unit: PERCENT,
      kind: 'percent',
    },
  )
  @IsInt()
  @Min(1)
  @Max(100)
  readonly seasonPercent!: number;
  @Titled(
    { zh: '采购额下降幅度', en: 'Drop of what is bought' },
    {
      help: {
        zh: '最近若干整月比去年同期下降达此幅度即预警。',
        en: 'A warning where the latest whole months are by so much below the same ones of the year before.',
      },
      unit: PERCENT,
      kind: 'percent',
    },
  )
  @IsInt()
  @Min(1)
  @Max(100)
  readonly dropPercent!: number;
  @Titled(
    { zh: '比较的整月数', en: 'Whole months that are compared' },
    { help: { zh: '按 UTC 月份。', en: 'Months of UTC.' }, unit: MONTHS },
  )
  @IsInt()
  @Min(1)
  @Max(12)
  readonly dropMonths!: number;
  @Titled(
    { zh: '去年同期最少购买次数', en: 'Fewest purchases of the year before' },
    {
      help: {
        zh: '去年同期购买次数更少时不作比较。',
        en: 'With fewer purchases in the same months of the year before nothing is compared.',
      },
    },
  )
  @IsInt()
  @Min(1)
  @Max(1000)
  readonly dropPurchases!: number;
  @Titled(
    { zh: '逾期宽限', en: 'Days overdue before a warning' },
    {
      help: { zh: '发票到期后这么多天（每天 24 小时）仍未付清即预警。', en: 'Days of 24 hours after the due date.' },
      unit: DAYS,
      kind: 'days',
    },
  )
  @IsInt()
  @Min(0)
  @Max(365)
  readonly overdueDays!: number;
  @Titled(
    { zh: '满意度的最近天数', en: 'Latest days of satisfaction' },
    {
      help: {
        zh: '最近这么多天的答复与此前相比；此后同样长的时间没有答复则不再预警。',
        en: 'Answers of so many days are compared with those before; a warning ends after as many days without an answer.',
      },
      unit: DAYS,
      kind: 'days',
    },
  )
  @IsInt()
  @Min(7)
  @Max(365)
  readonly satisfactionDays!: number;
  @Titled(
    { zh: '此前天数', en: 'Days of satisfaction before' },
    { help: { zh: '与之相比的天数。', en: 'So many days before are compared.' }, unit: DAYS, kind: 'days' },
  )
  @IsInt()
  @Min(7)
  @Max(365)
  readonly satisfactionBefore!: number;
  @Titled(
    { zh: '两段各自最少答复数', en: 'Fewest answers of both' },
    { help: { zh: '少于此数不比较均值。', en: 'With fewer, means are not compared.' } },
  )
  @IsInt()
  @Min(2)
  @Max(10_000)
  readonly satisfactionAnswers!: number;
  @Titled(
    { zh: '判断趋势最少月数', en: 'Fewest months of a trend' },
    { help: { zh: '有答复的月份少于此数不检验趋势。', en: 'With answers in fewer months no trend is tested.' } },
  )
  @IsInt()
  @Min(5)
  @Max(24)
  readonly satisfactionMonths!: number;
  @Titled(
    { zh: '满意度下降幅度', en: 'Fall of satisfaction' },
    { help: { zh: '百分制下降达此幅度才预警。', en: 'A fall by so much, of 0 to 100.' }, unit: OF_A_HUNDRED },
  )
  @IsNumber({ maxDecimalPlaces: 2 })
  @Min(0.5)
  @Max(100)
  readonly satisfactionDrop!: number;
  @Titled(
    { zh: '显著性', en: 'Significance' },
    { help: { zh: '下降须显著至此。', en: 'A fall is to be as significant.' }, unit: PERCENT, kind: 'percent' },
  )
  @IsNumber({ maxDecimalPlaces: 2 })
  @Min(0.01)
  @Max(50)
  readonly significancePercent!: number;
  @Titled(
    { zh: '超时的窗口期', en: 'Window of missed service levels' },
    { help: { zh: '每天 24 小时。', en: 'Days of 24 hours.' }, unit: DAYS, kind: 'days' },
  )
  @IsInt()
  @Min(1)
  @Max(730)
  readonly breachDays!: number;
  @Titled(
    { zh: '超时次数', en: 'Service levels missed' },
    { help: { zh: '窗口期内超时达此次数即预警。', en: 'A warning where so many are missed within the window.' } },
  )
  @IsInt()
  @Min(1)
  @Max(1000)
  readonly breaches!: number;
  @Titled(
    { zh: '投诉的比较天数', en: 'Days of complaints that are compared' },
    {
      help: {
        zh: '最近这么多天受理的投诉与此前同样长的时间相比。',
        en: 'Complaints filed in so many days are compared with those of as many days before.',
      },
      unit: DAYS,
      kind: 'days',
    },
  )
  @IsInt()
  @Min(1)
  @Max(730)
  readonly complaintDays!: number;
  @Titled(
    { zh: '投诉件数', en: 'Complaints' },
    {
      help: {
        zh: '最近投诉达此件数、且多于此前，才预警。',
        en: 'A warning where there are so many lately, and more than before.',
      },
    },
  )
  @IsInt()
  @Min(1)
  @Max(1000)
  readonly complaints!: number;
  @Titled(
    { zh: '采购份额的比较天数', en: 'Days of shares of wallet that are compared' },
    {
      help: {
        zh: '与同一部门在这么多天内所报的最高份额相比。',
        en: 'A share is compared with the highest one that the same department told within so many days.',
      },
      unit: DAYS,
      kind: 'days',
    },
  )
  @IsInt()
  @Min(1)
  @Max(3650)
  readonly walletShareDays!: number;
  @Titled(
    { zh: '采购份额下降幅度', en: 'Fall of the share of wallet' },
    {
      help: { zh: '下降达到这么多个百分点即预警。', en: 'It warns where the share fell by so many percentage points.' },
      unit: { zh: '个百分点', en: 'percentage points' },
    },
  )
  @IsNumber({ maxDecimalPlaces: 2 })
  @Min(0.01)
  @Max(100)
  readonly walletShareDrop!: number;
  @Titled({ zh: '中度预警起点', en: 'Score of a medium warning' }, { unit: OF_A_HUNDRED })
  @IsInt()
  @Min(1)
  @Max(100)
  readonly mediumFrom!: number;
  @Titled({ zh: '高度预警起点', en: 'Score of a high warning' }, { unit: OF_A_HUNDRED })
  @IsInt()
  @Min(1)
  @Max(100)
  readonly highFrom!: number;
  @Titled(
    { zh: '预测期', en: 'Days that are forecast' },
    { help: { zh: '采购预测所看的天数。', en: 'How far the forecast of purchases looks.' }, unit: DAYS, kind: 'days' },
  )
  @IsInt()
  @Min(1)
  @Max(730)
  readonly forecastDays!: number;
  @Titled(
    { zh: '购买的淡化天数', en: 'Days in which a purchase fades' },
    {
      help: {
        zh: '回购评分中，一次购买每过这么多天只算原来的 1/e。',
        en: 'In the score of who buys again a purchase counts for 1/e of itself after each so many days.',
      },
      unit: DAYS,
      kind: 'days',
    },
  )
  @IsInt()
  @Min(1)
  @Max(3650)
  readonly fadeDays!: number;
}

/** 流失与风险预警 */
export const warningsPolicy = definePolicy<WarningsPolicy>({
  name: 'warnings',
  title: { zh: '流失与风险预警', en: 'Early warnings' },
  document: WarningsPolicy,
  initial: {
    ...{ silencePercent: 5, silencePurchases: 3, usualDays: 90, usualWeight: 1 },
    ...{ seasonSlackDays: 30, seasonYears: 2, seasonPercent: 50 },
    ...{ dropPercent: 30, dropMonths: 3, dropPurchases: 3 },
    overdueDays: 3,
    ...{ satisfactionDays: 180, satisfactionBefore: 365, satisfactionAnswers: 5, satisfactionMonths: 10 },
    ...{ satisfactionDrop: 10, significancePercent: 5, breachDays: 90, breaches: 3 },
    ...{ complaintDays: 90, complaints: 2, walletShareDays: 365, walletShareDrop: 10 },
    ...{ mediumFrom: 40, highFrom: 70 },
    ...{ forecastDays: 90, fadeDays: 180 },
  },
});
