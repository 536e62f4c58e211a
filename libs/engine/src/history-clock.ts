import { instant, type Instant, milliseconds } from '@dossier/kernel';
import { type Clock, systemClock } from './clock';

/** Sends all that is due at the time of the clock. @returns the next deadline */
export type Look = () => Promise<Instant | null>;

/**
 * The time while a history is recorded: it stands still, and passes when it is told to, so that every event is recorded
 * at its own time, and every reaction when it is due. Before and after that it is the time of the system.
 */
export class HistoryClock implements Clock {
  private at: Instant | undefined;
  private look: Look = () => Promise.resolve(null);
  /** Nothing falls due before it. */
  private free: Instant = '';

  /** @param lead milliseconds from recording an event to the earliest deadline that it sets: so long nobody needs to look */
  constructor(private readonly lead = 0) {}

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

  /** Stops at every deadline up to that instant: a reaction that is sent later would be recorded later. */
  async pass(until: Instant): Promise<void> {
    if (until >= this.free) {
      let due = await this.look();
      for (; due !== null && due <= until; due = await this.look()) this.at = due;
      const unknown = instant(milliseconds(until) + this.lead);
      this.free = due !== null && due < unknown ? due : unknown;
    }
    this.at = until;
  }

  /** What fell due until today is recorded first. */
  async end(): Promise<void> {
    this.free = '';
    await this.pass(systemClock.now());
    this.at = undefined;
  }
}
