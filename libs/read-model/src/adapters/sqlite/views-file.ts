import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { codeOf } from '@dossier/kernel';
import { ownersOnly, Sqlite } from '@dossier/sqlite';
import { BOOKKEEPING } from './bookkeeping';
import { registerLowered } from './lowered';

/** Why a file cannot be used: of another release, of another program, or damaged. */
export type ViewsUseless = 'other-format' | 'foreign' | 'corrupt';

/** Something unusable was deleted; projections fill it again from the log. */
export type ViewsNotice =
  | { readonly what: 'views-made-anew'; readonly why: ViewsUseless }
  | { readonly what: 'model-made-anew'; readonly model: string };

/** Raise it when the tables change, or when stored events are read otherwise: a file of another format is replaced by an empty one. */
const FORMAT = 10;
const APPLICATION = 0x444f5353; // DOSS

const fileOf = (data: string): string => join(data, 'views.db');

/** The channel on which writers tell readers of the same process about changes. */
export const channelOf = (data: string): string => `dossier:views:${realpathSync(data)}`;
/** `anew`: the file that readers have open was replaced. */
export type ViewsChange = 'saved' | 'anew';

const number = (db: Database.Database, pragma: string): number => db.pragma(pragma, { simple: true }) as number;

export const isCorrupt = (error: unknown): boolean =>
  // by code: a driver loaded twice has two error classes
  /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error) ?? '');

const KEPT = ['@models', '@progress', '@together', '@seen', '@links', '@parked'];

export const tablesIn = (db: Database.Database): readonly string[] =>
  db.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all();

/** True for a damaged page of a table. Takes as long as reading it. */
export function isDamaged(db: Database.Database, table: string): boolean {
  try {
    return db.prepare<[], string>(`PRAGMA quick_check("${table}")`).pluck().get() !== 'ok';
  } catch (error) {
    if (isCorrupt(error)) return true;
    throw error;
  }
}

type State = 'ready' | 'empty' | ViewsUseless;
function stateOf(db: Database.Database): State {
  const format = number(db, 'user_version');
  // always: it reads the names of all tables; when those are damaged, not even opening works
  const empty = db.prepare('SELECT 1 FROM sqlite_master').get() === undefined;
  if (number(db, 'application_id') === APPLICATION) return format === FORMAT ? 'ready' : 'other-format';
  return empty ? 'empty' : 'foreign';
}

/** The open file with its state; a file that is no database is closed. */
function open(file: string, options: Database.Options): { readonly db: Database.Database; readonly state: State } {
  const db = new Sqlite(file, options);
  try {
    return { db, state: stateOf(db) };
  } catch (error) {
    db.close();
    if (isCorrupt(error)) return { db, state: 'corrupt' };
    throw error;
  }
}

/** Opens or makes views.db for its only writer; returns why a file cannot be used. */
export function openForWriting(data: string): Database.Database | ViewsUseless {
  mkdirSync(data, { recursive: true });
  ownersOnly(fileOf(data)); // personal data is stored here unsealed
  const { db, state } = open(fileOf(data), {});
  const isLost = state === 'ready' && KEPT.some((table) => isDamaged(db, table)); // else not even opening works
  if (state === 'ready' && !isLost) return tuned(db);
  if (state === 'empty') return made(db);
  db.close();
  return state === 'ready' ? 'corrupt' : state;
}

/** Call it while nobody has the file open. */
export function removeViews(data: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(fileOf(data) + suffix, { force: true });
}

export function makeAnew(data: string): Database.Database {
  removeViews(data);
  ownersOnly(fileOf(data));
  return made(new Sqlite(fileOf(data)));
}

function made(db: Database.Database): Database.Database {
  db.pragma('page_size = 8192'); // documents of a few KiB stay on one page
  tuned(db);
  db.transaction(() => {
    db.exec(BOOKKEEPING);
    db.pragma(`application_id = ${APPLICATION}`);
    db.pragma(`user_version = ${FORMAT}`);
  }).immediate();
  return db;
}

function tuned(db: Database.Database): Database.Database {
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL'); // a power cut may undo whole last steps; the log has their events
  db.pragma('journal_size_limit = 67108864');
  db.pragma('cache_size = -32768');
  return db;
}

/** Documents from which a step is one of catching up, for which nobody waits. */
const MANY = 500;
/**
 * After how many pages a commit copies the write-ahead log back into the file. Catching up, a page that many steps change
 * is copied once (64 MiB); later the next step, and who reads what it shows, would wait for it: at 500 orders a second
 * for 110 ms twice a second.
 */
export function setCheckpoint(db: Database.Database, documents: number): void {
  db.pragma(`wal_autocheckpoint = ${documents > MANY ? 8_000 : 1_000}`);
}

/**
 * undefined until a writer has made the file.
 * @param onUseless called for an unusable file: the next writer replaces it
 */
export function openForReading(
  data: string,
  onUseless: (state: 'foreign' | 'corrupt') => void = () => undefined,
): Database.Database | undefined {
  const file = fileOf(data);
  if (!existsSync(file)) return undefined;
  const { db, state } = open(file, { readonly: true, fileMustExist: true });
  if (state === 'ready') {
    registerLowered(db);
    return db;
  }
  db.close();
  if (state === 'foreign' || state === 'corrupt') onUseless(state);
  return undefined;
}
