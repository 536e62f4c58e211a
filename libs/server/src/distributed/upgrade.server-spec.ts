import { join } from 'node:path';
import { EventStoreDbServer } from '../../../../infra/servers/eventstoredb';
import { type FerretDb, ferretDb } from '../../../../infra/servers/ferretdb';
import { kafka } from '../../../../infra/servers/kafka';
import { databaseOf, onDatabase } from '../../../../infra/servers/mongodb-database';
import { onServer } from '../../../../infra/servers/on-server';
import type { Server } from '../../../../infra/servers/server';
import { StandingStill } from '../../../../infra/servers/still';
import { Program } from '../../../testing/src/program';
import { until } from '../../../testing/src/until';

/** Preloaded: the code of the next release. */
const NEWER = { NODE_OPTIONS: `--require ${join(__dirname, '../../../testing/src/newer-code.cjs')}` };

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

onServer<Server>(kafka, ({ address: brokers }) => {
  onServer<FerretDb>(ferretDb, ({ address: mongo }) => {
    const log = new EventStoreDbServer();
    const running: Program[] = [];
    let between: StandingStill | undefined;
    let servers: Readonly<Record<string, string>>;
    let key: string;
    let placed = 0;
    let [older, newer]: readonly string[] = [];
    let old: readonly Program[];

    beforeAll(async () => {
      servers = {
        ...{ EVENTSTOREDB_URL: await log.listen(), KAFKA_BROKERS: brokers(), MONGODB_URL: databaseOf(mongo()) },
        ...{ DOSSIER_VAULT_URL: databaseOf(mongo()), DOSSIER_MASTER_KEY: 'c0'.repeat(32), DOSSIER_RATE: '0' },
      };
    });
    afterAll(async () => {
      await Promise.all(running.map((program) => program.end('SIGKILL')));
      between?.stop();
      log.stop();
      for (const name of ['MONGODB_URL', 'DOSSIER_VAULT_URL'])
        if (servers[name] !== undefined) await onDatabase(servers[name], (db) => db.dropDatabase());
    });

    const start = (what: 'api' | 'worker' | 'relay' | 'tool', more = {}, args: readonly string[] = []): Program => {
      const program = Program.start(what, { ...servers, ...more }, args);
      running.push(program);
      return program;
    };
    const urlOf = (program: Program): Promise<string> => program.says(/(?:listening at|at work:) (http:\/\/[^/\s]+)/);
    const isReady = async (url: string): Promise<boolean> => (await fetch(`${url}/health/ready`)).status === 200;
    async function ask(url: string | undefined, path: string, body?: object, after?: string): Promise<Answer> {
      const answer = await fetch(`${String(url)}/api/v1${path}`, {
        method: body ? 'POST' : 'GET',
        headers: {
          ...{ authorization: `Bearer ${key}`, 'content-type': 'application/json' },
          ...(after !== undefined && { 'dossier-after': after, prefer: 'wait=60' }),
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      return { status: answer.status, body: (await answer.json()) as Answer['body'] };
    }
    async function place(url: string | undefined): Promise<string> {
      placed += 1;
      const lines = [{ sku: 'A', quantity: 1, unitPrice: '5' }];
      const order = { customerId: 'acme', number: `SO-${placed}`, currency: 'CNY', department: 'sales', lines };
      const answer = await ask(url, '/orders', order);
      expect(answer.status).toBe(201);
      return String(answer.body['position']);
    }
    const listed = async (url: string | undefined, after?: string): Promise<readonly unknown[]> => {
      const { status, body } = await ask(url, '/orders?limit=200', undefined, after);
      expect(status).toBe(200);
      return (body['items'] as readonly Answer['body'][]).map(({ number }) => String(number)).sort();
    };
    /** All that was placed, in lists, rows and figures. */
    async function answersRight(url: string | undefined, after: string | undefined): Promise<void> {
      const numbers = Array.from({ length: placed }, (_, i) => `SO-${i + 1}`).sort();
      expect(await listed(url, after)).toEqual(numbers);
      const view = await ask(url, '/customers/acme/360', undefined, after);
      expect(view).toMatchObject({ status: 200, body: { sales: { orders: placed } } });
      const rows = await ask(url, `/portfolio?filter[purchases]=${placed}`, undefined, after);
      expect(rows).toMatchObject({ status: 200, body: { items: [{ key: 'acme' }] } });
    }
    const known = async (url: string | undefined): Promise<readonly number[]> => [
      (await ask(url, '/orders?filter[newerField]=7')).status,
      (await ask(url, '/portfolio?filter[newerFigure]=8')).status,
    ];

    it('begins with the older code', async () => {
      const tool = start('tool', {}, ['keys', 'create', '--role', 'admin', '--name', 'me', '--json']);
      key = String((JSON.parse(await tool.says(/^(\{(?!"level").*\})$/)) as Answer['body'])['key']);
      expect(await tool.end()).toBe(0);
      const [api, worker] = (old = [start('api'), start('worker')]);
      await urlOf(start('relay'));
      await urlOf(worker as Program);
      older = await urlOf(api as Program);
      await until(() => isReady(String(older)));
      const customer = { customerId: 'acme', kind: 'organisation', name: 'Acme', department: 'sales' };
      expect((await ask(older, '/customers', customer)).status).toBe(201);
      for (let n = 0; n < 8; n++) await place(older);
      await answersRight(older, await place(older));
      expect(await known(older)).toEqual([400, 400]);
    });

    it('lets a newer api be ready only once a newer worker has built its read models', async () => {
      const api = start('api', NEWER);
      newer = await urlOf(api);
      const ready = async () => (await fetch(`${String(newer)}/health/ready`)).json() as Promise<Answer['body']>;
      expect(await ready()).toMatchObject({
        ready: false,
        reasons: [expect.stringContaining('still built from the log')],
      });
      await urlOf(start('worker', NEWER));
      await until(() => isReady(String(newer)));
      await answersRight(newer, undefined);
      expect(await known(newer)).toEqual([200, 200]);
    });

    it('answers right at both, whichever is asked', async () => {
      for (let n = 0; n < 3; n++)
        for (const door of [older, newer]) {
          const after = await place(door);
          await answersRight(older, after);
          await answersRight(newer, after);
        }
      expect([await known(older), await known(newer)]).toEqual([
        [400, 400],
        [200, 200],
      ]);
    });

    it('goes on without the older code, and keeps its read models for its return', async () => {
      for (const program of old) expect(await program.end('SIGTERM')).toBe(0);
      for (let n = 0; n < 3; n++) await answersRight(newer, await place(newer));
      old = [start('worker'), start('api')];
      older = await urlOf(old[1] as Program);
      await until(() => isReady(String(older)));
      await answersRight(older, undefined);
      await answersRight(newer, await place(older));
      const parked = await ask(newer, '/dead-letters');
      expect(parked.body['items']).toEqual([]);
    });

    it('ends in its time though MongoDB stands still', async () => {
      between = new StandingStill(new URL(String(servers['MONGODB_URL'])));
      const through = { MONGODB_URL: await between.listen() };
      const [api, worker] = [start('api', through), start('worker', through)];
      await until(async () => isReady(await urlOf(api)));
      await urlOf(worker);
      const asked = ask(await urlOf(api), '/customers').catch(() => undefined);
      await asked;
      between.still();
      await place(older); // the worker is given something to do
      const late = ask(await urlOf(api), '/customers').catch(() => undefined);
      const codes = await Promise.all([api, worker].map((program) => program.end('SIGTERM')));
      await late;
      for (const { said } of [api, worker]) expect(said).not.toContain('did not end in its time');
      expect(codes).toEqual([0, 0]);
    });
  });
});
