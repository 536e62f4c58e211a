export { held } from './held';
export { MongoReadModelReader } from './mongodb-read-model-reader';
export { MongoReadModelWriter } from './mongodb-read-model-writer';
export type { Served } from './served';
