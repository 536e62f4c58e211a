import { Rig } from '../../testing/src/rig';
import { contexts } from './contexts';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;

/** Sends what the reactors want, and lets all documents follow. */
async function settle(rig: Rig): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await rig.caughtUp();
    await rig.reactors.look();
  }
  await rig.caughtUp();
}

/** Verdicts on the invoice in the order in which they were recorded. */
async function verdicts(rig: Rig): Promise<readonly (readonly [string, string])[]> {
  const all = await rig.codec.decode(await rig.store.read('invoice-I', 0, 1_000));
  return all.flatMap(({ def, at }) =>
    /Overdue/.test(def.type) ? [[def.type.replace('finance.', ''), at.occurredAt] as const] : [],
  );
}

async function opened<T>(use: (rig: Rig, send: Send) => Promise<T>): Promise<T> {
  const rig = await Rig.open(contexts);
  try {
    rig.clock.set('2026-06-01T08:00:00.000Z');
    const send: Send = (command, data, occurredAt) =>
      rig.send(`finance.${command}`, data, occurredAt === undefined ? {} : { occurredAt });
    await rig.send('customers.RegisterCustomer', { customerId: 'c', kind: 'organisation' }, { occurredAt: march(1) });
    return await use(rig, send);
  } finally {
    await rig.close();
  }
}
type Send = (command: string, data: object, occurredAt?: string) => Promise<unknown>;

const invoice = { customerId: 'c', number: 'I', amount: '100', currency: 'CNY', dueAt: march(20) };
const payment = { customerId: 'c', number: 'P', amount: '100', currency: 'CNY' };
const allocated = { ...payment, invoiceId: 'I' };
const FELL = ['InvoiceFellOverdue', march(20)] as const;

it('is overdue again where the payment that spoke against it was an error', () =>
  opened(async (rig, send) => {
    await send('IssueInvoice', invoice, march(1));
    await settle(rig);
    await send('ReceivePayment', allocated, march(15));
    await settle(rig);
    await send('WithdrawAllocation', { paymentId: 'P', invoiceId: 'I', reason: 'another invoice' });
    await settle(rig);
    expect(await verdicts(rig)).toEqual([FELL, ['OverdueWithdrawn', march(20)], FELL]);
  }));

it('is overdue since its payment went back behind the due date', () =>
  opened(async (rig, send) => {
    await send('IssueInvoice', invoice, march(1));
    await send('ReceivePayment', allocated, march(15));
    await settle(rig);
    await send('ReversePayment', { paymentId: 'P', reason: 'bounced' }, march(25));
    await settle(rig);
    expect(await verdicts(rig)).not.toEqual([]);
  }));

it('was overdue where it was paid too late, whether or not the reactor looked in between', () =>
  opened(async (rig, send) => {
    await send('IssueInvoice', invoice, march(1));
    await send('ReceivePayment', allocated, march(25));
    await settle(rig);
    expect(await verdicts(rig)).toEqual([FELL]);
  }));

it('withdraws each verdict that what is known since speaks against, not the last alone', () =>
  opened(async (rig, send) => {
    await send('IssueInvoice', invoice, march(1));
    await settle(rig);
    const why = { approvedBy: 'director', reason: 'x' };
    await send('MoveDueDate', { invoiceId: 'I', dueAt: march(28), ...why }, march(25));
    await settle(rig);
    await send('ReceivePayment', allocated, march(15));
    await settle(rig);
    expect((await verdicts(rig)).filter(([type]) => type === 'OverdueWithdrawn').map(([, at]) => at)).toEqual([
      march(20),
      march(28),
    ]);
  }));
