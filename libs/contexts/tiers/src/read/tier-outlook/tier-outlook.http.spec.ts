import { contexts } from '../../../../../server/src/contexts';
import { type DoorUnderTest, openDoor } from '../../../../../testing/src/door';

let door: DoorUnderTest;
beforeAll(async () => {
  door = await openDoor({ contexts });
  door.rig.clock.set('2026-07-01T08:00:00.000Z');
});
afterAll(() => door.close());

const call = async (path: string, body: object): Promise<void> => {
  expect((await door.call('POST', path, { department: 'sales', ...body })).status).toBeLessThan(300);
};
const outlook = async (customer: string, asked: string): Promise<Readonly<Record<string, unknown>>> => {
  await door.rig.caughtUp();
  return (await door.call('GET', `/customers/${customer}/tier-outlook/${asked}`)).body;
};

it('tells what a customer lacks for the tiers above its own, in figures of today', async () => {
  await call('/customers', { customerId: 'c-1', kind: 'organisation', occurredAt: '2026-01-05T08:00:00Z' });
  const lines = [{ sku: 'A', quantity: 1, unitPrice: '23500.50' }];
  const order = { customerId: 'c-1', number: 'SO-1', currency: 'CNY', lines };
  await call('/orders', { ...order, occurredAt: '2026-02-05T08:00:00Z' });
  const row = { way: 1, measure: 'net-revenue', by: 'at-least', value: '23500.50', currency: 'CNY' };
  const medium = { ...row, tier: 'value-medium', needed: '10000.00', missing: '0.00' };
  const high = { ...row, tier: 'value-high', needed: '100000.00', missing: '76499.50' };
  expect(await outlook('c-1', 'value')).toMatchObject({
    ...{ customer: 'c-1', scheme: 'value', tier: null, assessed: 'value-medium', lacksRate: false },
    ...{ origin: null, until: null, approvedBy: null, isHighest: false },
    rows: [medium, high],
  });
  const told = { tier: 'value-medium', approvedBy: 'director', reason: 'x' };
  await call('/customers/c-1/tier-override', { scheme: 'value', ...told });
  const byHand = { origin: 'hand', until: null, approvedBy: 'director' };
  expect(await outlook('c-1', 'value')).toMatchObject({
    ...{ tier: 'value-medium', ...byHand, isHighest: false, rows: [high] },
  });
  // before it bought anything it had nothing
  expect(await outlook('c-1', 'value?asOf=2026-01-31')).toMatchObject({ tier: null });
});

it('says of a tier that was set by hand by whom and until when, and which is the highest', async () => {
  await call('/customers', { customerId: 'c-2', kind: 'organisation', occurredAt: '2026-01-05T08:00:00Z' });
  const told = { tier: 'value-high', approvedBy: 'director', reason: 'x', until: '2026-09-01T00:00:00.000Z' };
  await call('/customers/c-2/tier-override', { scheme: 'value', ...told });
  const { until, approvedBy } = told;
  expect(await outlook('c-2', 'value')).toMatchObject({
    ...{ tier: 'value-high', assessed: 'value-low', origin: 'hand', until, approvedBy, isHighest: true, rows: [] },
  });
});

it('tells a place among all as the figure of the last customer who has it, and several ways apart', async () => {
  const { rows } = await outlook('c-1', 'pyramid');
  expect(rows).toContainEqual(
    expect.objectContaining({ tier: 'pyramid-platinum', way: 1, needed: '23500.50', missing: '0.00' }),
  );
  const { rows: grades } = await outlook('c-1', 'grade');
  expect(grades).toContainEqual(expect.objectContaining({ tier: 'grade-a', value: null, missing: null }));
});

it('says of a scheme that is set by hand that there is nothing to lack', async () => {
  expect(await outlook('c-1', 'type')).toMatchObject({ code: 'tiers/by-hand' });
});
