import { Sqlite } from '@dossier/sqlite';

/** Runs SQL on a database file, as somebody would who edits it by hand. @returns rows of the last statement */
export function sqlOn(file: string, ...sql: readonly string[]): readonly unknown[] {
  const db = new Sqlite(file);
  try {
    db.unsafeMode(true); // else the list of tables is read only
    let rows: readonly unknown[] = [];
    for (const each of sql) {
      const statement = db.prepare(each);
      if (statement.reader) rows = statement.all();
      else statement.run();
    }
    return rows;
  } finally {
    db.close();
  }
}
