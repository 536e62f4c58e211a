import type { Database } from 'better-sqlite3';

/**
 * Whether the tables of a file were made; a start that was cut off before left it empty. To be asked before anything is
 * written: tables made in a file that holds something else, or whose list of tables is damaged, would hide what it holds.
 * @param table one of those that are made together
 * @throws Error with the code SQLITE_NOTADB for a file that holds something else
 */
export function isBegun(db: Database, table: string): boolean {
  if (db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(table) !== undefined) return true;
  if ((db.pragma('page_count', { simple: true }) as number) > 1)
    throw Object.assign(new Error(`${db.name} holds something, but not the table ${table}`), { code: 'SQLITE_NOTADB' });
  return false;
}
