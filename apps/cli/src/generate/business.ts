import type { Outgoing } from '../bulk';
import { Agenda } from './agenda';
import { type Books, CustomerLife, type Told } from './customer-life';
import { Dice } from './dice';
import { type Profile, Profiles } from './profile';

const DAY = 86_400_000;
/** Days of the history that has this many events; a smaller one is shorter, so that it still has several customers. */
const LONGEST = 3 * 365;
const SHORTEST = 200;
const EVENTS_OF_LONGEST = 20_000;

/** A command of the history, in the order in which all of them are recorded. */
export interface Recorded extends Outgoing {
  /** Milliseconds since 1970. */
  readonly recordedAt: number;
}

/**
 * The history of a maker of packaging machines, its spare parts and supplies, and of its customers in several countries,
 * up to a given day. The same seed, size and last day give the same history.
 */
export class Business {
  /** Begins every id: another seed, size or last day is another business, beside the first. */
  readonly prefix: string;
  /** Its beginning, in milliseconds since 1970. */
  readonly opened: number;
  private readonly ends: number;
  private readonly customers: readonly { readonly profile: Profile; readonly most: number }[];

  /**
   * @param events about how many, from 1 on
   * @param until its last day, as in 2026-11-26
   */
  constructor(
    private readonly seed: number,
    events: number,
    until: string,
  ) {
    this.prefix = `g${seed}-${events}-${until.replace(/-/g, '')}`;
    this.ends = Date.parse(until) + DAY;
    const days = Math.min(LONGEST, Math.max(SHORTEST, Math.round((LONGEST * events) / EVENTS_OF_LONGEST)));
    this.opened = this.ends - days * DAY;
    this.customers = this.found(events);
  }

  /** Commands in the order in which they are recorded. */
  *history(): Generator<Recorded> {
    const numbers = { orders: 0, credits: 0 };
    let told: Told[] = [];
    let commands = 0;
    const agenda = new Agenda();
    for (const { profile, most } of this.customers) {
      let left = most;
      this.live(profile, agenda, {
        next: (book) => (numbers[book] += 1),
        tell: (each) => {
          if (left <= 0) return;
          left -= each.events;
          told.push(each);
        },
      });
    }
    for (let entry = agenda.take(); entry !== undefined && entry.at < this.ends; entry = agenda.take()) {
      told = [];
      entry.task(entry.at);
      for (const { command, data, recordedAt } of told) {
        commands += 1;
        yield { id: `${this.prefix}-${commands}`, command, data, recordedAt };
      }
    }
  }

  /** As many customers as bring the events that are wanted; the last one stops when they are there. */
  private found(events: number): readonly { readonly profile: Profile; readonly most: number }[] {
    const profiles = new Profiles();
    const found: { readonly profile: Profile; readonly most: number }[] = [];
    for (let left = events; left > 0;) {
      const index = found.length + 1;
      const profile = profiles.next(index, new Dice(this.seedOf(index, 'profile')));
      found.push({ profile, most: left });
      left -= this.eventsOf(profile);
    }
    return found;
  }

  private eventsOf(profile: Profile): number {
    let events = 0;
    const agenda = new Agenda();
    this.live(profile, agenda, { next: () => 0, tell: (told) => (events += told.events) });
    for (let entry = agenda.take(); entry !== undefined && entry.at < this.ends; entry = agenda.take())
      entry.task(entry.at);
    return events;
  }

  /** A customer throws dice of its own: what it does depends on no other. */
  private live(profile: Profile, agenda: Agenda, books: Pick<Books, 'next' | 'tell'>): void {
    const { prefix, opened, ends } = this;
    new CustomerLife(profile, new Dice(this.seedOf(profile.index, 'life')), { ...books, agenda, prefix, opened, ends });
  }

  private seedOf(index: number, of: 'profile' | 'life'): number {
    const dice = new Dice(Math.imul(this.seed, 0x9e3779b1) + index * 2 + (of === 'life' ? 1 : 0));
    return Math.floor(dice.next() * 2 ** 32);
  }
}
