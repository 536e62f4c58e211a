export { type Holdings } from './source';
export { move, type Moved, type MoveOptions, type MoveStage, type Plan, planMove } from './move';
