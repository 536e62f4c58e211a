import { DAY, HOUR, time, type Told } from './diary';

/** A credit note of the books before: it may fit no order, and then the report of exceptions lists it. */
interface OldNote {
  readonly number: string;
  /** Days before the business opened. */
  readonly ago: number;
  readonly pieces: number;
  readonly reason: string;
  readonly customer?: 0 | 1;
  readonly currency?: string;
}
/** An order of the books before. */
interface OldOrder {
  readonly number: string;
  readonly customer: 0 | 1;
  /** Days before the business opened. */
  readonly ago: number;
  readonly sku: string;
  readonly name: string;
  readonly pieces: number;
  readonly price: number;
  /** Was only on paper: its notes were brought in, it was not. */
  readonly isLost?: true;
  readonly note?: OldNote;
  /** Pieces that came back, of which it is written that they were credited. */
  readonly back?: number;
  /** Paid before the business opened, by more than it was billed for. */
  readonly bill?: { readonly number: string; readonly tooMuch: number };
}

/** They go on to buy. */
export const OLD_CUSTOMERS = ['芜湖长风食品机械有限公司', '赣州润田农业有限公司'] as const;
/** Behind the beginning of an id. */
export const oldCustomer = (index: 0 | 1): string => `before-c${index + 1}`;
const FILM = { sku: 'FM-PE80', name: 'PE 薄膜（卷）', price: 245 };
const LABELS = { sku: 'LB-RL', name: '不干胶标签（卷）', price: 56.9 };
const BELT = { sku: 'BT-T10', name: '同步带', price: 126 };
const ORDERS: readonly OldOrder[] = [
  // settled by more than it is for: paid by a round sum, and with the freight that was waived
  { number: 'L-3311', customer: 0, ago: 210, ...BELT, pieces: 12, bill: { number: 'F-0708', tooMuch: 88 } },
  { number: 'L-3340', customer: 1, ago: 180, ...FILM, pieces: 30, bill: { number: 'F-0731', tooMuch: 120 } },
  // credited more than sold: the note was entered with the pieces of another
  {
    ...{ number: 'L-3352', customer: 0, ago: 160, ...LABELS, pieces: 40 },
    note: { number: 'R-0117', ago: 140, pieces: 60, reason: '价格更正' },
  },
  {
    ...{ number: 'L-3360', customer: 1, ago: 150, ...BELT, pieces: 8 },
    note: { number: 'R-0121', ago: 120, pieces: 10, reason: '数量短少' },
  },
  // not of the customer of its order
  {
    ...{ number: 'L-3367', customer: 0, ago: 132, ...FILM, pieces: 25 },
    note: { number: 'R-0124', ago: 118, pieces: 2, reason: '运输损坏', customer: 1 },
  },
  {
    ...{ number: 'L-3372', customer: 1, ago: 128, ...LABELS, pieces: 90 },
    note: { number: 'R-0126', ago: 110, pieces: 5, reason: '规格不符', customer: 0 },
  },
  // not in the currency of its order
  {
    ...{ number: 'L-3380', customer: 1, ago: 101, ...FILM, pieces: 20 },
    note: { number: 'R-0130', ago: 92, pieces: 1, reason: '运输损坏', currency: 'USD' },
  },
  {
    ...{ number: 'L-3383', customer: 0, ago: 97, ...BELT, pieces: 15 },
    note: { number: 'R-0131', ago: 88, pieces: 1, reason: '价格更正', currency: 'EUR' },
  },
  // the day of the order was entered when it was typed in
  {
    ...{ number: 'L-3391', customer: 0, ago: 70, ...LABELS, pieces: 60 },
    note: { number: 'R-0135', ago: 73, pieces: 6, reason: '数量短少' },
  },
  {
    ...{ number: 'L-3394', customer: 1, ago: 66, ...BELT, pieces: 6 },
    note: { number: 'R-0136', ago: 67, pieces: 1, reason: '规格不符' },
  },
  // names an order that is not there
  {
    ...{ number: 'L-2870', customer: 1, ago: 420, ...FILM, pieces: 50, isLost: true },
    note: { number: 'R-0138', ago: 60, pieces: 3, reason: '受潮' },
  },
  {
    ...{ number: 'L-2903', customer: 0, ago: 400, ...LABELS, pieces: 80, isLost: true },
    note: { number: 'R-0139', ago: 52, pieces: 8, reason: '老化' },
  },
  // came back as credited, and no note gave it
  { number: 'L-3402', customer: 1, ago: 45, ...FILM, pieces: 24, back: 2 },
  { number: 'L-3405', customer: 0, ago: 40, ...BELT, pieces: 10, back: 1 },
];

/**
 * What the company brings in of its books before, as history: two small customers, with the faults that such books have.
 * Nothing of it is refused, and the report of exceptions lists what breaks a rule.
 * @param opened when the business opens, in milliseconds since 1970
 */
export function* booksBefore(prefix: string, opened: number): Generator<Told> {
  const tell = (command: string, ago: number, data: object): Told => ({
    command,
    data: { ...data, occurredAt: time(opened - ago * DAY + 2 * HOUR) },
    ...{ events: 1, recordedAt: opened },
  });
  const customerId = (index: 0 | 1): string => `${prefix}-${oldCustomer(index)}`;
  for (const index of [0, 1] as const) {
    const customer = { customerId: customerId(index), kind: 'organisation', name: OLD_CUSTOMERS[index] };
    yield tell('customers.RegisterCustomer', 900, { ...customer, country: '中国', department: 'sales' });
  }
  for (const { number, customer, ago, sku, name, pieces, price, isLost, note, back, bill } of ORDERS) {
    const orderId = `${prefix}-before-${number}`;
    const line = { sku, name, unitPrice: String(price) };
    const by = (department: string): object => ({ orderId, department, businessLine: 'supplies' });
    if (!isLost) {
      const order = { number, customerId: customerId(customer), currency: 'CNY', channel: 'direct' };
      yield tell('sales.PlaceOrder', ago, { ...by('sales'), ...order, lines: [{ ...line, quantity: pieces }] });
      yield tell('sales.ShipOrder', ago - 3, by('logistics'));
      yield tell('sales.DeliverOrder', ago - 5, by('logistics'));
    }
    if (back !== undefined) {
      const returned = { lines: [{ line: 1, quantity: back }], reason: '质量问题', credited: true, agreed: true };
      yield tell('sales.ReturnOrder', ago - 20, { ...by('service'), ...returned });
    }
    if (bill) {
      const document = { customerId: customerId(customer), currency: 'CNY', department: 'finance' };
      const invoiceId = `${prefix}-before-${bill.number}`;
      yield tell('finance.IssueInvoice', ago - 6, {
        ...{ ...document, invoiceId, number: bill.number, orderId, amount: String(pieces * price) },
        dueAt: time(opened - (ago - 36) * DAY),
      });
      yield tell('finance.ReceivePayment', ago - 30, {
        ...{ ...document, paymentId: `${invoiceId}-p`, number: `B-${bill.number}`, invoiceId },
        ...{ amount: String(pieces * price + bill.tooMuch), method: 'transfer' },
      });
    }
    if (note) {
      const { reason, currency = 'CNY' } = note;
      const of = { creditNoteId: `${prefix}-before-${note.number}`, customerId: customerId(note.customer ?? customer) };
      const lines = [{ ...line, quantity: note.pieces }];
      yield tell('sales.IssueCreditNote', note.ago, {
        ...{ ...by('finance'), ...of, number: note.number, lines, currency, reason },
      });
    }
  }
}
