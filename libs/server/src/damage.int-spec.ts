import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@dossier/engine';
import { Edge, openLog } from '@dossier/web';
import { changePage, damagePage, damageRoot, hashOfEvent } from '../../testing/src/damage';
import { reading, tester } from '../../testing/src/rig';
import { sqlOn } from '../../testing/src/sql-on';
import { createApp } from './app';
import { openPlatform } from './platform';

const room = mkdtempSync(join(tmpdir(), 'dossier-damage-'));
const sound = join(room, 'sound');
let key = '';
const register = async ({ commands, registry }: Engine, customerId: string): Promise<string> => {
  const def = registry.commands.get('customers.RegisterCustomer');
  if (!def) throw new Error('no such command');
  const command = { customerId, kind: 'person', name: `Name of ${customerId}` };
  return (await commands.run(def, command, { ...tester, department: 'sales' })).receipt.position;
};
beforeAll(async () => {
  const engine = await openPlatform({ data: sound, zone: 'UTC' });
  let after = '';
  for (let i = 0; i < 40; i++) after = await register(engine, `c-${i}`);
  await engine.customers.view360('c-39', {}, { ...reading, after, waitMs: 60_000 });
  key = (await (await Edge.open(engine)).keys.issue({ name: 'x', role: 'admin', departments: [] })).key;
  await engine.close();
});
afterAll(() => rmSync(room, { recursive: true }));

/** The platform over a folder; what it logs is kept. */
async function serve(data: string) {
  const logged: string[] = [];
  const log = openLog('warn', { write: (line: string) => void logged.push(line) });
  const engine = await openPlatform({ data, zone: 'UTC' });
  const app = await createApp(engine, { log });
  await app.init();
  const ask = async (url: string, payload?: object) => {
    const headers = { authorization: `Bearer ${key}`, ...(payload && { 'content-type': 'application/json' }) };
    const answer = await app.inject({ method: payload ? 'POST' : 'GET', url, headers, ...(payload && { payload }) });
    return { status: answer.statusCode, headers: answer.headers, body: answer.json<Record<string, unknown>>() };
  };
  const close = async (): Promise<void> => {
    await app.close();
    await engine.close();
  };
  return { engine, ask, logged, close };
}
/** A copy in which something was damaged, and how it is served. */
async function damaged(by: (folder: string) => void) {
  const folder = mkdtempSync(join(room, 'copy-'));
  cpSync(sound, folder, { recursive: true });
  by(folder);
  return serve(folder);
}
const loseViews = (folder: string): void => {
  for (const name of readdirSync(folder)) if (name.startsWith('views.db')) rmSync(join(folder, name));
};
/** Every read model has taken every event. */
async function caughtUp({ operations, reader }: Engine): Promise<void> {
  for (let behind = true; behind;) {
    const changed = reader.changed(AbortSignal.timeout(60_000));
    behind = (await operations.projections()).some(({ lag }) => lag > 0);
    if (behind) await changed;
  }
}
type Items = readonly { readonly id?: string; readonly key?: string; readonly data?: unknown }[];

it('says near which event a page of the log is damaged, at the door and in ready, and one line of it', async () => {
  const { ask, logged, close } = await damaged((folder) => damagePage(folder, 'events.db', hashOfEvent(folder, 30)));
  for (let i = 0; i < 5; i++) {
    const { status, headers, body } = await ask('/api/v1/customers/c-14/timeline'); // events 29 and 30
    expect([status, body['code'], headers['retry-after']]).toEqual([503, 'log/damaged', '5']);
    expect(body['detail']).toMatch(/^the log is damaged near event (29|30): restore events\.db from your backup$/);
  }
  expect(logged.filter((line) => line.includes('log/damaged'))).toHaveLength(1);
  const ready = await ask('/health/ready');
  expect(ready).toMatchObject({
    status: 503,
    body: { reasons: [expect.stringMatching(/^the log is damaged near event \d+: restore/) as unknown] },
  });
  expect((await ask('/api/v1/customers/c-39/timeline')).status).toBe(200);
  await close();
});

it('says in both languages that the log is damaged where a command finds it so, and not that the disk is bad', async () => {
  const { engine, ask, close } = await damaged((folder) =>
    damageRoot(folder, 'events.db', 'sqlite_autoindex_streams_1'),
  );
  const { status, body } = await ask('/api/v1/customers', { customerId: 'new', kind: 'person', department: 'sales' });
  expect([status, body['code'], body['detail']]).toEqual([
    503,
    'log/damaged',
    'the log is damaged: restore events.db from your backup',
  ]);
  expect((await ask('/health/ready')).body).toMatchObject({
    ready: false,
    reasons: [body['detail'], expect.any(String)],
  });
  expect(engine.troubles()[0]?.zh).toBe('事件日志已损坏：请从备份恢复 events.db。');
  for (const { zh } of engine.troubles()) expect(zh.replaceAll('events.db', '')).not.toMatch(/[a-z]/i);
  await close();
});

