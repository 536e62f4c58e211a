export { Connection, type Purpose } from './connection';
export { type Limits, LIMITS } from './limits';
export { isThere, troubleOf } from './trouble';
