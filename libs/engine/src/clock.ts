import { type Instant, instant } from '@dossier/kernel';

/** The only place that reads the wall clock. */
export interface Clock {
  now(): Instant;
}
export const systemClock: Clock = { now: writtenOnce(Date.now) };

/** A command asks for the time six times; the text is made once per millisecond. */
function writtenOnce(milliseconds: () => number): () => Instant {
  let last = NaN;
  let text: Instant = '';
  return () => {
    const now = milliseconds();
    if (now !== last) text = instant((last = now));
    return text;
  };
}
