import { channels, type Place, type Product, products } from './catalogue';
import { CustomerAccounts } from './customer-accounts';
import { CustomerAnswers } from './customer-answers';
import { CustomerComplaints } from './customer-complaints';
import { CustomerFeedback } from './customer-feedback';
import { CustomerHazards } from './customer-hazards';
import { CustomerInspections } from './customer-inspections';
import { CustomerRequests } from './customer-requests';
import { CustomerTalks } from './customer-talks';
import { CustomerWallet } from './customer-wallet';
import { type Books, DAY, Diary, time } from './diary';
import type { Dice } from './dice';
import { type Profile, said } from './profile';
import { sized } from './sizes';
import { workdaysLater } from './workdays';

/** Off an order of a customer of long standing, in its currency. */
const DISCOUNT = 10;

/** Of a life, each with dice of its own. */
export type Part =
  | ('life' | 'talks' | 'accounts' | 'requests' | 'answers' | 'complaints')
  | ('wallet' | 'hazards' | 'inspections' | 'feedback');

interface Order {
  readonly id: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly unitPrice: string }[];
  readonly businessLine: string;
  readonly discount: number;
  /** Whether half of its first line can be shipped by itself. */
  readonly isDivisible: boolean;
}

/** How much is bought in each month, beside the average: much before the Spring Festival and in autumn. */
const season: readonly number[] = [1.5, 0.5, 1.1, 1, 1, 0.9, 0.8, 0.9, 1.3, 1.2, 1, 1];

const machines = products.filter(({ businessLine }) => businessLine === 'machines');
const small = products.filter(({ businessLine }) => businessLine !== 'machines');

/**
 * All that one customer does, and what departments do with it: what it is said to be, its orders in its own rhythm and
 * season, shipped in parts, cancelled, returned and credited, some without a customer, some recorded late.
 */
export class CustomerLife extends Diary {
  private readonly id: string;
  private readonly leaves: number;
  /** Orders that nobody has said to be its own. */
  private readonly anonymous = new Set<string>();

  private readonly talks: CustomerTalks;
  private readonly accounts: CustomerAccounts;
  private readonly requests: CustomerRequests;
  private readonly answers: CustomerAnswers;
  private readonly complaints: CustomerComplaints;
  private readonly wallet: CustomerWallet;
  private readonly hazards: CustomerHazards;
  private readonly inspections: CustomerInspections;
  private readonly feedback: CustomerFeedback;

  /** @param diceOf what it buys does not depend on what it says, pays or asks */
  constructor(
    private readonly profile: Profile,
    diceOf: (part: Part) => Dice,
    books: Books,
  ) {
    super(diceOf('life'), books);
    const { dice } = this;
    this.id = `${books.prefix}-c${profile.index}`;
    // most are there from the beginning, the others come one by one
    const open = ((books.ends - books.opened) / DAY) * (5 / 7);
    const days = dice.chance(60) ? dice.whole(0, Math.ceil(open / 20)) : dice.whole(0, Math.floor(open * 0.7));
    const comes = workdaysLater(books.opened, days);
    this.leaves = dice.chance(15) ? comes + dice.whole(90, 500) * DAY : Infinity;
    this.talks = new CustomerTalks(profile, this.id, this.leaves, diceOf('talks'), books);
    this.accounts = new CustomerAccounts(profile, this.id, diceOf('accounts'), books);
    this.answers = new CustomerAnswers(this.id, this.leaves, diceOf('answers'), books);
    const words = said(profile);
    this.complaints = new CustomerComplaints(this.id, words, diceOf('complaints'), books);
    this.wallet = new CustomerWallet(this.id, this.leaves, diceOf('wallet'), books);
    this.hazards = new CustomerHazards(this.id, words, diceOf('hazards'), books);
    this.inspections = new CustomerInspections(this.id, words, diceOf('inspections'), books);
    this.feedback = new CustomerFeedback(this.id, this.leaves, words, diceOf('feedback'), books);
    const closed = (at: number): void => this.answers.asked('repair', 'service', 35, at);
    this.requests = new CustomerRequests(profile, this.id, this.leaves, closed, diceOf('requests'), books);
    this.note(comes + this.officeHour(), (at) => this.begin(at));
  }

