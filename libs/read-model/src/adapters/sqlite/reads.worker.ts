import { parentPort, workerData } from 'node:worker_threads';
import type Database from 'better-sqlite3';
import { errorWords } from '@dossier/kernel';
import { FULL_PAGE } from '../../asked';
import type { Answer, Request, Row, ThreadData } from './messages';
import { type Piece, RowStream, size } from './row-streams';
import { given, type Page } from './selects';
import { isCorrupt, openForReading } from './views-file';

/** Prepared statements in the cache; filters have many texts, often repeated. */
const MOST_STATEMENTS = 500;

const { data } = workerData as ThreadData;
const streams = new Map<number, RowStream>();
const statements = new Map<string, Database.Statement<unknown[], Row>>();
let db: Database.Database | undefined;

function connection(): Database.Database {
  const opened = openForReading(data);
  if (!opened) throw new Error('the read models are not ready');
  opened.pragma('cache_size = -32768');
  return opened;
}

function statement(sql: string): Database.Statement<unknown[], Row> {
  let found = statements.get(sql);
  if (!found) {
    if (statements.size === MOST_STATEMENTS) statements.clear();
    db ??= connection();
    statements.set(sql, (found = db.prepare<unknown[], Row>(sql).raw()));
  }
  return found;
}

/** Reads a page by two statements in one snapshot: a document removed in between would leave a gap. */
function page({ places, document, limit }: Page): Piece {
  const found = statement(places.sql);
  const documents = statement(document);
  const rows: Row[] = [];
  const one = db as Database.Database; // `statement` has opened it
  one.exec('BEGIN');
  try {
    let characters = 0;
    for (const [id, key, subject, ...values] of found.all(...given(places))) {
      if (rows.length === limit || characters >= FULL_PAGE) return { rows, end: 'no' };
      const row: Row = [key ?? null, subject ?? null, documents.get(id)?.[0] ?? null, ...values];
      rows.push(row);
      characters += size(row);
    }
    return { rows, end: 'yes' };
  } finally {
    one.exec('COMMIT');
  }
}

function started(id: number, request: Extract<Request, { kind: 'start' }>): RowStream {
  const own = connection();
  try {
    const stream = new RowStream(own, request);
    streams.set(id, stream);
    return stream;
  } catch (error) {
    own.close();
    throw error;
  }
}

/**
 * Releases a snapshot after a time: held by a client that stopped reading, the write-ahead log would grow without end.
 * The time runs from the first piece: sorting all rows before it must not be repeated for every piece.
 */
function first(id: number, request: Extract<Request, { kind: 'start' }>): Piece {
  const stream = started(id, request);
  if (!request.kept) return piece(id, stream);
  const generation = stream.generation(request.kept.models);
  const answer = piece(id, stream);
  if (answer.end === 'no') setTimeout(() => end(id), request.kept.held).unref();
  return { ...answer, generation };
}

function piece(id: number, stream: RowStream | undefined): Piece {
  if (!stream) return { rows: [], end: 'cut' };
  const answer = stream.next();
  if (answer.end === 'yes') streams.delete(id);
  return answer;
}

function answer(request: Extract<Request, { id: number }>): Piece {
  switch (request.kind) {
    case 'all':
      return { rows: statement(request.sql).all(...given(request)), end: 'yes' };
    case 'page':
      return page(request);
    case 'start':
      return first(request.id, request);
    case 'more':
      return piece(request.stream, streams.get(request.stream));
  }
}

function end(stream: number): void {
  streams.get(stream)?.end();
  streams.delete(stream);
}

function reopen(): void {
  statements.clear();
  db?.close();
  db = undefined;
}

/** @returns undefined for what is not answered */
function answered(request: Request): Answer | undefined {
  switch (request.kind) {
    case 'end':
      end(request.stream);
      return undefined;
    case 'reopen':
      reopen();
      return undefined;
    case 'close':
      for (const stream of [...streams.keys()]) end(stream);
      reopen();
      return undefined;
    default:
      try {
        return { id: request.id, ...answer(request) };
      } catch (error) {
        return { id: request.id, error: errorWords(error), isDamage: isCorrupt(error) };
      }
  }
}

parentPort?.on('message', (requests: readonly Request[]) => {
  const answers = requests.map(answered).filter((each) => each !== undefined);
  if (answers.length > 0) parentPort?.postMessage(answers satisfies readonly Answer[]);
  if (requests.some(({ kind }) => kind === 'close')) parentPort?.close();
});
