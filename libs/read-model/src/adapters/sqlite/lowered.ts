import type Database from 'better-sqlite3';
import type { Cell } from './columns';

/** Name of {@link lowered} in SQL. */
export const LOWERED = 'lowered';

/** Lower case of all letters: SQLite's lower() has 26, so MÜLLER would not find Müller. */
export const lowered = (cell: Cell): Cell => (typeof cell === 'string' ? cell.toLowerCase() : cell);

export const registerLowered = (db: Database.Database): unknown =>
  db.function(LOWERED, { deterministic: true }, (cell: unknown) => lowered(cell as Cell));
