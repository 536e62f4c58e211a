import { instant, type Instant } from '@dossier/kernel';
import type { Outgoing } from '../bulk';
import { Agenda } from './agenda';
import {
  abroad,
  channels,
  china,
  chineseBrands,
  chineseTrades,
  givenNames,
  industries,
  type Place,
  type Product,
  products,
  sizes,
  surnames,
  westernBrands,
  westernTrades,
} from './catalogue';
import { Dice } from './dice';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The business opens, and its history ends, on fixed days: the same seed gives the same history in every year. */
const FIRST_DAY = Date.UTC(2023, 0, 2);
const LAST_DAY = Date.UTC(2025, 11, 31);
/** Events that a customer brings, about, in half of that time: enough customers come to fill the rest. */
const EVENTS_EACH = 60;

interface Customer {
  readonly id: string;
  readonly name: string;
  readonly place: Place;
  /** Mean days between orders. */
  readonly rhythm: number;
  /** Months (0 to 11) in which it buys at all; undefined: in all, more before the Spring Festival and in autumn. */
  readonly months?: readonly number[];
  /** It stops buying then. */
  readonly leaves: number;
  /** Most lines of an order. */
  readonly basket: number;
}
interface Order {
  readonly id: string;
  readonly number: string;
  readonly customer: Customer;
  readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly unitPrice: string }[];
  readonly businessLine: string;
}

/** How much is bought in each month, beside the average. */
const season: readonly number[] = [1.5, 0.5, 1.1, 1, 1, 0.9, 0.8, 0.9, 1.3, 1.2, 1, 1];

/**
 * The history of a maker of packaging machines, its spare parts and supplies: customers of several countries who buy by
 * their own rhythm and season, departments that disagree about them, orders shipped in parts, cancelled, returned and
 * credited, orders without a customer that find one later, and facts and orders that are recorded late.
 */
export class Business {
  private readonly dice: Dice;
  private readonly agenda = new Agenda();
  private readonly prefix: string;
  private said: Outgoing[] = [];
  private commands = 0;
  private orders = 0;
  private credits = 0;
  private happened = 0;

  /** @param events about how many, from 1 on */
  constructor(
    seed: number,
    private readonly events: number,
  ) {
    this.dice = new Dice(seed);
    // another size with the same seed is another business, beside the first
    this.prefix = `g${seed}-${events}`;
    const customers = Math.max(5, Math.ceil(events / EVENTS_EACH));
    for (let i = 1; i <= customers; i++) {
      // most are there from the beginning, the others come one by one
      const days = this.dice.chance(60) ? this.dice.whole(0, 60) : this.dice.whole(60, 700);
      this.agenda.note(FIRST_DAY + days * DAY + this.officeHour(), (at) => this.acquire(i, at));
    }
  }

  /** Commands in the order in which they were recorded. */
  *history(): Generator<Outgoing> {
    for (let entry = this.agenda.take(); entry !== undefined; entry = this.agenda.take()) {
      if (this.happened >= this.events || entry.at > LAST_DAY) return;
      this.said = [];
      entry.task(entry.at);
      yield* this.said;
    }
  }

  /** @param events how many it brings */
  private say(command: string, at: number, events: number, data: object): void {
    this.commands += 1;
    this.happened += events;
    this.said.push({ id: `${this.prefix}-${this.commands}`, command, data: { ...data, occurredAt: time(at) } });
  }

  private officeHour(): number {
    return this.dice.whole(0, 9 * 60) * 60_000 + HOUR;
  }

  /** That many days later, at an hour at which people work. */
  private later(at: number, from: number, to: number, task: (at: number) => void): void {
    this.agenda.note(startOfDay(at) + this.dice.whole(from, to) * DAY + this.officeHour(), (then) =>
      task(Math.max(then, at + HOUR)),
    );
  }

