import { randomBytes } from 'node:crypto';

/** The only source of randomness, so that runs can be repeated. */
export type Entropy = (bytes: number) => Buffer;
export const systemEntropy: Entropy = (bytes) => randomBytes(bytes);

/** Asks for much at once: where few bytes are wanted often, asking costs more than what is asked for. */
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
