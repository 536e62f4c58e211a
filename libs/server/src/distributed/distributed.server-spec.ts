import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Batch, LogDelivery } from '@dossier/event-feed';
import { EventStoreDbServer } from '../../../../infra/servers/eventstoredb';
import { type FerretDb, ferretDb } from '../../../../infra/servers/ferretdb';
import { kafka } from '../../../../infra/servers/kafka';
import { databaseOf, onDatabase } from '../../../../infra/servers/mongodb-database';
import { onServer } from '../../../../infra/servers/on-server';
import type { Server } from '../../../../infra/servers/server';
import { Program } from '../../../testing/src/program';
import { until } from '../../../testing/src/until';
import { contexts } from '../contexts';
import { Opened } from '../opened';
import { connect } from './deployment';
import { openFolding } from './folding';

/** Of which nothing is read before it is said. */
class HeldDelivery extends LogDelivery {
  go = (): void => undefined;
  private readonly going = new Promise<void>((go) => (this.go = go));

  override async read(...what: Parameters<LogDelivery['read']>): Promise<Batch> {
    await this.going;
    return super.read(...what);
  }
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}
/** Milliseconds in which a change at one process counts at all. */
const EVERYWHERE = 1_000;

onServer<Server>(kafka, ({ address: brokers }) => {
  onServer<FerretDb>(ferretDb, ({ address: mongo }) => {
    const log = new EventStoreDbServer();
    const running: Program[] = [];
    let servers: Readonly<Record<string, string>>;
    let vault: string;
    let key: string;
    let [one, two]: readonly string[] = [];
    let worker: Program;
    let workerUrl: string;
    let last: number;

    beforeAll(async () => {
      const MONGODB_URL = databaseOf(mongo());
      vault = databaseOf(mongo());
      servers = {
        ...{ EVENTSTOREDB_URL: await log.listen(), KAFKA_BROKERS: brokers(), MONGODB_URL, DOSSIER_VAULT_URL: vault },
        ...{ DOSSIER_MASTER_KEY: 'c0'.repeat(32), DOSSIER_ZONE: 'Asia/Shanghai' },
      };
    });
    afterAll(async () => {
      await Promise.all(running.map((program) => program.end('SIGKILL')));
      log.stop();
      for (const url of [servers['MONGODB_URL'], vault])
        if (url !== undefined) await onDatabase(url, (db) => db.dropDatabase());
    });

    const start = (...how: Parameters<typeof Program.start>): Program => {
      const program = Program.start(...how);
      running.push(program);
      return program;
    };
    const tool = async (...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> => {
      const program = start('tool', servers, [...args, '--json']);
      const result = await program.says(/^(\{(?!"level").*\})$/);
      expect(await program.end()).toBe(0);
      expect(program.said).toMatch(/^loaded: @eventstore\/db-client mongodb$/m);
      return JSON.parse(result) as Readonly<Record<string, unknown>>;
    };

    async function ask(
      url: string | undefined,
      method: 'GET' | 'POST' | 'PUT',
      path: string,
      body?: unknown,
      headers: Readonly<Record<string, string>> = {},
    ): Promise<Answer> {
      const answer = await fetch(`${String(url)}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Answer['body'] };
    }
    /** Includes what was written, wherever it is read. */
    const after = ({ body: { position } }: Answer) => ({ 'dossier-after': String(position), prefer: 'wait=60' });
    const figure = async (url: string, name: string): Promise<number> => {
      const text = await (await fetch(`${url}/metrics`)).text();
      return Number(new RegExp(`^${name}(?:{[^}]*})? (\\d+)$`, 'm').exec(text)?.[1] ?? NaN);
    };

    it('gives the first key by the tool, before anything runs', async () => {
      key = String((await tool('keys', 'create', '--role', 'admin', '--name', 'me'))['key']);
      expect(key).toMatch(/^dsk_/);
    });

    it('starts two doors, two workers and a relay', async () => {
      const doors = [start('api', { ...servers, DOSSIER_RATE: '0' }), start('api', { ...servers, DOSSIER_RATE: '0' })];
      worker = start('worker', servers);
      const [other, relay] = [start('worker', servers), start('relay', servers)];
      [one, two] = await Promise.all(
        doors.map((door) => door.says(/listening at (http:\S+) \(log \w+ in EventStoreDB\)/)),
      );
      const told = await Promise.all(
        [worker, other, relay].map((program) => program.says(/at work: (http:\S+)\/health/)),
      );
      for (const url of [one, two, ...told])
        await until(async () => (await fetch(`${String(url)}/health/ready`)).status === 200);
      for (const door of doors) expect(door.said).not.toContain('once=');
    });

    it('shows at one door what was written at the other', async () => {
      const customer = { customerId: 'acme', kind: 'organisation', name: 'Acme', department: 'sales' };
      expect((await ask(one, 'POST', '/customers', customer)).status).toBe(201);
      const lines = [{ sku: 'A', name: 'Anvil', quantity: 2, unitPrice: '50' }];
      const order = { customerId: 'acme', number: 'SO-1', currency: 'CNY', department: 'sales', lines };
      const placed = await ask(one, 'POST', '/orders', order, { 'idempotency-key': 'first' });
      expect(placed.status).toBe(201);
      const again = await ask(two, 'POST', '/orders', order, { 'idempotency-key': 'first' });
      expect(again.body).toEqual(placed.body);
      const view = await ask(two, 'GET', '/customers/acme/360', undefined, after(placed));
      expect(view).toMatchObject({ status: 200, body: { sales: { orders: 1 } } });
      const { body } = await ask(two, 'GET', '/orders', undefined, after(placed));
      expect(body['items']).toMatchObject([{ number: 'SO-1' }]);
    });

    it('goes by a policy at one door that was published at the other', async () => {
      const issued = await ask(one, 'POST', '/keys', { name: 'erp', role: 'service' });
      const line = JSON.stringify({
        id: 'h',
        command: 'customers.RegisterCustomer',
        data: { customerId: 'old', kind: 'person' },
      });
      const headers = { authorization: `Bearer ${String(issued.body['key'])}`, 'content-type': 'application/x-ndjson' };
      const bring = () => ask(two, 'POST', '/bulk?backfill=true', line, headers);
      await until(async () => (await bring()).body['code'] === 'auth/backfill'); // the key is known there
      const document = { keys: [issued.body['id']] };
      expect((await ask(one, 'PUT', '/policies/history', { document, approvedBy: 'board' })).status).toBe(201);
      await until(async () => (await bring()).body['code'] !== 'auth/backfill');
      expect((await bring()).body).toMatchObject({ id: 'h', replayed: true });
    });

    it('refuses a key at one door within a second after it was revoked at the other', async () => {
      const { body } = await ask(one, 'POST', '/keys', { name: 'lost', role: 'analyst' });
      const headers = { authorization: `Bearer ${String(body['key'])}` };
      const status = async (): Promise<number> => (await ask(two, 'GET', '/customers', undefined, headers)).status;
      await until(async () => (await status()) === 200);
      expect((await ask(one, 'POST', `/keys/${String(body['id'])}/revoke`)).status).toBe(200);
      // of the last that was let in, when it was sent: an answer may be late on a busy machine
      const revoked = performance.now();
      let sent = revoked;
      for (let next = sent; (await status()) === 200; next = performance.now()) sent = next;
      expect(sent - revoked).toBeLessThan(EVERYWHERE);
    });

    it('changes the zone everywhere', async () => {
      expect((await ask(one, 'PUT', '/installation/zone', { zone: 'Europe/Paris' })).status).toBe(200);
      await until(async () => (await ask(two, 'GET', '/installation/zone')).body['zone'] === 'Europe/Paris');
    });

    it('loses nothing when the worker is killed', async () => {
      const orders = Array.from({ length: 200 }, (_, i) => ({
        id: String(i),
        command: 'sales.PlaceOrder',
        data: {
          customerId: 'acme',
          number: `K-${i}`,
          department: 'sales',
          currency: 'CNY',
          lines: [{ sku: 'A', quantity: 1, unitPrice: '1' }],
        },
      }));
      const send = (some: typeof orders): Promise<string> =>
        fetch(`${String(one)}/api/v1/bulk`, {
          method: 'POST',
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' },
          body: some.map((each) => JSON.stringify(each)).join('\n'),
        }).then((answer) => answer.text());
      const first = send(orders.slice(0, 100));
      await worker.end('SIGKILL');
      await first;
      await send(orders.slice(100));
      worker = start('worker', servers);
      workerUrl = await worker.says(/at work: (http:\S+)\/health/);
      const [last] = (
        await send([{ ...orders[0], id: 'last', data: { ...orders[0]?.data, number: 'K-last' } } as never])
      ).split('\n');
      const { receipt } = JSON.parse(String(last)) as { readonly receipt: Answer['body'] };
      const view = await ask(two, 'GET', '/customers/acme/360', undefined, after({ status: 200, body: receipt }));
      expect(view).toMatchObject({ status: 200, body: { sales: { orders: 202 } } });
      expect(await figure(workerUrl, 'dossier_dead_letters')).toBe(0);
      expect(await figure(workerUrl, 'dossier_projection_position')).toBeGreaterThanOrEqual(
        await figure(workerUrl, 'dossier_log_position'),
      );
      let told = '';
      await until(async () => {
        told = await (await fetch(`${workerUrl}/metrics`)).text();
        const lags = [...told.matchAll(/^dossier_lane_lag_events\{lane="\d+\/16"\} (\d+)$/gm)].map(([, lag]) => lag);
        return lags.length > 0 && lags.every((lag) => lag === '0');
      });
      for (const store of ['log', 'views', 'vault', 'topic'])
        expect(told).toContain(`dossier_store_well{store="${store}"} 1`);
      expect(told).toMatch(/^dossier_append_unknown_total \d+$/m);
    });

    it('brings the whole log to its topic', async () => {
      const relay = await start('relay', servers).says(/at work: (http:\S+)\/health/);
      await until(
        async () => (await figure(relay, 'dossier_relay_position')) === (await figure(relay, 'dossier_log_position')),
      );
      expect(await figure(relay, 'dossier_log_position')).toBeGreaterThan(0);
    });

    it('brings a file in by the tool, once, and waits until it is shown', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'dossier-import-'));
      const file = join(folder, 'invoices.csv');
      writeFileSync(
        file,
        `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
536365,85123A,LANTERN,6,2010-12-01 08:26:00,2.55,17850,United Kingdom
536366,22633,HAND WARMER,6,2010-12-01 08:28:00,1.85,17850,United Kingdom
`,
      );
      try {
        const all = { rows: 2, accepted: 2, rejected: 0, customers: 1, orders: 2 };
        expect(await tool('import', 'online-retail', file)).toMatchObject({ ...all, unchanged: 0 });
        expect(await tool('import', 'online-retail', file)).toMatchObject({ events: 0, unchanged: 2 });
      } finally {
        rmSync(folder, { recursive: true });
      }
      const view = await ask(two, 'GET', '/customers/17850/360');
      expect(view).toMatchObject({ status: 200, body: { sales: { orders: 2 } } });
    });

    it('verifies the log by the tool, and says what it did not look at', async () => {
      expect(await tool('verify')).toMatchObject({
        ok: true,
        broken: null,
        faults: [],
        notLookedAt: expect.stringContaining('MongoDB') as unknown,
      });
      expect(await tool('doctor')).toMatchObject({ ok: true });
    });

    it('builds a read model anew when a door is asked to, whoever keeps it up', async () => {
      const generation = (): Promise<unknown> =>
        onDatabase(
          String(servers['MONGODB_URL']),
          async (db) => (await db.collection('models').findOne())?.['last'] as unknown,
        );
      const before = await generation();
      const wanted = (await ask(two, 'GET', '/orders?limit=200')).body;
      expect((await ask(one, 'POST', '/projections/orders/rebuild')).status).toBe(202);
      await until(async () => (await generation()) !== before);
      await until(async () => (await ask(two, 'GET', '/orders?limit=200')).body['position'] === wanted['position']);
      expect((await ask(two, 'GET', '/orders?limit=200')).body).toEqual(wanted);
    });

    it('says that the log does not answer, and goes on when it does', async () => {
      const ready = async () => (await fetch(`${String(two)}/health/ready`)).json() as Promise<Answer['body']>;
      log.stop();
      await until(async () => (await ready())['ready'] === false);
      expect(await ready()).toEqual({ ready: false, degraded: false, reasons: ['the log does not answer'] });
      await log.listen();
      await until(async () => (await ready())['ready'] === true);
      const customer = { customerId: 'later', kind: 'person', department: 'sales' };
      const registered = await ask(two, 'POST', '/customers', customer, { 'idempotency-key': 'later' });
      expect(registered.status).toBe(201);
      expect((await ask(one, 'GET', '/customers/later', undefined, after(registered))).status).toBe(200);
    });

    it('says that an older copy of the log was restored under it, and goes on with the newer one', async () => {
      const older = log.copy();
      const customer = { customerId: 'newest', kind: 'person', department: 'sales' };
      const registered = await ask(one, 'POST', '/customers', customer);
      expect((await ask(two, 'GET', '/customers/newest', undefined, after(registered))).status).toBe(200);
      const urls = [one, two, workerUrl];
      for (const url of urls) await figure(String(url), 'dossier_log_position'); // each has seen the newest then
      const ready = (url: string | undefined) => fetch(`${String(url)}/health/ready`);
      const restored = async (copy: () => void): Promise<void> => {
        log.stop();
        copy();
        await log.listen();
      };
      const newer = log.copy();
      await restored(older);
      for (const url of urls)
        await until(async () => (await (await ready(url)).text()).includes('an older copy was restored'));
      expect((await ask(two, 'GET', '/customers/newest/timeline')).status).toBe(503);
      await restored(newer);
      for (const url of urls) await until(async () => (await ready(url)).status === 200);
      expect((await ask(two, 'GET', '/customers/newest/timeline')).status).toBe(200);
    });

    it('ends cleanly when it is told to, whoever listens', async () => {
      const stream = await fetch(`${String(one)}/api/v1/events`, {
        headers: { authorization: `Bearer ${key}`, accept: 'text/event-stream' },
      });
      expect(stream.status).toBe(200);
      last = await figure(workerUrl, 'dossier_log_position');
      const read = stream.text().catch(() => '');
      const codes = await Promise.all(running.map((program) => program.end('SIGTERM')));
      await read;
      // the one that was killed has no code
      expect(codes.filter((code) => code !== 0)).toEqual([null]);
      for (const { said } of running) expect(said).not.toMatch(/did not end in its time|not clean|loaded: .*sqlite/);
    });

    it('does not start over a log that lacks what was seen of it', async () => {
      log.lose(last);
      const api = start('api', servers);
      expect(await api.end()).toBe(1);
      expect(api.said).toMatch(
        /^the log does not hold the event that the vault has seen at \d+: .* Restore the newer one\.$/m,
      );
    });

    it('opens a worker while its first step lasts: who looks whether it lives is answered meanwhile', async () => {
      const other = new EventStoreDbServer();
      const [mongoDb, itsVault] = [databaseOf(mongo()), databaseOf(mongo())];
      const opened = new Opened();
      try {
        const [eventStoreDb, masterKey] = [await other.listen(), 'c0'.repeat(32)];
        const deployment = await connect(opened, {
          servers: { eventStoreDb, mongoDb, vault: itsVault, masterKey },
          zone: 'Asia/Shanghai',
          contexts,
        });
        const held = new HeldDelivery(deployment.feed);
        expect((await openFolding(opened, deployment, { mongoDb }, held)).trouble()).toBeUndefined();
        held.go();
      } finally {
        await opened.close();
        other.stop();
        for (const url of [mongoDb, itsVault]) await onDatabase(url, (db) => db.dropDatabase());
      }
    });
  });
});
