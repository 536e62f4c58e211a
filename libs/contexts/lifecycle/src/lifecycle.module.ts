import { type ContextDef, defineContext } from '@dossier/kernel';
import { lifecyclePolicy } from './lifecycle-policy';
import { customerLifecycle } from './read/customer-lifecycle/customer-lifecycle';
import { lifecycleReport } from './read/lifecycle-report/lifecycle-report';
import { lifecycleSection } from './lifecycle-section';

/** 客户生命周期: it has no events; stages are computed from purchases at each query. */
export const lifecycle: ContextDef = defineContext({
  name: 'lifecycle',
  title: { zh: '客户生命周期', en: 'Lifecycle' },
  slices: [lifecycleSection, customerLifecycle, lifecycleReport, lifecyclePolicy],
});
