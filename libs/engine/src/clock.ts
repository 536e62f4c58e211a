import { type Instant, instant } from '@dossier/kernel';

/** The only place that reads the wall clock. */
export interface Clock {
  now(): Instant;
}
export const systemClock: Clock = { now: () => instant(Date.now()) };
