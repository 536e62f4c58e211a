import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type Database from 'better-sqlite3';
import { Sqlite } from '@dossier/sqlite';
import {
  SqliteReadModelReader,
  SqliteReadModelWriter,
  ViewsEvidence,
  type ViewsNotice,
} from '@dossier/read-model/sqlite';
import { readModelContract, saveOver } from '../../read-model.contract';
import { DAMAGED, emptyStep, type Model, Overtaken, type Step } from '../../read-model.port';

const secret = Buffer.alloc(32, 7);

readModelContract(() => {
  const data = mkdtempSync(join(tmpdir(), 'views-'));
  let writer = new SqliteReadModelWriter(data);
  let reader = new SqliteReadModelReader(data, secret);
  const close = (): Promise<unknown> => Promise.all([reader.close(), writer.close()]);
  return Promise.resolve({
    get writer() {
      return writer;
    },
    get reader() {
      return reader;
    },
    reopen: async () => {
      jest.restoreAllMocks();
      await close();
      writer = new SqliteReadModelWriter(data);
      reader = new SqliteReadModelReader(data, secret);
    },
    dieAfter: (writes) => {
      let left = writes;
      const { db } = writer as unknown as { readonly db: Database.Database };
      const dying = <T extends object>(owner: T, name: keyof T & ('run' | 'exec')): void => {
        const write = owner[name] as (...args: unknown[]) => unknown;
        const until = function (this: unknown, ...args: unknown[]): unknown {
          if (left-- > 0) return write.apply(this, args);
          throw new Error('the process died');
        };
        jest.spyOn(owner, name as never).mockImplementation(until as never);
      };
      dying(Object.getPrototypeOf(db.prepare('SELECT 1')) as Database.Statement, 'run');
      dying(Object.getPrototypeOf(db) as Database.Database, 'exec');
    },
    destroy: async () => {
      await close();
      rmSync(data, { recursive: true });
    },
  });
});

const orders: Model = {
  id: 'key-orders@1',
  fields: {
    total: { type: 'integer', indexed: true },
    placedAt: { type: 'instant', indexed: true },
    paid: { type: 'flag', indexed: false },
    Subject: { type: 'text', indexed: false },
  },
};
const never = new AbortController().signal;
const progress = (position: number): Step['progress'] => [{ model: orders.id, lane: '*', position }];
const order = (key: string, guard = 1, doc: object = { key }): Step['documents'][number] => {
  const fields = { total: guard, placedAt: '2026-01-31T08:00:00.000Z', paid: true, Subject: '报价' };
  return { model: orders.id, key, subject: 'c-1', guard, revision: 0, known: 0, latest: null, doc, fields };
};

