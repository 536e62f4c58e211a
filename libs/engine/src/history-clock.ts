import { type Instant, latest } from '@dossier/kernel';
import { type Clock, systemClock } from './clock';
import type { ReactorRunner } from './reactor-runner';

/** Sends what is due by an instant, the earliest first, each at the time to which it turns the clock. @returns whether anything was recorded */
export type Look = ReactorRunner['lookUpTo'];

/**
 * The time while a history is recorded: it stands still, and passes when it is told to, so that every event is recorded
 * at its own time, and every reaction when it is due. Before and after that it is the time of the system.
 */
export class HistoryClock implements Clock {
  private at: Instant | undefined;
  private look: Look = () => Promise.resolve(false);

  now(): Instant {
    return this.at ?? systemClock.now();
  }

  /** @param look of the platform that has this clock; it looks at no other time */
  reactsBy(look: Look): void {
    this.look = look;
  }

  /** @param at undefined: the time of the system */
  set(at: Instant | undefined): void {
    this.at = at;
  }

  /**
   * Stops at every deadline up to that instant: a reaction that is sent later would be recorded later. One that nobody
   * knew of before its time is recorded when it is noticed: nothing is recorded before what is there.
   */
  async pass(until: Instant): Promise<void> {
    // a reaction may set the deadline of another
    while (await this.look(until, (due) => (this.at = latest(this.at ?? null, due))));
    this.at = until;
  }

  /** What fell due until today is recorded first. */
  async end(): Promise<void> {
    await this.pass(systemClock.now());
    this.at = undefined;
  }
}
