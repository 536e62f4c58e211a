import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError, using } from '@dossier/kernel';
import type Database from 'better-sqlite3';
import { isBegun, ownersOnly, Sqlite } from '@dossier/sqlite';
import { logFolder } from '../../log-folder';
import { createTables, FORMAT, readMeta } from './schema';
import { sqliteCode } from './sqlite-code';

/** Another process works in the folder. Nothing was touched. */
export class FolderInUse extends OperatorError {
  override readonly name = 'FolderInUse';
  constructor(readonly folder: string) {
    super({
      zh: `数据文件夹 ${folder} 正由另一个运行中的 Dossier 进程使用：请先停止它，或另选文件夹（DOSSIER_DATA）。`,
      en: `the data folder ${folder} belongs to another Dossier process that is running: stop it, or choose another folder (DOSSIER_DATA)`,
    });
  }
}

/** The folder was written by a newer Dossier. Nothing was touched. */
export class NewerFormat extends OperatorError {
  override readonly name = 'NewerFormat';
  constructor(
    readonly folder: string,
    readonly format: number,
    readonly known: number,
  ) {
    super({
      zh: `数据文件夹 ${folder} 的格式为 ${format}，本版本只支持 ${known}：请使用写入它的较新版本打开。`,
      en: `the data folder ${folder} has format ${format}, this Dossier knows ${known}: use the newer one that wrote it`,
    });
  }
}

/** A data folder that this process owns until it releases it or ends, also by a crash. */
export interface DataFolder {
  /** With symbolic links resolved. */
  readonly path: string;
  /** File of the log. */
  readonly events: string;
  readonly log: { readonly name: string; readonly isEmpty: boolean };
  /** Call it last, after closing everything in the folder. */
  release(): void;
}

/**
 * Takes ownership of a data folder; makes a missing one (mode 0700), with an empty log.
 * @param mayBegin called before a missing log is made; if it throws, nothing is made
 * @throws FolderInUse, NewerFormat, CannotUse
 */
export function openDataFolder(folder: string, mayBegin: (path: string) => void = () => undefined): DataFolder {
  using(folder, () => mkdirSync(folder, { recursive: true, mode: 0o700 }));
  const path = realpathSync(folder);
  const isNew = !existsSync(join(path, 'lock.db'));
  const lock = own(path);
  try {
    const { events } = logFolder(path);
    if (!isMade(events)) mayBegin(path);
    const log = prepare(path, events);
    held.add(lock);
    return {
      path,
      events,
      log,
      release: () => {
        held.delete(lock);
        lock.close();
      },
    };
  } catch (error) {
    if (isNew) rmSync(join(path, 'lock.db'), { force: true });
    lock.close();
    throw error;
  }
}

/**
 * Locks a folder for reading: nothing in it is made or changed.
 * @returns the function that unlocks it
 * @throws FolderInUse, CannotUse
 */
export function holdFolder(path: string): () => void {
  const isNew = !existsSync(join(path, 'lock.db'));
  const lock = own(path);
  held.add(lock);
  return () => {
    held.delete(lock);
    if (isNew) rmSync(join(path, 'lock.db'), { force: true });
    lock.close();
  };
}

/** Keeps locks referenced: a garbage-collected lock would close the file and let others in. */
const held = new Set<Database.Database>();

/** A lock that the system releases when the process ends: a pid file would stay after a kill. */
function own(path: string): Database.Database {
  const file = join(path, 'lock.db');
  return using(file, () => {
    ownersOnly(file);
    const lock = new Sqlite(file, { timeout: 0 });
    try {
      lock.exec('BEGIN EXCLUSIVE');
      return lock;
    } catch (error) {
      lock.close();
      throw sqliteCode(error) === 'SQLITE_BUSY' ? new FolderInUse(path) : error;
    }
  });
}

/** False: there is no file, or a start ended before it made the tables. */
function isMade(events: string): boolean {
  if (!existsSync(events)) return false;
  return using(events, () => {
    const db = new Sqlite(events); // opened for writing: a read-only connection would leave its side files
    try {
      return isBegun(db, 'events');
    } finally {
      db.close();
    }
  });
}

function prepare(path: string, events: string): DataFolder['log'] {
  return using(events, () => {
    ownersOnly(events);
    const db = new Sqlite(events);
    try {
      createTables(db);
      const { format, log } = readMeta(db);
      if (format > FORMAT) throw new NewerFormat(path, format, FORMAT);
      return { name: log, isEmpty: db.prepare('SELECT 1 FROM events LIMIT 1').get() === undefined };
    } finally {
      db.close();
    }
  });
}
