import type { Database } from 'better-sqlite3';

/** `quick_check` does not compare indexes with their tables, which takes most of the time. */
export type Depth = 'quick_check' | 'integrity_check';

/** What SQLite finds wrong with a file, ten faults at most; empty: nothing. @throws SqliteError where it cannot even begin */
export function faultsOf(db: Database, depth: Depth): readonly string[] {
  const found = db.prepare<[], string>(`PRAGMA ${depth}(10)`).pluck().all();
  return found.length === 1 && found[0] === 'ok' ? [] : found;
}