describe('a feed never passes over', () => {
  const change = (by: (page: Buffer) => unknown) => (folder: string) =>
    changePage(folder, 'events.db', hashOfEvent(folder, 30), by);
  const garble = (page: Buffer) => page.subarray(100, 3100).forEach((byte, i, all) => (all[i] = byte ^ 0x5a));
  const holes: readonly (readonly [string, (folder: string) => unknown])[] = [
    ['a garbled page', change(garble)],
    ['half a page of zeros', change((page) => page.fill(0, 2048))],
    [
      'a page that was copied over its neighbour',
      (folder) => {
        const page = changePage(folder, 'events.db', hashOfEvent(folder, 50), () => undefined);
        change((other) => page.copy(other))(folder);
      },
    ],
    [
      'an event that was deleted',
      (folder) => sqlOn(join(folder, 'events.db'), 'DELETE FROM events WHERE position = 30'),
    ],
  ];
  const near = (text: unknown): number =>
    Number(/^the log is damaged near event (\d+): restore/.exec(String(text))?.[1]);

  it.each(holes)('%s', async (_, by) => {
    const { engine, ask, close } = await damaged(by);
    const { status, body } = await ask('/api/v1/events?limit=1000');
    expect([status, body['code']]).toEqual([503, 'log/damaged']);
    const first = near(body['detail']);
    expect(Math.abs(first - 30)).toBeLessThan(15);
    const seen: number[] = [];
    const follow = async (): Promise<void> => {
      for (let after = 0; after < 80; after++)
        seen.push(...(await engine.feed.read(after, 1)).events.map(({ position }) => position));
    };
    await expect(follow()).rejects.toMatchObject({ name: 'LogDamaged', near: first });
    expect(seen).toEqual(Array.from({ length: first - 1 }, (_each, i) => i + 1));
    expect(near((await ask('/api/v1/events?limit=1000&types=sales.*')).body['detail'])).toBe(first);
    const ready = await ask('/health/ready');
    expect([ready.status, near((ready.body['reasons'] as readonly string[])[0])]).toEqual([503, first]);
    const { faults } = await engine.check('whole');
    expect(faults.map(({ words }) => near(words.en))).toContain(first);
    await close();
  });

  it.each(holes)('%s, when read models are built anew', async (_, by) => {
    const { engine, ask, close } = await damaged((folder) => {
      by(folder);
      loseViews(folder);
    });
    expect((await ask('/health/ready')).body['reasons']).toEqual([
      expect.stringMatching(/^read models are not kept up: the log is damaged near event \d+: restore/),
    ]);
    expect((await engine.operations.projections()).find(({ name }) => name === 'orders')?.lag).toBeGreaterThan(0);
    await close();
  });
});

it('is not ready after a check that found the log damaged, nor whole after one of another fault, until a clean one', async () => {
  const hole = await damaged((folder) => {
    sqlOn(join(folder, 'events.db'), 'DELETE FROM events WHERE position = 30');
  });
  expect((await hole.ask('/health/ready')).status).toBe(200);
  await hole.engine.check('whole');
  await hole.engine.check('quick'); // sees less
  expect(await hole.ask('/health/ready')).toMatchObject({
    status: 503,
    body: {
      ready: false,
      reasons: [
        'the log is damaged near event 30: restore events.db from your backup',
        expect.stringContaining('counters') as unknown, // it was the last of its partition
      ],
    },
  });
  await hole.close();

  const changed = await damaged((folder) => {
    sqlOn(join(folder, 'events.db'), `UPDATE events SET actor = 'nobody' WHERE position = 12`);
  });
  await changed.engine.check('whole');
  expect(await changed.ask('/health/ready')).toMatchObject({
    status: 200,
    body: {
      ready: true,
      degraded: true,
      reasons: [expect.stringMatching(/^event 12 .* does not fit its hash/) as unknown],
    },
  });
  const [actor] = sqlOn(join(sound, 'events.db'), 'SELECT actor FROM events WHERE position = 12');
  const { data } = changed.engine;
  sqlOn(
    join(String(data), 'events.db'),
    `UPDATE events SET actor = '${(actor as { actor: string }).actor}' WHERE position = 12`,
  );
  await changed.engine.check('whole');
  expect((await changed.ask('/health/ready')).body).toEqual({ ready: true, degraded: false, reasons: [] });
  await changed.close();
});

