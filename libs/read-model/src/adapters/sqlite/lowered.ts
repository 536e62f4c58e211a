import type Database from 'better-sqlite3';
import type { Cell } from './columns';

/** What SQL calls {@link lowered}. */
export const LOWERED = 'lowered';

/** SQLite's own lower() knows 26 letters: MÜLLER would not find Müller. */
export const lowered = (cell: Cell): Cell => (typeof cell === 'string' ? cell.toLowerCase() : cell);

export const registerLowered = (db: Database.Database): unknown =>
  db.function(LOWERED, { deterministic: true }, (cell: unknown) => lowered(cell as Cell));
