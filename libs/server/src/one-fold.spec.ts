import fc from 'fast-check';
import { meaningOf } from '@dossier/testing';
import { Rig } from '../../testing/src/rig';
import { contexts } from './contexts';

interface Happening {
  readonly order: string;
  readonly at: string;
  readonly command: string;
  readonly data: object;
}
const lines = [
  { sku: 'pump', quantity: 3, unitPrice: '99.995' },
  { sku: 'seal', quantity: 10, unitPrice: '0.105' },
];
const back = (order: string, day: string, line: object): Happening => ({
  order,
  at: `${day}T00:00:00.000Z`,
  command: 'sales.ReturnOrder',
  data: { orderId: order, lines: [line], reason: 'x', agreed: true },
});
/** One customer's years: orders, shipments, a cancellation, an order that comes back in two parts, credit; each order's happenings in their own order. */
const history: readonly Happening[] = ['a', 'b', 'c', 'd'].flatMap((order, i) => [
  {
    order,
    at: `2024-0${i + 1}-01T00:00:00.000Z`,
    command: 'sales.PlaceOrder',
    data: { orderId: order, number: order, currency: 'CNY', lines },
  },
  ...(order === 'c'
    ? [{ order, at: '2024-07-01T00:00:00.000Z', command: 'sales.CancelOrder', data: { orderId: order, reason: 'x' } }]
    : [
        {
          order,
          at: `2024-0${i + 5}-01T00:00:00.000Z`,
          command: 'sales.ShipOrder',
          data: { orderId: order, lines: [{ line: 1, quantity: 2 }] },
        },
        { order, at: `2025-0${i + 1}-01T00:00:00.000Z`, command: 'sales.ShipOrder', data: { orderId: order } },
      ]),
  ...(order === 'd' ? [back(order, '2025-07-01', { line: 1 }), back(order, '2025-06-01', { line: 2 })] : []),
]);
/** What else may come in without its customer; each under its own name, as orders are. */
const others: readonly Happening[] = [
  {
    order: 'credit',
    at: '2024-09-01T00:00:00.000Z',
    command: 'sales.IssueCreditNote',
    data: {
      ...{ creditNoteId: 'credit', number: 'k', currency: 'CNY' },
      lines: [{ sku: 'pump', quantity: 1, unitPrice: '99.995' }],
    },
  },
  {
    order: 'payment',
    at: '2024-03-05T00:00:00.000Z',
    command: 'finance.ReceivePayment',
    data: { paymentId: 'payment', number: 'p', currency: 'CNY', amount: '90' },
  },
  {
    order: 'payment',
    at: '2024-03-06T00:00:00.000Z',
    command: 'finance.AllocatePayment',
    data: { paymentId: 'payment', invoiceId: 'bill', amount: '70' },
  },
  {
    order: 'response',
    at: '2024-04-05T00:00:00.000Z',
    command: 'satisfaction.GiveResponse',
    data: { responseId: 'response', instrument: 'csat', score: 2, respondent: 'x', comment: 'x' },
  },
  {
    order: 'feedback',
    at: '2024-05-05T00:00:00.000Z',
    command: 'satisfaction.ReceiveFeedback',
    data: { feedbackId: 'feedback', kind: 'suggestion', words: 'x' },
  },
  {
    order: 'feedback',
    at: '2024-05-06T00:00:00.000Z',
    command: 'satisfaction.AnswerFeedback',
    data: { feedbackId: 'feedback', answer: 'x' },
  },
];
const bill = { invoiceId: 'bill', customerId: 'c-1', number: 'bill', currency: 'CNY', amount: '100' };
/** What says later whose something is that was recorded without its customer, and the field of its id. */
const ATTRIBUTING: Readonly<Record<string, readonly [command: string, id: string]>> = {
  'sales.PlaceOrder': ['sales.AttributeOrder', 'orderId'],
  'sales.IssueCreditNote': ['sales.AttributeCreditNote', 'creditNoteId'],
  'finance.ReceivePayment': ['finance.AttributePayment', 'paymentId'],
  'satisfaction.GiveResponse': ['satisfaction.AttributeResponse', 'responseId'],
  'satisfaction.ReceiveFeedback': ['satisfaction.AttributeFeedback', 'feedbackId'],
};

interface Told {
  /** In this order it was recorded. */
  readonly happenings: readonly Happening[];
  /** Orders and others that were recorded without their customer, and after how many happenings that was mended. */
  readonly anonymous: Readonly<Record<string, number>>;
  /** How many happenings the projections take at a time. */
  readonly batch: number;
}
async function documents({ happenings, anonymous, batch }: Told): Promise<Record<string, unknown>> {
  const rig = await Rig.open(contexts);
  try {
    await rig.send(
      'customers.RegisterCustomer',
      { customerId: 'c-1', kind: 'organisation' },
      { occurredAt: '2023-01-01T00:00:00.000Z' },
    );
    await rig.send('finance.IssueInvoice', bill, { occurredAt: '2024-01-02T00:00:00.000Z' });
    for (const [i, { order, at, command, data }] of happenings.entries()) {
      const customer = command in ATTRIBUTING && !(order in anonymous) ? { customerId: 'c-1' } : {};
      await rig.send(command, { ...data, ...customer }, { occurredAt: at });
      for (const [member, after] of Object.entries(anonymous))
        if (after === i) {
          const opening = happenings.find((each) => each.order === member)?.command ?? '';
          const [attribute = '', id = ''] = ATTRIBUTING[opening] ?? [];
          await rig.send(attribute, { customerId: 'c-1', [id]: member });
        }
      if (i % batch === 0) await rig.caughtUp();
    }
    await rig.caughtUp();
    expect(rig.failures).toEqual([]);
    expect(await rig.reader.parked()).toEqual([]);
    return Object.fromEntries(
      Object.entries(await rig.documents())
        .filter(([key]) => !key.startsWith('reactor-'))
        .map(([key, doc]) => [key, meaningOf(doc)]),
    );
  } finally {
    await rig.close();
  }
}

it('P10: late facts and late attribution, in any order, give the documents of a log that was right from the start', async () => {
  const inOrder = [...history, ...others].sort((a, b) => (a.at < b.at ? -1 : 1));
  const right = await documents({ happenings: inOrder, anonymous: {}, batch: 1 });
  expect(Object.keys(right).length).toBeGreaterThan(8);
  const orders = [...new Set(inOrder.map(({ order }) => order))];
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(orders, { minLength: orders.length }),
      fc.subarray(orders),
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: orders.length, maxLength: orders.length }),
      fc.integer({ min: 1, max: 12 }),
      async (recorded, unknown, late, batch) => {
        const happenings = recorded.flatMap((order) => inOrder.filter((each) => each.order === order));
        const anonymous = Object.fromEntries(
          unknown.map((order, i) => {
            const first = happenings.findIndex((each) => each.order === order);
            return [order, Math.min(first + (late[i] ?? 0), happenings.length - 1)];
          }),
        );
        expect(await documents({ happenings, anonymous, batch })).toEqual(right);
      },
    ),
    { numRuns: 15 },
  );
});
