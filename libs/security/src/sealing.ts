import { createCipheriv, createDecipheriv, hash, type KeyObject } from 'node:crypto';
import { canonicalJson } from '@dossier/kernel';

/** The place of a sealed value. It is part of the seal: the text cannot be opened at another place. */
export interface Place {
  readonly eventId: string;
  /** Top-level field of the payload. */
  readonly field: string;
  /** Whose key seals it. */
  readonly owner: string;
}

/** A sealed value cannot be opened: it was changed, moved, or sealed with another key. Names the place, never the value. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
  constructor(
    readonly eventId: string,
    readonly field: string,
  ) {
    super(`the seal of ${field} in event ${eventId} is broken`);
  }
}

const TAG = 16;
const NONCE = 12;
/** Made of event id and field only, so that a retry gives the same bytes (P13). One event id must never have two contents. */
const nonce = (at: string): Buffer => hash('sha256', at, 'buffer').subarray(0, NONCE);
const placed = ({ eventId, field }: Place): string => `${eventId}\0${field}`;
const bound = (at: string, owner: string): Buffer => Buffer.from(`${at}\0${owner}`);

/**
 * Seals a JSON value with AES-256-GCM: the nonce is the first 12 bytes of SHA-256(event id, NUL, field), the
 * authenticated data event id, NUL, field, NUL, owner.
 * @returns base64 of the ciphertext and the 16 bytes of its tag; equal input gives equal text
 * @throws TypeError for a value that is no JSON
 */
export function sealValue(key: KeyObject, place: Place, value: unknown): string {
  const at = placed(place);
  const cipher = createCipheriv('aes-256-gcm', key, nonce(at));
  cipher.setAAD(bound(at, place.owner));
  return Buffer.concat([cipher.update(canonicalJson(value), 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
    'base64',
  );
}

/**
 * Opens a sealed value.
 * @throws SealBroken when anything differs: text, key, event, field or owner
 */
export function openValue(key: KeyObject, place: Place, sealed: string): unknown {
  try {
    const at = placed(place);
    const bytes = Buffer.from(sealed, 'base64');
    // with the length: without it a tag cut to four bytes would be accepted
    const decipher = createDecipheriv('aes-256-gcm', key, nonce(at), { authTagLength: TAG });
    decipher.setAAD(bound(at, place.owner));
    decipher.setAuthTag(bytes.subarray(-TAG));
    const opened = decipher.update(bytes.subarray(0, -TAG), undefined, 'utf8') + decipher.final('utf8');
    return JSON.parse(opened) as unknown;
  } catch {
    // without the cause: a message of JSON.parse would quote the value
    throw new SealBroken(place.eventId, place.field);
  }
}
