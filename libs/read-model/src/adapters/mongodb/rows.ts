import type { AggregationCursor } from 'mongodb';
import type { Listing } from '@dossier/kernel';
import { FULL_PAGE, limitOf, PIECE } from '../../asked';
import type { Place } from '../../cursor';
import { aggregatesOf, type Connection } from './connection';
import type { Keyed } from './layout';
import { plain, type Results, type Source } from './source';

/** What a source gives of a row: its key, values, and the characters of its documents. */
export type Row = Keyed & Results & { readonly size: number };

/** The first rows in the order of a source, which begin with the values sorted by: as many as fit into a page. */
export async function pageOf(
  connection: Connection,
  source: Source,
  listing: Listing,
  after: Place | undefined,
  limit: number,
): Promise<{ readonly page: readonly Row[]; readonly end: Place | undefined }> {
  const stages = source.rows(listing, source.sorted, after, limit + 1);
  const rows = await source.in(connection.db).aggregate<Row>(stages, aggregatesOf(connection)).toArray();
  let [end, characters] = [0, 0];
  while (end < Math.min(limit, rows.length) && characters < FULL_PAGE) characters += rows[end++]?.size ?? 0;
  const last = end < rows.length ? rows[end - 1] : undefined;
  return { page: rows.slice(0, end), end: last && placeIn(source, last) };
}

/**
 * All rows in pieces; the values sorted by stand before those of the columns. From time to time another result goes on behind
 * the last row: a server does not hold one for a consumer who rests.
 */
export async function* piecesOf(
  connection: Connection,
  source: Source,
  columns: readonly string[],
  listing: Omit<Listing, 'cursor'>,
): AsyncGenerator<readonly Row[], void, undefined> {
  const { db, limits } = connection;
  let left = limitOf(listing.limit);
  let after: Place | undefined;
  for (let isEnd = false; !isEnd && left !== 0;) {
    const stages = source.rows(listing, [...source.sorted, ...columns], after, left);
    const until = performance.now() + limits.held;
    const result = source.in(db).aggregate<Row>(stages, aggregatesOf(connection));
    try {
      do {
        const rows = await connection.ask(() => piece(result));
        const last = rows.at(-1);
        isEnd = last === undefined;
        if (!last) break;
        yield rows;
        after = placeIn(source, last);
        left &&= left - rows.length;
      } while (performance.now() < until);
    } finally {
      await result.close().catch(() => undefined); // the server may have given it up
    }
  }
}

/** The next rows of a result; none at its end. */
async function piece(result: AggregationCursor<Row>): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let characters = 0; rows.length < PIECE.rows && characters < PIECE.characters;) {
    const row = await result.next();
    if (!row) break;
    rows.push(row);
    characters += row.size;
  }
  return rows;
}

const placeIn = ({ sorted }: Source, row: Row): Place => ({
  key: row._id,
  values: sorted.map((_, i) => plain(row[`v${i}`])),
});
