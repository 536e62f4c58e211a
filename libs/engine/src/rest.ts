import { setTimeout } from 'node:timers/promises';

/** Resolves after `ms`, or at once when the signal aborts. */
export const rest = (ms: number, signal: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal }).catch(() => undefined); // a timer fails only by an abort
