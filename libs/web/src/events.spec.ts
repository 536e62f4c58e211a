import { once } from 'node:events';
import { get as httpGet, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DoorUnderTest, openDoor } from '../../testing/src/door';
import { longFeed } from '../../testing/src/long-feed';
import { orderShop, registerC1 } from '../../testing/src/order-shop';
import { Rig } from '../../testing/src/rig';
import type { LogReader } from '@dossier/event-feed';
import { LogDamaged, type Stored } from '@dossier/event-store';
import type { CloudEvent } from './events/cloud-event';

let door: DoorUnderTest;
let port: number;
beforeAll(async () => {
  const rig = await Rig.open([orderShop]); // read models are not asked: they need not follow
  await registerC1(rig);
  door = await openDoor({ rig, heartbeatMs: 50 });
  await door.app.listen(0, '127.0.0.1');
  port = (door.app.getHttpServer().address() as AddressInfo).port;
});
afterAll(async () => {
  await door.close();
  await door.rig.close();
});
/** Where the log was when the test began. */
let begun: string;
beforeAll(async () => {
  await door.rig.send('shop.Attribute', { member: '~order-anonymous', into: 'c-1' });
});
beforeEach(async () => {
  await door.rig.caughtUp();
  begun = `${door.rig.store.log}-0-${await door.rig.feed.head()}`;
  door.notes.length = 0;
});

let orders = 0;
const PLACED = { type: 'shop.OrderPlaced', data: { lines: [], currency: 'CNY', contact: '李雷' } };
/** @returns the id of the event */
const place = async (subject = 'c-1'): Promise<string> => {
  const [id = ''] = await door.rig.record(`order-${++orders}`, subject, [PLACED], { department: 'sales' });
  return id;
};
/** Of the order that was placed last. */
const ship = async (): Promise<string> => {
  const [id = ''] = await door.rig.record(`order-${orders}`, 'c-1', [{ type: 'shop.OrderShipped', data: {} }]);
  return id;
};
/** From where the test began, unless it is said from where. */
const since = (search: string): string =>
  search.includes('from=') ? search : `${search === '' ? '?' : `${search}&`}from=${begun}`;

type Headers = Readonly<Record<string, string>>;
async function page(search = '', key = door.keys.service) {
  const answer = await door.app.inject({
    url: `/api/v1/events${since(search)}`,
    headers: { authorization: `Bearer ${key}` },
  });
  return {
    status: answer.statusCode,
    body: answer.json<{
      items: CloudEvent[];
      next: string | null;
      position: string;
      code?: string;
      errors?: object[];
    }>(),
  };
}

const schemaOf = (event: string) =>
  door.app.inject({
    url: `/api/v1/schemas/events/${event}`,
    headers: { authorization: `Bearer ${door.keys.analyst}` },
  });

/** A subscriber, as a browser's EventSource would be. */
class Subscriber {
  private buffered = '';
  lastId = '';
  private readonly chunks: AsyncIterator<unknown>;
  private constructor(readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('error', () => undefined);
    this.chunks = response[Symbol.asyncIterator]();
  }
  static async open(search = '', headers: Headers = {}, key = door.keys.service): Promise<Subscriber> {
    const sent = { authorization: `Bearer ${key}`, accept: 'text/event-stream', ...headers };
    const asking = httpGet({
      host: '127.0.0.1',
      port,
      path: `/api/v1/events${since(search)}`,
      headers: sent,
      agent: false,
    });
    const [response] = (await once(asking, 'response')) as [IncomingMessage];
    return new Subscriber(response);
  }
  /** The next block that holds what is looked for; undefined at the end. */
  async block(holds: RegExp): Promise<string | undefined> {
    for (;;) {
      for (let end = this.buffered.indexOf('\n\n'); end >= 0; end = this.buffered.indexOf('\n\n')) {
        const block = this.buffered.slice(0, end);
        this.buffered = this.buffered.slice(end + 2);
        this.lastId = /^id: (.*)$/m.exec(block)?.[1] ?? this.lastId;
        if (holds.test(block)) return block;
      }
      const next = await this.chunks.next().catch(() => ({ done: true, value: undefined }));
      if (next.done === true) return undefined;
      this.buffered += String(next.value);
    }
  }
  async event(): Promise<CloudEvent | undefined> {
    const block = await this.block(/^data: /m);
    return block === undefined ? undefined : (JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? 'null') as CloudEvent);
  }
  close(): void {
    this.response.destroy();
  }
}

