import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const REGISTER = join(__dirname, '../../../.swc-register.cjs');

/** Runs SQL on a database file in another process, as somebody would who edits it by hand. @returns rows of the last statement */
export function sqlOn(file: string, ...sql: readonly string[]): readonly unknown[] {
  const program = `const { Sqlite } = require('@dossier/sqlite');
    const [file, ...all] = process.argv.slice(1);
    const db = new Sqlite(file);
    db.unsafeMode(true);
    let rows = [];
    for (const sql of all) {
      const statement = db.prepare(sql);
      if (statement.reader) rows = statement.all(); else statement.run();
    }
    db.close();
    console.log(JSON.stringify(rows));`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', REGISTER, '-e', program, '--', file, ...sql],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as readonly unknown[];
}