describe('views.db', () => {
  let data: string;
  let file: string;
  let notices: ViewsNotice[];
  let opened: { close(): unknown }[];
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'views-'));
    file = join(data, 'views.db');
    notices = [];
    opened = [];
  });
  afterEach(async () => {
    for (const each of opened) await each.close();
    rmSync(data, { recursive: true });
  });
  const open = <T extends { close(): unknown }>(part: T): T => {
    opened.push(part);
    return part;
  };
  const writing = (): SqliteReadModelWriter => open(new SqliteReadModelWriter(data, (notice) => notices.push(notice)));
  const reading = (): SqliteReadModelReader => open(new SqliteReadModelReader(data, secret));
  const analyst = (): Database.Database => open(new Sqlite(file, { readonly: true }));
  const filled = async (documents = 1): Promise<SqliteReadModelWriter> => {
    const writer = writing();
    await writer.prepare([orders]);
    const pad = 'x'.repeat(1000);
    const many = Array.from({ length: documents }, (_, i) => order(`o-${i}`, 1, { i, pad }));
    await saveOver(writer, { ...emptyStep, documents: many, progress: progress(1) });
    return writer;
  };
  /** Overwrites all but the first page. */
  const damage = (): void => {
    const pages = openSync(file, 'r+');
    writeSync(pages, Buffer.alloc(200 * 8192, 0xa5), 0, 200 * 8192, 8192);
    closeSync(pages);
  };

  const unusable: Readonly<Record<string, [why: string, spoil: () => void]>> = {
    'another format': ['other-format', () => open(new Sqlite(file)).exec('PRAGMA user_version = 999')],
    'another program': [
      'foreign',
      () => {
        rmSync(file);
        open(new Sqlite(file)).exec('CREATE TABLE t (x)');
      },
    ],
    'no database': ['corrupt', () => writeFileSync(file, '损坏'.repeat(5000))],
    'a torn header': ['corrupt', () => truncateSync(file, 60)],
    'damaged names of tables': [
      'corrupt',
      () => {
        const db = new Sqlite(file);
        for (let i = 0; i < 100; i++) db.exec(`CREATE TABLE t${i} (${'x'.repeat(200)})`); // more than the first page holds
        db.close();
        damage();
      },
    ],
  };
  it.each(Object.entries(unusable))('is made anew, and says so, when it is of %s', async (_, [why, spoil]) => {
    await (await filled()).close();
    spoil();
    const reader = reading();
    expect(await reader.get(orders.id, 'o-0')).toBeNull();
    const writer = await filled(2);
    expect(notices).toEqual([{ what: 'views-made-anew', why }]);
    expect(await writer.progress(orders.id)).toEqual(new Map([['*', 1]]));
    expect(await reader.count(orders)).toBe(2);
  });

  it('tells a document that misses a piece as one that cannot be read', async () => {
    const writer = await filled();
    const list = Array.from({ length: 1_000 }, (_, number) => ({ number }));
    await writer.save({ ...emptyStep, documents: [order('long', 1, { list })], progress: progress(2) });
    const reader = reading();
    const read = async (): Promise<unknown> => (await reader.get(orders.id, 'long'))?.doc;
    expect(await read()).toEqual({ list });
    open(new Sqlite(file)).exec(`DELETE FROM "${orders.id}#pieces" WHERE place & 1048575 = 4`);
    expect([await read(), [...reader.damaged]]).toEqual([DAMAGED, [`${orders.id}/long`]]);
    const evidence = ViewsEvidence.open(data);
    expect(evidence && open(evidence).spoiled()).toEqual([`${orders.id}/long`]);
  });
  it('lets a reader see a step whole or not at all', async () => {
    const writer = await filled(0);
    const reader = reading();
    const look = async (before: number): Promise<void> => {
      const totals = (await reader.rows(orders, ['total'], {})).map(({ total }) => Number(total));
      expect([totals.length, new Set(totals).size]).toEqual(before === 0 && totals.length === 0 ? [0, 0] : [200, 1]);
      expect(totals[0] ?? 0).toBeGreaterThanOrEqual(before);
    };
    for (let position = 1; position <= 50; position++) {
      const documents = Array.from({ length: 200 }, (_, i) => order(`o-${i}`, position));
      const looking = [look(position - 1), look(position - 1), look(position - 1)]; // started before the step is saved, ended after it
      await saveOver(writer, { ...emptyStep, documents, progress: progress(position) });
      await Promise.all(looking);
    }
  });

  it('copies the write-ahead log of small steps back every 8 MiB, so that no step takes long', async () => {
    const writer = await filled();
    const text = (n: number): string => String(n).repeat(200_000);
    for (let n = 10; n < 50; n++)
      await saveOver(writer, { ...emptyStep, documents: [order('a', n, { text: text(n) })] });
    expect(statSync(`${file}-wal`).size).toBeLessThan(10_000_000);
  });

  it('is made anew by the next prepare when it is found damaged at work, and readers follow', async () => {
    await (await filled(1000)).close();
    const writer = writing();
    damage();
    // by its words: an error of a driver loaded twice is no instance of this realm's Error
    const malformed = { message: expect.stringContaining('malformed') as string };
    await expect(writer.page(orders.id, '', 1000)).rejects.toMatchObject(malformed);
    const reader = reading();
    await expect(reader.rows(orders, [], {})).rejects.toMatchObject(malformed);
    const changed = reader.changed(never);
    await writer.prepare([orders]);
    expect(notices).toEqual([{ what: 'views-made-anew', why: 'corrupt' }]);
    await changed;
    await saveOver(writer, { ...emptyStep, documents: [order('o-9')], progress: progress(9) });
    expect(await reader.get(orders.id, 'o-9')).toMatchObject({ key: 'o-9' });
    expect(await reader.rows(orders, [], {})).toEqual([{ key: 'o-9' }]);
  });

  it('looks for damage without keeping what is saved meanwhile from its turn, and is made anew by the next emptying', async () => {
    const writer = await filled(500);
    await writer.prepare([orders, { ...orders, id: 'other@1' }]);
    const done: string[] = [];
    await Promise.all([
      writer.look([]).then(() => done.push('looked')),
      writer
        .models()
        .then(() => saveOver(writer, { ...emptyStep, documents: [order('o-0', 2)] }))
        .then(() => done.push('saved')),
    ]);
    expect(done).toEqual(['saved', 'looked']);
    await writer.empty([{ ...orders, id: 'other@1' }]);
    expect(notices).toEqual([]);

    expect((await writer.load(orders.id, ['o-1'])).size).toBe(1);
    open(new Sqlite(file)).pragma('wal_checkpoint(TRUNCATE)');
    const db = open(new Sqlite(file));
    const page = db.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = '${orders.id}#docs'`).pluck().get();
    const pages = openSync(file, 'r+');
    writeSync(pages, Buffer.alloc(8192, 0xa5), 0, 8192, (Number(page) - 1) * 8192);
    closeSync(pages);
    await writer.look([]);
    await writer.empty([{ ...orders, id: 'other@1' }]);
    expect(notices).toEqual([{ what: 'views-made-anew', why: 'corrupt' }]);
  });

  const mending: Readonly<Record<string, (writer: SqliteReadModelWriter) => Promise<void>>> = {
    emptied: (writer) => writer.empty([orders]),
    dropped: (writer) => writer.drop(orders.id),
    'prepared with other fields': (writer) => writer.prepare([{ ...orders, fields: {} }]),
  };
  it.each(Object.entries(mending))('is made anew when a damaged model is %s, at the first call', async (_, work) => {
    await (await filled(1000)).close();
    const writer = writing();
    damage();
    await work(writer);
    expect(notices).toEqual([{ what: 'views-made-anew', why: 'corrupt' }]);
    await writer.prepare([orders]);
    expect([await writer.page(orders.id, '', 9), await writer.progress(orders.id)]).toEqual([[], new Map()]);
  });

  it('fails to empty a model by a rejection, where the file cannot be looked at', async () => {
    const writer = new SqliteReadModelWriter(data);
    await writer.close();
    let emptied: Promise<void> = Promise.resolve();
    expect(() => (emptied = writer.empty([orders]))).not.toThrow();
    await expect(emptied).rejects.toThrow('not open');
  });

  it('gives the parts of a row one id after a step that failed had given it to another', async () => {
    const writer = writing();
    const part = (id: string): Model => ({ id, partOf: 'rows', fields: {} });
    const parts = { a: part('a@1'), b: part('b@1') };
    const rows: Model = { id: 'rows@1', fields: {}, parts };
    await writer.prepare(Object.values(parts));
    const of = (model: string, key: string): Step['documents'][number] => ({ ...order(key), model, fields: {} });
    const fails = { ...of('b@1', 'x'), revision: 7 };
    await expect(writer.save({ ...emptyStep, documents: [of('a@1', 'x'), fails] })).rejects.toThrow(Overtaken);
    const documents = ['y', 'x'].flatMap((key) => [of('a@1', key), of('b@1', key)]);
    await writer.save({ ...emptyStep, documents });
    const { items } = await reading().list(rows, { sort: 'key' });
    expect(items.map(({ key, doc }) => [key, Object.keys(doc)])).toEqual([
      ['x', ['a', 'b']],
      ['y', ['a', 'b']],
    ]);
  });

  it('makes a model anew, and says so, when its declared fields differ under the same id', async () => {
    const writer = await filled();
    await writer.prepare([orders]);
    expect(notices).toEqual([]);
    const other = { ...orders, fields: { total: { type: 'text', indexed: true } } } as const;
    await writer.prepare([other]);
    expect(notices).toEqual([{ what: 'model-made-anew', model: orders.id }]);
    expect([await writer.page(orders.id, '', 9), await writer.progress(orders.id)]).toEqual([[], new Map()]);
    const reader = reading();
    expect(await reader.count(other)).toBe(0);
  });

  it('refuses a model that has no version, or that declares a key of its own', async () => {
    const writer = writing();
    await expect(writer.prepare([{ ...orders, id: 'orders' }])).rejects.toThrow(TypeError);
    const fields = { key: { type: 'text', indexed: true } } as const;
    await expect(writer.prepare([{ id: 'orders@1', fields }])).rejects.toThrow(TypeError);
  });

  it('takes any name of a model or field as a name and never as SQL', async () => {
    const name = `x"; DROP TABLE models; --'`;
    const model: Model = { id: `${name}@1`, fields: { [name]: { type: 'text', indexed: true } } };
    const writer = await filled();
    await writer.prepare([model]);
    await saveOver(writer, { ...emptyStep, documents: [{ ...order('a'), model: model.id, fields: { [name]: name } }] });
    const reader = reading();
    const where = [{ field: name, op: 'contains', value: name }] as const;
    expect((await reader.list(model, { where, sort: `-${name}` })).items).toHaveLength(1);
    const compute = { [name]: { fn: 'max', field: name } } as const;
    expect(await reader.group(model, { by: [], compute })).toEqual([{ [name]: name }]);
    expect(await writer.models()).toEqual([orders.id, model.id]);
  });

  it('answers a reader that was there first, from when the writer has made it', async () => {
    const reader = reading();
    expect([await reader.into('a'), await reader.parked(), await reader.progress(orders.id)]).toEqual([
      undefined,
      [],
      new Map(),
    ]);
    expect((await reader.list(orders, {})).items).toEqual([]);
    const changed = reader.changed(never);
    await filled();
    await changed;
    expect((await reader.list(orders, {})).items).toHaveLength(1);
  });

  it('gives a scan one snapshot, whatever is saved meanwhile, and is free of it when the consumer stops', async () => {
    const writer = await filled(3000);
    const reader = open(new SqliteReadModelReader(data, secret, 600_000)); // held, however busy the machine is
    const bystander = open(new Sqlite(file));
    const checkpoint = (): unknown => bystander.pragma('wal_checkpoint(TRUNCATE)');
    bystander.pragma('busy_timeout = 0');
    let found = 0;
    for await (const chunk of reader.scan(orders, {})) {
      found += chunk.length;
      const documents = [order('new'), ...Array.from({ length: 3000 }, (_, i) => order(`o-${i}`, 2))];
      await saveOver(writer, { ...emptyStep, documents });
      expect(checkpoint()).toMatchObject([{ busy: found < 3000 ? 1 : 0 }]); // with the last row it is let go
      expect(chunk.every(({ doc }) => 'pad' in doc)).toBe(true);
    }
    expect(found).toBe(3000);
    for await (const chunk of reader.scan(orders, {})) if (chunk.length > 0) break;
    expect(await reader.count(orders)).toBe(3001); // answered after the end of the stream was heard
    expect(checkpoint()).toMatchObject([{ busy: 0 }]);
  });

  const held = 20;
  /** Resolves when nothing that was read keeps what was written since. */
  const letGo = async (): Promise<void> => {
    const bystander = open(new Sqlite(file));
    bystander.pragma('busy_timeout = 0');
    const isHeld = (): boolean => (bystander.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[])[0]?.busy === 1;
    while (isHeld()) await setTimeout(held);
  };
  it('lets go of the snapshot of a consumer who rests, and goes on behind what it gave', async () => {
    const writer = await filled(1800);
    const without = Array.from({ length: 600 }, (_, i) => ({ ...order(`o-${i}`), fields: { paid: false } }));
    await saveOver(writer, { ...emptyStep, documents: without });
    let saved = 1;
    const reader = open(new SqliteReadModelReader(data, secret, held));
    for (const listing of [{}, { sort: 'total' }, { sort: '-total' }, { sort: '-key', limit: 1_000 }]) {
      const wanted = await reader.rows(orders, [], listing);
      const found: { readonly key: string }[] = [];
      for await (const chunk of reader.scan(orders, listing)) {
        found.push(...chunk.map(({ key }) => ({ key })));
        await writer.save({ ...emptyStep, progress: progress(++saved) }); // a snapshot stands in the way of this only
        await letGo();
      }
      expect(found).toEqual(wanted);
    }
  });

  const rest = async (stream: AsyncIterator<unknown>): Promise<void> => {
    while (!(await stream.next()).done);
  };
  const refilled: Readonly<Record<string, (writer: SqliteReadModelWriter) => Promise<void>>> = {
    emptied: (writer) => writer.empty([orders]),
    'dropped and made again': (writer) => writer.drop(orders.id).then(() => writer.prepare([orders])),
  };
  it.each(Object.entries(refilled))('fails a scan that goes on in a model that was %s meanwhile', async (_, empty) => {
    const writer = await filled(1800);
    const reader = open(new SqliteReadModelReader(data, secret, held));
    const scan = reader.scan(orders, {});
    await scan.next();
    await empty(writer);
    await letGo();
    await expect(rest(scan)).rejects.toThrow('emptied while it was read');
  });

  it('fails a read whose thread broke, though another thread is there', async () => {
    await filled(1200);
    const reader = reading();
    const stream = reader['thread'].stream({ sql: 'SELECT key FROM "key-orders@1"', params: [] });
    await stream.next();
    await reader['thread']['running']?.worker.terminate();
    await expect(rest(stream)).rejects.toThrow('lost its place');
  });

  it('refuses every read after it was closed', async () => {
    await filled(1200);
    const reader = reading();
    const stream = reader.scan(orders, {});
    await stream.next();
    await reader.close();
    await expect(stream.next()).rejects.toThrow('closed');
    for (const read of [() => reader.count(orders), () => reader.get(orders.id, 'o-0'), () => reader.into('a')])
      await expect(read()).rejects.toThrow('closed');
  });

  it('lets a reader in another thread than the writer see documents and progress agree, woken by each step', async () => {
    const last = 200;
    const register = join(__dirname, '../../../../../.swc-register.cjs');
    const program = `
      const { workerData: { data, orders, order, progress, last, file } } = require('node:worker_threads');
      const { SqliteReadModelWriter } = require(file);
      const writer = new SqliteReadModelWriter(data);
      (async () => {
        await writer.prepare([orders]);
        for (let guard = 1; guard <= last; guard++)
          await writer.save({ documents: ['a', 'b'].map((key) => ({ ...order, key, guard, revision: guard - 1, doc: { guard } })),
            links: [], parked: [], unparked: [], progress: [{ ...progress, position: guard }] });
        await writer.close();
      })();`;
    const reader = reading();
    const thread = new Worker(program, {
      eval: true,
      execArgv: ['--require', register],
      workerData: {
        data,
        orders,
        last,
        order: order('a'),
        progress: progress(0)[0],
        file: join(__dirname, 'index.ts'),
      },
    });
    const ended = once(thread, 'exit');
    for (let position = 0; position < last;) {
      const changed = reader.changed(never);
      position = (await reader.progress(orders.id)).get('*') ?? 0;
      for (const key of position > 0 ? ['a', 'b'] : []) {
        const { guard } = (await reader.get(orders.id, key))?.doc as { readonly guard: number };
        expect(guard).toBeGreaterThanOrEqual(position);
      }
      if (position < last) await changed;
    }
    expect(await ended).toEqual([0]);
  });

  describe('for analysts', () => {
    it('shows every model flat under its name without version, while the server runs', async () => {
      const writer = await filled();
      await saveOver(writer, {
        ...emptyStep,
        documents: [{ ...order('o-0', 2), doc: null, fields: {} }, order('o-1', 3)],
      });
      expect(analyst().prepare('SELECT * FROM key_orders').all()).toEqual([
        {
          key: 'o-1',
          subject: 'c-1',
          Subject_field: '报价',
          paid: 1,
          placedAt: '2026-01-31T08:00:00.000Z',
          total: 3,
        },
      ]);
    });
    it('has a field that changes as it is at the moment of the query, and under older versions too', async () => {
      const writer = writing();
      const now = Date.now();
      const model = (version: number): Model => ({
        id: `tabs@${version}`,
        fields: {
          stage: { type: 'text', indexed: false },
          endsAt: { type: 'instant', indexed: true },
          state: { type: 'text', indexed: false, change: { before: 'stage', at: 'endsAt', then: "it's over" } },
        },
      });
      await writer.prepare([model(1)]);
      const documents = [-60_000, 60_000].map((ms) => ({
        ...order(String(ms)),
        model: 'tabs@1',
        fields: { stage: 'open', endsAt: new Date(now + ms).toISOString() },
      }));
      await saveOver(writer, { ...emptyStep, documents });
      await writer.prepare([model(2)]);
      await writer.drop('tabs@2');
      expect(analyst().prepare('SELECT key, state FROM tabs ORDER BY key').all()).toEqual([
        { key: '-60000', state: "it's over" },
        { key: '60000', state: 'open' },
      ]);
    });
    it('shows the version prepared last, and the one before again when that is dropped', async () => {
      const writer = await filled();
      const next = { id: 'key-orders@2', fields: { total: { type: 'integer', indexed: true } } } as const;
      const db = analyst();
      await writer.prepare([next]);
      expect(db.prepare('SELECT * FROM key_orders').all()).toEqual([]);
      await writer.drop(next.id);
      expect(db.prepare('SELECT key FROM key_orders').all()).toEqual([{ key: 'o-0' }]);
      await writer.drop(orders.id);
      expect(
        db.prepare(`SELECT name FROM sqlite_master WHERE name NOT LIKE '@%' AND type IN ('table', 'view')`).all(),
      ).toEqual([]);
    });
  });
});
