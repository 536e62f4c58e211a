import { type DoorUnderTest, openDoor } from '../../testing/src/door';
import { contexts } from './contexts';

let door: DoorUnderTest;
beforeEach(async () => (door = await openDoor({ contexts })));
afterEach(() => door.close());

const name = (keys: readonly unknown[]) =>
  door.call('PUT', '/policies/history', { document: { keys }, approvedBy: 'board' });

it('lets a service key bring in history while the policy names it', async () => {
  const { id, key } = (await door.call('POST', '/keys', { name: 'erp', role: 'service' })).body;
  const line = { id: 'h-1', command: 'customers.RegisterCustomer', data: { customerId: 'c-1', kind: 'person' } };
  const headers = { authorization: `Bearer ${String(key)}`, 'content-type': 'application/x-ndjson' };
  const bring = () => door.call('POST', '/bulk?backfill=true', line, headers);
  expect((await bring()).body).toMatchObject({ status: 403, code: 'auth/backfill' });
  expect((await name([id])).status).toBe(201);
  expect((await bring()).body).toMatchObject({ id: 'h-1', status: 201 });
  door.rig.clock.set('2026-07-01T08:00:00.000Z');
  await name([]);
  expect((await bring()).body).toMatchObject({ status: 403, code: 'auth/backfill' });
});

it('names keys that there are', async () => {
  expect((await name(['key-nobody0'])).body).toMatchObject({
    status: 400,
    errors: [{ pointer: '/document/keys/0', code: 'unknown-key' }],
  });
});
