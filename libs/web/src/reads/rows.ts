import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { BOM, counted, csvLine } from '@dossier/kernel';
import type { Long } from '../edge/answers';
import { addColumns, columnsOf, csvRow } from './csv';

/** Formats of rows. */
export const ROW_TYPES = ['application/json', 'text/csv', 'application/x-ndjson'] as const;
export type RowType = (typeof ROW_TYPES)[number];

/** The number of rows read, for the access log. */
export const rowsRead = ({ length }: readonly unknown[]): string =>
  counted(length, { zh: '行', one: 'row', other: 'rows' }).en;

interface Rows {
  /** Is called twice for CSV: which currencies and the like there are is known only after all rows. */
  readonly scan: (pass: 'columns' | 'rows') => AsyncIterable<readonly object[]>;
  /** A row without values: its columns come first in a CSV, whatever rows there are. */
  readonly empty: object;
}

/**
 * Streams chunks of rows. An error in the first chunk is thrown, as a problem can still be answered; a later one cuts
 * the connection, so that half a file does not look complete.
 */
export async function streamRows(
  reply: FastifyReply,
  type: Exclude<RowType, 'application/json'>,
  name: string,
  { pieces }: Pick<Long, 'pieces'>,
  rows: Rows,
): Promise<Readable> {
  const text = pieces(type === 'text/csv' ? csvText(rows) : ndjsonText(rows.scan('rows')));
  const first = await text.next();
  void reply.type(type === 'text/csv' ? 'text/csv; charset=utf-8' : type);
  if (type === 'text/csv') void reply.header('content-disposition', `attachment; filename="${name}.csv"`);
  const stream = Readable.from(following(first, text), { highWaterMark: 1 });
  // where the reader left before anything was read, the generator has not begun, and ends nothing
  stream.once('close', () => void text.return(undefined).catch(() => undefined));
  return stream;
}

async function* csvText({ scan, empty }: Rows): AsyncGenerator<string> {
  const found = new Set<string>();
  for await (const chunk of scan('columns')) addColumns(found, chunk);
  const columns = new Set(columnsOf(found, empty));
  yield BOM + csvLine([...columns]);
  for await (const chunk of scan('rows')) yield chunk.map((row) => csvRow(row, columns)).join('');
}

async function* ndjsonText(rows: AsyncIterable<readonly object[]>): AsyncGenerator<string> {
  for await (const chunk of rows) yield chunk.map((row) => `${JSON.stringify(row)}\n`).join('');
}

async function* following(first: IteratorResult<string>, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  if (first.done === true) return;
  if (first.value !== '') yield first.value;
  for await (const text of rest) if (text !== '') yield text;
}
