import { contexts } from '../../../../../server/src/contexts';
import { type DoorUnderTest, openDoor } from '../../../../../testing/src/door';

let door: DoorUnderTest;
beforeAll(async () => {
  door = await openDoor({ contexts });
});
afterAll(() => door.close());

it('tells what was owed on a day by what was known on another: a payment was entered late', async () => {
  const call = async (now: string, path: string, body: object): Promise<void> => {
    door.rig.clock.set(now);
    expect((await door.call('POST', path, { department: 'finance', ...body })).status).toBe(201);
  };
  const [customerId, currency] = ['c-1', 'CNY'];
  await call('2026-09-01T08:00:00Z', '/customers', { customerId, kind: 'organisation' });
  const invoice = { customerId, currency, number: 'INV-1', amount: '100', dueAt: '2026-09-20T08:00:00Z' };
  await call('2026-09-01T08:00:00Z', '/invoices', invoice);
  const payment = { customerId, currency, number: 'P-1', amount: '40', invoiceId: 'INV-1' };
  await call('2026-10-09T08:00:00Z', '/payments', { ...payment, occurredAt: '2026-09-28T08:00:00Z' });
  await door.rig.caughtUp();
  const owed = async (known: string): Promise<unknown> => {
    const { body } = await door.call('GET', `/reports/receivables?asOf=2026-09-30${known}`);
    return (body['total'] as { readonly overdue?: { readonly amount: string } } | null)?.overdue?.amount;
  };
  expect(await owed('')).toBe('60.00');
  expect(await owed('&knownAt=2026-09-30')).toBe('100.00');
  expect(await owed('&knownAt=2026-10-09')).toBe('60.00');
  expect(await owed('&knownAt=2026-08-31')).toBeUndefined();
});
