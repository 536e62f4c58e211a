import { randomBytes } from 'node:crypto';

/** The only source of randomness, so that runs can be repeated. */
export type Entropy = (bytes: number) => Buffer;
export const systemEntropy: Entropy = (bytes) => randomBytes(bytes);
