import { Rig } from '../../testing/src/rig';
import { contexts } from './contexts';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;

async function opened<T>(use: (rig: Rig) => Promise<T>): Promise<T> {
  const rig = await Rig.open(contexts);
  try {
    rig.clock.set('2026-06-01T08:00:00.000Z');
    await rig.send('customers.RegisterCustomer', { customerId: 'c', kind: 'organisation' }, { occurredAt: march(1) });
    const invoice = { customerId: 'c', number: 'I', amount: '100', currency: 'CNY' };
    await rig.send('finance.IssueInvoice', invoice, { occurredAt: march(1) });
    return await use(rig);
  } finally {
    await rig.close();
  }
}
const pay = (rig: Rig, number: string): Promise<unknown> =>
  rig.send(
    'finance.ReceivePayment',
    { customerId: 'c', number, amount: '100', currency: 'CNY', invoiceId: 'I' },
    { occurredAt: march(2) },
  );
async function settle(rig: Rig): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await rig.caughtUp();
    await rig.reactors.look();
  }
  await rig.caughtUp();
}
/** What of each payment of 100 is not allocated. */
const unallocated = (rig: Rig, numbers: readonly string[]): Promise<readonly number[]> =>
  Promise.all(
    numbers.map(async (number) => {
      const all = await rig.codec.decode(await rig.store.read(`payment-${number}`, 0, 1_000));
      return all.reduce((left, { def, data }) => {
        const amount = Number((data as { amount?: string }).amount ?? 0);
        const sign = { 'finance.PaymentAllocated': -1, 'finance.AllocationWithdrawn': 1 }[def.type] ?? 0;
        return left + sign * amount;
      }, 100);
    }),
  );

/** What was settled less what was opened again, by the stream of the invoice. */
async function settledOf(rig: Rig): Promise<number> {
  const all = await rig.codec.decode(await rig.store.read('invoice-I', 0, 1_000));
  return all.reduce((sum, { def, data }) => {
    const amount = Number((data as { amount?: string }).amount ?? 0);
    return (
      sum + (def.type === 'finance.InvoiceSettled' ? amount : def.type === 'finance.InvoiceReopened' ? -amount : 0)
    );
  }, 0);
}

it('settles an invoice once, whatever is said at the same time: other money came, and is not allocated', () =>
  opened(async (rig) => {
    const said = await Promise.allSettled(['P1', 'P2', 'P3'].map((number) => pay(rig, number)));
    await settle(rig);
    expect(await settledOf(rig)).toBe(100);
    expect(said.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    expect([...(await unallocated(rig, ['P1', 'P2', 'P3']))].sort((a, b) => a - b)).toEqual([0, 100, 100]);
  }));

it('settles nothing of an invoice that is cancelled at the same time, or cancels none that is settled', () =>
  opened(async (rig) => {
    const said = await Promise.allSettled([
      pay(rig, 'P1'),
      rig.send('finance.CancelInvoice', { invoiceId: 'I', reason: 'x' }, {}),
    ]);
    await settle(rig);
    const isCancelled = said[1].status === 'fulfilled';
    expect(await settledOf(rig)).toBe(isCancelled ? 0 : 100);
    expect(await unallocated(rig, ['P1'])).toEqual([isCancelled ? 100 : 0]);
  }));

it('settles the invoice in the end where the process stopped between payment and invoice', () =>
  opened(async (rig) => {
    const append = rig.store.append.bind(rig.store);
    const stopped = jest.spyOn(rig.store, 'append').mockImplementation((asked, ...more) => {
      if (asked.stream.startsWith('invoice-')) return Promise.reject(new Error('stopped here'));
      return append(asked, ...more);
    });
    await expect(pay(rig, 'P1')).rejects.toThrow('stopped here');
    stopped.mockRestore();
    rig.clock.set('2026-06-01T08:01:00.000Z');
    await settle(rig);
    const [allocated] = (await rig.store.read('payment-P1', 1, 10)).map(({ type }) => type);
    expect(allocated).toBe('finance.PaymentAllocated'); // it is in the log for ever
    expect(await settledOf(rig)).toBe(100);
  }));
