import { rest } from '@dossier/engine';

const FIRST = 100;
/** Longest pause between two attempts, in milliseconds. */
export const LONGEST_PAUSE = 10_000;

/** Waits longer from attempt to attempt, which count from 0; resolves early when the signal aborts. */
export const growingPause = (attempt: number, signal: AbortSignal): Promise<void> =>
  rest(Math.min(FIRST * 2 ** attempt, LONGEST_PAUSE), signal);