it('lets one damaged event spoil itself, and neither its page nor the timeline of its customer', async () => {
  const { ask, close } = await damaged((folder) => {
    sqlOn(join(folder, 'events.db'), `UPDATE events SET data = '{"broken' WHERE position = 12`);
  });
  const page = await ask('/api/v1/events?limit=40');
  expect(page.status).toBe(200);
  const data = (page.body['items'] as Items).map((each) => each.data);
  expect(data[11]).toEqual({ unreadable: true });
  expect(data.filter((each) => JSON.stringify(each) === '{"unreadable":true}')).toHaveLength(1);
  const timeline = await ask('/api/v1/customers/c-5/timeline');
  expect([timeline.status, (timeline.body['items'] as Items).length]).toEqual([200, 2]);
  expect(await ask('/health/ready')).toMatchObject({
    status: 200,
    body: {
      ready: true,
      degraded: true,
      reasons: [expect.stringContaining('events of the log are damaged') as unknown],
    },
  });
  const past = await ask('/api/v1/customers/c-5/360?asOf=2100-01-01');
  expect([past.status, past.body['code']]).toEqual([503, 'log/event-unreadable']);
  await close();
});

it('says in a list that an event could not be taken, when the list is built anew', async () => {
  const { engine, ask, close } = await damaged((folder) => {
    sqlOn(join(folder, 'events.db'), `UPDATE events SET data = '{"broken' WHERE position = 12`);
  });
  expect((await ask('/api/v1/customers?limit=1')).body).not.toHaveProperty('parked'); // it was taken while it could be read
  await engine.operations.rebuild('customers');
  await caughtUp(engine);
  const list = await ask('/api/v1/customers?limit=1');
  expect([list.status, list.body['parked']]).toEqual([200, 2]);
  await close();
});

it('refuses to build a read model anew from a damaged log, and leaves the model as it was', async () => {
  const { ask, close } = await damaged((folder) => damagePage(folder, 'events.db', hashOfEvent(folder, 30)));
  for (let i = 0; i < 2; i++) {
    const { status, body } = await ask('/api/v1/projections/customers/rebuild', {});
    expect([status, body['code']]).toEqual([503, 'log/damaged']);
    expect(body['detail']).toMatch(/^the log is damaged near event (29|30): restore events\.db from your backup$/);
  }
  const list = await ask('/api/v1/customers?limit=100');
  expect([list.status, (list.body['items'] as Items).length]).toEqual([200, 40]);
  await close();
});

it('refuses what is read from a read model that a damaged log keeps from all events', async () => {
  const { ask, close } = await damaged((folder) => {
    damagePage(folder, 'events.db', hashOfEvent(folder, 30));
    loseViews(folder);
  });
  for (const path of ['customers', 'customers/c-5', 'customers/c-5/360', 'orders?limit=1', 'reports/exceptions']) {
    const { status, body, headers } = await ask(`/api/v1/${path}`);
    expect([path, status, body['code'], headers['retry-after']]).toEqual([path, 503, 'views/halted', '5']);
    expect(body['detail']).toMatch(/has stopped at event 0 of \d+: the log is damaged near event (29|30): restore/);
  }
  for (const path of ['timeline', '360?asOf=2100-01-01', '360?knownAt=2100-01-01', '360/why?figure=/sales/orders']) {
    const { status, body } = await ask(`/api/v1/customers/c-5/${path}`);
    expect([path, status]).toEqual([path, 200]); // they come from the log, where it can be read
    expect(JSON.stringify(body)).toContain(path === 'timeline' ? 'customers.CustomerRegistered' : 'c-5');
  }
  expect((await ask('/api/v1/projections')).body).toMatchObject({
    items: expect.arrayContaining([expect.objectContaining({ name: 'customers', position: 0 })]) as unknown,
    halted: { en: expect.stringMatching(/^the log is damaged near event/) as unknown },
  });
  await close();
});

