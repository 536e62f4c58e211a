export { EventStoreDbStore } from './eventstoredb-store';
