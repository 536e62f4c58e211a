import { once } from 'node:events';
import { get as httpGet, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DoorUnderTest, openDoor } from '../../testing/src/door-under-test';
import type { CloudEvent } from './events/cloud-event';

let door: DoorUnderTest;
let port: number;
beforeAll(async () => {
  door = await openDoor({ heartbeatMs: 50 });
  await door.app.listen(0, '127.0.0.1');
  port = (door.app.getHttpServer().address() as AddressInfo).port;
});
afterAll(() => door.close());
beforeEach(() => {
  door.shop.log.length = 0;
  door.shop.notes.length = 0;
  door.shop.readTo = 0;
  door.shop.healthy = true;
});

const place = (n: number, subject = 'c-1'): void =>
  door.shop.append(
    `order-${n}`,
    subject,
    'shop.OrderPlaced',
    { currency: 'CNY', contact: '李雷', n },
    { department: 'sales' },
  );
const ship = (n: number, subject = 'c-1'): void => door.shop.append(`order-${n}`, subject, 'shop.OrderShipped', {});

type Headers = Readonly<Record<string, string>>;
async function page(search = '', key = door.keys.service) {
  const answer = await door.app.inject({ url: `/api/v1/events${search}`, headers: { authorization: `Bearer ${key}` } });
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
    const asking = httpGet({ host: '127.0.0.1', port, path: `/api/v1/events${search}`, headers: sent, agent: false });
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
    place(1);
    const { body } = await page();
    expect(body.items).toEqual([
      {
        specversion: '1.0',
        id: 'e-1',
        source: 'urn:dossier:a1b2c3d4',
        type: 'shop.OrderPlaced',
        subject: 'c-1',
        time: door.shop.now,
        datacontenttype: 'application/json',
        dataschema: 'urn:dossier:event:shop.OrderPlaced:1',
        data: { currency: 'CNY', contact: '李雷', n: 1 },
        partitionkey: 'c-1',
        recordedtime: door.shop.now,
        position: 'a1b2c3d4-3-1',
        stream: 'order-1',
        revision: 0,
        schemaversion: 1,
        actor: 'test',
        correlationid: 'e-1',
        hash: '00',
        department: 'sales',
      },
    ]);
    for (const name of Object.keys(body.items[0] ?? {})) expect(name).toMatch(/^[a-z0-9]+$/);
  });

  it('says by which schema its data are read, and gives it', async () => {
    place(1);
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
  });

  it('is followed by the next until the end of the log, none missing and none twice', async () => {
    for (let n = 0; n < 25; n++) place(n);
    const seen: string[] = [];
    let from: string | null = 'start';
    while (from !== null) {
      const { body }: { body: { items: CloudEvent[]; next: string | null } } = await page(`?limit=10&from=${from}`);
      seen.push(...body.items.map(({ id }) => id));
      from = body.next;
    }
    expect(seen).toEqual(door.shop.log.map(({ id }) => id));
    expect((await page('?from=now')).body.items).toEqual([]);
  });

  it('holds what was asked for: types, a whole context, a customer with what was attributed to him', async () => {
    place(1);
    ship(1);
    place(2, 'c-2');
    place(3, '~order-anonymous');
    const ids = async (search: string): Promise<string[]> => (await page(search)).body.items.map(({ id }) => id);
    expect(await ids('?types=shop.OrderShipped')).toEqual(['e-2']);
    expect(await ids('?types=shop.*')).toHaveLength(4);
    expect(await ids('?customer=erp:14646')).toEqual(['e-1', 'e-2', 'e-4']);
  });

  it.each([
    ['?types=shop.Unheard', 400, 'request/invalid'],
    ['?types=unheard.*', 400, 'request/invalid'],
    ['?limit=1001', 400, 'request/invalid'],
    ['?from=ffffffff-0-1', 400, 'reads/foreign-position'],
    ['?from=a1b2c3d4-0-999999', 409, 'reads/beyond-end'],
    ['?customer=nobody', 404, 'customers/unknown'],
    ['?colour=red', 400, 'request/invalid'],
  ])('asked as %s is %d', async (search, status, code) => {
    const answer = await page(search);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});

