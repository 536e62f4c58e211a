import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { cannotUse, OperatorError } from '@dossier/kernel';
import type { Entropy } from '@dossier/security';

/** The vault holds keys, but the master key that decrypts them is missing. */
export class MasterKeyMissing extends OperatorError {
  override readonly name = 'MasterKeyMissing';
  constructor(folder: string) {
    super({
      zh: `${folder} 中的 vault.db 已有密钥，但缺少主密钥。请从备份恢复 ${join(folder, 'master.key')}，或设置环境变量 DOSSIER_MASTER_KEY（64 位十六进制）。没有主密钥，个人数据将无法读取。若确已丢失，请将 vault.db 移走，再用 dossier accept-loss 记录在案后继续。`,
      en: `vault.db in ${folder} holds keys, but the master key is missing. Restore ${join(folder, 'master.key')} from your backup, or set DOSSIER_MASTER_KEY (64 hex digits). Without it personal data cannot be read. If it is lost for good, move vault.db away; dossier accept-loss then goes on without both.`,
    });
  }
}
/** Another master key than the one that the vault was made with. */
export class WrongMasterKey extends OperatorError {
  override readonly name = 'WrongMasterKey';
  constructor(folder: string) {
    super({
      zh: `主密钥与 ${folder} 中的 vault.db 不匹配。请恢复与该 vault.db 一同备份的 master.key，或设置正确的 DOSSIER_MASTER_KEY。`,
      en: `The master key does not fit vault.db in ${folder}. Restore the master.key that belongs to this vault.db, or set the right DOSSIER_MASTER_KEY.`,
    });
  }
}
/** The given master key is not valid. */
export class BadMasterKey extends OperatorError {
  override readonly name = 'BadMasterKey';
  /** @param source where it came from; the key itself is never shown */
  constructor(source: string) {
    super({
      zh: `${source} 不是有效的主密钥：应为 64 位十六进制数字。`,
      en: `${source} is no master key: 64 hex digits are wanted.`,
    });
  }
}

export const ENVIRONMENT = 'DOSSIER_MASTER_KEY';
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

const NONCE = 12;
const TAG = 16;

/** Wraps 32 bytes with AES-256-GCM: nonce (12 random bytes), ciphertext, tag (16). The name is authenticated with the key. */
export class MasterKey {
  private constructor(private readonly key: KeyObject) {}

  static parse(hex: string, source: string): MasterKey {
    if (!/^[0-9a-fA-F]{64}$/.test(hex)) throw new BadMasterKey(source);
    return new MasterKey(createSecretKey(Buffer.from(hex, 'hex')));
  }

  wrap(name: string, bytes: Buffer, entropy: Entropy): Buffer {
    const nonce = entropy(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(name));
    return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  }

  /** @throws Error when the bytes were wrapped by another key, under another name, or changed */
  unwrap(name: string, wrapped: Buffer): Buffer {
    const nonce = wrapped.subarray(0, NONCE);
    const decipher = createDecipheriv('aes-256-gcm', this.key, nonce, { authTagLength: TAG });
    decipher.setAAD(Buffer.from(name)).setAuthTag(wrapped.subarray(-TAG));
    return Buffer.concat([decipher.update(wrapped.subarray(NONCE, -TAG)), decipher.final()]);
  }
}
