import { positionText } from '@dossier/engine';
import { addMinutes, type AnyCommandDef, Refusal } from '@dossier/kernel';
import { contexts } from '../../../server/src/contexts';
import { reading, Rig, tester } from '../../../testing/src/rig';
import { invoices } from './read/invoices/invoices';

const currency = 'CNY';
const reason = 'bounced';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.open(contexts);
  await rig.send('customers.RegisterCustomer', { customerId: 'c-1', kind: 'organisation' });
});
afterEach(() => rig.close());

const bill = (invoiceId: string, amount: string) =>
  rig.send('finance.IssueInvoice', { invoiceId, customerId: 'c-1', number: invoiceId, amount, currency });
const pay = (paymentId: string, amount: string, invoiceId?: string) =>
  rig.send('finance.ReceivePayment', {
    ...{ paymentId, customerId: 'c-1', number: paymentId, amount, currency },
    ...(invoiceId !== undefined && { invoiceId }),
  });
const reverse = (paymentId: string, key?: string) =>
  rig.send('finance.ReversePayment', { paymentId, reason }, key === undefined ? {} : { key });
const writeOff = (invoiceId: string, amount: string) =>
  rig.send('finance.WriteOffInvoice', { invoiceId, amount, approvedBy: 'director', reason });
const refusal = (sent: Promise<unknown>): Promise<unknown> =>
  sent.then(
    () => 'taken',
    (error: unknown) => (error instanceof Refusal ? { code: error.code, ...error.details } : error),
  );
const shown = async (invoiceId: string): Promise<unknown> => {
  await rig.caughtUp();
  return (await rig.views.one(invoices, `invoice-${invoiceId}`, reading))?.view;
};
const typesOf = async (stream: string) => (await rig.store.read(stream)).map(({ type }) => type.split('.')[1]);

it('opens the invoice again before it is answered', async () => {
  await bill('i', '100.00');
  await pay('p', '100.00', 'i');
  const { receipt } = await reverse('p');
  expect(receipt.events.map(({ type }) => type)).toEqual([
    'finance.PaymentReversed',
    'finance.InvoiceReopened',
    'finance.ReversalCarriedOut',
  ]);
  // whoever asks for what is known at that position sees all of it
  expect(receipt.position).toBe(positionText(rig.store.log, await rig.feed.head(), 'c-1'));
  expect(await shown('i')).toMatchObject({ status: 'open', open: { amount: '100.00' } });
  expect(await refusal(writeOff('i', '100.00'))).toBe('taken');
});

it('opens each invoice that it was allocated to, and no more of one than it had settled', async () => {
  await bill('i', '1000.00');
  await bill('k', '50.00');
  await pay('p', '450.00');
  for (const [invoiceId, amount] of [
    ['i', '400.00'],
    ['k', '50.00'],
  ])
    await rig.send('finance.AllocatePayment', { paymentId: 'p', invoiceId, amount });
  await pay('q', '300.00', 'i');
  await reverse('p');
  expect(await refusal(writeOff('i', '700.01'))).toMatchObject({ code: 'finance/more-than-open', open: '700.00 CNY' });
  expect(await refusal(writeOff('k', '50.00'))).toBe('taken');
});

it('leaves nothing to do to what carries it out where the process ended in between', async () => {
  await bill('i', '100.00');
  await pay('p', '100.00', 'i');
  await reverse('p');
  await rig.caughtUp();
  const head = await rig.feed.head();
  await rig.reactors.look();
  expect(await rig.feed.head()).toBe(head);
});

it('is one reversal however often it is sent, and what follows is made up for by a repeat', async () => {
  await bill('i', '100.00');
  await pay('p', '100.00', 'i');
  const def = rig.registry.commands.get('finance.ReversePayment') as AnyCommandDef;
  const append = rig.store.append.bind(rig.store);
  const stopped = jest
    .spyOn(rig.store, 'append')
    .mockImplementationOnce(append)
    .mockRejectedValueOnce(new Error('the process ended'));
  await expect(reverse('p', 'once')).rejects.toThrow('the process ended');
  stopped.mockRestore();
  expect(await typesOf('invoice-i')).toEqual(['InvoiceIssued', 'InvoiceSettled']);
  for (const key of ['once', 'once', undefined]) await reverse('p', key);
  expect(await typesOf('invoice-i')).toEqual(['InvoiceIssued', 'InvoiceSettled', 'InvoiceReopened']);
  expect(await typesOf('payment-p')).toEqual([
    ...['PaymentReceived', 'PaymentAllocated', 'PaymentReversed', 'ReversalCarriedOut'],
  ]);
  const again = await rig.commands.rehearse(def, { paymentId: 'p', reason }, { ...tester, key: 'other' }, new Set());
  expect(again.receipt.events).toEqual([]);
});

