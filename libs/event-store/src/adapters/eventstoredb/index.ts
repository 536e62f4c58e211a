export { plainAppends } from './connection';
export { EventStoreDbStore } from './eventstoredb-store';
