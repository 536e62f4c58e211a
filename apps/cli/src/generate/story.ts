import type { Text } from '@dossier/kernel';
import { CustomerComplaints } from './customer-complaints';
import { CustomerHazards } from './customer-hazards';
import { type Books, DAY, Diary, HOUR, midnight, time } from './diary';
import type { Dice } from './dice';
import type { Grievance } from './grievances';
import type { Hazard } from './hazards';
import { workdayFrom, workdaysBefore } from './workdays';

/** What is bought of one kind. */
export interface Item {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly price: number;
  readonly cost: number;
  readonly businessLine: string;
}

interface Bought {
  readonly items: readonly Item[];
  /** Workdays until it is shipped. */
  readonly ships?: number;
  readonly freight?: number;
  /** Taken off the sum. */
  readonly discount?: number;
  /** On its paper; left out: as its id. */
  readonly number?: string;
}

const lineOf = ({ sku, name, quantity, price, cost }: Item): object => ({
  ...{ sku, name, quantity, unitPrice: String(price), unitCost: String(cost) },
});

/** What somebody of a department writes down of a talk. */
type Said = { readonly department: string; readonly kind: string } & Readonly<Record<string, unknown>>;

/** One customer of a story, who does what the story says on the days that it says, counted back from the end of the history. */
export class Role extends Diary {
  readonly id: string;
  private readonly complaints: CustomerComplaints;
  private readonly hazards: CustomerHazards;
  private orders = 0;
  private others = 0;

  constructor(
    readonly name: string,
    key: string,
    dice: Dice,
    books: Books,
  ) {
    super(dice, books);
    this.id = `${books.prefix}-${key}`;
    this.complaints = new CustomerComplaints(this.id, both, dice, books);
    this.hazards = new CustomerHazards(this.id, both, dice, books);
  }

  /** A workday so many days before the end, or the next one. */
  on(ago: number, task: (at: number) => void): void {
    this.note(this.day(ago) + this.officeHour(), task);
  }
  protected day(ago: number): number {
    return workdayFrom(midnight(this.books.ends) - (ago + 1) * DAY);
  }

  /** On the last workday but so many. */
  onLast(back: number, task: (at: number) => void): void {
    this.note(workdaysBefore(midnight(this.books.ends), back + 1) + this.officeHour(), task);
  }

  register(ago: number, { country = '中国', region, industry }: Readonly<Record<string, string>>): void {
    this.on(ago, (at) => {
      this.tell('customers.RegisterCustomer', at, 4, {
        ...{ customerId: this.id, kind: 'organisation', name: this.name, country, region },
        department: 'sales',
      });
      this.later(at, 1, 3, (then) =>
        this.tell('customers.AssertFacts', then, 1, {
          customerId: this.id,
          facts: [{ attribute: 'industry', value: industry, validFrom: time(at) }],
          department: 'marketing',
        }),
      );
    });
  }

  /** Bought, shipped, delivered, billed, and paid in time. */
  buy(ago: number, bought: Bought, delivered?: (orderId: string, at: number) => void): void {
    this.on(ago, (at) => {
      const orderId = `${this.id}-o${(this.orders += 1)}`;
      const { items, ships = 2, freight, discount, number = orderId } = bought;
      const businessLine = items[0]?.businessLine ?? 'spare-parts';
      const step = (command: string, then: number, department: string, data: object = {}): void =>
        this.tell(`sales.${command}`, then, 1, { orderId, ...data, department, businessLine });
      this.tell('sales.PlaceOrder', at, 1, {
        ...{ orderId, number, customerId: this.id, currency: 'CNY', channel: 'direct' },
        lines: items.map(lineOf),
        ...(discount !== undefined && {
          adjustments: [{ sku: 'DISCOUNT', quantity: 1, unitPrice: String(-discount), reason: '年度折扣' }],
        }),
        promisedShipAt: time(this.closing(at, ships + 2)),
        ...(freight !== undefined && { freight: String(freight) }),
        ...{ department: 'sales', businessLine },
      });
      this.later(at, 0, 1, (then) => {
        step('ConfirmOrder', then, 'sales');
        this.later(then, ships - 1, ships, (shipped) => {
          step('ShipOrder', shipped, 'logistics', { carrier: 'SF' });
          this.later(shipped, 1, 3, (arrived) => {
            step('DeliverOrder', arrived, 'logistics');
            this.bill(orderId, worth(items) - (discount ?? 0), businessLine, arrived);
            delivered?.(orderId, arrived);
          });
        });
      });
    });
  }

  private bill(orderId: string, sum: number, businessLine: string, at: number): void {
    const of = { customerId: this.id, currency: 'CNY', department: 'finance', businessLine };
    const invoiceId = orderId.replace(/-o(\d+)$/, '-v$1');
    this.later(at, 0, 2, (then) => {
      this.tell('finance.IssueInvoice', then, 1, {
        ...of,
        ...{ invoiceId, number: invoiceId, orderId, amount: sum.toFixed(2), dueAt: time(this.closing(then, 22)) },
      });
      this.later(then, 12, 20, (paid) => {
        const paymentId = orderId.replace(/-o(\d+)$/, '-p$1');
        this.tell('finance.ReceivePayment', paid, 3, {
          ...of,
          ...{ paymentId, number: paymentId, invoiceId, amount: sum.toFixed(2), method: 'transfer' },
        });
      });
    });
  }