it.each([true, false])(
  'tells of history what it leaves overdue, whether carried out at once (%s) or later',
  async (atOnce) => {
    const then = (day: number) => ({ occurredAt: `2026-01-${day}T08:00:00.000Z`, backfill: true });
    const told = { customerId: 'c-1', amount: '100.00', currency };
    await rig.send('finance.IssueInvoice', { ...told, number: 'i', dueAt: '2026-01-15T08:00:00.000Z' }, then(10));
    await rig.send('finance.ReceivePayment', { ...told, number: 'p', invoiceId: 'i' }, then(12));
    const append = rig.store.append.bind(rig.store);
    const stopped = jest.spyOn(rig.store, 'append').mockImplementationOnce(append);
    if (!atOnce) stopped.mockRejectedValueOnce(new Error('the process ended'));
    await rig.send('finance.ReversePayment', { paymentId: 'p', reason }, then(20)).catch(() => undefined);
    stopped.mockRestore();
    for (let times = 0; times < 2; times++) {
      await rig.caughtUp();
      await rig.reactors.look();
    }
    expect(await shown('i')).toMatchObject({ status: 'overdue', fellOverdueAt: then(20).occurredAt });
  },
);

it.each([
  ['reverse', 'move'],
  ['move', 'reverse'],
])('tells the same of history in whatever order it comes: first %s', async (...order) => {
  const then = (day: number) => ({ occurredAt: `2026-01-${day}T08:00:00.000Z`, backfill: true });
  const told = { customerId: 'c-1', amount: '100.00', currency };
  const dueAt = '2026-01-25T08:00:00.000Z';
  await rig.send('finance.IssueInvoice', { ...told, number: 'i', dueAt: '2026-01-15T08:00:00.000Z' }, then(10));
  await rig.send('finance.ReceivePayment', { ...told, number: 'p', invoiceId: 'i' }, then(12));
  for (const each of order)
    if (each === 'reverse') await rig.send('finance.ReversePayment', { paymentId: 'p', reason }, then(20));
    else await rig.send('finance.MoveDueDate', { invoiceId: 'i', dueAt, approvedBy: 'director', reason }, then(14));
  expect(await shown('i')).toMatchObject({ status: 'overdue', fellOverdueAt: dueAt });
});

it.each([true, false])(
  'had settled its invoice until then, also where the process ended before that was written (history: %s)',
  async (backfill) => {
    const then = (day: number) => ({ occurredAt: `2026-01-${day}T08:00:00.000Z`, backfill });
    const told = { customerId: 'c-1', amount: '100.00', currency };
    await rig.send('finance.IssueInvoice', { ...told, number: 'i', dueAt: '2026-01-15T08:00:00.000Z' }, then(10));
    const append = rig.store.append.bind(rig.store);
    const stopped = jest
      .spyOn(rig.store, 'append')
      .mockImplementationOnce(append)
      .mockRejectedValueOnce(new Error('the process ended'));
    const paid = rig.send('finance.ReceivePayment', { ...told, number: 'p', invoiceId: 'i' }, then(12));
    await expect(paid).rejects.toThrow('the process ended');
    stopped.mockRestore();
    for (let times = 0; times < 2; times++)
      await rig.send('finance.ReversePayment', { paymentId: 'p', reason }, then(20));
    expect(await shown('i')).toMatchObject({ status: 'overdue', fellOverdueAt: then(20).occurredAt });
    expect(await typesOf('invoice-i')).toEqual([
      ...['InvoiceIssued', 'InvoiceSettled', 'InvoiceReopened', 'InvoiceFellOverdue'],
    ]);
  },
);

it.each([
  ['pay', 'move'],
  ['move', 'pay'],
])(
  'tells of history what it does after what was recorded live in whatever order they come: first %s',
  async (...order) => {
    const then = (day: number) => ({ occurredAt: `2026-01-${day}T08:00:00.000Z`, backfill: true });
    const told = { customerId: 'c-1', amount: '100.00', currency };
    const dueAt = '2026-01-25T08:00:00.000Z';
    await rig.send('finance.IssueInvoice', { ...told, number: 'i', dueAt: '2026-01-15T08:00:00.000Z' }, then(10));
    for (const each of order)
      if (each === 'pay') await pay('p', '10.00', 'i');
      else await rig.send('finance.MoveDueDate', { invoiceId: 'i', dueAt, approvedBy: 'director', reason }, then(14));
    expect(await shown('i')).toMatchObject({ status: 'overdue', fellOverdueAt: dueAt });
  },
);

