import { type DoorUnderTest, openDoor } from '../../testing/src/door';
import { contexts } from './contexts';

let door: DoorUnderTest;
beforeAll(async () => {
  door = await openDoor({ contexts });
  const at = '2026-01-01T08:00:00Z';
  for (const [customerId, name] of [
    ['c-1', 'Acme'],
    ['c-2', undefined],
  ] as const) {
    await door.call('POST', '/customers', {
      ...{ customerId, kind: 'organisation', name, department: 'sales', occurredAt: at },
    });
    const lines = [{ sku: 'A', quantity: 1, unitPrice: customerId === 'c-1' ? '9' : '5' }];
    await door.call('POST', '/orders', {
      number: `SO-${customerId}`,
      customerId,
      currency: 'EUR',
      lines,
      occurredAt: at,
    });
  }
});
afterAll(() => door.close());

const rowsOf = async (report: string): Promise<unknown> => (await door.call('GET', `/reports/${report}`)).body['rows'];

it.each(['rfm', 'abc', 'concentration?top=100'])('names the customers of %s beside their ids', async (report) => {
  expect(await rowsOf(report)).toMatchObject([
    { customer: 'c-1', name: 'Acme' },
    { customer: 'c-2', name: null },
  ]);
});

it('names them as they are called now, whenever the report is of, and knows no name of nobody', async () => {
  await door.call('POST', '/customers/c-2/facts', {
    facts: [{ attribute: 'legalName', value: 'Bolts' }],
    department: 'finance',
    occurredAt: '2026-03-01T08:00:00Z',
  });
  expect(await rowsOf('rfm?asOf=2026-01-31')).toMatchObject([{ name: 'Acme' }, { name: 'Bolts' }]);
});

it('names them as they were called by what was known, where a report is asked by it', async () => {
  const finance = (path: string, body: object) => door.call('POST', path, { department: 'finance', ...body });
  const name = (value: string) => finance('/customers/c-3/facts', { facts: [{ attribute: 'legalName', value }] });
  door.rig.clock.set('2026-09-01T08:00:00.000Z');
  await finance('/customers', { customerId: 'c-3', kind: 'organisation' });
  await name('Cogs');
  await finance('/invoices', { customerId: 'c-3', number: 'INV-3', amount: '5', currency: 'EUR' });
  door.rig.clock.set('2026-09-10T08:00:00.000Z');
  await name('Cogs Holding');
  expect(await rowsOf('receivables?knownAt=2026-09-05')).toMatchObject([{ customer: 'c-3', name: 'Cogs' }]);
  for (const now of ['receivables', 'receivables?knownAt=2026-09-10', 'receivables?asOf=2026-09-05'])
    expect(await rowsOf(now)).toMatchObject([{ customer: 'c-3', name: 'Cogs Holding' }]);
});

const lines = async (accept: string, key: string, report: string): Promise<string> => {
  const headers = { accept, authorization: `Bearer ${key}` };
  return (await door.app.inject({ url: `/api/v1/reports/${report}`, headers })).body;
};

it('names them in CSV and NDJSON too, to whom may see it', async () => {
  const { sales, analyst } = door.keys;
  expect(await lines('text/csv', sales, 'abc')).toMatch(/customer,name,value.*\r\nc-1,Acme,/);
  expect(JSON.parse((await lines('application/x-ndjson', analyst, 'abc')).split('\n')[0] ?? '')).toMatchObject({
    customer: 'c-1',
    name: { sealed: true },
  });
});
