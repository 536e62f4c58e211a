import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { using } from '@dossier/kernel';
import type Database from 'better-sqlite3';
import { Sqlite } from '@dossier/sqlite';
import { ForeignVault, type LogBeside, LogMissing, VaultMissing } from '../../log-beside';
import { ENVIRONMENT } from '../../master-key';
import { readMasterKey } from './master-key';
import { hasTables } from './schema';

const vaultMissing = (folder: string): VaultMissing =>
  new VaultMissing({
    zh: `${folder} 中的日志已有事件，但缺少其保险库 vault.db。请从备份恢复 ${join(folder, 'vault.db')}；Dossier 不会另建新库。若确已丢失，用 dossier accept-loss 记录在案后继续：此前封存的个人数据将无法再读取。`,
    en: `the log in ${folder} has events, but its vault is missing. Restore ${join(folder, 'vault.db')} from your backup; no new one is made. If it is lost for good, dossier accept-loss records that and goes on without it: personal data sealed so far cannot be read again.`,
  });
const logMissing = (folder: string, log: string): LogMissing =>
  new LogMissing({
    zh: `${folder} 中的 vault.db 属于日志 ${log}，但该日志缺失或为空。请从备份恢复 ${join(folder, 'events.db')}；Dossier 不会另建新日志。若确已丢失，用 dossier accept-loss 记录在案后另起新日志：保险库中的密钥、抹除记录、API 密钥与访问记录予以保留。`,
    en: `vault.db in ${folder} belongs to the log ${log}, which is missing or empty. Restore ${join(folder, 'events.db')} from your backup; no new one is made. If it is lost for good, dossier accept-loss records that and lets a new one begin: keys, erasures, API keys and the access audit are kept.`,
  });
export const foreignVault = (folder: string, known: string, log: string): ForeignVault =>
  new ForeignVault({
    zh: `${folder} 中的 vault.db 属于日志 ${known}，而 events.db 是日志 ${log}。请恢复同属一套的 vault.db 与 events.db。`,
    en: `vault.db in ${folder} belongs to the log ${known}, but events.db is the log ${log}. Restore a vault.db and an events.db that belong together.`,
  });

/** Name of the log that a vault belongs to; undefined: none yet. */
export const logOf = (db: Database.Database): string | undefined =>
  db.prepare<[], string>(`SELECT value FROM meta WHERE name = 'log'`).pluck().get();

/**
 * Call it before a new log is made in a folder.
 * @throws LogMissing when the vault there belongs to a log; BadMasterKey, CannotUse where no vault could be made
 */
export function mayBeginLog(folder: string): void {
  const file = join(folder, 'vault.db');
  if (existsSync(file)) using(file, () => mustBelongToNone(folder, file));
  readMasterKey(folder, process.env[ENVIRONMENT]);
}

function mustBelongToNone(folder: string, file: string): void {
  const db = new Sqlite(file); // opened for writing: a read-only connection would leave its side files
  try {
    const known = hasTables(db) ? logOf(db) : undefined;
    if (known !== undefined) throw logMissing(folder, known);
  } finally {
    db.close();
  }
}

/** @throws VaultMissing where the log has events: a new vault needs an empty log */
export function mustBeCreatable(folder: string, log: LogBeside | undefined): void {
  if (log && !log.isEmpty) throw vaultMissing(folder);
}

/** @throws LogMissing, ForeignVault */
export function belongTogether(folder: string, known: string | undefined, log: LogBeside): void {
  if (known === undefined || known === log.name) return;
  throw log.isEmpty ? logMissing(folder, known) : foreignVault(folder, known, log.name);
}
