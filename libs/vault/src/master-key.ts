import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { OperatorError } from '@dossier/kernel';
import type { Entropy } from '@dossier/security';

/** The vault holds keys, but the master key that decrypts them is missing. */
export class MasterKeyMissing extends OperatorError {
  override readonly name = 'MasterKeyMissing';
}
/** Another master key than the one that the vault was made with. */
export class WrongMasterKey extends OperatorError {
  override readonly name = 'WrongMasterKey';
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

/** What is wrapped by one master key was to be opened by others. */
export class MasterKeyUnknown extends OperatorError {
  override readonly name = 'MasterKeyUnknown';
  constructor() {
    super({
      zh: `保险库中有密钥由此处未设置的另一代主密钥加密：在 dossier rewrap 报告已无遗留之前，请在各进程同时设置新的 ${ENVIRONMENT} 与旧的 ${ENVIRONMENT_BEFORE}。`,
      en: `keys in the vault are wrapped by a master key that is not set here: set ${ENVIRONMENT} to the new one and ${ENVIRONMENT_BEFORE} to the one before it for every program, until dossier rewrap has said that none is left.`,
    });
  }
}

/** A key in the vault cannot be unwrapped with the right master key: the vault is damaged. */
export class KeyDamaged extends Error {
  override readonly name = 'KeyDamaged';
  /** @param where what to restore */
  constructor(
    readonly owner: string,
    where: string,
  ) {
    super(`the key of ${owner} in ${where} is damaged: restore ${where} from a backup`);
  }
}

export const ENVIRONMENT = 'DOSSIER_MASTER_KEY';
/** The master key of before, while it is replaced. */
export const ENVIRONMENT_BEFORE = 'DOSSIER_MASTER_KEY_BEFORE';
/** Under what names the values made with a vault are wrapped, and what the check value is. */
export const CHECK = { name: 'meta:check', value: Buffer.from('dossier vault 1') };
export const SECRET = 'meta:secret';

const NONCE = 12;
const TAG = 16;

/** Wraps 32 bytes with AES-256-GCM: nonce (12 random bytes), ciphertext, tag (16). The name is authenticated with the key. */
export class MasterKey {
  /** Public name: it says which of several master keys wrapped something, and nothing of the key. */
  readonly generation: string;

  private constructor(private readonly key: KeyObject) {
    this.generation = createHmac('sha256', key).update('dossier master key').digest('hex').slice(0, 16);
  }

  static parse(hex: string, source: string): MasterKey {
    if (!/^[0-9a-fA-F]{64}$/.test(hex)) throw new BadMasterKey(source);
    return new MasterKey(createSecretKey(Buffer.from(hex, 'hex')));
  }

  wrap(name: string, bytes: Buffer, entropy: Entropy): Buffer {
    const nonce = entropy(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(name));
    return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  }

  /** Whether it made the check value of a vault. */
  fits(check: Buffer): boolean {
    try {
      return this.unwrap(CHECK.name, check).equals(CHECK.value);
    } catch {
      return false;
    }
  }

  /** @throws Error when the bytes were wrapped by another key, under another name, or changed */
  unwrap(name: string, wrapped: Buffer): Buffer {
    const nonce = wrapped.subarray(0, NONCE);
    const decipher = createDecipheriv('aes-256-gcm', this.key, nonce, { authTagLength: TAG });
    decipher.setAAD(Buffer.from(name)).setAuthTag(wrapped.subarray(-TAG));
    return Buffer.concat([decipher.update(wrapped.subarray(NONCE, -TAG)), decipher.final()]);
  }
}
