import { DEMO } from '@dossier/server/demo';
import type { Outgoing } from '../bulk';
import { Agenda } from './agenda';
import { booksBefore } from './books-before';
import { china } from './catalogue';
import { assignedSince, assignRequests, tellCompany } from './company';
import { CustomerLife, type Part } from './customer-life';
import { type Books, DAY, HOUR, numbered, time, type Told } from './diary';
import { Dice } from './dice';
import { type Profile, Profiles } from './profile';
import { amount, type Bought, sizesFor } from './sizes';
import { STORY_DAYS, tellStories } from './stories';
import { workdayFrom } from './workdays';

/** Days of the history that has this many events; a smaller one is shorter, so that it still has several customers. */
const LONGEST = 3 * 365;
const SHORTEST = 200;
const EVENTS_OF_LONGEST = 20_000;

/** Of a demo, beside those of its stories and of reactions. */
const EVENTS_OF_DEMO = 16_600;

/** Dice of parts of a life that came later: what was told before stays as it was. */
const BEHIND = {
  talks: 0x40000000,
  accounts: 0x50000000,
  requests: 0x60000000,
  answers: 0x70000000,
  complaints: 0x30000000,
  wallet: 0x20000000,
  hazards: 0x21000000,
  inspections: 0x22000000,
  feedback: 0x23000000,
} as const;

/** In place of a customer, for what concerns them all. */
export const COMPANY = 0;
/** Days until customers are assessed the first time; later on that is done each quarter. */
const UNASSESSED = 180;

/** A command of the history, in the order in which all of them are recorded. */
export interface Recorded extends Outgoing {
  /** Milliseconds since 1970. */
  readonly recordedAt: number;
  /** Whose life it is part of: its commands follow each other. {@link COMPANY}: of none. */
  readonly customer: number;
  /** What follows from it is recorded before what comes next: it is seen to at once, and not in the evening. */
  readonly isSeenTo?: true;
}

interface Customer {
  readonly profile: Profile;
  /** Events that it brings at most. */
  readonly most: number;
  /** What it buys about, at its usual size. */
  readonly bought: readonly Bought[];
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
  private readonly customers: readonly Customer[];

  /**
   * @param events about how many, from 1 on
   * @param lastDay as in 2026-11-26
   * @param isDemo of two years, with the stories of the demo
   */
  constructor(
    private readonly seed: number,
    events: number,
    readonly lastDay: string,
    readonly isDemo = false,
  ) {
    const named = lastDay.replace(/-/g, '');
    this.prefix = isDemo ? `${DEMO}-${named}` : `g${seed}-${events}-${named}`;
    this.ends = Date.parse(lastDay) + DAY;
    const usual = Math.min(LONGEST, Math.max(SHORTEST, Math.round((LONGEST * events) / EVENTS_OF_LONGEST)));
    this.opened = this.ends - (isDemo ? STORY_DAYS : usual) * DAY;
    this.customers = this.found(events);
  }

  /** @param until its last day */
  static demo(until: string): Business {
    return new Business(1, EVENTS_OF_DEMO, until, true);
  }

  /** Of the time before it, brought in as history when it opens. */
  *before(): Generator<Recorded> {
    if (!this.isDemo) return;
    let commands = 0;
    for (const { command, data, recordedAt } of booksBefore(this.prefix, this.opened)) {
      commands += 1;
      yield { id: `${this.prefix}-before-${commands}`, command, data, recordedAt, customer: COMPANY };
    }
  }

  /** Commands in the order in which they are recorded. */
  *history(): Generator<Recorded> {
    const next = numbered();
    let told: (Told & Pick<Recorded, 'customer'>)[] = [];
    let commands = 0;
    const agenda = new Agenda();
    for (const { profile, most } of this.customers) {
      let left = most;
      this.live(profile, agenda, {
        next,
        tell: (each) => {
          if (left <= 0) return;
          left -= each.events;
          told.push({ ...each, customer: profile.index });
        },
      });
    }
    const booksOf = (actor: number): Books => ({
      ...{ agenda, prefix: this.prefix, opened: this.opened, ends: this.ends, next },
      tell: (each) => void told.push({ ...each, customer: this.customers.length + actor }),
    });
    const company = booksOf(COMPANY - this.customers.length);
    const assigned = assignedSince(this.ends, this.isDemo);
    assignRequests(company, assigned);
    if (this.isDemo) {
      tellStories(booksOf, this.large());
      tellCompany(company);
    }
    agenda.note(workdayFrom(this.opened + UNASSESSED * DAY) + HOUR, (at) => {
      const data = { scheme: 'value', department: 'sales', occurredAt: time(at) };
      told.push({ command: 'tiers.BeginAssessment', data, events: 1, recordedAt: at, customer: COMPANY });
    });
    for (let entry = agenda.take(); entry !== undefined && entry.at < this.ends; entry = agenda.take()) {
      told = [];
      entry.task(entry.at);
      for (const { command, data, recordedAt, customer } of told) {
        commands += 1;
        const isSeenTo = command === 'service.OpenRequest' && recordedAt >= assigned;
        yield { id: `${this.prefix}-${commands}`, command, data, recordedAt, customer, ...(isSeenTo && { isSeenTo }) };
      }
    }
  }

