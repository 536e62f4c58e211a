import type Driver from 'better-sqlite3';

/**
 * The driver that runs on this Node. Releases of better-sqlite3 up to 12 abort the process on Node 24.19 and later when a
 * statement is collected; from 13 on it rests on Node-API and ends with a segmentation fault on Node 20.
 */
const driver = Number(process.versions.node.split('.')[0]) >= 24 ? 'better-sqlite3-node-api' : 'better-sqlite3';

/** Opens SQLite files: `new Sqlite(path, options)`. Types come from 'better-sqlite3', which both releases share. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- the name is known at run time only
export const Sqlite = require(driver) as typeof Driver;

/** Longest wait of a writing thread for a lock of another process, in milliseconds; who waits longer asks again. */
export const PATIENCE = 1_000;

export { type Depth, faultsOf } from './faults';
export { isBegun } from './is-begun';
export { ownersOnly } from './owners-only';