describe('a page of events', () => {
  it('holds CloudEvents 1.0', async () => {
    const id = await place();
    const now = door.rig.clock.now();
    const { log } = door.rig.store;
    const { body } = await page();
    expect(body.items).toEqual([
      {
        specversion: '1.0',
        id,
        source: `urn:dossier:${log}`,
        type: 'shop.OrderPlaced',
        subject: 'c-1',
        time: now,
        datacontenttype: 'application/json',
        dataschema: 'urn:dossier:event:shop.OrderPlaced:1',
        data: { lines: [], currency: 'CNY', contact: '李雷' },
        partitionkey: 'c-1',
        recordedtime: now,
        position: expect.stringMatching(new RegExp(`^${log}-\\d+-${await door.rig.feed.head()}$`)) as unknown,
        stream: `order-${orders}`,
        revision: 0,
        schemaversion: 1,
        actor: 'key-tester',
        correlationid: id,
        hash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
        department: 'sales',
      },
    ]);
    for (const name of Object.keys(body.items[0] ?? {})) expect(name).toMatch(/^[a-z0-9]+$/);
  });

  it('says by which schema its data are read, and gives it', async () => {
    await place();
    const { body } = await page();
    const { dataschema, type, schemaversion } = body.items[0] as CloudEvent;
    const schema = await schemaOf(`${type}/${schemaversion}`);
    expect(schema.statusCode).toBe(200);
    expect(schema.json()).toMatchObject({
      $id: dataschema,
      title: 'shop.OrderPlaced',
      required: ['lines', 'currency'],
      properties: { contact: { 'x-personal': true } },
      additionalProperties: false,
    });
    for (const unknown of [
      'shop.OrderPlaced/2',
      'shop.OrderPlaced/01',
      'shop.OrderLost/1',
      'shop.OrderLost/undefined',
    ]) {
      const answer = await schemaOf(unknown);
      expect(answer.json()).toMatchObject({ status: 404, code: 'reads/unknown-schema' });
      expect(answer.json<{ detail: string }>().detail).toContain('shop.OrderPlaced/1');
    }
    // of a type that there is, its own versions alone
    expect((await schemaOf('shop.OrderPlaced/2')).json<{ detail: string }>().detail).toMatch(
      /there are shop\.OrderPlaced\/1\.$/,
    );
  });

  it('is followed by the next until the end of the log, none missing and none twice', async () => {
    const placed: string[] = [];
    for (let n = 0; n < 25; n++) placed.push(await place());
    const seen: string[] = [];
    let from: string | null = begun;
    while (from !== null) {
      const { body }: { body: { items: CloudEvent[]; next: string | null } } = await page(`?limit=10&from=${from}`);
      seen.push(...body.items.map(({ id }) => id));
      from = body.next;
    }
    expect(seen).toEqual(placed);
    expect((await page('?from=now')).body.items).toEqual([]);
  });

  it('holds what was asked for: types, a whole context, a customer with what was attributed to him', async () => {
    const [placed, shipped] = [await place(), await ship()];
    await place('c-2');
    const anonymous = await place('~order-anonymous');
    const ids = async (search: string): Promise<string[]> => (await page(search)).body.items.map(({ id }) => id);
    expect(await ids('?types=shop.OrderShipped')).toEqual([shipped]);
    expect(await ids('?types=shop.*')).toHaveLength(4);
    await door.rig.caughtUp();
    expect(await ids('?customer=erp:14646')).toEqual([placed, shipped, anonymous]);
  });

  it('reads a department that was once recorded under another name as the one it is, and finds it by all names', async () => {
    for (const department of ['财务', 'Finance', 'finance', 'front-office'])
      await door.rig.record(`order-${++orders}`, 'c-1', [PLACED], { department });
    const found = async (search: string) => (await page(search)).body.items.map(({ department }) => department);
    expect(await found('')).toEqual(['finance', 'finance', 'finance', 'front-office']);
    for (const name of ['finance', 'Finance', '财务'])
      expect(await found(`?department=${encodeURIComponent(name)}`)).toEqual(['finance', 'finance', 'finance']);
    expect(await found('?department=front-office')).toEqual(['front-office']);
    expect(await found('?department=Front-office')).toEqual([]);
  });

  it.each([
    ['?types=shop.Unheard', 400, 'request/invalid'],
    ['?types=unheard.*', 400, 'request/invalid'],
    ['?types=', 400, 'request/invalid'],
    ['?department=,', 400, 'request/invalid'],
    ['?limit=1001', 400, 'request/invalid'],
    ['?from=ffffffff-0-1', 400, 'reads/foreign-position'],
    ['?from=LOG-0-999999', 409, 'reads/beyond-end'],
    ['?customer=nobody', 404, 'customers/unknown'],
    ['?colour=red', 400, 'request/invalid'],
  ])('asked as %s is %d', async (search, status, code) => {
    const answer = await page(search.replace('LOG', door.rig.store.log));
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});

describe('the events of one customer', () => {
  const LINK = 'customers.SubjectAttributed';
  let late: string;
  beforeEach(() => {
    late = `~order-late-${++orders}`;
  });
  const attribute = async (member = late) => {
    await door.rig.send('shop.Attribute', { member, into: 'c-1' });
    await door.rig.caughtUp();
  };
  type Item = CloudEvent & { readonly type: string };
  const kinds = (items: readonly Item[]) => items.map(({ type, subject }) => `${type} ${subject}`);
  const all = async (search = '', limit = 100) => {
    const items: Item[] = [];
    for (let from = begun; ;) {
      const { body } = await page(`?customer=c-1&limit=${limit}&from=${from}${search}`);
      items.push(...(body.items as Item[]));
      from = body.position;
      if (body.next === null) return items;
    }
  };

  it.each([1, 2, 3, 100])('bring what was attributed when it is attributed, in pages of %i', async (limit) => {
    await place(late);
    await place('c-1');
    await place(late);
    await attribute();
    await place(late);
    const placed = 'shop.OrderPlaced';
    await door.rig.caughtUp();
    expect(kinds(await all('', limit))).toEqual([
      ...[`${placed} c-1`, `${placed} ${late}`, `${placed} ${late}`],
      ...[`${LINK} ~identity-links`, `${placed} ${late}`],
    ]);
    expect(kinds(await all('&types=shop.*', limit))).toEqual([
      ...[`${placed} c-1`, `${placed} ${late}`, `${placed} ${late}`, `${placed} ${late}`],
    ]);
  });

  it('come once each where the pages change their size within what an attribution brings', async () => {
    for (let n = 0; n < 4; n++) await place(late);
    await attribute();
    const seen: string[] = [];
    for (const [limit, from] of [[3, begun], [1], [1], [1], [2]] as const) {
      const { body }: Awaited<ReturnType<typeof page>> = await page(
        `?customer=c-1&limit=${limit}&from=${from ?? next}`,
      );
      seen.push(...body.items.map(({ id }) => id));
      next = body.position;
    }
    expect(seen).toHaveLength(5);
    expect(new Set(seen).size).toBe(5);
  });
  let next = '';

  it('come whole and in the same order of a customer with many members', async () => {
    const orders = Array.from({ length: 60 }, (_, n) => `~order-many-${n}`);
    const expected: string[] = [];
    for (const subject of orders) await place(subject);
    for (const subject of orders) {
      await door.rig.send('shop.Attribute', { member: subject, into: 'c-1' });
      expected.push(`shop.OrderPlaced ${subject}`, `${LINK} ~identity-links`);
    }
    await place('c-1');
    await door.rig.caughtUp();
    for (const limit of [7, 1000]) expect(kinds(await all('', limit))).toEqual([...expected, 'shop.OrderPlaced c-1']);
    expect(kinds(await all('&types=shop.OrderShipped', 7))).toEqual([]);
  });

  it('cost one look at who belongs to him, for all who read them, until something is attributed', async () => {
    await place(late);
    await attribute();
    const members = jest.spyOn(door.rig.reader, 'members');
    await Promise.all([1, 2, 3].map(() => page('?customer=c-1')));
    await page('?customer=c-1');
    expect(members).toHaveBeenCalledTimes(1);
    late = `${late}-next`;
    await place(late);
    await attribute();
    await page('?customer=c-1');
    expect(members).toHaveBeenCalledTimes(2);
    members.mockRestore();
  });

  it('are complete for whoever goes on from where he was before the attribution', async () => {
    const before = await place(late);
    await place('c-1');
    await door.rig.caughtUp();
    const { position } = (await page('?customer=c-1')).body;
    await attribute();
    const { items, next } = (await page(`?customer=c-1&from=${position}`)).body;
    expect([items.map(({ id }) => id)[0], items.length, next]).toEqual([before, 2, null]);
  });

  it('are given no further than attributions are known', async () => {
    await place(late);
    await door.rig.caughtUp();
    await door.rig.send('shop.Attribute', { member: late, into: 'c-1' });
    const own = await place('c-1');
    const { items, position, next } = (await page('?customer=c-1')).body;
    expect(items).toEqual([]);
    expect(next).toBe(position);
    await door.rig.caughtUp();
    expect((await page(`?customer=c-1&from=${position}`)).body.items.map(({ id }) => id).at(-1)).toBe(own);
  });

  it('bring what was attributed to whoever listens, and nothing twice to whoever was cut', async () => {
    await place(late);
    await place(late);
    await door.rig.caughtUp();
    const subscriber = await Subscriber.open('?customer=c-1');
    await attribute();
    const first = await subscriber.event();
    expect(first).toMatchObject({ type: 'shop.OrderPlaced', subject: late });
    subscriber.close();
    const resumed = await Subscriber.open('?customer=c-1', { 'last-event-id': subscriber.lastId });
    const second = await resumed.event();
    expect(second).toMatchObject({ type: 'shop.OrderPlaced', subject: late });
    expect(second?.id).not.toBe(first?.id);
    expect(await resumed.event()).toMatchObject({ type: LINK });
    resumed.close();
  });

  it('wait for the read models where a receipt is named', async () => {
    await place(late);
    const { receipt } = await door.rig.send('shop.Attribute', { member: late, into: 'c-1' });
    const answer = door.app.inject({
      url: `/api/v1/events?customer=c-1&from=${begun}`,
      headers: { authorization: `Bearer ${door.keys.service}`, 'dossier-after': receipt.position },
    });
    await door.rig.caughtUp();
    expect((await answer).json<{ items: unknown[] }>().items).toHaveLength(2);
  });
});

describe('personal fields', () => {
  it('are in the clear for service, auditor, staff and admin, and that is recorded', async () => {
    await place();
    await ship();
    for (const role of ['service', 'auditor', 'sales', 'admin'] as const)
      expect((await page('', door.keys[role])).body.items[0]?.data).toMatchObject({ contact: '李雷' });
    // a stream of an earlier test is recorded when the server notices that it ended
    const notes = door.notes.filter(({ subjects }) => subjects.includes('c-1'));
    expect(notes).toHaveLength(4);
    expect(notes[0]).toMatchObject({
      kind: 'read',
      action: 'GET /events',
      subjects: ['c-1'],
      detail: '1 event',
    });
  });
  it('are sealed for analysts, who are not recorded for what they do not see', async () => {
    await place();
    expect((await page('', door.keys.analyst)).body.items[0]?.data).toEqual({
      lines: [],
      currency: 'CNY',
      contact: { sealed: true },
    });
    expect(door.notes).toEqual([]);
  });
  it('are not opened while it cannot be recorded', async () => {
    await place();
    const healthy = jest.spyOn(door.rig.accessLog, 'healthy').mockReturnValue(false);
    expect((await page()).status).toBe(503);
    expect((await page('', door.keys.analyst)).status).toBe(200);
    healthy.mockRestore();
  });
});

describe('a live stream', () => {
  it('is recorded to its last event when it is cut', async () => {
    const subscriber = await Subscriber.open();
    for (let piece = 0; piece < 3; piece++) {
      await place();
      await subscriber.event();
    }
    const { accessLog } = door.rig;
    const note = accessLog.note.bind(accessLog);
    const recorded = (): number => door.notes.reduce((sum, { detail }) => sum + Number.parseInt(detail), 0);
    const spy = jest.spyOn(accessLog, 'note');
    await new Promise<void>((resolve) => {
      spy.mockImplementation((access) => {
        note(access);
        if (recorded() === 3) resolve();
      });
      subscriber.close();
    });
    spy.mockRestore();
    expect(door.notes.at(-1)).toMatchObject({ action: 'GET /events', subjects: ['c-1'] });
  });

  it('gives what was, then what comes, one event a block', async () => {
    const first = await place();
    const subscriber = await Subscriber.open();
    expect(subscriber.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    expect((await subscriber.event())?.id).toBe(first);
    const second = await place();
    expect(await subscriber.event()).toMatchObject({ id: second, position: subscriber.lastId });
    subscriber.close();
  });

  it('killed and resumed a hundred times misses nothing and repeats nothing', async () => {
    const placed: string[] = [];
    const seen: string[] = [];
    let last = '';
    for (let n = 0; n < 100; n++) {
      placed.push(...(await door.rig.record(`order-${++orders}`, 'c-1', [PLACED, PLACED])));
      const subscriber = await Subscriber.open('', last === '' ? {} : { 'last-event-id': last });
      for (let i = 0; i <= n % 3; i++) {
        const waits = seen.length === placed.length;
        if (waits) break;
        seen.push((await subscriber.event())?.id ?? 'none');
      }
      last = subscriber.lastId === '' ? last : subscriber.lastId;
      subscriber.close();
    }
    const rest = await Subscriber.open(`?from=${last}`);
    while (seen.length < placed.length) seen.push((await rest.event())?.id ?? 'none');
    rest.close();
    expect(seen).toEqual(placed);
  });

  it('says that it lives while nothing happens, and moves on where to resume', async () => {
    await place();
    const subscriber = await Subscriber.open('?types=shop.OrderShipped');
    expect(await subscriber.block(/still here/)).toContain('id: ');
    const resumed = await Subscriber.open('?types=shop.OrderShipped', { 'last-event-id': subscriber.lastId });
    const shipped = await ship();
    expect([(await subscriber.event())?.id, (await resumed.event())?.id]).toEqual([shipped, shipped]);
    subscriber.close();
    resumed.close();
  });

  it.each(['while nothing happens', 'before the next event'])('ends %s once its key is revoked', async (when) => {
    const id = await place();
    const leaver = await door.edge.keys.issue({ name: 'leaver', role: 'service' });
    const subscriber = await Subscriber.open('', {}, leaver.key);
    expect((await subscriber.event())?.id).toBe(id);
    await door.edge.keys.revoke(leaver.id);
    if (when === 'before the next event') await place();
    expect(await subscriber.event()).toBeUndefined();
    expect(subscriber.response.complete).toBe(true);
  });

  it('ends when its key expires', async () => {
    const expiresAt = new Date(Date.parse(door.rig.clock.now()) + 1000).toISOString();
    const guest = await door.edge.keys.issue({ name: 'guest', role: 'service', expiresAt });
    const subscriber = await Subscriber.open('', {}, guest.key);
    await subscriber.block(/connected/);
    door.rig.clock.advance(1000);
    expect(await subscriber.event()).toBeUndefined();
  });

  it.each([
    ['en', /^the log is damaged near event \d+: restore events\.db from your backup$/],
    ['zh-CN', /^事件日志在第 \d+ 个事件附近损坏：请从备份恢复 events\.db。$/],
  ])('says in %s why it ends when the log is damaged, after what can still be read', async (language, words) => {
    const id = await place();
    const { feed } = door.rig;
    const end = await feed.head();
    const read: LogReader['read'] = (after, ...asked) =>
      after < end ? feed.read(after, ...asked) : Promise.reject(new LogDamaged(end + 1));
    const torn = Object.assign(Object.create(feed) as LogReader, { read, head: () => Promise.resolve(end + 1) });
    const replaced = jest.replaceProperty(door.edge.engine, 'feed', torn);
    const subscriber = await Subscriber.open('', { 'accept-language': language });
    expect((await subscriber.event())?.id).toBe(id);
    const position = subscriber.lastId;
    const problem = /^event: problem\ndata: (.*)$/.exec((await subscriber.block(/^event: problem$/m)) ?? '')?.[1];
    expect(JSON.parse(problem ?? 'null')).toEqual({
      type: 'urn:dossier:problem:log/damaged',
      title: expect.any(String) as unknown,
      status: 503,
      detail: expect.stringMatching(words) as unknown,
      instance: expect.stringMatching(/^urn:dossier:request:/) as unknown,
      code: 'log/damaged',
    });
    expect([await subscriber.event(), subscriber.response.complete]).toEqual([undefined, true]);
    expect(subscriber.lastId).toBe(position); // resumes where it ended
    expect(door.logged.join('')).toContain('log/damaged');
    replaced.restore();
  });

  it('reads no further ahead than a slow reader takes', async () => {
    await door.rig.record('order-long', 'c-1', [{ type: 'shop.OrderShipped', data: { note: 'x'.repeat(10_000) } }]);
    const [event] = await door.rig.store.read('order-long');
    const feed = longFeed(door.rig.feed, event as Stored, 3_000);
    const replaced = jest.replaceProperty(door.edge.engine, 'feed', feed);
    const subscriber = await Subscriber.open('?from=start');
    subscriber.response.pause();
    for (let before = -1; before !== feed.readTo;) {
      before = feed.readTo;
      for (let i = 0; i < 200; i++) await new Promise(setImmediate);
    }
    expect(feed.readTo).toBeLessThan(3_000);
    subscriber.close();
    replaced.restore();
  });

  it('counts its subscribers, and lets go of those who left', async () => {
    const count = async (): Promise<string | undefined> =>
      /^dossier_event_streams (\d+)$/m.exec((await door.edge.metrics.text()).text)?.[1];
    const subscriber = await Subscriber.open();
    await subscriber.block(/connected/);
    const during = Number(await count());
    subscriber.close();
    while (Number(await count()) >= during) await new Promise(setImmediate);
    expect(during).toBeGreaterThan(0);
  });

  it('ends cleanly when the server stops, and then the server is gone', async () => {
    const stopping = await openDoor();
    await stopping.app.listen(0, '127.0.0.1');
    const { port: other } = stopping.app.getHttpServer().address() as AddressInfo;
    const headers = { authorization: `Bearer ${stopping.keys.service}`, accept: 'text/event-stream' };
    const asking = httpGet({ host: '127.0.0.1', port: other, path: '/api/v1/events', headers });
    const [response] = (await once(asking, 'response')) as [IncomingMessage];
    await once(response, 'data');
    const ended = once(response, 'end');
    response.resume();
    await stopping.close();
    await ended;
    expect(response.complete).toBe(true);
  });
});