describe('a page of views.db that was overwritten', () => {
  const damageTable = (folder: string, like: string): void => damageRoot(folder, 'views.db', like, 8192);

  it.each([
    ['rows', 'customers@%'],
    ['documents', 'customers@%#docs'],
  ])('with %s of a list is said, and mended by a rebuild of any read model', async (_, like) => {
    const { engine, ask, close } = await damaged((folder) => damageTable(folder, like));
    for (const path of ['/api/v1/customers?limit=100', '/api/v1/customers?sort=-registeredAt']) {
      const { status, body } = await ask(path);
      expect([status, body['code']]).toEqual([503, 'views/damaged']);
      expect(body['detail']).toContain('dossier rebuild');
    }
    expect((await ask('/health/ready')).body).toMatchObject({
      degraded: true,
      reasons: [expect.stringContaining('dossier rebuild: views.db') as unknown],
    });
    await engine.operations.rebuild('orders');
    await caughtUp(engine);
    const list = await ask('/api/v1/customers?limit=100');
    expect([list.status, (list.body['items'] as Items).length]).toEqual([200, 40]);
    expect((await ask('/health/ready')).body).toMatchObject({ ready: true, reasons: [] });
    await close();
  });

  it.each(['quick', 'whole'] as const)(
    'is no longer told in ready after a %s check, once a rebuild has mended it',
    async (depth) => {
      const { engine, ask, close } = await damaged((folder) => damageTable(folder, 'customers@%'));
      await engine.check(depth);
      expect((await ask('/health/ready')).body).toMatchObject({
        degraded: true,
        reasons: [expect.stringContaining('views.db') as unknown],
      });
      await engine.operations.rebuild('orders');
      await caughtUp(engine);
      expect((await ask('/health/ready')).body).toEqual({ ready: true, degraded: false, reasons: [] });
      await close();
    },
  );

  it('is told in both languages where it keeps read models from taking events', async () => {
    const folder = mkdtempSync(join(room, 'copy-'));
    cpSync(sound, folder, { recursive: true });
    damageTable(folder, 'customers@%#docs');
    let tell = (): void => undefined;
    const failed = new Promise<void>((resolve) => (tell = resolve));
    const engine = await openPlatform({ data: folder, zone: 'UTC' }, tell);
    await register(engine, 'c-40');
    await failed;
    expect(engine.troubles()).toEqual([
      {
        zh: '读模型未能更新：读模型 views.db 已损坏：用 dossier rebuild 重建其中任意一个，即由日志全部重建',
        en: 'read models are not kept up: the read models (views.db) are damaged: dossier rebuild of any of them builds all anew from the log',
      },
    ]);
    await engine.close();
  });

  it.each(['@progress', '@models', '@links', '@parked', '@together', '@seen'])(
    'with %s is mended by the start',
    async (table) => {
      const { engine, ask, close } = await damaged((folder) => damageTable(folder, table));
      await caughtUp(engine);
      const list = await ask('/api/v1/customers?limit=100');
      expect([list.status, (list.body['items'] as Items).length]).toEqual([200, 40]);
      await close();
    },
  );
});

it('answers 503 where the vault lacks the key, and shows the rest of what stands beside it', async () => {
  const { ask, close } = await damaged((folder) => {
    sqlOn(join(folder, 'vault.db'), `DELETE FROM keys WHERE owner = 'c-5'`);
  });
  const page = await ask('/api/v1/events?limit=40');
  expect([page.status, JSON.stringify(page.body).match(/"unreadable":true/g)]).toEqual([200, ['"unreadable":true']]);
  const past = await ask('/api/v1/customers/c-5/360?asOf=2100-01-01');
  expect([past.status, past.body['code'], past.headers['retry-after']]).toEqual([503, 'vault/key-missing', '5']);
  expect((await ask('/api/v1/customers/c-6/360?asOf=2100-01-01')).status).toBe(200);
  await close();
});

it('lets one damaged document spoil itself, and not its list', async () => {
  const { ask, close } = await damaged((folder) => {
    const views = join(folder, 'views.db');
    const [row] = sqlOn(views, `SELECT id FROM "@models" WHERE name = 'customers'`);
    const { id } = row as { id: string };
    sqlOn(views, `UPDATE "${id}#docs" SET doc = '{"bro' WHERE id = (SELECT id FROM "${id}" WHERE key = 'c-5')`);
  });
  const list = await ask('/api/v1/customers?limit=100');
  expect([list.status, (list.body['items'] as Items).length]).toEqual([200, 40]);
  expect((list.body['items'] as Items).filter((each) => 'unreadable' in each)).toEqual([
    { key: 'c-5', unreadable: true },
  ]);
  const one = await ask('/api/v1/customers/c-5');
  expect([one.status, one.body['code']]).toEqual([503, 'views/damaged']);
  expect((await ask('/health/ready')).body).toMatchObject({ ready: true, degraded: true });
  await close();
});

