import { createHash, createHmac } from 'node:crypto';
import { canonicalJson, type Instant, milliseconds } from '@dossier/kernel';
import type { Entropy } from './entropy';

interface Digest {
  update(data: Buffer): unknown;
  update(data: string, encoding: 'utf8'): unknown;
}

/** Each part after its length in bytes, so that `('ab', 'c')` differs from `('a', 'bc')`. */
function absorb(digest: Digest, parts: readonly string[]): void {
  for (const part of parts) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(Buffer.byteLength(part));
    digest.update(length);
    digest.update(part, 'utf8');
  }
}

function uuid(bytes: Buffer, version: number): string {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | (version << 4), 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A UUIDv8 (RFC 9562) of SHA-256 over the parts: equal parts give the same id, so that a repeat is recognised. */
export function derivedId(...parts: readonly string[]): string {
  const digest = createHash('sha256');
  absorb(digest, parts);
  return uuid(digest.digest(), 8);
}

const COUNTER = 0xfff;

/**
 * Makes UUIDv7 (RFC 9562) for a given time. Each is greater than the one before, also when the clock is set back and
 * within a millisecond (a counter of 12 bits with a random start in its lower half; when it is full, the next
 * millisecond is used).
 */
export function uuidv7(entropy: Entropy): (now: Instant) => string {
  let last = 0;
  let counter = 0;
  return (now) => {
    const at = milliseconds(now);
    const random = entropy(16);
    if (at > last) {
      last = at;
      counter = random.readUInt16BE(6) & (COUNTER >> 1);
    } else if (counter === COUNTER) {
      last += 1;
      counter = 0;
    } else counter += 1;
    const bytes = Buffer.from(random);
    bytes.writeUIntBE(last, 0, 6);
    bytes.writeUInt16BE(counter, 6);
    return uuid(bytes, 7);
  };
}

/** HMAC-SHA256 over the parts, lower-case hex: a name from which its value, such as an e-mail, cannot be guessed. */
export function keyedHash(secret: Buffer, ...parts: readonly string[]): string {
  return keyed(secret, parts).toString('hex');
}

/** The first 128 bits of the same in 26 characters `0-9a-v`: ids derived from natural keys. */
export function keyedName(secret: Buffer, ...parts: readonly string[]): string {
  return base32(keyed(secret, parts).subarray(0, 16));
}

function keyed(secret: Buffer, parts: readonly string[]): Buffer {
  const digest = createHmac('sha256', secret);
  absorb(digest, parts);
  return digest.digest();
}

/** The alphabet of base32hex (RFC 4648) in lower case, without padding. */
export function base32(bytes: Buffer): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += ((held >>> (bits - 5)) & 31).toString(32);
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ((held << (5 - bits)) & 31).toString(32) : text;
}

/** SHA-256, lower-case hex, of values in RFC 8785 form: equal content gives the same fingerprint. */
export function fingerprint(...values: readonly unknown[]): string {
  return createHash('sha256').update(canonicalJson(values)).digest('hex');
}
