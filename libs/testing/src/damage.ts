import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sqlOn } from './sql-on';

/** Overwrites the page on which some bytes stand. */
export function damagePage(folder: string, file: string, bytes: Buffer, page = 4096): void {
  changePage(folder, file, bytes, (all) => all.fill(0xa5), page);
}

/** Changes the page on which some bytes stand. @returns the page as it was */
export function changePage(
  folder: string,
  file: string,
  bytes: Buffer,
  change: (page: Buffer) => unknown,
  page = 4096,
): Buffer {
  const all = readFileSync(join(folder, file));
  const at = all.indexOf(bytes);
  if (at < page) throw new Error('they stand nowhere, or on the first page');
  const start = at - (at % page);
  const before = Buffer.from(all.subarray(start, start + page));
  change(all.subarray(start, start + page));
  writeFileSync(join(folder, file), all);
  return before;
}

/** Overwrites the first page of a table or an index. @param like its name, or a pattern of SQL that fits it alone */
export function damageRoot(folder: string, file: string, like: string, page = 4096): void {
  const path = join(folder, file);
  const [row] = sqlOn(path, `SELECT rootpage FROM sqlite_schema WHERE rootpage > 0 AND name LIKE '${like}' LIMIT 1`);
  const start = ((row as { rootpage: number }).rootpage - 1) * page;
  writeFileSync(path, readFileSync(path).fill(0xa5, start, start + page));
}

/** Bytes that stand in the row of an event and nowhere else. */
export function hashOfEvent(folder: string, position: number): Buffer {
  const [row] = sqlOn(join(folder, 'events.db'), `SELECT hex(hash) AS hash FROM events WHERE position = ${position}`);
  return Buffer.from((row as { hash: string }).hash, 'hex');
}
