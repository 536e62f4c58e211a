import { setTimeout } from 'node:timers/promises';

/** Resolves after so many milliseconds, at once when the signal aborts. */
export const rest = (ms: number, signal: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal }).catch(() => undefined); // an abort is the one failure of a timer
