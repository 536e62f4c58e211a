import { type DoorUnderTest, openDoor } from '../../../testing/src/door';
import { contexts } from '../../../server/src/contexts';

let door: DoorUnderTest;
beforeAll(async () => {
  door = await openDoor({ contexts });
});
afterAll(() => door.close());

it('reports by what was known at an instant, where a report takes it', async () => {
  door.rig.clock.set('2026-07-01T08:00:00.000Z');
  const registered = { customerId: 'c-1', kind: 'person', department: 'sales', occurredAt: '2026-01-05T08:00:00Z' };
  expect((await door.call('POST', '/customers', registered)).status).toBe(201);
  await door.rig.caughtUp();
  const prospects = async (when: string): Promise<unknown> => {
    const { body } = await door.call('GET', `/reports/lifecycle-conversions?periods=1&asOf=2026-01-31&${when}`);
    return (body['stays'] as readonly object[]).length;
  };
  expect(await prospects('')).toBe(1);
  expect(await prospects('knownAt=2026-06-30')).toBe(0);
  expect(await prospects('known-at=2026-07-01')).toBe(1);
  const { status, body } = await door.call('GET', '/reports/rfm?knownAt=2026-06-30');
  expect([status, body['errors']]).toMatchObject([400, [{ pointer: '?knownAt', code: 'unknown-parameter' }]]);
});
