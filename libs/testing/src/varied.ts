export interface Act {
  readonly id: string;
  readonly command: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * A business to which happens what makes profiles differ: late facts, orders and payments of nobody that are attributed later,
 * documents of several streams, and policies that change.
 */
export function* varied(business: Iterable<Omit<Act, 'data'> & { readonly data: object }>): Generator<Act> {
  let n = 0;
  const nobodys: string[] = [];
  const customers: string[] = [];
  const accounts = new Accounts();
  for (const { id, command, data } of business) {
    const given = { ...data } as Record<string, unknown>;
    n += 1;
    if (command === 'customers.RegisterCustomer') customers.push(String(given['customerId']));
    if (command === 'sales.PlaceOrder' && n % 5 === 0) {
      delete given['customerId'];
      nobodys.push(String(given['orderId']));
    }
    yield { id, command, data: given };
    const customerId = customers[n % customers.length];
    if (n % 11 === 0 && nobodys.length > 0 && customerId !== undefined)
      yield {
        id: `attribute-${n}`,
        command: 'sales.AttributeOrder',
        data: { orderId: nobodys.shift(), customerId, department: 'sales' },
      };
    if (n % 13 === 0 && customerId !== undefined)
      yield {
        id: `late-${n}`,
        command: 'customers.AssertFacts',
        data: {
          customerId,
          department: 'finance',
          facts: [{ attribute: 'industry', value: `trade ${n % 3}`, validFrom: '2026-01-15T00:00:00.000Z' }],
        },
      };
    if (n % 97 === 0)
      yield {
        id: `policy-${n}`,
        command: 'policies.PublishPolicy',
        data: { name: 'lifecycle', document: { churnDays: 30 + (n % 60) }, approvedBy: 'board' },
      };
    if (customerId !== undefined) yield* accounts.after(n, customerId, String(given['occurredAt']));
  }
}

/** Of invoices and payments: some late, some of nobody, and each change that there is of them. What does not fit is refused alike. */
class Accounts {
  private readonly invoices: string[] = [];
  private readonly payments: string[] = [];
  private readonly nobodys: string[] = [];

  /** @param happened when the act happened that is the nth */
  *after(n: number, customerId: string, happened: string): Generator<Act> {
    const occurredAt = n % 8 === 0 ? '2026-02-01T08:00:00.000Z' : happened;
    const act = (command: string, data: object): Act => ({
      ...{ id: `${command}-${n}`, command: `finance.${command}` },
      data: { ...data, occurredAt },
    });
    const each = (every: number): boolean => n % every === 0;
    const [oldest, latest, paid] = [this.invoices[0], this.invoices.at(-1), this.payments.at(-1)];
    const [nobodys] = this.nobodys;
    const why = { approvedBy: 'board', reason: 'as agreed' };
    if (each(4)) {
      const number = `INV-${n}`;
      this.invoices.push(number);
      yield act('IssueInvoice', { customerId, number, amount: `${((n % 7) + 1) * 100}.00`, currency: 'CNY' });
    }
    if (each(6)) {
      const number = `PAY-${n}`;
      const isKnown = !each(18);
      (isKnown ? this.payments : this.nobodys).push(number);
      const invoiceId = each(12) ? this.invoices.shift() : oldest;
      const known = { customerId, ...(invoiceId !== undefined && { invoiceId }) };
      yield act('ReceivePayment', { number, amount: '100.00', currency: 'CNY', ...(isKnown && known) });
    }
    if (each(20) && nobodys !== undefined) {
      yield act('AttributePayment', { paymentId: nobodys, customerId });
      if (latest !== undefined)
        yield act('AllocatePayment', { paymentId: nobodys, invoiceId: latest, amount: '60.00' });
      if (each(40))
        yield act('WithdrawAllocation', { paymentId: nobodys, invoiceId: latest, reason: 'another was meant' });
      this.nobodys.shift();
    }
    if (each(14)) yield act('CorrectInvoice', { invoiceId: latest, amount: '350.00', reason: 'freight was missing' });
    if (each(15)) yield act('MoveDueDate', { invoiceId: latest, dueAt: '2026-07-01T00:00:00.000Z', ...why });
    if (each(21)) yield act('ReversePayment', { paymentId: paid, reason: 'no cover' });
    if (each(22)) yield act('WriteOffInvoice', { invoiceId: oldest, amount: '10.00', ...why });
    if (each(44)) yield act('WithdrawWriteOff', { invoiceId: oldest, reason: 'paid after all' });
    if (each(26)) yield act('CancelInvoice', { invoiceId: latest, reason: 'billed twice' });
    if (each(9)) yield act('SetCreditLimit', { customerId, limit: `${n * 10}.00`, currency: 'CNY', ...why });
  }
}
