import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
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
/** Under what names the values made with a vault are wrapped, and what the check value is. */
export const CHECK = { name: 'meta:check', value: Buffer.from('dossier vault 1') };
export const SECRET = 'meta:secret';

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
