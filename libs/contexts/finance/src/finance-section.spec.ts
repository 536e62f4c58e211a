import { OrderCancelled, OrderPlaced, OrderShipped } from '@dossier/contexts/sales';
import { type EventIn, initialPolicies } from '@dossier/kernel';
import { projectionSpec, type Told, told, viewing, withPolicy } from '@dossier/testing';
import { CreditLimitRemoved, CreditLimitSet } from './credit-limit.events';
import { financeSection } from './finance-section';
import {
  DueDateMoved,
  InvoiceCancelled,
  InvoiceCorrected,
  InvoiceIssued,
  InvoiceReopened,
  InvoiceSettled,
} from './invoice.events';
import { PaymentAllocated, PaymentReceived, PaymentReversed } from './payment.events';
import { exchangeRatesPolicy } from './rates-policy';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const origin = (id: string, dueAt = march(20)) => ({
  ...{ number: id, currency: 'CNY', issuedAt: march(1) },
  dues: [{ since: march(1), dueAt }],
});
const issued = (id: string, amount: string, dueAt = march(20), currency = 'CNY') =>
  told(InvoiceIssued({ number: id, currency, amount, dueAt }), { stream: `invoice-${id}`, occurredAt: march(1) });
const settled = (id: string, paymentId: string, amount: string, day: number) =>
  told(InvoiceSettled({ paymentId, amount, invoice: origin(id) }), {
    ...{ stream: `invoice-${id}`, occurredAt: march(day) },
  });
const came = (id: string, amount: string, day: number) =>
  told(PaymentReceived({ number: id, currency: 'CNY', amount }), { stream: `payment-${id}`, occurredAt: march(day) });
const allocated = (id: string, invoiceId: string, amount: string, day: number) =>
  told(PaymentAllocated({ invoiceId, currency: 'CNY', amount }), {
    ...{ stream: `payment-${id}`, occurredAt: march(day) },
  });
const limit = (amount: string, currency: string, day: number) =>
  told(CreditLimitSet({ currency, limit: amount, approvedBy: 'director', reason: 'x' }), {
    ...{ stream: 'credit-limit-customer-1', occurredAt: march(day) },
  });
const CNY = (amount: string) => ({ amount, currency: 'CNY' });
const asOf = (day: number) => ({ asOf: march(day) });

const money = [
  issued('A', '100.00'),
  settled('A', 'p', '60.00', 11),
  issued('B', '50.00', march(10)),
  came('p', '90.00', 11),
  allocated('p', 'A', '60.00', 11),
] as const;

it('says what is owed, due and paid, in whatever order the documents come', () =>
  projectionSpec(financeSection)
    .given(...money)
    .inAnyOrderOfStreams()
    .thenView(
      expect.objectContaining({
        receivables: [CNY('90.00')],
        overdue: [CNY('90.00')],
        ages: [
          { fromDays: 0, toDays: 30, invoices: 2, open: [CNY('90.00')] },
          { fromDays: 30, toDays: 60, invoices: 0, open: [] },
          { fromDays: 60, toDays: 90, invoices: 0, open: [] },
          { fromDays: 90, toDays: null, invoices: 0, open: [] },
        ],
        openInvoices: 2,
        overdueInvoices: 2,
        paymentStanding: 'overdue',
        oldestDueAt: march(10),
        unallocated: [CNY('30.00')],
        exposure: [CNY('60.00')],
        daysToPay: [{ currency: 'CNY', days: 10 }],
        paidByMonth: [{ month: '2026-03', paid: CNY('60.00'), days: 10 }],
      }) as never,
      asOf(25),
    ));

it('is not overdue before it falls due, and says when it changes next', () => {
  const spec = projectionSpec(financeSection).given(...money);
  const shown = (day: number, wanted: object) => spec.thenView(expect.objectContaining(wanted) as never, asOf(day));
  shown(9, { overdue: [], paymentStanding: 'in-time', changesAt: march(10) });
  shown(10, { overdue: [CNY('50.00')], overdueInvoices: 1, paymentStanding: 'overdue', changesAt: march(20) });
  shown(20, { overdue: [CNY('90.00')], changesAt: '2026-04-09T08:00:00.000Z' });
  spec.thenFields({
    oldestDueAt: march(10),
    standingReached: 'in-time',
    receivables: 9000,
    receivablesCurrency: 'CNY',
  });
});