it.each([
  ['withdrawn', 'WithdrawAllocation', { reason }, null],
  ['allocated more', 'AllocatePayment', { amount: '60.00' }, '2026-01-20T08:00:00.000Z'],
] as const)(
  'had settled of its invoice until then what was said by then, also where the process ended before what was %s was written',
  async (_, command, more, fellOverdueAt) => {
    const then = (day: number) => ({ occurredAt: `2026-01-${day}T08:00:00.000Z`, backfill: true });
    const told = { customerId: 'c-1', amount: '100.00', currency };
    await rig.send('finance.IssueInvoice', { ...told, number: 'i', dueAt: '2026-01-15T08:00:00.000Z' }, then(10));
    await rig.send('finance.ReceivePayment', { ...told, number: 'p' }, then(12));
    const first = { paymentId: 'p', invoiceId: 'i', amount: command === 'AllocatePayment' ? '40.00' : '100.00' };
    await rig.send('finance.AllocatePayment', first, then(12));
    const append = rig.store.append.bind(rig.store);
    const stopped = jest
      .spyOn(rig.store, 'append')
      .mockImplementationOnce(append)
      .mockRejectedValueOnce(new Error('the process ended'));
    const changed = rig.send(`finance.${command}`, { paymentId: 'p', invoiceId: 'i', ...more }, then(13));
    await expect(changed).rejects.toThrow('the process ended');
    stopped.mockRestore();
    for (let times = 0; times < 2; times++)
      await rig.send('finance.ReversePayment', { paymentId: 'p', reason }, then(20));
    expect(await shown('i')).toMatchObject({ open: { amount: '100.00' }, fellOverdueAt });
    const { view } = (await rig.customers.view360('c-1', { asOf: then(18).occurredAt }, reading)) ?? {};
    const settled = command === 'AllocatePayment';
    expect(view).toMatchObject({ finance: { receivables: settled ? [] : [{ amount: '100.00', currency }] } });
  },
);

it.each([
  ['reversed', true],
  ['reversed', false],
  ['paid', true],
  ['paid', false],
] as const)('warns of no history: what was %s is history, carried out at once (%s) or later', async (what, atOnce) => {
  const then = (day: number) => ({ occurredAt: `2026-01-${day}T08:00:00.000Z`, backfill: true });
  const told = { customerId: 'c-1', amount: '100.00', currency };
  await rig.send('finance.IssueInvoice', { ...told, number: 'i', dueAt: '2026-01-15T08:00:00.000Z' }, then(10));
  await rig.send('finance.IssueInvoice', { ...told, number: 'k', dueAt: '2026-01-25T08:00:00.000Z' }, then(10));
  const cutOff = async (sent: () => Promise<unknown>): Promise<void> => {
    const append = rig.store.append.bind(rig.store);
    const stopped = jest.spyOn(rig.store, 'append').mockImplementationOnce(append);
    if (!atOnce) stopped.mockRejectedValueOnce(new Error('the process ended'));
    await sent().catch(() => undefined);
    stopped.mockRestore();
  };
  const pay = () => rig.send('finance.ReceivePayment', { ...told, number: 'p', invoiceId: 'i' }, then(12));
  if (what === 'paid') await cutOff(pay);
  else {
    await pay();
    await cutOff(() => rig.send('finance.ReversePayment', { paymentId: 'p', reason }, then(14)));
  }
  rig.clock.set(addMinutes(rig.clock.now(), 2));
  for (let times = 0; times < 3; times++) {
    await rig.caughtUp();
    await rig.reactors.look();
  }
  expect((await rig.store.read('invoice-i')).map(({ backfill }) => backfill)).not.toContain(false);
  await rig.caughtUp();
  expect(Object.keys(await rig.documents()).filter((key) => key.startsWith('warnings@'))).toEqual([]);
});

it.each([
  ['pay', 'move'],
  ['move', 'pay'],
])(
  'tells of history what it leaves overdue earlier, in whatever order it and what is live come: first %s',
  async (...order) => {
    const then = (day: number) => ({ occurredAt: `2026-01-${day}T08:00:00.000Z`, backfill: true });
    const told = { customerId: 'c-1', amount: '100.00', currency };
    const dueAt = '2026-01-25T08:00:00.000Z';
    await rig.send('finance.IssueInvoice', { ...told, number: 'i', dueAt: '2026-08-15T08:00:00.000Z' }, then(10));
    for (const each of order)
      if (each === 'pay') await pay('p', '10.00', 'i');
      else await rig.send('finance.MoveDueDate', { invoiceId: 'i', dueAt, approvedBy: 'director', reason }, then(14));
    expect(await shown('i')).toMatchObject({ status: 'overdue', fellOverdueAt: dueAt });
  },
);

