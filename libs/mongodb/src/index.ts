export { Connection, type Purpose } from './connection';
export { type Holding, holdingsOf } from './holdings';
export { type Limits, LIMITS } from './limits';
export { isThere, troubleOf } from './trouble';
