export { SqliteReadModelReader } from './sqlite-read-model-reader';
export { SqliteReadModelWriter } from './sqlite-read-model-writer';
export { ViewsEvidence } from './views-evidence';
export { removeViews, type ViewsNotice } from './views-file';
