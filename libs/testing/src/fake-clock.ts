import type { Clock } from '@dossier/engine';
import { type Instant, instant, milliseconds } from '@dossier/kernel';

/** A clock that stands still until it is set. */
export class FakeClock implements Clock {
  constructor(private at: Instant = '2026-01-01T00:00:00.000Z') {}
  now(): Instant {
    return this.at;
  }
  /** Also backwards. */
  set(at: Instant): void {
    this.at = at;
  }
  advance(ms: number): void {
    this.at = instant(milliseconds(this.at) + ms);
  }
}