  private acquire(index: number, at: number): void {
    const { dice } = this;
    const place = dice.chance(65) ? china : dice.pick(abroad);
    const person = dice.chance(8);
    const city = dice.pick(place.cities);
    const brand = dice.pick(place === china ? chineseBrands : westernBrands);
    const trade = dice.pick(place === china ? chineseTrades : westernTrades);
    const name = person
      ? dice.pick(surnames) + dice.pick(givenNames)
      : place === china
        ? `${city}${brand}${trade}有限公司`
        : `${brand} ${trade} ${city} Ltd`;
    const seasonal = dice.chance(10);
    const customer: Customer = {
      id: `${this.prefix}-c${index}`,
      name,
      place,
      rhythm: dice.whole(8, 55),
      ...(seasonal && { months: [0, 6] }),
      leaves: dice.chance(15) ? at + dice.whole(90, 500) * DAY : Infinity,
      basket: dice.whole(1, 10),
    };
    this.say('customers.RegisterCustomer', at, 5, {
      customerId: customer.id,
      kind: person ? 'person' : 'organisation',
      name,
      country: place.country,
      region: city,
      phone: this.phone(place),
      department: 'sales',
    });
    if (dice.chance(90))
      this.say('customers.ClaimExternalId', at, 1, {
        customerId: customer.id,
        source: 'erp',
        value: `E${this.prefix}-${index}`,
      });
    this.later(at, 1, 10, (then) => this.financeSays(customer, then));
    if (dice.chance(70)) this.later(at, 10, 120, (then) => this.serviceSays(customer, then));
    if (dice.chance(40)) this.later(at, 5, 200, (then) => this.marketingSays(customer, then));
    this.later(at, 0, Math.ceil(customer.rhythm / 2), (then) => this.buy(customer, then));
  }

  private phone(place: Place): string {
    return `${place.dial}${String(this.dice.whole(0, 9_999_999)).padStart(7, '0')}`;
  }

  private assert(
    customer: Customer,
    department: string,
    at: number,
    facts: Readonly<Record<string, string>>,
    since = at,
  ): void {
    const said = Object.entries(facts).map(([attribute, value]) => ({ attribute, value, validFrom: time(since) }));
    this.say('customers.AssertFacts', at, said.length, { customerId: customer.id, facts: said, department });
  }

  /** Finance keeps the name that stands on invoices: not always the one that sales writes. */
  private financeSays(customer: Customer, at: number): void {
    const { name } = customer;
    const formal = name.replace('有限公司', '有限责任公司').replace(/ Ltd$/, ' Limited');
    this.assert(customer, 'finance', at, {
      legalName: this.dice.chance(30) ? formal : name,
      sizeBand: this.dice.pick(sizes),
    });
  }

  /** Service hears first of a new number, and tells of it weeks later. */
  private serviceSays(customer: Customer, at: number): void {
    const since = at - this.dice.whole(5, 45) * DAY;
    this.assert(customer, 'service', at, { phone: this.phone(customer.place) }, Math.max(since, FIRST_DAY));
    if (this.dice.chance(30)) this.later(at, 100, 400, (then) => this.serviceSays(customer, then));
  }

  private marketingSays(customer: Customer, at: number): void {
    const website = `https://www.${customer.id}.example`;
    this.assert(customer, 'marketing', at, { industry: this.dice.pick(industries), website });
  }

  /** One order now, and the next when its time has come. */
  private buy(customer: Customer, at: number): void {
    const { dice } = this;
    if (at > customer.leaves) return;
    const { months, rhythm } = customer;
    const month = new Date(at).getUTCMonth();
    if (months && !months.includes(month)) {
      this.agenda.note(nextOf(months, at) + this.officeHour(), (then) => this.buy(customer, then));
      return;
    }
    const days = Math.max(1, Math.round(dice.waiting(rhythm) / (months ? 2 : (season[month] ?? 1))));
    this.later(at, days, days, (then) => this.buy(customer, then));
    // a few orders reach the books long after they were given
    if (dice.chance(3)) this.later(at, 10, 30, (then) => this.place(customer, at, then));
    else this.place(customer, at, at);
  }

  /** @param known when it is recorded; what follows happens after that */
  private place(customer: Customer, at: number, known: number): void {
    const { dice } = this;
    const isAnonymous = dice.chance(8);
    const wanted = Array.from({ length: dice.whole(1, customer.basket) }, () => dice.pick(products));
    this.orders += 1;
    const order: Order = {
      id: `${this.prefix}-o${this.orders}`,
      number: `SO-${this.orders}`,
      customer,
      lines: wanted.map((product) => this.line(product, customer.place)),
      businessLine: wanted[0]?.businessLine ?? 'supplies',
    };
    this.say('sales.PlaceOrder', at, 1, {
      orderId: order.id,
      number: order.number,
      ...(!isAnonymous && { customerId: customer.id }),
      lines: order.lines,
      ...(dice.chance(6) && {
        adjustments: [{ sku: 'DISCOUNT', quantity: 1, unitPrice: '-10', reason: '老客户优惠' }],
      }),
      currency: customer.place.currency,
      channel: dice.pick(channels),
      ...(dice.chance(12) && { urgency: 'urgent' }),
      promisedShipAt: time(at + dice.whole(2, 14) * DAY),
      ...(dice.chance(40) && { freight: String(dice.whole(20, 400)) }),
      department: 'sales',
      businessLine: order.businessLine,
    });
    if (isAnonymous && dice.chance(60)) this.later(known, 5, 40, (then) => this.attribute(order, then));
    if (dice.chance(3))
      this.later(known, 0, 1, (then) => this.step('CancelOrder', order, then, { reason: '客户取消' }));
    else this.later(known, 0, 1, (then) => this.confirm(order, then));
    if (dice.chance(2)) this.later(known, 20, 60, (then) => this.credit(order, then, {}));
  }