  /** Shipped in time, which the books learn of later. */
  deliverLate(
    ago: number,
    items: readonly Item[],
    { promised, told }: { readonly promised: number; readonly told: number },
  ): void {
    const orderId = `${this.id}-proof`;
    const businessLine = items[0]?.businessLine ?? 'machines';
    this.on(ago, (at) =>
      this.tell('sales.PlaceOrder', at, 1, {
        ...{ orderId, number: orderId, customerId: this.id, currency: 'CNY', channel: 'direct' },
        lines: items.map(lineOf),
        ...{ promisedShipAt: time(promised), department: 'sales', businessLine },
      }),
    );
    const of = { orderId, department: 'logistics', businessLine };
    this.books.agenda.note(told, (then) => {
      const shipped = { ...of, carrier: '德邦', trackingNumber: 'POD-38400' };
      this.tell('sales.ShipOrder', promised - 4 * HOUR, 1, shipped, then);
      this.tell('sales.DeliverOrder', promised + 2 * DAY, 1, of, then + HOUR);
    });
  }

  /** Told later than it happened: meanwhile it goes on to be dealt with as if it were not so. */
  close(ago: number, told: number, reason: string): void {
    this.on(ago, (at) =>
      this.on(told, (then) =>
        this.tell('customers.DeactivateCustomer', at, 1, { customerId: this.id, reason, department: 'finance' }, then),
      ),
    );
  }

  override(ago: number, set: object): void {
    this.on(ago, (at) => this.tell('tiers.OverrideTier', at, 1, { customerId: this.id, ...set, department: 'sales' }));
  }

  /** Came back spoilt. */
  takeBack(orderId: string, quantity: number, at: number): void {
    const conditions = { packageComplete: false, resalable: false };
    this.later(at, 1, 3, (then) =>
      this.tell('sales.ReturnOrder', then, 1, {
        ...{ orderId, lines: [{ line: 1, quantity }], reason: '客户要求退换', conditions, agreed: true },
        ...{ department: 'service', businessLine: 'supplies' },
      }),
    );
  }

  talk(ago: number, said: Said): void {
    this.on(ago, (at) => this.record(at, said));
  }
  /** On a day that follows from others. */
  talkAt(at: number, said: Said): void {
    this.note(at, (then) => this.record(then, said));
  }
  private record(at: number, said: Said): void {
    this.tell('interactions.RecordInteraction', at, 1, {
      ...{ interactionId: `${this.id}-i${(this.others += 1)}`, customerId: this.id },
      ...said,
    });
  }

  answer(ago: number, score: number): void {
    this.on(ago, (at) =>
      this.tell('satisfaction.GiveResponse', at, 1, {
        ...{ responseId: `${this.id}-a${(this.others += 1)}`, customerId: this.id, instrument: 'csat', score },
        ...{ touchpoint: 'delivery', topic: 'delivery', ratedDepartment: 'logistics', department: 'marketing' },
      }),
    );
  }

  complain(ago: number, grievance: Grievance): void {
    this.on(ago, (at) => this.complaints.file(grievance, at, { complaintId: `${this.id}-k${(this.others += 1)}` }));
  }

  /** Told on one of the last workdays of the hazards of a product, and not acknowledged yet. */
  warn(back: number, hazard: Hazard): void {
    this.onLast(back, (at) => void this.hazards.give(hazard, hazard.skus, at));
  }

  /** What part of what it needs it buys from us, in the eyes of sales. */
  share(ago: number, percent: number): void {
    this.on(ago, (at) =>
      this.tell('customers.AssertFacts', at, 1, {
        customerId: this.id,
        facts: [{ attribute: 'shareOfWallet', value: String(percent), validFrom: time(at) }],
        department: 'sales',
      }),
    );
  }

  limit(ago: number, amount: number, reason: string): void {
    this.on(ago, (at) =>
      this.tell('finance.SetCreditLimit', at, 1, {
        ...{ customerId: this.id, limit: amount.toFixed(2), currency: 'CNY', approvedBy: '财务总监', reason },
        department: 'finance',
      }),
    );
  }

  /** Asked of service on one of the last workdays, and answered the same day; it is still to be done in the end. */
  ask(back: number, { subject, skill, assignee, waitingFor }: Asked): void {
    this.onLast(back, (at) => {
      const requestId = `${this.id}-s${(this.others += 1)}`;
      const step = (command: string, then: number, data: object = {}): void =>
        this.note(then, (when) =>
          this.tell(`service.${command}`, when, 1, { requestId, ...data, department: 'service' }),
        );
      step('OpenRequest', at, { ...{ customerId: this.id, number: requestId, priority: 'normal' }, subject, skill });
      if (assignee !== undefined) step('AssignRequest', at + HOUR / 4, { assignee });
      step('RespondToRequest', at + HOUR / 2);
      if (waitingFor !== undefined) step('PauseRequest', at + HOUR, { waitingFor });
    });
  }
}

export interface Asked {
  readonly subject: string;
  readonly skill: string;
  /** By hand. */
  readonly assignee?: string;
  readonly waitingFor?: string;
}

export const worth = (items: readonly Item[]): number =>
  items.reduce((sum, { quantity, price }) => sum + quantity * price, 0);

/** In both languages: whoever reads a story reads it in one of them. */
export const both = ({ zh, en }: Text): string => `${zh} — ${en}`;
