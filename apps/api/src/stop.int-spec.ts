import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChildServer } from '../../../libs/testing/src/child-server';

process.env['DOSSIER_GRACE'] = '30'; // seconds: a busy machine needs more than ten to close its files
const data = mkdtempSync(join(tmpdir(), 'stop-'));
let server: ChildServer;
afterAll(async () => {
  await server.kill();
  rmSync(data, { recursive: true, force: true });
});

const lines = [{ sku: 'A', quantity: 1, unitPrice: '10' }];
/** Customers with an order each. */
const history = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => from + i)
    .flatMap((n) => [
      { command: 'customers.RegisterCustomer', data: { customerId: `c-${n}`, kind: 'person', name: `Name ${n}` } },
      { command: 'sales.PlaceOrder', data: { customerId: `c-${n}`, number: `SO-${n}`, currency: 'CNY', lines } },
    ])
    .map((line, id) => JSON.stringify({ id: `${from}-${id}`, ...line }))
    .join('\n');

const CUT_OFF = 'the server stops; what was still asked was cut off';

const CSV = { accept: 'text/csv' };
const LIVE = { accept: 'text/event-stream' };
const READS: readonly (readonly [path: string, headers?: Readonly<Record<string, string>>])[] = [
  ['/customers?limit=1000'],
  ['/customers?sort=-name&limit=1000'],
  ['/customers', CSV],
  ['/orders', CSV],
  ['/events', LIVE],
  ['/events?limit=1000'],
  ['/reports/rfm?currency=CNY'],
  ['/customers/c-7/360/why?figure=/sales/net'],
];

it('ends within its grace and cleanly however much is asked of it, and says no more than one calm line', async () => {
  server = await ChildServer.start(data);
  const bulk = { 'content-type': 'application/x-ndjson' };
  for (let from = 0; from < 1_000; from += 500)
    expect((await server.text('POST', '/api/v1/bulk', history(from, from + 500), bulk)).status).toBe(200);
  let [answers, live] = [0, 0];
  let enough = (): void => undefined;
  const busy = new Promise<void>((resolve) => (enough = resolve));
  const readers = Array.from({ length: 4 * READS.length }, async (_, n) => {
    const [path, headers] = READS[n % READS.length] ?? ['/customers'];
    for (;;) {
      const asked = server.text('GET', `/api/v1${path}`, undefined, headers);
      if (headers === LIVE) live += 1;
      try {
        await asked;
      } catch {
        return; // cut off, or nobody listens any more
      }
      if (++answers >= 100 && live > 0) enough();
    }
  });
  await busy;
  const { code, log } = await server.stop(); // past its grace it ends itself, with 1 and a line of its own
  await Promise.all(readers);
  const said = log.map((line) => (JSON.parse(line) as { readonly msg: string }).msg);
  expect([code, ['', CUT_OFF]]).toEqual([0, expect.arrayContaining([said.join('; ')])]);
});
