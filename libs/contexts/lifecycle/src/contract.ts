export { lifecyclePolicy, LifecyclePolicy } from './lifecycle-policy';
export { lifecycleLedger } from './lifecycle-ledger';
export { type Episode, type Lifecycle, type Stage, stageAt, stages } from './stages';
