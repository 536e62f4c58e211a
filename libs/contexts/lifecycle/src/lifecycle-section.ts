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
  kind,
  shape,
  type Shown,
  type Viewing,
} from '@dossier/kernel';
import { standing, stands } from '@dossier/contexts/sales';
import { EMPTY, keepLedger, type Ledger, ledgerEvents } from './ledger';
import { lifecyclePolicy } from './lifecycle-policy';
import { EPISODE, STANDING } from './shown-parts';
import { churnAfter, type Lifecycle, stageAt, stages } from './stages';

const lifecycleView = shape({ ...STANDING, history: kind.rows({ zh: '历史', en: 'History' }, EPISODE) });
export type LifecycleView = Shown<typeof lifecycleView>;

const DAYS: Noun = { zh: '天', one: 'day', other: 'days' };

const ofTheStage: Figure<Ledger>['evidence'] = (ledger, viewing) => lifecycleOf(ledger, viewing).eventIds;

/** The lifecycle in the 360° view, evaluated at each query. */
export const lifecycleSection = defineSection<Ledger, LifecycleView>()({
  name: 'lifecycle',
  title: { zh: '客户生命周期', en: 'Lifecycle' },
  version: 5,
  from: ledgerEvents,
  initial: EMPTY,
  evolve: keepLedger,
  policies: [lifecyclePolicy.name],
  shape: lifecycleView,
  view: (ledger, viewing) => {
    const { stage, ...rest } = lifecycleOf(ledger, viewing);
    return { stage, label: stages.words[stage], ...rest, policyVersion: viewing.policies(lifecyclePolicy).version };
  },
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

function lifecycleOf(ledger: Ledger, { asOf, policies }: Viewing): Lifecycle {
  return stageAt(ledger, policies(lifecyclePolicy).document, asOf);
}

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
