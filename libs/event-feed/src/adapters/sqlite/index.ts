export { SqliteEventFeed } from './sqlite-event-feed';
