export { EventStoreDbLogReader } from './eventstoredb-log-reader';
