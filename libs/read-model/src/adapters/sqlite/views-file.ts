import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { codeOf } from '@dossier/kernel';
import { ownersOnly, Sqlite } from '@dossier/sqlite';
import { BOOKKEEPING } from './bookkeeping';
import { registerLowered } from './lowered';

/** Why a file cannot be used: one of another release, of another program, or damaged. */
export type ViewsUseless = 'other-format' | 'foreign' | 'corrupt';

/** Something was thrown away because it could not be used; projections fill it again from the log. */
export type ViewsNotice =
  | { readonly what: 'views-made-anew'; readonly why: ViewsUseless }
  | { readonly what: 'model-made-anew'; readonly model: string };

/** Raised when the shape of the tables changes: a file of another format is made anew. */
const FORMAT = 4;
const APPLICATION = 0x444f5353; // DOSS

const fileOf = (data: string): string => join(data, 'views.db');

/** Where writers tell readers of the same process that something changed. */
export const channelOf = (data: string): string => `dossier:views:${realpathSync(data)}`;
/** `anew`: another file stands in the place of the one that readers have open. */
export type ViewsChange = 'saved' | 'anew';

const number = (db: Database.Database, pragma: string): number => db.pragma(pragma, { simple: true }) as number;

export const isCorrupt = (error: unknown): boolean =>
  // by its code: where the driver was loaded twice, an error of the one is no instance of the other's class
  /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error) ?? '');

const KEPT = ['@models', '@progress', '@together', '@seen', '@links', '@parked'];

/** True where a page cannot be what it was. @param table left out: one of the whole file, which takes as long as reading it */
export function isDamaged(db: Database.Database, table?: string): boolean {
  const of = table === undefined ? '' : `("${table}")`;
  try {
    return db.prepare<[], string>(`PRAGMA quick_check${of}`).pluck().get() !== 'ok';
  } catch (error) {
    if (isCorrupt(error)) return true;
    throw error;
  }
}

type State = 'ready' | 'empty' | ViewsUseless;
function stateOf(db: Database.Database): State {
  const format = number(db, 'user_version');
  // always: it reads the names of all tables, and where those are damaged nothing else would work, not even opening
  const empty = db.prepare('SELECT 1 FROM sqlite_master').get() === undefined;
  if (number(db, 'application_id') === APPLICATION) return format === FORMAT ? 'ready' : 'other-format';
  return empty ? 'empty' : 'foreign';
}

/** The file with its state; a file that is no database at all is closed. */
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

/** Opens views.db for its only writer, makes it where there is none; a file that cannot be used says why. */
export function openForWriting(data: string): Database.Database | ViewsUseless {
  mkdirSync(data, { recursive: true });
  ownersOnly(fileOf(data)); // personal data stands here in the open
  const { db, state } = open(fileOf(data), {});
  const isLost = state === 'ready' && KEPT.some((table) => isDamaged(db, table)); // nothing would work, not even opening
  if (state === 'ready' && !isLost) return tuned(db);
  if (state === 'empty') return made(db);
  db.close();
  return state === 'ready' ? 'corrupt' : state;
}

/** To be called while nobody has the file open. */
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
  db.pragma('synchronous = NORMAL'); // a power cut may take the last steps, whole; the log has their events
  db.pragma('wal_autocheckpoint = 8000'); // 64 MiB: a page that many steps change is copied back once
  db.pragma('journal_size_limit = 67108864');
  db.pragma('cache_size = -65536');
  return db;
}

/**
 * undefined while there is no file that a writer made ready.
 * @param onUseless told of a file that holds no read models: the next writer makes it anew
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
