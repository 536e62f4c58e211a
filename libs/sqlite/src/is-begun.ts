import type { Database } from 'better-sqlite3';

/** Each of them only one of our files has. */
const OURS = ['events', 'keys', '@progress'];

/**
 * Whether the tables of a file were made; a start that was cut off before left it empty. To be asked before anything is
 * written: tables made in a file that holds something else, or whose list of tables is damaged, would hide what it holds.
 * @param table one of those that are made together, which no other of our files has
 * @throws Error with the code OTHER_FILE for another of our files, SQLITE_NOTADB for one that holds something else
 */
export function isBegun(db: Database, table: string): boolean {
  const tables = db.prepare<[], string>('SELECT name FROM sqlite_schema').pluck().all();
  if (tables.includes(table)) return true;
  if (OURS.some((other) => tables.includes(other)))
    throw Object.assign(new Error(`${db.name} holds other tables than its name says`), { code: 'OTHER_FILE' });
  if ((db.pragma('page_count', { simple: true }) as number) > 1)
    throw Object.assign(new Error(`${db.name} holds something, but not the table ${table}`), { code: 'SQLITE_NOTADB' });
  return false;
}
