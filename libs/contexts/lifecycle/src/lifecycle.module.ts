import { type ContextDef, defineContext } from '@dossier/kernel';
import { lifecyclePolicy } from './lifecycle-policy';
import { customerLifecycle } from './read/customer-lifecycle/customer-lifecycle';
import { lifecycleConversions } from './read/lifecycle-conversions/lifecycle-conversions';
import { lifecycleReport } from './read/lifecycle-report/lifecycle-report';
import { timeInStage } from './read/time-in-stage/time-in-stage';
import { winBacks } from './read/win-backs/win-backs';
import { lifecycleSection } from './lifecycle-section';
import { playsPolicy } from './plays-policy';
import { correctWinBackCause } from './write/correct-win-back-cause/correct-win-back-cause';
import { recordWinBackCause } from './write/record-win-back-cause/record-win-back-cause';
import { withdrawWinBackCause } from './write/withdraw-win-back-cause/withdraw-win-back-cause';

/** 客户生命周期: stages are computed from purchases at each query; its own events say why customers came back. */
export const lifecycle: ContextDef = defineContext({
  name: 'lifecycle',
  title: { zh: '客户生命周期', en: 'Lifecycle' },
  slices: [
    recordWinBackCause,
    correctWinBackCause,
    withdrawWinBackCause,
    lifecycleSection,
    customerLifecycle,
    lifecycleReport,
    lifecycleConversions,
    timeInStage,
    winBacks,
    lifecyclePolicy,
    playsPolicy,
  ],
});
