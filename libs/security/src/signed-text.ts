import { createHmac, timingSafeEqual } from 'node:crypto';

const MAC = 16;
/** With a prefix, so that other uses of the secret never give the same signature. */
const mac = (secret: Buffer, payload: Buffer): Buffer =>
  createHmac('sha256', secret).update('signed-text\0').update(payload).digest().subarray(0, MAC);

/** Signs a short text, such as a cursor, which clients may return but not make. Readable; base64url. */
export function sign(secret: Buffer, payload: string): string {
  const bytes = Buffer.from(payload, 'utf8');
  return Buffer.concat([mac(secret, bytes), bytes]).toString('base64url');
}

/** The signed text; undefined where it was not signed with this secret or was changed. */
export function openSigned(secret: Buffer, text: string): string | undefined {
  const bytes = Buffer.from(text, 'base64url');
  // the decoder skips unknown characters: only the exact text is accepted
  if (bytes.length < MAC || bytes.toString('base64url') !== text) return undefined;
  const payload = bytes.subarray(MAC);
  return timingSafeEqual(mac(secret, payload), bytes.subarray(0, MAC)) ? payload.toString('utf8') : undefined;
}
