import { createHash, timingSafeEqual } from 'node:crypto';
import type { Entropy } from './entropy';
import { base32 } from './ids';

/** An API key in full, `dsk_<8 characters>_<43 characters>`. Printed or as JSON it shows only its public name. */
export class ApiKey {
  readonly #secret: string;
  private constructor(
    /** `key-<8 characters>`: its public name. */
    readonly id: string,
    secret: string,
  ) {
    this.#secret = secret;
  }

  /** 40 random bits of name, 256 of secret. */
  static make(entropy: Entropy): ApiKey {
    return new ApiKey(`key-${base32(entropy(5))}`, entropy(32).toString('base64url'));
  }

  /** undefined where the text is no key. */
  static parse(text: string): ApiKey | undefined {
    const [, name, secret] = /^dsk_([0-9a-v]{8})_([A-Za-z0-9_-]{43})$/.exec(text) ?? [];
    return name === undefined || secret === undefined ? undefined : new ApiKey(`key-${name}`, secret);
  }

  /** The text that its holder sends; shown once. */
  reveal(): string {
    return `dsk_${this.id.slice('key-'.length)}_${this.#secret}`;
  }

  /** SHA-256 of the secret, lower-case hex. A fast hash is enough: 256 random bits cannot be guessed. */
  secretHash(): string {
    return createHash('sha256').update(this.#secret).digest('hex');
  }

  /** Compared in constant time. */
  matches(secretHash: string): boolean {
    const [mine, kept] = [Buffer.from(this.secretHash(), 'hex'), Buffer.from(secretHash, 'hex')];
    return mine.length === kept.length && timingSafeEqual(mine, kept);
  }
}
