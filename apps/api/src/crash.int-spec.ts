import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChildServer } from '../../../libs/testing/src/child-server';

const data = mkdtempSync(join(tmpdir(), 'crash-'));
let server: ChildServer;
afterEach(() => server.kill());
afterAll(() => rmSync(data, { recursive: true, force: true }));

interface Receipt {
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
  readonly events: readonly { readonly id: string }[];
}
const register = (id: string): Promise<{ status: number; body: unknown; headers: Readonly<Record<string, unknown>> }> =>
  server.ask('POST', '/api/v1/customers', { customerId: id, kind: 'organisation' }, { 'idempotency-key': `key-${id}` });

it('P1, P3: kill -9 at any instant loses no accepted command, and a repeat has one effect', async () => {
  const accepted = new Map<string, Receipt>();
  const asked: string[] = [];
  for (let round = 0; round < 4; round++) {
    server = await ChildServer.start(data);
    // a stream of commands; the server is killed when the n-th answer has come, with others under way
    let answers = 0;
    await Promise.all(
      Array.from({ length: 8 }, async (_, lane) => {
        for (let i = 0; ; i++) {
          const id = `c-${round}-${lane}-${i}`;
          asked.push(id);
          try {
            const { status, body } = await register(id);
            expect(status).toBe(201);
            accepted.set(id, body as Receipt);
          } catch {
            return; // cut off: nobody knows what became of it
          }
          if (++answers === 20 + 13 * round) await server.kill();
        }
      }),
    );
  }
  server = await ChildServer.start(data);
  for (const id of asked) {
    const first = accepted.get(id);
    const { status, body, headers } = await register(id);
    expect(status).toBe(201);
    if (first) {
      expect(headers['idempotency-replayed']).toBe('true');
      expect(body).toEqual(first);
    }
    expect((body as Receipt).revision).toBe(0);
  }
  expect((await server.lines('POST', '/api/v1/verify')).at(-1)).toMatchObject({
    result: { events: asked.length, broken: null, gap: null },
  });
  await server.stop();
});

it('P6, P15: killed while sections are built anew, they go on and show what a build from the beginning shows', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sections-'));
  const customers = Array.from({ length: 30 }, (_, i) => `c-${i}`);
  const order = async (customerId: string, number: string): Promise<string> => {
    const lines = [{ sku: 'x', quantity: 1, unitPrice: '1.00' }];
    const { body } = await server.ask('POST', '/api/v1/orders', {
      ...{ orderId: number, number, customerId, currency: 'CNY', lines },
    });
    return (body as Receipt).position;
  };
  const rebuild = (name: string) => server.ask('POST', `/api/v1/projections/${name}/rebuild`);
  const views = (after: string): Promise<unknown> =>
    Promise.all(
      customers.map(async (id): Promise<unknown> => {
        const headers = { 'dossier-after': after, prefer: 'wait=30' };
        return (await server.ask('GET', `/api/v1/customers/${id}/360`, undefined, headers)).body;
      }),
    );
  try {
    server = await ChildServer.start(folder);
    await Promise.all(customers.map(register));
    let position = '';
    for (const name of ['customer-360.sales', 'customer-360.lifecycle', 'customer-360']) {
      await Promise.all(customers.slice(0, 20).map((id) => order(id, `${id}-${name}`)));
      const rebuilt = rebuild(name);
      position = await order('c-0', `last-${name}`);
      await Promise.all([rebuilt.catch(() => undefined), server.kill()]);
      server = await ChildServer.start(folder);
    }
    const before = await views(position);
    expect((before as readonly object[]).filter((view) => 'stale' in view)).toEqual([]);
    expect((await rebuild('customer-360')).status).toBe(202);
    expect(await views(position)).toEqual(before);
    await server.stop();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('P3: killed between append and answer, the repeat gets the receipt of the one effect', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cut-'));
  try {
    const order = {
      orderId: 'o-1',
      number: 'o-1',
      currency: 'CNY',
      lines: [{ sku: 'x', quantity: 1, unitPrice: '1.00' }],
    };
    const headers = { 'idempotency-key': 'once' };
    server = await ChildServer.start(folder, join(__dirname, '../../../libs/testing/src/dies-after-append.ts'));
    await expect(server.ask('POST', '/api/v1/orders', order, headers)).rejects.toThrow();
    await server.gone();
    server = await ChildServer.start(folder);
    const again = await server.ask('POST', '/api/v1/orders', order, headers);
    expect(again).toMatchObject({ status: 201, body: { stream: 'order-o-1', revision: 0 } });
    expect(again.headers['idempotency-replayed']).toBe('true');
    const { body } = await server.ask('GET', '/api/v1/audit/streams/order-o-1');
    expect((body as { events: unknown[] }).events).toHaveLength(1);
    await server.stop();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
