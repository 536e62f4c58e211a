import { reading, Rig } from '../../testing/src/rig';
import { contexts } from './contexts';

const LONG_AGO = '2026-01-01T00:00:00.000Z';
const THEN = '2026-05-31T00:00:00.000Z';
const TODAY = '2026-06-30T00:00:00.000Z';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.open(contexts);
  rig.clock.set('2026-05-01T00:00:00.000Z');
  await rig.send('customers.RegisterCustomer', { customerId: 'c', kind: 'organisation' }, { occurredAt: LONG_AGO });
  const lines = [{ sku: 'pump', quantity: 1, unitPrice: '10' }];
  for (const [orderId, occurredAt] of [
    ['SO-1', '2026-04-01T00:00:00.000Z'],
    ['SO-2', '2026-04-20T00:00:00.000Z'],
  ] as const)
    await rig.send(
      'sales.PlaceOrder',
      { orderId, number: orderId, customerId: 'c', currency: 'CNY', lines },
      { occurredAt },
    );
  for (const [department, value] of [
    ['sales', 'Acme'],
    ['finance', 'Acme Holding'],
  ] as const)
    await rig.send(
      'customers.AssertFacts',
      { customerId: 'c', facts: [{ attribute: 'shortName', value }] },
      { department, occurredAt: '2026-04-20T00:00:00.000Z' },
    );
});
afterEach(() => rig.close());

/** Publishes, today, policies that are in force since long ago: silence is shorter, and finance is trusted more. */
async function publish(): Promise<void> {
  rig.clock.set(TODAY);
  for (const [name, change] of Object.entries({
    lifecycle: { churnDays: 20 },
    survivorship: { departments: ['finance', 'sales'] },
  })) {
    const document = { ...(rig.registry.policies.get(name)?.initial as object), ...change };
    await rig.send('policies.PublishPolicy', { name, document, approvedBy: 'board', effectiveFrom: LONG_AGO });
  }
  await rig.caughtUp();
}

const shown = async (moment: object): Promise<object | undefined> =>
  (await rig.customers.view360('c', moment, reading))?.view;
const why = (figure: string, moment: object) => rig.customers.why('c', figure, moment, reading);

it('shows what was known at an instant by the policies that were published by then', async () => {
  const before = await shown({ asOf: THEN, knownAt: THEN });
  await publish();
  expect(await shown({ asOf: THEN, knownAt: THEN })).toEqual(before);
  const known = { lifecycle: { stage: 'repeat', policyVersion: 0 }, customer: { name: 'Acme' } };
  expect(before).toMatchObject(known);
  expect(await shown({ knownAt: THEN })).toMatchObject(known);
  // of that day, by what is known today
  const today = { lifecycle: { stage: 'churned', policyVersion: 1 }, customer: { name: 'Acme Holding' } };
  expect(await shown({ asOf: THEN })).toMatchObject(today);
  expect(await shown({ asOf: THEN, knownAt: TODAY })).toMatchObject(today);
});

it.each(['/lifecycle/stage', '/customer/name', '/customer/golden'])(
  'explains %s by nothing that was recorded later',
  async (figure) => {
    const before = await why(figure, { asOf: THEN, knownAt: THEN });
    await publish();
    expect(await why(figure, { asOf: THEN, knownAt: THEN })).toEqual(before);
    expect(before.policies.filter(({ version, event }) => version !== 0 || event !== null)).toEqual([]);
    expect(before.policies).not.toEqual([]);
    const after = await why(figure, { asOf: THEN });
    const published: unknown = expect.objectContaining({ recordedAt: TODAY });
    expect(after.policies).toContainEqual(expect.objectContaining({ version: 1, event: published }));
    expect(after.value).not.toEqual(before.value);
  },
);