it('forgets what is paid, and knows it again when the money goes back', () => {
  const moved = told(DueDateMoved({ dueAt: march(28), approvedBy: 'director', reason: 'x' }), {
    ...{ stream: 'invoice-A', occurredAt: march(12) },
  });
  const dues = [...origin('A').dues, { since: march(12), dueAt: march(28) }];
  const data = { paymentId: 'p', amount: '100.00', settledAt: march(11), invoice: { ...origin('A'), dues } };
  const reopened = told(InvoiceReopened({ ...data, because: 'reversed' }), {
    ...{ stream: 'invoice-A', occurredAt: march(26) },
  });
  const paid = [issued('A', '100.00'), settled('A', 'p', '100.00', 11), moved];
  projectionSpec(financeSection)
    .given(...paid)
    .thenView(
      expect.objectContaining({ receivables: [], openInvoices: 0, paymentStanding: 'clear', changesAt: null }) as never,
    );
  projectionSpec(financeSection)
    .given(...paid, reopened)
    .thenView(
      expect.objectContaining({
        ...{ receivables: [CNY('100.00')], overdue: [], oldestDueAt: march(28), daysToPay: [], paidByMonth: [] },
      }) as never,
      asOf(27),
    );
});

it('has no money of a payment that went back', () => {
  const back = told(PaymentReversed({ currency: 'CNY', amount: '90.00', unallocated: '30.00', reason: 'x' }), {
    ...{ stream: 'payment-p', occurredAt: march(15) },
  });
  projectionSpec(financeSection)
    .given(...money, back)
    .thenView(expect.objectContaining({ unallocated: [] }) as never);
});