describe('a document of a part of the 360° view that was deleted', () => {
  const deleted = () =>
    damaged((folder) => {
      const views = join(folder, 'views.db');
      const [row] = sqlOn(views, `SELECT id FROM "@models" WHERE id LIKE '%sales%' AND partOf = 'customer-360'`);
      sqlOn(
        views,
        `DELETE FROM "${(row as { id: string }).id}#docs" WHERE id = (SELECT id FROM "customer-360@ids" WHERE key = 'c-5')`,
      );
    });
  const whole = { ready: true, degraded: false, reasons: [] };

  it('stands as unreadable in the view, and not as a customer without sales', async () => {
    const { ask, close } = await deleted();
    expect((await ask('/api/v1/customers/c-6/360')).body).not.toMatchObject({ sales: { unreadable: true } });
    expect((await ask('/health/ready')).body).toEqual(whole);
    expect(await ask('/api/v1/customers/c-5/360')).toMatchObject({
      status: 200,
      body: { sales: { unreadable: true } },
    });
    expect((await ask('/health/ready')).body).toMatchObject({ ready: true, degraded: true });
    await close();
  });

  it.each(['customer-360', 'orders'])(
    'is found by a check, told in ready, and mended by a rebuild of %s',
    async (name) => {
      const { engine, ask, close } = await deleted();
      await engine.check('whole');
      expect((await ask('/health/ready')).body).toMatchObject({
        degraded: true,
        reasons: [expect.stringMatching(/damaged or missing, build them anew with dossier rebuild: .*c-5/) as unknown],
      });
      await engine.operations.rebuild(name);
      await caughtUp(engine);
      expect((await ask('/health/ready')).body).toEqual(whole);
      expect((await ask('/api/v1/customers/c-5/360')).body).not.toMatchObject({ sales: { unreadable: true } });
      expect((await engine.check('whole')).faults).toEqual([]);
      await close();
    },
  );
});

it.each(['customer-360', 'orders'])('a rebuild of %s mends a row that was deleted with all its parts', async (name) => {
  const { engine, ask, close } = await damaged((folder) => {
    const views = join(folder, 'views.db');
    const c5 = `(SELECT id FROM "customer-360@ids" WHERE key = 'c-5')`;
    for (const row of sqlOn(views, `SELECT id FROM "@models" WHERE partOf = 'customer-360'`))
      for (const table of ['', '#docs'])
        sqlOn(views, `DELETE FROM "${(row as { id: string }).id}${table}" WHERE id = ${c5}`);
    sqlOn(views, `DELETE FROM "customer-360@ids" WHERE key = 'c-5'`);
  });
  expect((await engine.check('whole')).faults.map(({ words }) => words.en)).toEqual([
    expect.stringMatching(/: customer-360\/#\d+$/),
  ]);
  await engine.operations.rebuild(name);
  await caughtUp(engine);
  expect((await engine.check('whole')).faults).toEqual([]);
  expect((await ask('/api/v1/customers/c-5/360')).status).toBe(200);
  await close();
});

it('answers 503 with one line a minute, and no stack, once the disk is full', async () => {
  if (process.getuid?.() !== 0) {
    console.warn('SKIPPED: only root can mount a small file system');
    return;
  }
  const mounted = join(room, 'small');
  mkdirSync(mounted);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', mounted]);
  try {
    cpSync(sound, mounted, { recursive: true });
    const { ask, logged, close } = await serve(mounted);
    try {
      for (let size = 1 << 20, n = 0; size > 512; n++)
        try {
          writeFileSync(join(mounted, `filler-${n}`), Buffer.alloc(size));
        } catch {
          size >>= 1;
        }
      const answers = new Set<string>();
      for (let i = 0; i < 300; i++) {
        const command = { customerId: `full-${i}`, kind: 'person', name: 'x'.repeat(100), department: 'sales' };
        const { status, body, headers } = await ask('/api/v1/customers', command);
        if (status >= 300) answers.add(`${status} ${String(body['code'])} ${String(headers['retry-after'])}`);
      }
      for (const each of answers) expect(each).toMatch(/^503 (command\/log-stopped|vault\/stopped) 5$/);
      expect(answers.size).toBeGreaterThan(0);
      for (const answer of answers)
        expect(logged.filter((line) => line.includes(`"${answer.split(' ')[1] ?? ''}"`))).toHaveLength(1);
      for (let i = 0; i < 3; i++) {
        const { status, body, headers } = await ask('/api/v1/projections/orders/rebuild', {});
        expect([status, body['code'], headers['retry-after']]).toEqual([503, 'views/stopped', '5']);
        expect(body['detail']).toContain('the disk is full');
      }
      expect(logged.filter((line) => line.includes('"views/stopped"'))).toHaveLength(1);
      expect(logged.join('')).not.toContain('    at ');
      expect((await ask('/health/ready')).status).toBe(503);
    } finally {
      await close().catch(() => undefined);
    }
  } finally {
    execFileSync('umount', ['-l', mounted]);
  }
});
