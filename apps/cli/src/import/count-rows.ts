import { statSync } from 'node:fs';
import { Failure } from '../failure';
import type { Mapping } from './mapping';
import { readTable } from './read-rows';

/** Rows held at once at most: some 100 MB. */
export const HELD = 200_000;

interface Extent {
  readonly first: number;
  last: number;
  rows: number;
}

/**
 * Reads a file to its end before anything of it is sent, and counts the rows of each document: a document that is sent
 * without a row that stands further down would have a wrong amount for ever.
 * @throws Failure for a file that cannot be read, or whose documents are so scattered that they do not fit into memory
 */
export async function countRows(file: string, mapping: Mapping, held = HELD): Promise<ReadonlyMap<string, number>> {
  if (statSync(file, { throwIfNoEntry: false })?.isFIFO() === true)
    throw new Failure(
      { zh: '{file} 是管道；文件要读两遍，请先存盘', en: '{file} is a pipe; a file is read twice: store it first' },
      { file },
    );
  const extents = new Map<string, Extent>();
  let place = 0;
  for await (const rows of readTable(file, mapping))
    for (const row of rows) {
      place += 1;
      const key = mapping.groupOf(row);
      const extent = extents.get(key);
      if (extent === undefined) extents.set(ownText(key), { first: place, last: place, rows: 1 });
      else {
        extent.last = place;
        extent.rows += 1;
      }
    }
  const most = mostAtOnce([...extents.values()]);
  if (most > held)
    throw new Failure(
      {
        zh: '{file} 中同一单据的行相距太远：须同时保留 {most} 行，最多 {held} 行。请按 {column} 列排序后再导入；尚未写入任何内容',
        en: '{file}: rows of one document lie too far apart, {most} would have to be held at once, {held} at most. Sort it by {column} and import it again; nothing was written',
      },
      { file, most, held, column: mapping.columns[0]?.name ?? '' },
    );
  return new Map([...extents].map(([key, { rows }]) => [key, rows]));
}

/** A text cut from the file keeps the piece it was cut from alive. */
const ownText = (text: string): string => Buffer.from(text).toString();

/** Rows of the documents that stand open at once, at most. */
function mostAtOnce(extents: readonly Extent[]): number {
  const ends = [...extents].sort((a, b) => a.last - b.last);
  let open = 0;
  let most = 0;
  let ended = 0;
  // extents come in the order of their first rows
  for (const { first, rows } of extents) {
    for (let end = ends[ended]; end !== undefined && end.last < first; end = ends[++ended]) open -= end.rows;
    open += rows;
    most = Math.max(most, open);
  }
  return most;
}
