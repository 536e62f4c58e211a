import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { cannotUse } from '@dossier/kernel';
import type { Entropy } from '@dossier/security';
import { ENVIRONMENT, MasterKey, MasterKeyMissing, WrongMasterKey } from '../../master-key';

export const masterKeyMissing = (folder: string): MasterKeyMissing =>
  new MasterKeyMissing({
    zh: `${folder} 中的 vault.db 已有密钥，但缺少主密钥。请从备份恢复 ${join(folder, 'master.key')}，或设置环境变量 DOSSIER_MASTER_KEY（64 位十六进制）。没有主密钥，个人数据将无法读取。若确已丢失，请将 vault.db 移走，再用 dossier accept-loss 记录在案后继续。`,
    en: `vault.db in ${folder} holds keys, but the master key is missing. Restore ${join(folder, 'master.key')} from your backup, or set DOSSIER_MASTER_KEY (64 hex digits). Without it personal data cannot be read. If it is lost for good, move vault.db away; dossier accept-loss then goes on without both.`,
  });
export const wrongMasterKey = (folder: string): WrongMasterKey =>
  new WrongMasterKey({
    zh: `主密钥与 ${folder} 中的 vault.db 不匹配。请恢复与该 vault.db 一同备份的 master.key，或设置正确的 DOSSIER_MASTER_KEY。`,
    en: `The master key does not fit vault.db in ${folder}. Restore the master.key that belongs to this vault.db, or set the right DOSSIER_MASTER_KEY.`,
  });

const fileIn = (folder: string): string => join(folder, 'master.key');

/**
 * From the environment, else from `master.key` in the folder; undefined where both are missing.
 * @throws BadMasterKey, CannotUse
 */
export function readMasterKey(folder: string, environment: string | undefined): MasterKey | undefined {
  if (environment !== undefined && environment !== '') return MasterKey.parse(environment, ENVIRONMENT);
  try {
    return MasterKey.parse(readFileSync(fileIn(folder), 'utf8').trim(), fileIn(folder));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cannotUse(fileIn(folder), error); // a read error, unlike an open error, names no path
  }
}

/** Makes `master.key`, readable by its owner only; returns when file and name are on disk. */
export function makeMasterKey(folder: string, entropy: Entropy): MasterKey {
  const hex = entropy(32).toString('hex');
  const draft = `${fileIn(folder)}.new`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeSync(file, `${hex}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, fileIn(folder)); // renamed only when complete: a crash leaves no half key
  fsyncFolder(folder); // else a power cut could lose the file name, and all that was sealed since
  return MasterKey.parse(hex, fileIn(folder));
}

export function fsyncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
