import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { SqliteVault } from '@dossier/vault/sqlite';
import { EventStoreDbServer, type Fate } from '../../../infra/servers/eventstoredb';
import { type FerretDb, ferretDb } from '../../../infra/servers/ferretdb';
import { kafka } from '../../../infra/servers/kafka';
import { databaseOf, onDatabase } from '../../../infra/servers/mongodb-database';
import { onServer } from '../../../infra/servers/on-server';
import type { Server } from '../../../infra/servers/server';
import { damagePage, hashOfEvent } from '../../../libs/testing/src/damage';
import { Program } from '../../../libs/testing/src/program';
import { sqlOn } from '../../../libs/testing/src/sql-on';
import { until } from '../../../libs/testing/src/until';
import { varied } from '../../../libs/testing/src/varied';
import { Business } from './generate/business';

const EVENTS = 400;
type Body = Readonly<Record<string, unknown>>;

onServer<Server>(kafka, ({ address: brokers }) => {
  onServer<FerretDb>(ferretDb, ({ address: mongo }) => {
    const room = mkdtempSync(join(tmpdir(), 'dossier-move-'));
    const data = join(room, 'data');
    const running: Program[] = [];
    const databases: string[] = [];
    const logs: EventStoreDbServer[] = [];
    let log: EventStoreDbServer;
    let servers: Readonly<Record<string, string>>;
    let before: ReadonlyMap<string, unknown>;
    let [key, revoked, placed, told]: readonly string[] = [];
    let customers: readonly string[];
    let files: unknown;

    beforeAll(async () => {
      ({ log, servers } = await empty());
      await tellHistory();
    });
    afterAll(async () => {
      await Promise.all(running.map((program) => program.end('SIGKILL')));
      for (const each of logs) each.stop();
      for (const url of databases) await onDatabase(url, (db) => db.dropDatabase());
      rmSync(room, { recursive: true, force: true });
    });

    /** Servers on which there is nothing. */
    async function empty(): Promise<{ log: EventStoreDbServer; servers: Readonly<Record<string, string>> }> {
      const one = new EventStoreDbServer();
      logs.push(one);
      const [MONGODB_URL, DOSSIER_VAULT_URL] = [databaseOf(mongo()), databaseOf(mongo())];
      databases.push(MONGODB_URL, DOSSIER_VAULT_URL);
      const all = { EVENTSTOREDB_URL: await one.listen(), KAFKA_BROKERS: brokers(), MONGODB_URL, DOSSIER_VAULT_URL };
      return { log: one, servers: { ...all, DOSSIER_MASTER_KEY: 'c0'.repeat(32) } };
    }
    const start = (...how: Parameters<typeof Program.start>): Program => {
      const program = Program.start(...how);
      running.push(program);
      return program;
    };
    const move = (environment: Readonly<Record<string, string>>, ...args: readonly string[]): Program =>
      start('tool', environment, ['move', '--data', data, ...args]);
    /** What is printed with --json. */
    async function moved(environment: Readonly<Record<string, string>>, ...args: readonly string[]) {
      const program = move(environment, '--json', ...args);
      const code = await program.end();
      const [line] = program.said.split('\n').filter((each) => each.startsWith('{"moved"'));
      return { code, said: program.said, result: JSON.parse(line ?? '{}') as Body };
    }

    async function ask(url: string, method: 'GET' | 'POST', path: string, body?: unknown, headers: object = {}) {
      const answer = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${String(key)}`, 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await answer.text();
      const isOne = answer.headers.get('content-type')?.includes('ndjson') === false; // else it has a line for each
      return { status: answer.status, text, body: (isOne && text !== '' ? JSON.parse(text) : {}) as Body };
    }
    const isCaughtUp = async (url: string): Promise<boolean> => {
      const { body } = await ask(url, 'GET', '/projections');
      const all = body['items'] as readonly { readonly lag: number; readonly position: string }[];
      return all.every(({ lag }) => lag === 0);
    };

    /** All that there is, and in which no position of the log may stand: those are others over there. */
    async function answers(url: string): Promise<ReadonlyMap<string, unknown>> {
      const paths = [
        ...['/customers?limit=200', '/orders?limit=200', '/policies', '/policies/lifecycle', '/keys', '/reports'],
        ...['rfm', 'abc', 'concentration'].map((report) => `/reports/${report}?asOf=2026-06-01&currency=EUR`),
        ...['cohorts', 'lifecycle'].map((report) => `/reports/${report}?asOf=2026-06-01`),
        ...['data-quality', 'exceptions'].map((report) => `/reports/${report}`),
        ...customers.flatMap((id) => [
          ...[`/customers/${id}/360`, `/customers/${id}/timeline?limit=200`],
          `/customers/${id}/360/why?figure=/sales/net`,
        ]),
        ...customers
          .slice(1)
          .flatMap((id) => [`/customers/${id}/360?asOf=2026-05-31`, `/customers/${id}/360?knownAt=${String(told)}`]),
      ];
      const found = new Map<string, unknown>();
      const statuses: number[] = [];
      for (const path of paths) {
        const { status, text } = await ask(url, 'GET', path);
        const isElsewhere = (name: string): boolean => ['position', 'instance'].includes(name);
        const body = JSON.parse(text, (name, value: unknown) => (isElsewhere(name) ? undefined : value)) as unknown;
        found.set(path, { status, body });
        statuses.push(status);
      }
      expect(paths.filter((_, i) => statuses[i] !== 200)).toEqual([]);
      return found;
    }

    async function tellHistory(): Promise<void> {
      const zoned = { DOSSIER_ZONE: 'Asia/Shanghai' };
      const issued = start('tool', { ...zoned, DOSSIER_DATA: data }, [
        'keys',
        'create',
        '--role',
        'admin',
        '--name',
        'me',
        '--json',
      ]);
      key = (JSON.parse(await issued.says(/^(\{.*\})$/)) as { readonly key: string }).key;
      await issued.end();
      let api = start('api', { DOSSIER_DATA: data, DOSSIER_RATE: '0' });
      let url = await api.says(/listening at (http:\S+)/);
      const history = [...varied(new Business(3, EVENTS, '2026-05-31').history())];
      const lines = history.map((act) => JSON.stringify(act)).join('\n');
      const { text } = await ask(url, 'POST', '/bulk', lines, { 'content-type': 'application/x-ndjson' });
      expect(text.split('\n').filter((line) => line.includes('"receipt"')).length).toBeGreaterThan(EVENTS / 2);
      told = new Date().toISOString();
      const person = { customerId: 'erika', kind: 'person', name: 'Erika Muster', department: 'sales' };
      expect((await ask(url, 'POST', '/customers', person)).status).toBe(201);
      placed = (await ask(url, 'POST', '/orders', order('P-1'), { 'idempotency-key': 'p-1' })).text;
      const lost = (await ask(url, 'POST', '/keys', { name: 'lost', role: 'analyst' })).body;
      revoked = String(lost['key']);
      expect((await ask(url, 'POST', `/keys/${String(lost['id'])}/revoke`)).status).toBe(200);
      const inUse = await moved(servers);
      expect([inUse.code, inUse.said]).toEqual([1, expect.stringContaining('belongs to another Dossier process')]);
      expect(await api.end('SIGTERM')).toBe(0);
      await erase('erika');
      // the loss of a key that was accepted
      sqlOn(join(data, 'vault.db'), `INSERT INTO lost_keys VALUES ('gone', 100)`);
      // what read models hold of her goes with them
      for (const name of readdirSync(data)) if (name.startsWith('views.db')) rmSync(join(data, name));
      const ids = new Set(
        history.flatMap(({ data: { customerId } }) => (typeof customerId === 'string' ? customerId : [])),
      );
      customers = ['erika', ...[...ids].slice(0, 12)];
      // until reactions to what was due have all been recorded
      const recorded = (): unknown => sqlOn(join(data, 'events.db'), 'SELECT count(*) AS events FROM events');
      for (let last: unknown; !isDeepStrictEqual(last, recorded());) {
        last = recorded();
        api = start('api', { DOSSIER_DATA: data, DOSSIER_RATE: '0' });
        url = await api.says(/listening at (http:\S+)/);
        await until(async () => (await isCaughtUp(url)) && !isSoonDue());
        before = await answers(url);
        expect(await api.end('SIGTERM')).toBe(0);
      }
      files = digests();
    }
    /** Whether there is a reaction that comes while the folder is moved, so that only the servers have it. */
    function isSoonDue(): boolean {
      const views = join(data, 'views.db');
      const reactors = sqlOn(views, "SELECT name FROM sqlite_master WHERE type = 'view' AND name LIKE 'reactor%'");
      const due = reactors
        .map((reactor) => `SELECT dueAt FROM ${String((reactor as Body)['name'])}`)
        .join(' UNION ALL ');
      const [from, to] = [0, 600_000].map((ahead) => new Date(Date.now() + ahead).toISOString());
      return (
        sqlOn(views, `SELECT 1 FROM (${due}) WHERE dueAt BETWEEN '${String(from)}' AND '${String(to)}'`).length > 0
      );
    }
    const order = (number: string): object => ({
      ...{ customerId: 'erika', number, currency: 'CNY', department: 'sales' },
      lines: [{ sku: 'A', name: 'Anvil', quantity: 2, unitPrice: '50' }],
    });
    async function erase(owner: string): Promise<void> {
      const vault = await SqliteVault.open(data);
      await vault.ensureKeys(['passing']); // of whom nothing is sealed, so that no answer changes when it is destroyed
      await vault.destroyKey(owner);
      await vault.close();
    }
    /** A reader that is killed leaves side files of SQLite, which are empty. */
    const digests = (): unknown =>
      readdirSync(data)
        .filter((name) => /\.(db|key)$/.test(name))
        .sort()
        .map((name) => [
          name,
          createHash('sha256')
            .update(readFileSync(join(data, name)))
            .digest('hex'),
        ]);

    it('says what would be moved, and writes nothing', async () => {
      const { code, result } = await moved(servers, '--dry-run');
      expect(code).toBe(0);
      const [{ events }] = sqlOn(join(data, 'events.db'), 'SELECT count(*) AS events FROM events') as [Body];
      expect(result).toMatchObject({
        moved: false,
        events,
        destroyed: 1,
        credentials: 2,
        isBegun: false,
        inTheWay: [],
      });
      expect(result).toMatchObject({ zone: 'Asia/Shanghai', lost: 1, there: 0 });
      for (const what of ['streams', 'claims', 'keys', 'accesses']) expect(result[what]).toBeGreaterThan(10);
      const program = move(servers, '--dry-run', '--lang', 'zh');
      expect([await program.end(), program.said]).toEqual([
        0,
        expect.stringMatching(/^其中已销毁：1$[^]*去掉 --dry-run/m),
      ]);
      const servedBy = start('tool', servers, ['keys', 'list']); // the destination can still be begun by somebody else
      expect(await servedBy.end()).toBe(0);
      ({ log, servers } = await empty());
    });

    it('refuses a folder with a damaged page, and writes nothing', async () => {
      const damaged = join(room, 'damaged');
      cpSync(data, damaged, { recursive: true });
      damagePage(damaged, 'events.db', hashOfEvent(damaged, 300));
      const program = start('tool', servers, ['move', '--data', damaged]);
      expect(await program.end()).toBe(1);
      expect(program.said).toMatch(/is not whole, and nothing was moved: .*damaged/);
      expect((await moved(servers, '--dry-run')).result).toMatchObject({ isBegun: false, inTheWay: [] });
    });

    it('refuses a destination where something else is, and says what', async () => {
      const other = await empty();
      const began = start('tool', other.servers, ['keys', 'create', '--role', 'admin', '--name', 'me']);
      expect(await began.end()).toBe(0);
      const generated = start('tool', other.servers, ['generate', '--events', '30', '--yes']);
      await generated.end();
      const { MONGODB_URL = '' } = other.servers;
      await onDatabase(MONGODB_URL, (db) => db.collection<{ _id: string }>('things').insertOne({ _id: 'x' }));
      const { code, result } = await moved(other.servers, '--dry-run');
      expect([code, result['inTheWay']]).toEqual([
        1,
        expect.arrayContaining([
          expect.stringContaining('MongoDB (MONGODB_URL) has '),
          expect.stringMatching(/MongoDB \(DOSSIER_VAULT_URL\) has .*credentials \(1 document\)/),
        ]),
      ]);
      const refused = await moved(other.servers);
      expect([refused.code, refused.said]).toEqual([1, expect.stringContaining('the destination is not empty')]);
    });

    /** Kills the tool when the server is asked for something. */
    async function killedAt(isIt: (stream: string, nth: number) => boolean, fate: Fate = 'answer-lost'): Promise<void> {
      let nth = 0;
      const program = move(servers);
      const reached = new Promise<void>((resolve) => {
        log.fate = (stream) => {
          if (!isIt(stream, nth++)) return 'done';
          resolve();
          return fate;
        };
      });
      await Promise.race([reached, program.end()]);
      expect(await program.end('SIGKILL')).toBeNull(); // it was killed, and did not end by itself
      log.fate = () => 'done';
    }
    const isEvent = (stream: string): boolean => !stream.startsWith('@');

    it('is killed among the events, and no program starts there meanwhile', async () => {
      await killedAt((stream, nth) => isEvent(stream) && nth > 50);
      for (const what of ['api', 'worker', 'relay'] as const) {
        const program = start(what, servers);
        expect(await program.end()).toBe(1);
        expect(program.said).toContain('run dossier move again, and start when it is done');
      }
    });

    it('does not go on under another master key', async () => {
      const { code, said } = await moved({ ...servers, DOSSIER_MASTER_KEY: 'd1'.repeat(32) });
      expect([code, said]).toEqual([1, expect.stringContaining('the master key does not fit the vault in MongoDB')]);
    });

    it('goes on after it was killed among events, claims, and at the very end', async () => {
      await killedAt((stream, nth) => isEvent(stream) && nth > 77, 'late');
      const { result } = await moved(servers, '--dry-run');
      expect(result).toMatchObject({ moved: false, isBegun: true, inTheWay: [] });
      expect(result['there']).toBeGreaterThan(100);
      await killedAt((stream) => stream.startsWith('@claim-'));
      await killedAt((stream, nth) => stream.startsWith('@claim-') && nth > 30);
      // the whole vault is there now, and another key is destroyed in the folder before the last run
      await killedAt((stream, nth) => stream === '@move' && nth > 30, 'dropped');
      expect(digests()).toEqual(files);
      await erase('passing');
      files = digests();
      const last = await moved(servers);
      expect([last.code, last.result]).toEqual([
        0,
        expect.objectContaining({ moved: true, isBegun: true, rate: null }),
      ]);
      const { DOSSIER_VAULT_URL = '' } = servers;
      const destroyed = await onDatabase(DOSSIER_VAULT_URL, (db) =>
        db.collection('keys').countDocuments({ wrapped: null }),
      );
      expect(destroyed).toBe(2);
      const lost = await onDatabase(DOSSIER_VAULT_URL, (db) => db.collection('lost_keys').find().toArray());
      expect(lost).toEqual([{ _id: 'gone', position: nthPosition(log, 99)() }]);
      expect(digests()).toEqual(files);
    });

    it('has the same hash chains, and refuses to be moved once more', async () => {
      const verified = async (environment: Readonly<Record<string, string>>, ...args: string[]): Promise<Body> => {
        const program = start('tool', environment, ['verify', '--json', ...args]);
        return JSON.parse(await program.says(/^(\{.*\})$/)) as Body;
      };
      const [here, there] = [await verified({}, '--data', data), await verified(servers)];
      const chains = ({ ok, events, streams, partitions }: Body) => ({
        ...{ ok, events, streams },
        partitions: (partitions as readonly Body[]).map(({ partition, count, digest }) => ({
          partition,
          count,
          digest,
        })),
      });
      expect(chains(there)).toEqual(chains(here));
      expect(here).toMatchObject({ ok: true });
      const again = await moved(servers);
      expect([again.code, again.said]).toEqual([
        1,
        expect.stringMatching(
          /was moved into this EventStoreDB .* finished at .* of this folder: nothing is left to do/,
        ),
      ]);
    });

    it('answers as the folder did', async () => {
      const [api, worker, relay] = [
        start('api', { ...servers, DOSSIER_RATE: '0' }),
        start('worker', servers),
        start('relay', servers),
      ];
      const url = await api.says(/listening at (http:\S+)/);
      await Promise.all([worker, relay].map((program) => program.says(/at work: (http:\S+)\/health/)));
      await until(() => isCaughtUp(url));
      const after = await answers(url);
      for (const [path, answer] of before) expect([path, after.get(path)]).toEqual([path, answer]);

      const parsed = (text: string): Body => JSON.parse(text) as Body;
      const again = await ask(url, 'POST', '/orders', order('P-1'), { 'idempotency-key': 'p-1' });
      expect(again.body).toEqual({ ...parsed(String(placed)), position: expect.any(String) as string });
      const taken = await ask(url, 'POST', '/orders', order('P-1'), { 'idempotency-key': 'p-2' });
      expect([taken.status, taken.body]).toEqual([200, { ...again.body, events: [] }]); // the number is that order's still
      const dossierAfter = (position: unknown) => ({ 'dossier-after': String(position), prefer: 'wait=60' });
      const stale = await ask(
        url,
        'GET',
        '/customers/erika/360',
        undefined,
        dossierAfter(parsed(String(placed))['position']),
      );
      expect(stale.body['code']).toBe('reads/foreign-position');
      const known = await ask(url, 'GET', '/customers/erika/360', undefined, dossierAfter(again.body['position']));
      expect([known.status, known.text]).toEqual([200, expect.not.stringContaining('Erika')]);
      expect(
        (await ask(url, 'GET', '/customers', undefined, { authorization: `Bearer ${String(revoked)}` })).status,
      ).toBe(401);
      for (const [question, action] of [
        ['actor=operator', 'log.Move'],
        ['customer=erika', 'sales.PlaceOrder'],
      ] as const) {
        const { body } = await ask(url, 'GET', `/audit/access?limit=200&${question}`);
        expect((body['items'] as readonly Body[]).map((each) => each['action'])).toContain(action);
      }
      const next = await ask(url, 'POST', '/orders', order('P-3'), { 'idempotency-key': 'p-3' });
      expect(next.status).toBe(201);
      for (const program of [api, worker, relay]) expect(await program.end('SIGTERM')).toBe(0);
    });

    it('finds out that the server lost an event', async () => {
      const other = await empty();
      let nth = 0;
      const lose = nthPosition(other.log, 40);
      other.log.fate = (stream) => {
        if (isEvent(stream) && ++nth === 60) other.log.lose(lose());
        return 'done';
      };
      const { code, said } = await moved(other.servers);
      expect([code, said]).toEqual([
        1,
        expect.stringMatching(/is not what is in the folder: in the place of event \d+ /),
      ]);
      const api = start('api', other.servers);
      expect(await api.end()).toBe(1);
    });

    it('takes the key of the folder from a file where it is not in the folder', async () => {
      const [other, folder, file] = [await empty(), join(room, 'keyless'), join(room, 'kept.key')];
      cpSync(data, folder, { recursive: true });
      writeFileSync(file, readFileSync(join(folder, 'master.key')));
      rmSync(join(folder, 'master.key'));
      const run = async (...args: readonly string[]): Promise<readonly [number | null, string]> => {
        const program = start('tool', other.servers, ['move', '--data', folder, '--dry-run', ...args]);
        return [await program.end(), program.said];
      };
      expect(await run()).toEqual([1, expect.stringContaining('does not fit vault.db')]);
      expect((await run('--folder-key', file))[0]).toBe(0);
    });
  });
});

/** Where the server put its nth event. */
const nthPosition =
  (log: EventStoreDbServer, nth: number): (() => number) =>
  () =>
    (log as unknown as { readonly all: readonly { readonly position: number; readonly stream: string }[] }).all.filter(
      ({ stream }) => !/^[@$]/.test(stream),
    )[nth]?.position ?? 0;
