import type Database from 'better-sqlite3';
import { lowered } from '../../fields';

/** Name of {@link lowered} in SQL: SQLite's lower() has 26 letters, so MÜLLER would not find Müller. */
export const LOWERED = 'lowered';

export const registerLowered = (db: Database.Database): unknown =>
  db.function(LOWERED, { deterministic: true }, (cell: unknown) => lowered(cell));
