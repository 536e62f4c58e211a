export { SqliteReadModelReader } from './sqlite-read-model-reader';
export { SqliteReadModelWriter } from './sqlite-read-model-writer';
export type { ViewsNotice } from './views-file';