describe('exposure', () => {
  const stream = 'order-O';
  const lines = { sku: ['A', 'B'], quantity: [10, 2], unitPrice: ['9.00', '5.00'] };
  const placed = told(OrderPlaced({ number: 'O', currency: 'CNY', lines, gross: '100.00', net: '90.00' }), {
    ...{ stream, occurredAt: march(2) },
  });
  const shipped = (quantity: number, complete = false) =>
    told(OrderShipped({ lines: [{ line: 1, sku: 'A', quantity }], complete }), { stream, occurredAt: march(3) });
  const shows = (toShip: readonly object[], ...events: readonly (typeof placed | ReturnType<typeof shipped>)[]) =>
    projectionSpec(financeSection)
      .given(...events)
      .thenView(expect.objectContaining({ toShip, exposure: toShip }) as never);

  it('has what is still to be shipped, with its share of discounts', () => {
    shows([CNY('90.00')], placed);
    shows([CNY('49.50')], placed, shipped(5)); // 5 × 9 + 2 × 5 = 55, nine tenths
    shows([CNY('9.00')], placed, shipped(5), shipped(5));
    const order = { placedAt: march(2), currency: 'CNY', purchase: true };
    const rest = told(
      OrderCancelled({ lines: [{ line: 2, sku: 'B', quantity: 2 }], whole: false, gross: '10.00', net: '9.00', order }),
      { stream, occurredAt: march(4) },
    );
    projectionSpec(financeSection)
      .given(placed, shipped(10), rest)
      .thenView(expect.objectContaining({ toShip: [], exposure: [] }) as never);
  });

  const bill = (amount: string, known?: true, day = 2) =>
    told(
      InvoiceIssued({
        number: 'A',
        currency: 'CNY',
        amount,
        dueAt: march(20),
        orderId: 'O',
        ...(known && { orderKnown: known }),
      }),
      {
        ...{ stream: 'invoice-A', occurredAt: march(day) },
      },
    );
  const is = (toInvoice: string | null, exposure: string) =>
    expect.objectContaining({
      toInvoice: toInvoice === null ? [] : [CNY(toInvoice)],
      exposure: [CNY(exposure)],
    }) as never;

  it('has an order that was invoiced before it is shipped once, in whatever order the two come', () => {
    const spec = (...events: readonly Told<EventIn<typeof financeSection.from>>[]) =>
      projectionSpec(financeSection)
        .given(...events)
        .inAnyOrderOfStreams();
    spec(placed, bill('90.00')).thenView(is(null, '90.00'));
    spec(placed, bill('30.00')).thenView(is('60.00', '90.00'));
    // of what is shipped, 45.00 × nine tenths, the invoice bills a part
    spec(placed, shipped(5), bill('30.00')).thenView(is('49.50', '79.50'));
    spec(placed, shipped(5), bill('90.00')).thenView(is(null, '90.00'));
    spec(placed, bill('90.00'), settled('A', 'p', '90.00', 4)).thenView(
      expect.objectContaining({ toInvoice: [], exposure: [] }) as never,
    );
    const cancelled = told(InvoiceCancelled({ amount: '30.00', reason: 'x', invoice: origin('A') }), {
      ...{ stream: 'invoice-A', occurredAt: march(4) },
    });
    spec(placed, bill('30.00'), cancelled).thenView(is('90.00', '90.00'));
    const corrected = told(InvoiceCorrected({ change: '20.00', amount: '50.00', reason: 'x', invoice: origin('A') }), {
      ...{ stream: 'invoice-A', occurredAt: march(2) },
    });
    spec(placed, bill('30.00'), corrected).thenView(is('40.00', '90.00'));
  });

  it('remembers no invoice of an order of which nothing is left to ship', () => {
    const gone = [
      placed,
      shipped(10),
      told(
        OrderCancelled({
          ...{ lines: [{ line: 2, sku: 'B', quantity: 2 }], whole: false, gross: '10.00', net: '9.00' },
          order: { placedAt: march(2), currency: 'CNY', purchase: true },
        }),
        { stream, occurredAt: march(4) },
      ),
    ] as const;
    projectionSpec(financeSection)
      .given(...gone, bill('81.00', true, 5))
      .then(expect.objectContaining({ orders: [], ahead: [] }) as never);
  });

  it('is held against the limit that was set last, in its currency', () => {
    const spec = projectionSpec(financeSection).given(
      issued('A', '100.00'),
      limit('20', 'EUR', 5),
      limit('1', 'CNY', 3),
    );
    const none = { creditLimit: { amount: '20.00', currency: 'EUR' }, exposureOfLimit: null, available: null };
    spec.thenView(expect.objectContaining({ ...none, overLimit: null }) as never);
    const rates = [
      { currency: 'EUR', from: '2026-03-01', rate: '4' },
      { currency: 'EUR', from: '2026-04-01', rate: '8' },
    ];
    const policies = withPolicy(exchangeRatesPolicy, { reportingCurrency: 'CNY', rates });
    const EUR = (amount: string) => ({ amount, currency: 'EUR' });
    spec.thenView(
      expect.objectContaining({
        ...{ exposureOfLimit: EUR('25.00'), available: EUR('-5.00'), overLimit: true },
        changesAt: '2026-03-31T23:00:00.000Z', // summer time in London
      }) as never,
      viewing({ ...asOf(25), policies }),
    );
    spec.thenView(
      expect.objectContaining({ exposureOfLimit: EUR('12.50'), available: EUR('7.50'), overLimit: false }) as never,
      viewing({ asOf: '2026-04-01T08:00:00.000Z', policies }),
    );
  });

  it('has no limit once it is removed', () => {
    const removed = told(CreditLimitRemoved({ before: '1.00 CNY', approvedBy: 'director', reason: 'x' }), {
      ...{ stream: 'credit-limit-customer-1', occurredAt: march(4) },
    });
    projectionSpec(financeSection)
      .given(limit('1', 'CNY', 3), removed)
      .thenView(
        expect.objectContaining({ creditLimit: null, overLimit: null }) as never,
        viewing({ policies: initialPolicies }),
      );
  });
});
