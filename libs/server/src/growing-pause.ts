import { rest } from '@dossier/engine';

const FIRST = 100;
/** Longest pause between two attempts, in milliseconds. */
export const LONGEST_PAUSE = 10_000;

/**
 * Milliseconds to wait before the next attempt.
 * @param attempt counts from 0
 * @param chance from 0 to 1: half of the pause hangs on it, or all who lost one server would ask it again in one moment
 */
export const pauseBefore = (attempt: number, chance: number): number =>
  Math.min(FIRST * 2 ** attempt, LONGEST_PAUSE) * (1 - chance / 2);

/** Waits longer from attempt to attempt, which count from 0; resolves early when the signal aborts. */
export const growingPause = (attempt: number, signal: AbortSignal): Promise<void> =>
  rest(pauseBefore(attempt, Math.random()), signal);