  private line({ sku, zh, en, price, partClass }: Product, { rate, decimals }: Place): Order['lines'][number] {
    const { dice } = this;
    const paid = price * rate * (dice.chance(25) ? 0.95 : 1);
    const quantity = price > 10_000 ? dice.whole(1, 2) : dice.whole(1, 40);
    return {
      sku,
      ...{ name: rate === 1 ? zh : en },
      quantity,
      unitPrice: paid.toFixed(decimals),
      ...(dice.chance(85) && { unitCost: (price * rate * 0.7).toFixed(decimals) }),
      ...(partClass && { partClass, inStock: dice.chance(80) }),
    };
  }

  private step(
    command: string,
    { id, businessLine }: Order,
    at: number,
    data: object = {},
    department = 'sales',
  ): void {
    this.say(`sales.${command}`, at, 1, { orderId: id, ...data, department, businessLine });
  }

  private attribute({ id, customer }: Order, at: number): void {
    this.say('customers.AttributeSubject', at, 1, { member: `~order-${id}`, into: customer.id, department: 'sales' });
  }

  private confirm(order: Order, at: number): void {
    this.step('ConfirmOrder', order, at);
    const [first] = order.lines;
    const half = Math.floor((first?.quantity ?? 0) / 2);
    if (half > 0 && this.dice.chance(25)) {
      this.later(at, 0, 3, (then) => {
        this.step('ShipOrder', order, then, { lines: [{ line: 1, quantity: half }] }, 'logistics');
        this.later(then, 4, 12, (rest) => this.ship(order, rest));
      });
    } else this.later(at, 0, 5, (then) => this.ship(order, then));
  }

  private ship(order: Order, at: number): void {
    this.step('ShipOrder', order, at, { carrier: this.dice.pick(['SF', 'DHL', 'EMS']) }, 'logistics');
    this.later(at, 1, 5, (then) => this.deliver(order, then));
  }

  private deliver(order: Order, at: number): void {
    this.step('DeliverOrder', order, at, {}, 'logistics');
    if (this.dice.chance(5)) this.later(at, 1, 5, (then) => this.takeBack(order, then));
  }

  private takeBack(order: Order, at: number): void {
    const conditions = { packageComplete: this.dice.chance(80), resalable: this.dice.chance(70) };
    this.step(
      'ReturnOrder',
      order,
      at,
      { lines: [{ line: 1, quantity: 1 }], reason: '质量问题', conditions, agreed: true },
      'service',
    );
    if (this.dice.chance(60))
      this.later(at, 1, 6, (then) => this.credit(order, then, { orderId: order.id, forReturn: true }));
  }

  private credit({ customer, lines: [line], businessLine }: Order, at: number, of: object): void {
    if (!line) return;
    this.credits += 1;
    this.say('sales.IssueCreditNote', at, 1, {
      creditNoteId: `${this.prefix}-n${this.credits}`,
      number: `CN-${this.credits}`,
      customerId: customer.id,
      lines: [{ sku: line.sku, quantity: 1, unitPrice: line.unitPrice }],
      currency: customer.place.currency,
      ...of,
      department: 'finance',
      businessLine,
    });
  }
}

const time = (at: number): Instant => instant(Math.floor(at / 60_000) * 60_000);
const startOfDay = (at: number): number => Math.floor(at / DAY) * DAY;

/** First day of the next of these months. */
function nextOf(months: readonly number[], at: number): number {
  const now = new Date(at);
  for (let ahead = 1; ahead <= 12; ahead++) {
    const day = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1));
    if (months.includes(day.getUTCMonth())) return day.getTime();
  }
  return at + 365 * DAY;
}
