import { type DoorUnderTest, openDoor } from '../../testing/src/door';
import { contexts } from './contexts';

let door: DoorUnderTest;
beforeAll(async () => {
  door = await openDoor({ contexts });
});
afterAll(() => door.close());

interface Sent {
  readonly command: string;
  readonly data: object;
}
const register = (customerId: string, more: object = {}): Sent => ({
  command: 'customers.RegisterCustomer',
  data: { customerId, kind: 'person', ...more },
});
const note = (customerId: string): Sent => ({
  command: 'customers.NoteCustomer',
  data: { customerId, kind: 'person', department: 'sales' },
});
const claim = (customerId: string, value: string): Sent => ({
  command: 'customers.ClaimExternalId',
  data: { customerId, source: 'erp', value },
});
const content = (quantity: number): object => ({
  ...{ currency: 'GBP', lines: [{ sku: 'A', quantity, unitPrice: '1' }] },
});
const place = (id: string, more: object = {}): Sent => ({
  command: 'sales.PlaceOrder',
  data: { orderId: id, number: id, ...content(50), ...more },
});
const credit = (id: string): Sent => ({
  command: 'sales.IssueCreditNote',
  data: { creditNoteId: id, number: id, orderId: 'o', ...content(40) },
});

let lines = 0;
async function bulk(main: Sent, first: readonly Sent[], search = ''): Promise<Readonly<Record<string, unknown>>> {
  const type = { 'content-type': 'application/x-ndjson' };
  return (await door.call('POST', `/bulk${search}`, { id: `line-${lines++}`, ...main, first }, type)).body;
}
const events = async (): Promise<number> => (await door.rig.feed.head()) || 0;

describe('what goes first in a line of bulk is done only together with the rest of it', () => {
  beforeAll(async () => {
    await door.call('POST', '/orders', place('o').data);
  });
  it.each([
    ['a note before a note of the same order', credit('n-2'), [credit('n-1')], '/first/0/command', 'not-first'],
    ['one customer registered twice', place('p'), [register('m'), register('m', { kind: 'organisation' })], '/first/1'],
    ['one customer noted and registered', place('p'), [note('m'), register('m')], '/first/1'],
    ['what the command itself creates', register('m'), [note('m')], '/first/0'],
    [
      'one external id claimed for two',
      place('p'),
      [register('m', { externalIds: [{ source: 'erp', value: '1' }] }), register('k'), claim('k', '1')],
      '/first/2',
    ],
  ])('refuses %s, and does nothing', async (_, main, first, pointer, code = 'not-apart') => {
    const before = await events();
    for (const search of ['', '?dryRun=true']) {
      const { status, problem } = await bulk(main, first, search);
      expect([status, problem]).toMatchObject([400, { code: 'request/invalid', errors: [{ pointer, code }] }]);
    }
    expect(await events()).toBe(before);
  });
  it('names the command that is refused: the other may have a field of that name too', async () => {
    const { status, problem } = await bulk(place('t', { customerId: 'c' }), [register('c'), claim('nobody', '9')]);
    expect([status, problem]).toMatchObject([404, { errors: [{ pointer: '/first/1/data/customerId' }] }]);
  });
  it('takes what makes different ones known', async () => {
    const first = [register('c'), note('d'), claim('c', '2'), claim('d', '3')];
    expect(await bulk(place('q', { customerId: 'c' }), first)).toMatchObject({ status: 201 });
    expect((await door.rig.store.head('order-q'))?.subject).toBe('c');
  });
  it('does nothing of a line whose command is larger than the log takes', async () => {
    const before = await events();
    const sku = (i: number): string => `${i}`.padStart(43, 'x');
    const items = Array.from({ length: 3000 }, (_, i) => ({ sku: sku(i), name: 'n'.repeat(160), quantity: 1 }));
    const large = { customerId: 'e', lines: items.map((line) => ({ ...line, unitPrice: '1' })) };
    expect(await bulk(place('r', large), [note('e')])).toMatchObject({
      status: 413,
      problem: { code: 'command/too-large' },
    });
    expect(await events()).toBe(before);
  });
  it('claims a further external id of a customer known before', async () => {
    const first = [register('c', { externalIds: [{ source: 'erp', value: '4' }] })];
    expect(await bulk(place('s', { customerId: 'c' }), first)).toMatchObject({ status: 201, first: [{}] });
    expect(await door.rig.store.head('external-id-erp.4')).toMatchObject({ subject: 'c' });
  });
});
