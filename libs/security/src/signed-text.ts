import { createHmac, timingSafeEqual } from 'node:crypto';

const MAC = 16;
/** The prefix keeps what is signed here apart from every other use of the secret. */
const mac = (secret: Buffer, payload: Buffer): Buffer =>
  createHmac('sha256', secret).update('signed-text\0').update(payload).digest().subarray(0, MAC);

/** A short text that the outside may keep and give back but not make: cursors. Signed, not hidden; base64url. */
export function sign(secret: Buffer, payload: string): string {
  const bytes = Buffer.from(payload, 'utf8');
  return Buffer.concat([mac(secret, bytes), bytes]).toString('base64url');
}

/** What was signed; undefined for a text that was not signed with this secret, or was changed by one character. */
export function openSigned(secret: Buffer, text: string): string | undefined {
  const bytes = Buffer.from(text, 'base64url');
  // the decoder skips what it does not know: only the text as it was given out is taken
  if (bytes.length < MAC || bytes.toString('base64url') !== text) return undefined;
  const payload = bytes.subarray(MAC);
  return timingSafeEqual(mac(secret, payload), bytes.subarray(0, MAC)) ? payload.toString('utf8') : undefined;
}
