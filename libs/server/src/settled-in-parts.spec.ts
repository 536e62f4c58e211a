import type { AnyCommandDef } from '@dossier/kernel';
import { reading, Rig, tester } from '../../testing/src/rig';
import { contexts } from './contexts';

const at = (day: string): string => `2026-${day}T08:00:00.000Z`;

async function settle(rig: Rig): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await rig.caughtUp();
    await rig.reactors.look();
  }
  await rig.caughtUp();
}
type Send = (command: string, data: object, occurredAt?: string) => Promise<unknown>;
async function opened<T>(use: (rig: Rig, send: Send) => Promise<T>): Promise<T> {
  const rig = await Rig.open(contexts);
  try {
    rig.clock.set(at('06-01'));
    const send: Send = (command, data, occurredAt) =>
      rig.send(`finance.${command}`, data, occurredAt === undefined ? {} : { occurredAt });
    await rig.send(
      'customers.RegisterCustomer',
      { customerId: 'c', kind: 'organisation' },
      { occurredAt: at('03-01') },
    );
    const invoice = { customerId: 'c', number: 'I', amount: '100', currency: 'CNY', dueAt: at('05-01') };
    await send('IssueInvoice', invoice, at('03-01'));
    return await use(rig, send);
  } finally {
    await rig.close();
  }
}
interface Seen {
  readonly receivables: readonly object[];
  readonly unallocated: readonly object[];
  readonly daysToPay: readonly object[];
  readonly paidByMonth: readonly object[];
}
async function finance(rig: Rig, asOf?: string): Promise<Seen> {
  const found = await rig.customers.view360('c', asOf === undefined ? {} : { asOf }, reading);
  const { receivables, unallocated, daysToPay, paidByMonth } = (found?.view as unknown as { finance: Seen }).finance;
  return { receivables, unallocated, daysToPay, paidByMonth };
}
const CNY = (amount: string) => ({ amount, currency: 'CNY' });
const pay = (number: string, amount: string) => ({ customerId: 'c', number, amount, currency: 'CNY' });

/** P settles 40 as of its own day, and 60 more as of the day on which the money of Q went back. */
async function inTwoParts(rig: Rig, send: Send): Promise<void> {
  await send('ReceivePayment', { ...pay('Q', '60'), invoiceId: 'I' }, at('03-05'));
  await send('ReceivePayment', pay('P', '100'), at('03-10'));
  await send('AllocatePayment', { paymentId: 'P', invoiceId: 'I', amount: '40' });
  await send('ReversePayment', { paymentId: 'Q', reason: 'bounced' }, at('04-15'));
  await settle(rig);
  await send('AllocatePayment', { paymentId: 'P', invoiceId: 'I', amount: '60' });
  await settle(rig);
}

it('takes back an allocation of two days as of each of them: it never counted', () =>
  opened(async (rig, send) => {
    await inTwoParts(rig, send);
    await send('WithdrawAllocation', { paymentId: 'P', invoiceId: 'I', reason: 'another invoice' });
    await settle(rig);
    const nothing = { unallocated: [CNY('100.00')], daysToPay: [], paidByMonth: [] };
    expect(await finance(rig)).toEqual({ ...nothing, receivables: [CNY('100.00')] });
    const then = await finance(rig, at('03-20'));
    expect([then.receivables, then.unallocated]).toEqual([[CNY('40.00')], [CNY('100.00')]]);
  }));

it('counts no days to pay of money of two days that went back', () =>
  opened(async (rig, send) => {
    await inTwoParts(rig, send);
    await send('ReversePayment', { paymentId: 'P', reason: 'bounced' }, at('05-10'));
    await settle(rig);
    const nothing = { unallocated: [], daysToPay: [], paidByMonth: [] };
    expect(await finance(rig)).toEqual({ ...nothing, receivables: [CNY('100.00')] });
  }));

it('writes nothing off as of a day on which it was settled', () =>
  opened(async (rig, send) => {
    await send('ReceivePayment', { ...pay('Q', '100'), invoiceId: 'I' }, at('03-05'));
    await send('ReversePayment', { paymentId: 'Q', reason: 'bounced' }, at('04-15'));
    await settle(rig);
    const off = { invoiceId: 'I', approvedBy: 'board', reason: 'x' };
    await expect(send('WriteOffInvoice', off, at('04-01'))).rejects.toMatchObject({ code: 'finance/not-open-then' });
    await settle(rig);
    expect((await finance(rig, at('04-10'))).receivables).toEqual([]);
  }));

/** Also one that only a reactor sends. */
function commandOf({ registry }: Rig, name: string): AnyCommandDef {
  const found =
    registry.commands.get(name) ?? [...registry.reactors.values()].find(({ sends }) => sends.name === name)?.sends;
  if (!found) throw new Error(`no command ${name}`);
  return found;
}

it.each([
  [
    'an allocation that is withdrawn',
    '100.00',
    [['WithdrawAllocation', { paymentId: 'P', invoiceId: 'I', reason: 'x' }]],
  ],
  [
    'a payment that goes back',
    null,
    [
      ['ReversePayment', { paymentId: 'P', reason: 'x' }],
      ['CarryOutReversal', { paymentId: 'P', invoiceIds: ['I'] }],
    ],
  ],
] as const)('settles nothing by %s while another process is about to settle', (_, left, meanwhile) =>
  opened(async (rig, send) => {
    const other = await rig.another();
    await send('ReceivePayment', pay('P', '100'), at('03-10'));
    const append = rig.store.append.bind(rig.store);
    let isFirst = true;
    const spy = jest.spyOn(rig.store, 'append').mockImplementation(async (asked, ...more) => {
      if (!isFirst || asked.stream !== 'invoice-I') return append(asked, ...more);
      isFirst = false;
      for (const [command, data] of meanwhile) await other.run(commandOf(rig, `finance.${command}`), data, tester);
      return append(asked, ...more);
    });
    await send('AllocatePayment', { paymentId: 'P', invoiceId: 'I', amount: '100' });
    spy.mockRestore();
    expect(isFirst).toBe(false);
    await settle(rig);
    const nothing = { unallocated: left === null ? [] : [CNY(left)], daysToPay: [], paidByMonth: [] };
    expect(await finance(rig)).toEqual({ ...nothing, receivables: [CNY('100.00')] });
  }),
);

it('settles nothing by what is allocated again after a withdrawal, while another process withdraws it again', () =>
  opened(async (rig, send) => {
    const other = await rig.another();
    const [allocate, withdraw] = [
      { paymentId: 'P', invoiceId: 'I', amount: '100' },
      { paymentId: 'P', invoiceId: 'I', reason: 'x' },
    ];
    await send('ReceivePayment', pay('P', '100'), at('03-10'));
    await send('AllocatePayment', allocate);
    await send('WithdrawAllocation', withdraw);
    const append = rig.store.append.bind(rig.store);
    let isFirst = true;
    const spy = jest.spyOn(rig.store, 'append').mockImplementation(async (asked, ...more) => {
      if (!isFirst || asked.stream !== 'invoice-I') return append(asked, ...more);
      isFirst = false;
      await other.run(commandOf(rig, 'finance.WithdrawAllocation'), { ...withdraw, reason: 'y' }, tester);
      return append(asked, ...more);
    });
    await send('AllocatePayment', allocate);
    spy.mockRestore();
    expect(isFirst).toBe(false);
    await settle(rig);
    const nothing = { unallocated: [CNY('100.00')], daysToPay: [], paidByMonth: [] };
    expect(await finance(rig)).toEqual({ ...nothing, receivables: [CNY('100.00')] });
  }));
