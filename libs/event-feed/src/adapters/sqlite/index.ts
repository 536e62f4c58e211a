export { SqliteLogReader } from './sqlite-log-reader';
