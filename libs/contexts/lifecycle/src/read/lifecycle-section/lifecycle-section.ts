import { defineSection, type Instant, instantField, type Policies, text, type Text } from '@dossier/kernel';
import { EMPTY, keepLedger, type Ledger, ledgerEvents } from '../../ledger';
import { lifecyclePolicy } from '../../lifecycle-policy';
import { type Episode, type Lifecycle, type Stage, stageAt, STAGES } from '../../stages';

export interface LifecycleView {
  readonly stage: Stage;
  readonly label: Text;
  readonly since: Instant | null;
  readonly eventIds: readonly string[];
  readonly churnsAt: Instant | null;
  readonly history: readonly Episode[];
  readonly policyVersion: number;
}

/** The part of the lifecycle in the 360° view, evaluated when asked. */
export const lifecycleSection = defineSection<Ledger, LifecycleView>()({
  name: 'lifecycle',
  title: { zh: '客户生命周期', en: 'Lifecycle' },
  version: 1,
  from: ledgerEvents,
  initial: EMPTY,
  evolve: keepLedger,
  policies: [lifecyclePolicy.name],
  view: (ledger, { asOf, policies }) => {
    const { version, document } = policies(lifecyclePolicy);
    const { stage, ...rest } = stageAt(ledger, document, asOf);
    return { stage, label: STAGES[stage], ...rest, policyVersion: version };
  },
  figures: {
    stage: {
      formula: {
        zh: '截至查询时刻，按 lifecycle 政策由购买记录推算：购买次数达标为重复购买，次数与跨越的月数均达标为忠诚，超过规定天数未购买为流失，流失后再次购买为已挽回',
        en: 'By policy lifecycle from purchases, as of the asking: enough of them make repeat, enough over enough months loyal, enough days of silence churned, a purchase after that won back',
      },
      behind: 'each',
    },
    label: { formula: { zh: '阶段名称', en: 'Name of the stage' }, behind: 'each' },
    since: { formula: { zh: '进入当前阶段的时间', en: 'When the present stage began' }, behind: 'each' },
    eventIds: {
      formula: { zh: '促成当前阶段的事件（最多 100 个）', en: 'The events that brought the stage about (up to 100)' },
      behind: 'each',
    },
    churnsAt: {
      formula: {
        zh: '最近一次购买时间 + 政策规定的未购买天数',
        en: 'Latest purchase + the days of silence that the policy names',
      },
      behind: 'last',
    },
    history: { formula: { zh: '历次阶段，最早在前', en: 'All stages so far, oldest first' }, behind: 'each' },
    policyVersion: {
      formula: { zh: '查询时刻生效的 lifecycle 政策版本', en: 'Version of policy lifecycle in force as of the asking' },
      behind: 'last',
    },
  },
  fields: {
    /** The stage that the latest purchase reached; the customer is in it until `churnsAt`, then churned. */
    stageReached: text((ledger, policies) => atLatest(ledger, policies).stage),
    churnsAt: instantField((ledger, policies) => atLatest(ledger, policies).churnsAt),
  },
});

/** As of the latest purchase: what does not depend on when it is asked. */
function atLatest(ledger: Ledger, policies: Policies): Lifecycle {
  const valid = ledger.purchases.filter(({ cancelledAt }) => cancelledAt === undefined);
  const latest = valid.at(-1)?.at ?? ledger.registered?.at ?? '';
  return stageAt({ ...ledger, purchases: valid }, policies(lifecyclePolicy).document, latest);
}
