export { lifecyclePolicy, LifecyclePolicy } from './lifecycle-policy';
export { lifecycleSection } from './lifecycle-section';
export { EMPTY, type Ledger } from './ledger';
export { type Episode, isKnown, type Lifecycle, type Stage, stageAt, stages } from './stages';