describe('personal fields', () => {
  it('are in the clear for service, auditor, staff and admin, and that is recorded', async () => {
    place(1);
    ship(1);
    for (const role of ['service', 'auditor', 'sales', 'admin'] as const)
      expect((await page('', door.keys[role])).body.items[0]?.data).toMatchObject({ contact: '李雷' });
    expect(door.shop.notes).toHaveLength(4);
    expect(door.shop.notes[0]).toMatchObject({
      kind: 'read',
      action: 'GET /events',
      subjects: ['c-1'],
      detail: '1 event',
    });
  });
  it('are sealed for analysts, who are not recorded for what they do not see', async () => {
    place(1);
    expect((await page('', door.keys.analyst)).body.items[0]?.data).toEqual({
      currency: 'CNY',
      n: 1,
      contact: { sealed: true },
    });
    expect(door.shop.notes).toEqual([]);
  });
  it('are not opened while it cannot be recorded', async () => {
    place(1);
    door.shop.healthy = false;
    expect((await page()).status).toBe(503);
    expect((await page('', door.keys.analyst)).status).toBe(200);
  });
});

describe('a live stream', () => {
  it('gives what was, then what comes, one event a block', async () => {
    place(1);
    const subscriber = await Subscriber.open();
    expect(subscriber.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    expect((await subscriber.event())?.id).toBe('e-1');
    place(2);
    expect((await subscriber.event())?.id).toBe('e-2');
    expect(subscriber.lastId).toBe(door.shop.position(2));
    subscriber.close();
  });

  it('killed and resumed a hundred times misses nothing and repeats nothing', async () => {
    const seen: string[] = [];
    let last = '';
    for (let n = 0; n < 100; n++) {
      place(n);
      place(n + 1000);
      const subscriber = await Subscriber.open('', last === '' ? {} : { 'last-event-id': last });
      for (let i = 0; i <= n % 3; i++) {
        const waits = seen.length === door.shop.log.length;
        if (waits) break;
        seen.push((await subscriber.event())?.id ?? 'none');
      }
      last = subscriber.lastId === '' ? last : subscriber.lastId;
      subscriber.close();
    }
    const rest = await Subscriber.open(`?from=${last}`);
    while (seen.length < door.shop.log.length) seen.push((await rest.event())?.id ?? 'none');
    rest.close();
    expect(seen).toEqual(door.shop.log.map(({ id }) => id));
  });

  it('says that it lives while nothing happens, and moves on where to resume', async () => {
    place(1);
    const subscriber = await Subscriber.open('?types=shop.OrderShipped');
    expect(await subscriber.block(/still here/)).toContain('id: ');
    const resumed = await Subscriber.open('?types=shop.OrderShipped', { 'last-event-id': subscriber.lastId });
    ship(1);
    expect([(await subscriber.event())?.id, (await resumed.event())?.id]).toEqual(['e-2', 'e-2']);
    subscriber.close();
    resumed.close();
  });

  it.each(['while nothing happens', 'before the next event'])('ends %s once its key is revoked', async (when) => {
    place(1);
    const leaver = await door.edge.keys.issue({ name: 'leaver', role: 'service' });
    const subscriber = await Subscriber.open('', {}, leaver.key);
    expect((await subscriber.event())?.id).toBe('e-1');
    await door.edge.keys.revoke(leaver.id);
    if (when === 'before the next event') place(2);
    expect(await subscriber.event()).toBeUndefined();
    expect(subscriber.response.complete).toBe(true);
  });

  it('ends when its key expires', async () => {
    const expiresAt = new Date(Date.parse(door.shop.now) + 1000).toISOString();
    const guest = await door.edge.keys.issue({ name: 'guest', role: 'service', expiresAt });
    const subscriber = await Subscriber.open('', {}, guest.key);
    await subscriber.block(/connected/);
    door.shop.later(1000);
    expect(await subscriber.event()).toBeUndefined();
  });

  it('reads no further ahead than a slow reader takes', async () => {
    const long = 'x'.repeat(10_000);
    for (let n = 0; n < 3_000; n++) door.shop.append(`order-${n}`, 'c-1', 'shop.OrderPlaced', { long });
    const subscriber = await Subscriber.open();
    subscriber.response.pause();
    for (let before = -1; before !== door.shop.readTo;) {
      before = door.shop.readTo;
      for (let i = 0; i < 200; i++) await new Promise(setImmediate);
    }
    expect(door.shop.readTo).toBeLessThan(3_000);
    subscriber.close();
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