  private begin(at: number): void {
    const { dice, profile } = this;
    this.tell('customers.RegisterCustomer', at, 5, {
      customerId: this.id,
      kind: profile.isPerson ? 'person' : 'organisation',
      name: profile.name,
      country: profile.place.country,
      region: profile.city.name,
      phone: this.phone(),
      department: 'sales',
    });
    if (dice.chance(90))
      this.tell('customers.ClaimExternalId', at, 1, {
        customerId: this.id,
        source: 'erp',
        value: `E${this.books.prefix}-${profile.index}`,
      });
    if (!profile.isPerson) {
      this.later(at, 1, 7, (then) => this.financeSays(then));
      if (dice.chance(40)) this.later(at, 4, 140, (then) => this.marketingSays(then));
    }
    if (dice.chance(70)) this.later(at, 7, 85, (then) => this.serviceSays(then));
    this.later(at, 0, Math.ceil(profile.rhythm / 2), (then) => this.buy(then));
    this.talks.begin(at);
    this.requests.begin(at);
    this.answers.begin(at);
    if (!profile.isPerson) this.wallet.begin(at);
    this.feedback.begin(at);
  }

  private phone(): string {
    return this.profile.city.phone.replace(/#/g, () => String(this.dice.whole(0, 9)));
  }

  private assert(department: string, at: number, facts: Readonly<Record<string, string>>, since = at): void {
    const said = Object.entries(facts).map(([attribute, value]) => ({ attribute, value, validFrom: time(since) }));
    this.tell('customers.AssertFacts', at, said.length, { customerId: this.id, facts: said, department });
  }

  /** Finance keeps the name that stands on invoices: not always the one that sales writes. */
  private financeSays(at: number): void {
    const { name, sizeBand } = this.profile;
    const formal = name.replace('有限公司', '有限责任公司').replace(/ Ltd$/, ' Limited');
    this.assert('finance', at, { legalName: this.dice.chance(30) ? formal : name, sizeBand });
  }

  /** Service hears first of a new number, and tells of it weeks later. */
  private serviceSays(at: number): void {
    const since = at - this.dice.whole(5, 45) * DAY;
    this.assert('service', at, { phone: this.phone() }, Math.max(since, this.books.opened));
    if (this.dice.chance(30)) this.later(at, 70, 280, (then) => this.serviceSays(then));
  }

  private marketingSays(at: number): void {
    const { trade, place } = this.profile;
    const industry = place.currency === 'CNY' ? trade.industry.zh : trade.industry.en;
    this.assert('marketing', at, { industry, website: `https://www.${this.id}.example` });
  }

  /** One order now, and the next when its time has come. */
  private buy(at: number): void {
    const { dice } = this;
    if (at > this.leaves) return;
    const { months, rhythm } = this.profile;
    const month = new Date(at).getUTCMonth();
    if (months && !months.includes(month)) {
      this.note(nextOf(months, at) + this.officeHour(), (then) => this.buy(then));
      return;
    }
    // whoever buys in two months of twelve buys as much as others
    const pace = months ? 6 : (season[month] ?? 1);
    const days = Math.max(1, Math.round(dice.waiting(rhythm) / pace));
    this.later(at, days, days, (then) => this.buy(then));
    // a few orders reach the books long after they were given
    if (dice.chance(3)) this.later(at, 7, 21, (then) => this.place(at, then));
    else this.place(at, at);
  }

  /** @param known when it is recorded; what follows happens after that */
  private place(at: number, known: number): void {
    const { dice } = this;
    const { place } = this.profile;
    const wanted = this.basket();
    const number = this.books.next('orders');
    const lines = wanted.map((product) => this.line(product, place));
    const isAnonymous = dice.chance(8);
    const isDiscounted = dice.chance(6);
    const order: Order = {
      id: `${this.books.prefix}-o${number}`,
      lines: lines.map((line) => ({ ...line, quantity: sized(line.quantity, this.profile.size) })),
      // by its usual size: what happens to a customer does not depend on how much it takes
      isDivisible: (lines[0]?.quantity ?? 0) > 1,
      businessLine: wanted[0]?.businessLine ?? 'supplies',
      discount: isDiscounted ? DISCOUNT : 0,
    };
    if (isAnonymous) this.anonymous.add(order.id);
    this.tell(
      'sales.PlaceOrder',
      at,
      1,
      {
        orderId: order.id,
        number: `SO-${number}`,
        ...(!isAnonymous && { customerId: this.id }),
        lines: order.lines,
        ...(isDiscounted && {
          adjustments: [{ sku: 'DISCOUNT', quantity: 1, unitPrice: String(-DISCOUNT), reason: '老客户优惠' }],
        }),
        currency: place.currency,
        channel: dice.pick(channels),
        ...(dice.chance(12) && { urgency: 'urgent' }),
        promisedShipAt: time(this.closing(known, dice.whole(2, 10))),
        ...(dice.chance(40) && { freight: (dice.whole(20, 400) * place.rate).toFixed(place.decimals) }),
        department: 'sales',
        businessLine: order.businessLine,
      },
      known,
    );
    if (isAnonymous && dice.chance(60)) this.later(known, 4, 28, (then) => this.attribute(order, then));
    if (dice.chance(3))
      this.later(known, 0, 1, (then) => this.step('CancelOrder', order, then, { reason: '客户取消' }));
    else this.later(known, 0, 1, (then) => this.confirm(order, then));
  }

  /** Parts and supplies, and now and then a machine for those who have a hall to put it in. */
  private basket(): readonly Product[] {
    const { dice, profile } = this;
    const lines = dice.whole(1, Math.min(10, 2 + Math.round(profile.weight / 4)));
    const goods = Array.from({ length: lines }, () => small[dice.whole(0, small.length - 1)] ?? products[0]);
    const machine = machines[dice.whole(0, machines.length - 1)] ?? products[0];
    return profile.weight > 5 && dice.chance(2) ? [machine, ...goods] : goods;
  }

  private line({ sku, zh, en, price, cost, partClass }: Product, { rate, decimals }: Place): Order['lines'][number] {
    const { dice } = this;
    const paid = price * rate * (dice.chance(25) ? 0.95 : 1);
    // much of what is cheap, little of what is dear, more of both the larger the customer
    const usual = (1_500 / price) * this.profile.weight ** 0.35;
    const quantity = price > 10_000 ? 1 : Math.max(1, Math.round(usual * (0.5 + dice.next())));
    const unitCost = (cost * rate * (0.97 + 0.06 * dice.next())).toFixed(decimals);
    return {
      sku,
      ...{ name: rate === 1 ? zh : en },
      quantity,
      unitPrice: paid.toFixed(decimals),
      ...(!this.profile.city.byPartner && { unitCost }),
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
    this.tell(`sales.${command}`, at, 1, { orderId: id, ...data, department, businessLine });
  }

  private attribute({ id }: Order, at: number): void {
    this.anonymous.delete(id);
    this.tell('sales.AttributeOrder', at, 1, { orderId: id, customerId: this.id, department: 'sales' });
  }

  private confirm(order: Order, at: number): void {
    this.step('ConfirmOrder', order, at);
    if (order.isDivisible && this.dice.chance(25)) {
      const half = Math.floor((order.lines[0]?.quantity ?? 0) / 2);
      this.later(at, 0, 2, (then) => {
        this.step('ShipOrder', order, then, { lines: [{ line: 1, quantity: half }] }, 'logistics');
        this.later(then, 3, 9, (rest) => this.ship(order, rest));
      });
    } else this.later(at, 0, 4, (then) => this.ship(order, then));
  }

  private ship(order: Order, at: number): void {
    this.step('ShipOrder', order, at, { carrier: this.dice.pick(['SF', 'DHL', 'EMS']) }, 'logistics');
    this.later(at, 1, 4, (then) => this.deliver(order, then));
  }

  private deliver(order: Order, at: number): void {
    this.step('DeliverOrder', order, at, {}, 'logistics');
    if (!this.anonymous.has(order.id)) {
      this.accounts.bill({ orderId: order.id, ...order }, at);
      this.answers.asked('delivery', 'logistics', 15, at);
      this.complaints.delivered(order.id, at);
      this.hazards.delivered(order.lines, at);
      this.inspections.delivered(order, at);
    }
    if (this.dice.chance(5)) this.later(at, 1, 4, (then) => this.takeBack(order, then));
    // a price that was wrong, told by a note that names no order
    else if (this.dice.chance(2)) this.later(at, 7, 28, (then) => this.credit(order, then, {}));
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
    if (!this.anonymous.has(order.id)) this.inspections.takenBack(order, at);
    // the note gives back the price of a piece: of an order with a discount less came back
    if (this.dice.chance(60) && order.discount === 0)
      this.later(at, 1, 4, (then) => this.credit(order, then, { orderId: order.id, forReturn: true }));
  }

  private credit({ id, lines: [line], businessLine }: Order, at: number, of: object): void {
    if (!line) return;
    const number = this.books.next('credits');
    this.tell('sales.IssueCreditNote', at, 1, {
      creditNoteId: `${this.books.prefix}-n${number}`,
      number: `CN-${number}`,
      ...(!this.anonymous.has(id) && { customerId: this.id }),
      lines: [{ sku: line.sku, quantity: 1, unitPrice: line.unitPrice }],
      currency: this.profile.place.currency,
      ...of,
      department: 'finance',
      businessLine,
    });
  }
}

/** First day of the next of these months. */
function nextOf(months: readonly number[], at: number): number {
  const now = new Date(at);
  for (let ahead = 1; ahead <= 12; ahead++) {
    const day = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1));
    if (months.includes(day.getUTCMonth())) return day.getTime();
  }
  return at + 365 * DAY;
}
