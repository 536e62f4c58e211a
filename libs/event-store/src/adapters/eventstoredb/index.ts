export { EventStoreDbStore } from './eventstoredb-store';
export { LogIntake, OthersWrote, OverAppendLimit } from './log-intake';
export { type MoveRecord, MoveUnfinished } from './move-record';