it('opens an invoice of another customer again, also where the process ended in the minute in which it was settled', async () => {
  await rig.send('customers.RegisterCustomer', { customerId: 'c-2', kind: 'organisation' });
  await bill('i', '100.00');
  await rig.send('finance.ReceivePayment', {
    ...{ paymentId: 'p', customerId: 'c-2', number: 'p', amount: '100.00', currency, invoiceId: 'i' },
  });
  const append = rig.store.append.bind(rig.store);
  const stopped = jest
    .spyOn(rig.store, 'append')
    .mockImplementationOnce(append)
    .mockRejectedValueOnce(new Error('the process ended'));
  const withdrawn = rig.send('finance.WithdrawAllocation', { paymentId: 'p', invoiceId: 'i', reason });
  await expect(withdrawn).rejects.toThrow('the process ended');
  stopped.mockRestore();
  rig.clock.set(addMinutes(rig.clock.now(), 2));
  await rig.caughtUp();
  await rig.reactors.look();
  expect(await shown('i')).toMatchObject({ open: { amount: '100.00' } });
});

it.each([true, false])('takes history for history, whether carried out at once (%s) or later', async (atOnce) => {
  const then = (day: number) => ({ occurredAt: `2026-01-${day}T08:00:00.000Z`, backfill: true });
  const told = { customerId: 'c-1', amount: '100.00', currency };
  await rig.send('finance.IssueInvoice', { ...told, number: 'i', dueAt: '2026-01-15T08:00:00.000Z' }, then(10));
  await rig.send('finance.ReceivePayment', { ...told, number: 'p', invoiceId: 'i' }, then(18));
  const append = rig.store.append.bind(rig.store);
  const stopped = jest.spyOn(rig.store, 'append').mockImplementationOnce(append);
  if (!atOnce) stopped.mockRejectedValueOnce(new Error('the process ended'));
  await rig.send('finance.ReceivePayment', { ...told, number: 'q', invoiceId: 'i' }, then(20)).catch(() => undefined);
  stopped.mockRestore();
  rig.clock.set(addMinutes(rig.clock.now(), 2));
  for (let times = 0; times < 2; times++) {
    await rig.caughtUp();
    await rig.reactors.look();
  }
  expect(await shown('i')).toMatchObject({ settled: { amount: '200.00' }, open: { amount: '-100.00' } });
});

it.each([
  ['in', 'reversed', 'came'],
  ['in', 'came', 'reversed'],
  ['came', 'in', 'reversed'],
] as const)('tells of history when it fell overdue in whatever order it comes: %s, %s, %s', async (...order) => {
  const then = (day: number) => ({ occurredAt: `2026-01-${day}T08:00:00.000Z`, backfill: true });
  const told = { customerId: 'c-1', currency };
  const invoice = { ...told, amount: '100.00', number: 'i', dueAt: '2026-01-15T08:00:00.000Z' };
  await rig.send('finance.IssueInvoice', invoice, then(10));
  const steps = {
    came: () => rig.send('finance.ReceivePayment', { ...told, amount: '60.00', number: 'q', invoiceId: 'i' }, then(12)),
    in: () => rig.send('finance.ReceivePayment', { ...told, amount: '40.00', number: 'p', invoiceId: 'i' }, then(13)),
    reversed: () => rig.send('finance.ReversePayment', { paymentId: 'p', reason }, then(20)),
  };
  for (const step of order) await steps[step]();
  await rig.caughtUp();
  expect(await shown('i')).toMatchObject({ status: 'overdue', fellOverdueAt: then(20).occurredAt });
});

it('leaves an invoice as it is that was never settled by it, or no more', async () => {
  await bill('i', '100.00');
  await pay('p', '100.00', 'i');
  await rig.send('finance.WithdrawAllocation', { paymentId: 'p', invoiceId: 'i', reason });
  await reverse('p');
  await pay('q', '1.00');
  await reverse('q');
  expect(await refusal(writeOff('i', '100.00'))).toBe('taken');
});

it('is like every other change of a payment: what comes next meets the invoice as it is then', async () => {
  await bill('i', '100.00');
  await pay('p', '100.00');
  await rig.send('finance.AllocatePayment', { paymentId: 'p', invoiceId: 'i' });
  expect(await refusal(writeOff('i', '100.00'))).toMatchObject({ code: 'finance/nothing-open' });
  await rig.send('finance.WithdrawAllocation', { paymentId: 'p', invoiceId: 'i', reason });
  expect(await refusal(writeOff('i', '100.00'))).toBe('taken');
});
