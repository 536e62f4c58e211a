export { lifecyclePolicy, LifecyclePolicy } from './lifecycle-policy';
export { lifecycleSection } from './lifecycle-section';
export { type Episode, type Lifecycle, type Stage, stageAt, stages } from './stages';
