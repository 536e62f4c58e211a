import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sqlOn } from './sql-on';

/** Overwrites the page on which some bytes stand. */
export function damagePage(folder: string, file: string, bytes: Buffer, page = 4096): void {
  const all = readFileSync(join(folder, file));
  const at = all.indexOf(bytes);
  if (at < page) throw new Error('they stand nowhere, or on the first page');
  all.fill(0xa5, at - (at % page), at - (at % page) + page);
  writeFileSync(join(folder, file), all);
}

/** Bytes that stand in the row of an event and nowhere else. */
export function hashOfEvent(folder: string, position: number): Buffer {
  const [row] = sqlOn(join(folder, 'events.db'), `SELECT hex(hash) AS hash FROM events WHERE position = ${position}`);
  return Buffer.from((row as { hash: string }).hash, 'hex');
}
