import { randomBytes } from 'node:crypto';

/** The only source of randomness, so that runs can be repeated. */
export type Entropy = (bytes: number) => Buffer;
export const systemEntropy: Entropy = (bytes) => randomBytes(bytes);

/** Fetches random bytes in blocks: many small requests are slow. */
export function pooled(entropy: Entropy, size = 4096): Entropy {
  let pool = entropy(size);
  let used = 0;
  return (bytes) => {
    if (used + bytes > pool.length) {
      pool = entropy(size);
      used = 0;
    }
    used += bytes;
    return pool.subarray(used - bytes, used);
  };
}
