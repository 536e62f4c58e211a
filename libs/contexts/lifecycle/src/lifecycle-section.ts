import {
  changing,
  code,
  counted,
  dayOf,
  defineSection,
  type Figure,
  type Instant,
  instantField,
  type Noun,
  type Policies,
} from '@dossier/kernel';
import { standing, stands } from '@dossier/contexts/sales';
import { EMPTY, keepLedger, type Ledger, ledgerEvents } from './ledger';
import { lifecyclePolicy } from './lifecycle-policy';
import { playsPolicy } from './plays-policy';
import { churnAfter, type Lifecycle, stageAt, stages } from './stages';
import { lifecycleOf, STANDING_SHOWS, type Standing, standingOf, standingShape } from './standing';
import { winBacksOf } from './win-backs';

const DAYS: Noun = { zh: '天', one: 'day', other: 'days' };

const ofTheStage: Figure<Ledger>['evidence'] = (ledger, viewing) => lifecycleOf(ledger, viewing).eventIds;

/** The lifecycle in the 360° view, evaluated at each query. */
export const lifecycleSection = defineSection<Ledger, Standing>()({
  name: 'lifecycle',
  title: { zh: '客户生命周期', en: 'Lifecycle' },
  version: 6,
  from: ledgerEvents,
  initial: EMPTY,
  evolve: keepLedger,
  policies: [lifecyclePolicy.name, playsPolicy.name],
  shape: standingShape,
  view: standingOf,
  shows: STANDING_SHOWS,
  lapse: ({ stage, churnsAt }, { policies, zone }) => {
    if (churnsAt === null || stage === 'churned') return null;
    const { churnDays } = policies(lifecyclePolicy).document;
    const day = dayOf(churnsAt, zone);
    const silence = counted(churnDays, DAYS);
    const title = {
      zh: `截至 ${day} 已连续 ${silence.zh}未购买`,
      en: `${silence.en} of silence reached on ${day}`,
    };
    return { at: churnsAt, title };
  },
  figures: {
    stage: {
      formula: {
        zh: '截至查询时刻，按 lifecycle 政策由购买（仍留有付费商品的订单）推算：购买次数达标为重复购买，次数与跨越的月数均达标为忠诚，超过规定天数未购买为流失，流失后再次购买为已挽回',
        en: 'By policy lifecycle from purchases (orders of which something paid for is kept), as of the asking: enough of them make repeat, enough over enough months loyal, enough days of silence churned, a purchase after that won back',
      },
      behind: 'each',
      evidence: ofTheStage,
    },
    label: { formula: { zh: '阶段名称', en: 'Name of the stage' }, behind: 'each', evidence: ofTheStage },
    since: {
      formula: { zh: '进入当前阶段的时间', en: 'When the present stage began' },
      behind: 'each',
      evidence: ofTheStage,
    },
    eventIds: {
      formula: { zh: '促成当前阶段的事件（最多 100 个）', en: 'The events that brought the stage about (up to 100)' },
      behind: 'each',
      evidence: ofTheStage,
    },
    churnsAt: {
      formula: {
        zh: '最近一次购买时间 + 政策规定的未购买天数',
        en: 'Latest purchase + the days of silence that the policy names',
      },
      behind: 'last',
      evidence: (ledger, { asOf }) =>
        standing(ledger.purchases, asOf)
          .slice(-1)
          .map(({ eventId }) => eventId),
    },
    play: {
      formula: {
        zh: '当前阶段的建议措施，按 plays 政策，注明其版本',
        en: 'What policy plays, of the version named, recommends for the present stage',
      },
      behind: 'last',
      evidence: ofTheStage,
    },
    winBacks: {
      formula: {
        zh: '流失后再次购买的各次；原因为该日及此后、下次挽回之前最近登记的一条',
        en: 'Each purchase after a churn; the cause is the last one recorded for that day or later, before the next win-back',
      },
      behind: 'each',
      evidence: (ledger, viewing, [index]) =>
        winBacksOf(lifecycleOf(ledger, viewing), ledger, viewing)
          .winBacks.filter((_, i) => index === undefined || i === Number(index))
          .flatMap(({ eventIds, cause }) => [...eventIds, ...(cause === null ? [] : [cause.eventId])]),
    },
    unmatchedCauses: {
      formula: {
        zh: '所登记日期及此前没有挽回的原因条数',
        en: 'Number of causes recorded for a day before which nothing was won back',
      },
      behind: 'each',
      evidence: (ledger, viewing) =>
        winBacksOf(lifecycleOf(ledger, viewing), ledger, viewing).unmatched.map(({ eventId }) => eventId),
    },
    history: {
      formula: { zh: '历次阶段，最早在前', en: 'All stages so far, oldest first' },
      behind: 'each',
      evidence: (ledger, viewing, [index]) =>
        lifecycleOf(ledger, viewing)
          .history.filter((_, i) => index === undefined || i === Number(index))
          .flatMap(({ eventIds }) => eventIds),
    },
    policyVersion: {
      formula: { zh: '查询时刻生效的 lifecycle 政策版本', en: 'Version of policy lifecycle in force as of the asking' },
      behind: 'last',
    },
  },
  fields: {
    /** The stage that the latest purchase reached; the customer is in it until `churnsAt`, then churned. */
    stageReached: code(stages, (ledger, policies) => atLatest(ledger, policies).stage, {
      zh: '最近一次购买后的阶段',
      en: 'Stage after the latest purchase',
    }),
    churnsAt: instantField(churnsAtOf),
    stage: changing('text', { before: 'stageReached', at: 'churnsAt', then: 'churned' }, stages),
  },
});

/** The same as {@link atLatest} says, without the stages before: it is asked for at each save. */
function churnsAtOf({ purchases }: Ledger, policies: Policies): Instant | null {
  const latest = purchases.findLast((purchase) => stands(purchase));
  return latest ? churnAfter(latest.at, policies(lifecyclePolicy).document.churnDays) : null;
}

/** As of the latest purchase, so that it does not depend on the time of the query. */
function atLatest(ledger: Ledger, policies: Policies): Lifecycle {
  const valid = ledger.purchases.filter((purchase) => stands(purchase));
  const latest = valid.at(-1)?.at ?? ledger.registered?.at ?? '';
  return stageAt({ ...ledger, purchases: valid }, policies(lifecyclePolicy).document, latest);
}
