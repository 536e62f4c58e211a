import { type Books, CLOSING, DAY, Diary, midnight, time } from './diary';
import type { Dice } from './dice';
import type { Profile } from './profile';

/** Goods that arrived and are to be paid. */
export interface Billed {
  readonly orderId: string;
  readonly lines: readonly { readonly quantity: number; readonly unitPrice: string }[];
  /** What is taken off the sum of the lines. */
  readonly discount: number;
  readonly businessLine: string;
}

/** Days from the invoice to its due date. */
const TERMS = [30, 45, 60] as const;

/** What one customer is billed, and how it pays: most in time, some customers late as a habit, a few invoices in parts or never. */
export class CustomerAccounts extends Diary {
  private readonly terms: number;
  private readonly paysLate: boolean;

  constructor(
    private readonly profile: Profile,
    private readonly customerId: string,
    dice: Dice,
    books: Books,
  ) {
    super(dice, books);
    this.terms = dice.pick(TERMS);
    this.paysLate = dice.chance(15);
  }

  bill(goods: Billed, at: number): void {
    this.later(at, 0, 3, (then) => this.issue(goods, then));
  }

  private issue({ orderId, lines, discount, businessLine }: Billed, at: number): void {
    const { dice } = this;
    const { currency, decimals } = this.profile.place;
    const sum = lines.reduce((all, { quantity, unitPrice }) => all + quantity * Number(unitPrice), 0) - discount;
    if (sum <= 0) return;
    const amount = (part: number): string => part.toFixed(decimals);
    const number = this.books.next('invoices');
    const invoiceId = `${this.books.prefix}-v${number}`;
    const due = midnight(at) + this.terms * DAY;
    const of = { customerId: this.customerId, currency, department: 'finance', businessLine };
    this.tell('finance.IssueInvoice', at, 1, {
      ...of,
      ...{ invoiceId, number: `INV-${number}`, orderId },
      amount: amount(sum),
      dueAt: time(due + CLOSING),
    });
    const pay = (when: number, part: number): void =>
      this.note(when + this.officeHour(), (then) => {
        const payment = this.books.next('payments');
        this.tell('finance.ReceivePayment', then, 3, {
          ...of,
          ...{ paymentId: `${this.books.prefix}-p${payment}`, number: `BANK-${payment}`, invoiceId },
          amount: amount(part),
          method: 'transfer',
        });
      });
    const fate = dice.whole(1, 100);
    if (fate <= 1) return; // never
    const when = due + (this.paysLate ? dice.whole(3, 40) : dice.whole(-12, fate <= 8 ? 10 : -1)) * DAY;
    if (fate > 94) {
      const half = Math.floor(sum / 2);
      if (half > 0) pay(when, half);
      pay(when + dice.whole(10, 30) * DAY, sum - half);
    } else pay(when, sum);
  }
}
