import { contexts } from '../../../server/src/contexts';
import { type DoorUnderTest, openDoor } from '../../../testing/src/door';

let door: DoorUnderTest;
beforeEach(async () => {
  door = await openDoor({ contexts, zone: 'Asia/Shanghai' });
  door.rig.clock.set(at('06-30', '10:00'));
  await send('customers.RegisterCustomer', { customerId: 'c', kind: 'organisation' }, at('01-01', '09:00'));
});
afterEach(() => door.close());

/** In Shanghai; 2 to 6 March are working days from 08:30 to 12:00 and from 13:00 to 17:30. */
function at(day: string, time: string): string {
  return new Date(`2026-${day}T${time}:00+08:00`).toISOString();
}
const send = (name: string, command: object, occurredAt: string): Promise<unknown> =>
  door.rig.send(name, command, { occurredAt });
const open = (requestId: string, occurredAt: string): Promise<unknown> =>
  send('service.OpenRequest', { requestId, customerId: 'c', number: requestId, priority: 'normal' }, occurredAt);
const set = (tier: string, occurredAt: string, scheme = 'value'): Promise<unknown> =>
  send('tiers.OverrideTier', { customerId: 'c', scheme, tier, approvedBy: 'director', reason: 'x' }, occurredAt);
/** Lets reactors do what is due, and what follows from it. */
async function react(): Promise<void> {
  for (let i = 0; i < 2; i++) {
    await door.rig.caughtUp();
    await door.rig.reactors.look();
  }
  await door.rig.caughtUp();
}
const of = async (requestId: string, search = ''): Promise<Record<string, unknown>> =>
  (await door.call('GET', `/service-requests/${requestId}${search}`)).body;
const restated = async (requestId: string): Promise<number> =>
  (await door.rig.store.read(`service-request-${requestId}`)).filter(({ type }) => type === 'service.PromiseRestated')
    .length;

const high = { tier: 'value-high', benefitsVersion: 0 };

it('promises by the tier of the opening, and an assessment later changes the clocks of requests after it', async () => {
  await open('before', at('03-02', '09:00'));
  await set('value-high', at('03-03', '09:00'));
  await open('after', at('03-03', '10:00'));
  await send('service.RespondToRequest', { requestId: 'after' }, at('03-03', '11:30'));
  await react();
  expect(await of('before')).toMatchObject({
    promise: { responseMinutes: 240, resolutionMinutes: 1440, entitlements: [] },
    verdicts: [{ clock: 'response', targetMinutes: 240, tier: null }, { clock: 'resolution' }],
  });
  expect(await of('after')).toMatchObject({
    promise: {
      ...{ responseMinutes: 60, resolutionMinutes: 480 },
      entitlements: [
        { clock: 'response', ...high, minutes: 60, insteadOf: 240 },
        { clock: 'resolution', ...high, minutes: 480, insteadOf: 1440 },
      ],
    },
    verdicts: [
      // by the priority it would have been answered in time
      {
        clock: 'response',
        outcome: 'missed',
        at: at('03-03', '11:00'),
        targetMinutes: 60,
        priorityMinutes: 240,
        ...high,
      },
      { clock: 'resolution', outcome: 'missed', at: at('03-04', '10:00'), targetMinutes: 480, ...high },
    ],
  });
  expect(await restated('after')).toBe(0);
});

it('restates verdicts where a tier of the day of opening is recorded later, and back where that ends', async () => {
  await open('r', at('03-03', '10:00'));
  await open('same', at('03-03', '10:00'));
  await send('service.RespondToRequest', { requestId: 'r' }, at('03-03', '11:30'));
  await react();
  expect(await of('r')).toMatchObject({ response: 'met', verdicts: [{ outcome: 'met', tier: null }, {}] });
  await set('value-high', at('03-01', '09:00'));
  await react();
  const { verdicts, ...rest } = await of('r');
  expect(rest).toMatchObject({ response: 'missed', promise: { responseMinutes: 60 } });
  const [met, missed] = (verdicts as readonly Record<string, unknown>[]).filter(({ clock }) => clock === 'response');
  expect(met).toMatchObject({ outcome: 'met', standing: false, targetMinutes: 240 });
  expect(missed).toMatchObject({
    ...{ outcome: 'missed', standing: true, at: at('03-03', '11:00'), targetMinutes: 60, ...high },
    ...{ restates: met?.['id'], because: 'late', fact: 'opened', factAt: at('03-03', '10:00') },
  });
  expect(await of('same')).toMatchObject({ promise: { responseMinutes: 60, entitlements: [high, high] } });
  await send(
    'tiers.WithdrawOverride',
    { customerId: 'c', scheme: 'value', approvedBy: 'director', reason: 'x' },
    at('03-02', '09:00'),
  );
  await react();
  expect(await of('r')).toMatchObject({ response: 'met', promise: { responseMinutes: 240, entitlements: [] } });
  expect(await restated('r')).toBe(2);
  await react();
  expect(await restated('r')).toBe(2);
});

it('goes by the tier of the right time where an opening is corrected', async () => {
  await set('value-high', at('03-03', '09:00'));
  await open('r', at('03-03', '10:00'));
  await send('service.CorrectStep', { requestId: 'r', step: 'opened', reason: 'x' }, at('03-02', '10:00'));
  await react();
  expect(await of('r')).toMatchObject({ promise: { responseMinutes: 240, entitlements: [] } });
  await send('service.CorrectStep', { requestId: 'r', step: 'opened', reason: 'x' }, at('03-03', '11:00'));
  await react();
  expect(await of('r')).toMatchObject({ promise: { responseMinutes: 60 } });
  expect(await restated('r')).toBe(0);
});

it('leaves the shorter time of the priority, and takes the shortestTime of several tiers', async () => {
  await set('value-medium', at('03-01', '09:00'));
  await set('strategic-strategic', at('03-01', '10:00'), 'strategic');
  await send(
    'service.OpenRequest',
    { requestId: 'u', customerId: 'c', number: 'u', priority: 'urgent' },
    at('03-02', '09:00'),
  );
  await open('n', at('03-02', '09:00'));
  await react();
  expect(await of('u')).toMatchObject({ promise: { responseMinutes: 30, resolutionMinutes: 240, entitlements: [] } });
  const strategic = { tier: 'strategic-strategic' };
  expect(await of('n')).toMatchObject({ promise: { responseMinutes: 60, entitlements: [strategic, strategic] } });
});
