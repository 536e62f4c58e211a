export {
  Connection,
  InvalidPosition,
  type Moved,
  OverServerLimit,
  type Place,
  plainAppends,
  unanswered,
} from './connection';
export { type Limits, LIMITS } from './limits';
export { eventOf, positionOf, storedOf } from './recorded';
export { CLOSED } from './words';