  /** As many customers as bring the events that are wanted; the last one stops when they are there. */
  private found(events: number): readonly Customer[] {
    const profiles = new Profiles();
    const found: Customer[] = [];
    for (let left = events; left > 0;) {
      const index = found.length + 1;
      const profile = profiles.next(index, new Dice(this.seedOf(index, 'profile')));
      const { events: brought, bought } = this.lifeOf(profile, left);
      found.push({ profile, most: left, bought });
      left -= brought;
    }
    return bySize(found);
  }

  /** What the second and the third largest of those who pay in yuan buy in all. */
  private large(): readonly [second: number, third: number] {
    const own = this.customers.filter(({ profile }) => profile.place === china);
    const amounts = own.map(({ bought, profile }) => amount(bought, profile.size)).sort((a, b) => b - a);
    const [, second = 0, third = 0] = amounts;
    return [second, third];
  }

  /** What a customer brings about at its usual size. */
  private lifeOf(profile: Profile, most: number): { readonly events: number; readonly bought: readonly Bought[] } {
    let events = 0;
    let orders = 0;
    const placed = new Map<string, readonly Bought[]>();
    const owned = new Set<string>();
    const agenda = new Agenda();
    this.live(profile, agenda, {
      next: () => (orders += 1),
      tell: (told) => {
        if (events >= most) return;
        events += told.events;
        const { orderId = '', customerId, lines = [] } = told.data as AboutOrder;
        if (told.command === 'sales.PlaceOrder') placed.set(orderId, lines.map(bought));
        if (told.command === 'sales.CancelOrder') placed.delete(orderId);
        else if (customerId !== undefined) owned.add(orderId);
      },
    });
    for (let entry = agenda.take(); entry !== undefined && entry.at < this.ends; entry = agenda.take())
      entry.task(entry.at);
    return { events, bought: [...owned].flatMap((order) => placed.get(order) ?? []) };
  }

  /** A customer throws dice of its own: what it does depends on no other. */
  private live(profile: Profile, agenda: Agenda, books: Pick<Books, 'next' | 'tell'>): void {
    const { prefix, opened, ends } = this;
    const diceOf = (part: Part): Dice => new Dice(this.seedOf(profile.index, part));
    new CustomerLife(profile, diceOf, { ...books, agenda, prefix, opened, ends });
  }

  private seedOf(index: number, of: 'profile' | Part): number {
    const own = of === 'profile' ? index * 2 : of === 'life' ? index * 2 + 1 : BEHIND[of] + index;
    const dice = new Dice(Math.imul(this.seed, 0x9e3779b1) + own);
    return Math.floor(dice.next() * 2 ** 32);
  }
}

interface AboutOrder {
  readonly orderId?: string;
  readonly customerId?: string;
  readonly lines?: readonly { readonly quantity: number; readonly unitPrice?: string }[];
}
const bought = ({ quantity, unitPrice }: { readonly quantity: number; readonly unitPrice?: string }): Bought => ({
  quantity,
  price: Number(unitPrice),
});

/** Gives customers the sizes that fit together; those who pay in one currency are compared with each other. */
function bySize(found: readonly Customer[]): readonly Customer[] {
  const sizes = new Map<Profile, number>();
  for (const currency of new Set(found.map(({ profile }) => profile.place.currency))) {
    const those = found.filter(({ profile }) => profile.place.currency === currency);
    sizesFor(those.map(({ bought }) => bought)).forEach((size, i) => those[i] && sizes.set(those[i].profile, size));
  }
  return found.map(({ profile, ...rest }) => ({ ...rest, profile: { ...profile, size: sizes.get(profile) ?? 1 } }));
}
