import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { LongWork, turns } from '@dossier/kernel';
import type { Stored } from '@dossier/event-store';
import type { EdgeOptions } from '@dossier/web';
import { type DoorUnderTest, openDoor, openRig } from '../../testing/src/door';
import { longFeed } from '../../testing/src/long-feed';
import type { Rig } from '../../testing/src/rig';
import type { Limits } from './edge/limits';

/** So short that nobody waits for it, and what must not happen within it would. */
const SOON: Partial<Limits> = { watchMs: 20 };
const opened: { close(): unknown }[] = [];
let rig: Rig;
let large: Stored;
beforeAll(async () => {
  rig = await openRig();
  await rig.record('order-large', 'c-1', [{ type: 'shop.OrderShipped', data: { note } }]);
  [large] = (await rig.store.read('order-large')) as [Stored];
});
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
  jest.restoreAllMocks();
});
afterAll(() => rig.close());

class Client {
  readonly socket: Socket;
  /** All that came; nothing comes to who does not read. */
  text = '';
  readonly closed: Promise<unknown>;
  constructor(port: number, reads = true) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('error', () => undefined);
    this.closed = new Promise((closed) => this.socket.once('close', closed));
    if (reads) this.socket.on('data', (chunk) => (this.text += String(chunk)));
    else this.socket.pause();
    opened.push({ close: () => this.socket.destroy() });
  }
  async until(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.text)) await once(this.socket, 'data');
    return this.text;
  }
}

interface Served extends DoorUnderTest {
  readonly port: number;
  ask(path: string, key?: string, more?: { headers?: string; method?: string; body?: string; reads?: boolean }): Client;
}
async function serve(limits: Partial<Limits> = SOON, options: EdgeOptions = {}): Promise<Served> {
  const door = await openDoor({ rig, limits, heartbeatMs: 60_000, ...options });
  await door.app.listen(0, '127.0.0.1');
  const { port } = door.app.getHttpServer().address() as AddressInfo;
  let closing: Promise<void> | undefined;
  const closeDoor = door.close.bind(door);
  const close = (): Promise<void> => (closing ??= closeDoor());
  opened.push({ close });
  const ask: Served['ask'] = (
    path,
    key = door.keys.service,
    { headers = '', method = 'GET', body = '', reads } = {},
  ) => {
    const client = new Client(port, reads);
    client.socket.write(
      `${method} /api/v1/${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${key}\r\n${headers}\r\n${body}`,
    );
    return client;
  };
  return Object.assign(door, { port, close, ask });
}

/** To the next request. */
const responseOf = async (door: Served): Promise<ServerResponse> => {
  const [, response] = (await once(door.app.getHttpServer(), 'request')) as [unknown, ServerResponse];
  return response;
};
/** Resolves when all buffers are full. */
const stuck = async ({ socket }: ServerResponse): Promise<void> => {
  for (let before = -1; before !== socket?.bytesWritten;) {
    before = socket?.bytesWritten ?? 0;
    for (let i = 0; i < 200; i++) await turns.next();
  }
};

const SSE = 'Accept: text/event-stream\r\n';
const CSV = 'Accept: text/csv\r\n';
const LINES = 'Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n';
const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const line = (id: string): string =>
  `${JSON.stringify({
    id,
    command: 'shop.PlaceOrder',
    data: { orderId: id, lines: [{ sku: 'x', quantity: 1, unitPrice: '1' }], currency: 'CNY' },
  })}\n`;
const bulk = { method: 'POST', headers: LINES };
const note = 'x'.repeat(100_000);
/** Events and orders that no buffers of the system hold. */
const many = ({ edge: { engine } }: DoorUnderTest): void => {
  jest.replaceProperty(engine, 'feed', longFeed(rig.feed, large, 500));
  jest.spyOn(engine.views, 'scan').mockImplementation(async function* () {
    for (let n = 0; n < 500; n++) yield await Promise.resolve([{ key: `order-${n}`, subject: 'c-1', view: { note } }]);
  });
};

describe('long answers', () => {
  it('are so many at once: of one key and in all; the refusal tells how many run, in Chinese too', async () => {
    const door = await serve();
    const streams = Array.from({ length: 20 }, () => door.ask('events', undefined, { headers: SSE }));
    await Promise.all(streams.map((each) => each.until(/connected/)));
    const refused = await door
      .ask('events', undefined, { headers: `${SSE}Accept-Language: zh-CN\r\n` })
      .until(/answers\/too-many/);
    expect(refused).toMatch(/^HTTP\/1\.1 503 [^]*retry-after: 5/i);
    expect(refused).toContain('事件流正在进行 20 个（最多 100 个），其中此密钥 20 个（最多 20 个）；请稍后再试。');
    await door.ask('events', door.keys.analyst, { headers: SSE }).until(/connected/);
    streams[0]?.socket.destroy();
    for (let answer = ''; !answer.includes('connected');)
      answer = await door.ask('events', undefined, { headers: SSE }).until(/connected|too-many/);
  });

  it.each([
    ['a live stream that nobody reads', 'events', { headers: SSE, reads: false }],
    ['an export that nobody reads', 'orders', { headers: CSV, reads: false }],
    ['a silent bulk stream', 'bulk', bulk],
  ])('end soon once the key is revoked: %s', async (_, path, more) => {
    const door = await serve();
    many(door);
    const leaver = await door.edge.keys.issue({ name: 'leaver', role: 'service' });
    const answering = responseOf(door);
    const client = door.ask(path, leaver.key, more);
    const response = await answering;
    if (path === 'bulk') {
      client.socket.write(chunk(line('last')));
      await client.until(/"id":"last","status":201/);
    } else await stuck(response);
    const ended = once(response, 'close');
    await door.edge.keys.revoke(leaver.id);
    await ended;
    client.socket.resume();
    await client.closed;
    if (path === 'bulk') expect(client.text).toMatch(/"id":null,"status":401,.*auth\/unknown-key/);
    else expect(client.text).not.toMatch(/\r\n0\r\n\r\n$/); // not whole
  });

  it.each([
    ['a live stream', 'events', SSE],
    ['an export', 'orders', CSV],
  ])('are cut when nobody takes them: %s', async (_, path, headers) => {
    const door = await serve({ ...SOON, unreadMs: 50 });
    many(door);
    const answering = responseOf(door);
    door.ask(path, undefined, { headers, reads: false });
    await once(await answering, 'close');
  });

  it('stop a walk through the log when the client is gone', async () => {
    const door = await serve();
    let ended: Promise<unknown> = Promise.resolve();
    const begun = new Promise<void>((walks) => {
      jest.spyOn(door.edge.engine, 'check').mockImplementation((_depth, _progress, signal) => {
        const walk = new Promise<never>((_, reject) => {
          signal?.addEventListener('abort', () => reject(new Error('it was stopped')));
        });
        ended = walk.catch(() => undefined);
        walks();
        return walk;
      });
    });
    const client = door.ask('verify', door.keys.auditor, { method: 'POST' });
    await begun;
    client.socket.destroy();
    await ended;
    expect(door.logged.join('')).not.toContain('failed');
  });
});

interface HeldReads {
  begun: number;
  letGo(): void;
  fail(error: Error): void;
}
/** Reads of orders do not end before they are let go. */
function holdReads({ edge: { engine } }: DoorUnderTest): HeldReads {
  const { views } = engine;
  const page = views.page.bind(views);
  const reads = { begun: 0 } as HeldReads;
  const held = new Promise<void>((letGo, fail) => Object.assign(reads, { letGo, fail }));
  jest.spyOn(views, 'page').mockImplementation(async (...asked) => {
    reads.begun += 1;
    await held;
    return page(...asked);
  });
  return reads;
}
const until = async (is: () => boolean): Promise<void> => {
  while (!is()) await turns.next();
};

describe('a read that waits for its turn', () => {
  it('leaves with its caller, and never begins; the figures tell how many wait', async () => {
    const door = await serve();
    const reads = holdReads(door);
    const running = Array.from({ length: 4 }, () => door.ask('orders'));
    await until(() => reads.begun === 4);
    const [leaver, stayer] = [door.ask('orders'), door.ask('orders')];
    await until(() => door.edge.reads.waiting === 2);
    const { text } = await door.edge.metrics.text();
    for (const line of ['taken{share="reads"} 4', 'most{share="reads"} 8', 'waiting{share="reads"} 2'])
      expect(text).toContain(`dossier_share_${line}`);
    leaver.socket.destroy();
    await until(() => door.edge.reads.waiting === 1);
    reads.letGo();
    await Promise.all([...running, stayer].map((each) => each.until(/200 OK/)));
    expect([reads.begun, door.edge.reads.taken]).toEqual([5, 0]);
    expect(door.logged.join('')).toBe('');
  });
});

describe('a long read', () => {
  it('ends when its caller leaves, and gives its place back', async () => {
    const door = await serve();
    const { customers } = door.edge.engine;
    let begun = 0;
    jest.spyOn(customers, 'why').mockImplementation(async (_id, _figure, _moment, { mayGoOn }) => {
      begun += 1;
      const work = new LongWork(mayGoOn);
      for (;;) {
        await turns.next(); // it has no end of its own
        await work.yieldIfDue();
      }
    });
    await rig.send('shop.PlaceOrder', { orderId: '1', lines: [], currency: 'CNY' });
    const asked = Array.from({ length: 4 }, () => door.ask('customers/14646/360/why?figure=/sales/orders'));
    await until(() => begun === 4);
    expect(door.edge.reads.taken).toBe(4);
    for (const { socket } of asked) socket.destroy();
    await until(() => door.edge.reads.taken === 0);
    expect(door.logged.join('')).toBe('');
  });

  it('leaves its place to others for one of the few for long ones, and ends where none is free', async () => {
    const door = await serve({ ...SOON, longMs: 200 });
    const { customers } = door.edge.engine;
    let isOver = false;
    const why = customers.why.bind(customers);
    jest.spyOn(customers, 'why').mockImplementation(async (...asked) => {
      const work = new LongWork(asked[3].mayGoOn);
      while (!isOver) {
        await turns.next();
        await work.yieldIfDue();
      }
      return why(...asked);
    });
    await rig.send('shop.PlaceOrder', { orderId: '1', lines: [], currency: 'CNY' });
    const ask = (key: string): Client => door.ask('customers/14646/360/why?figure=/sales/orders', key);
    const { service, auditor, analyst } = door.keys;
    const asked = [service, service, auditor, auditor].map(ask);
    await until(() => door.edge.longReads.taken === 4);
    expect(door.edge.reads.taken).toBe(0);
    const refused = await ask(analyst).until(/"code":"[^"]*"/);
    expect(refused).toContain('503');
    expect(refused).toContain('"code":"reads/long"');
    Object.assign(door.edge.limits, { longMs: 600_000 }); // this one is short, however busy the machine is
    await door.ask('goods', analyst).until(/200 OK/);
    isOver = true;
    await Promise.all(asked.map((client) => client.until(/200 OK/)));
    expect([door.edge.longReads.taken, door.edge.reads.taken]).toEqual([0, 0]);
  });
});

describe('heavy readers', () => {
  it('run four of a key and eight in all, whatever they ask, and a bystander waits for one place of each key', async () => {
    const door = await serve();
    const { customers, operations } = door.edge.engine;
    const running: (() => void)[] = [];
    let [most, begun] = [0, 0];
    const heavy =
      <A extends readonly unknown[], R>(work: (...asked: A) => Promise<R>) =>
      async (...asked: A): Promise<R> => {
        begun += 1;
        await new Promise<void>((ends) => {
          most = Math.max(most, running.push(ends));
        });
        return work(...asked);
      };
    const [why, stream] = [heavy(customers.why.bind(customers)), heavy(operations.stream.bind(operations))];
    jest.spyOn(customers, 'why').mockImplementation(why);
    jest.spyOn(operations, 'stream').mockImplementation(stream);
    await rig.send('shop.PlaceOrder', { orderId: '1', lines: [], currency: 'CNY' });
    const each = Array.from({ length: 10 });
    const asked = [
      ...each.map(() => door.ask('customers/14646/360/why?figure=/sales/orders')),
      ...each.map(() => door.ask('audit/streams/order-1', door.keys.auditor)),
    ];
    await until(() => running.length === 8 && door.edge.reads.waiting === 12);
    const bystander = door.ask('goods', door.keys.analyst);
    await until(() => door.edge.reads.waiting === 13);
    for (const ends of running.splice(0, 2)) ends();
    await bystander.until(/200 OK/);
    expect(begun).toBeLessThanOrEqual(10);
    while (begun < 20 || running.length > 0) {
      running.shift()?.();
      await turns.next();
    }
    await Promise.all(asked.map((client) => client.until(/200 OK/)));
    expect([most, begun, door.edge.reads.taken]).toEqual([8, 20, 0]);
  });

  it('who take nothing of what they ask get no more than their share of it', async () => {
    const door = await serve({ ...SOON, unreadMs: 60_000 });
    const { operations } = door.edge.engine;
    let begun = 0;
    jest.spyOn(operations, 'stream').mockImplementation(() => {
      begun += 1;
      const event = { intact: true, actor: 'a', subject: 'c-1', data: 'x'.repeat(20_000_000) };
      return Promise.resolve({ events: [event], next: null } as unknown as Awaited<
        ReturnType<typeof operations.stream>
      >);
    });
    const ask = (): Client => door.ask('audit/streams/order-1', door.keys.auditor, { reads: false });
    for (let n = 0; n < 2; n++) {
      ask();
      await until(() => door.edge.answers.shares.unread.taken > n * 20_000_000);
    }
    await door.ask('audit/streams/order-1', door.keys.auditor).until(/503 [^]*answers\/unread/);
    await door.ask('goods', door.keys.analyst).until(/200 OK/);
    expect(begun).toBe(2);
  });
});

describe('who is slow', () => {
  it('with the head of a request is answered 408 and closed', async () => {
    const door = await serve({ headersMs: 100 });
    const client = new Client(door.port);
    client.socket.write('GET /health/live HTTP/1.1\r\nHost: loc');
    await client.closed;
    expect(client.text).toMatch(/^HTTP\/1\.1 408 [^]*request\/timeout/);
  });

  it('with a body is answered 408 and closed, with a key or without', async () => {
    const door = await serve({ bodyMs: 100 });
    const json = 'Content-Type: application/json\r\nContent-Length: 1000\r\n';
    const client = door.ask('orders', undefined, { method: 'POST', headers: json, body: '{"a":' });
    await client.closed;
    expect(client.text).toMatch(/^HTTP\/1\.1 408 [^]*request\/timeout/);
    expect(door.logged.join('')).not.toContain('failed');
  });

  it('with the lines of a bulk stream is told why it ends, after every answer', async () => {
    const door = await serve({ silenceMs: 1_000 }); // the line comes before it is over, on a busy machine too
    const client = door.ask('bulk', undefined, { ...bulk, body: chunk(line('only')) });
    await client.closed;
    expect(client.text).toMatch(/"id":"only","status":201[^]*"id":null,"status":408,.*request\/timeout/);
  });

  it('to show a key is closed, and of too many such connections the one that asked least recently', async () => {
    const hasty = await serve({ strangerMs: 100 });
    await new Client(hasty.port).closed;
    const door = await serve({ strangers: 2 });
    const known = door.ask('goods', door.keys.analyst, { headers: 'Connection: keep-alive\r\n' });
    await known.until(/200 OK/);
    const [first, second] = [new Client(door.port), new Client(door.port)];
    await Promise.all([first, second].map(({ socket }) => once(socket, 'connect')));
    first.socket.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await first.until(/"live":true/);
    const third = new Client(door.port);
    await second.closed;
    expect([known, first, third].map(({ socket }) => socket.destroyed)).toEqual([false, false, false]);
  });
});

describe('a body that is refused', () => {
  const JSON_TYPE = 'Content-Type: application/json\r\n';
  const SIZE = 5_000_000;
  const bodyOf = (isInChunks: boolean): string =>
    isInChunks ? `${chunk('x'.repeat(50_000)).repeat(SIZE / 50_000)}0\r\n\r\n` : 'x'.repeat(SIZE);
  const sized = (isInChunks: boolean): string =>
    `${JSON_TYPE}${isInChunks ? 'Transfer-Encoding: chunked' : `Content-Length: ${SIZE}`}\r\n`;

  it.each([
    [413, 'too large', false],
    [413, 'too large, in chunks', true],
    [401, 'of nobody', false],
    [401, 'of nobody, in chunks', true],
  ])('is answered %d where it is %s, and its connection serves on', async (status, _, isInChunks) => {
    const door = await serve();
    const key = status === 401 ? 'dsk_none' : door.keys.service;
    const client = door.ask('orders', key, { method: 'POST', headers: sized(isInChunks), body: bodyOf(isInChunks) });
    client.socket.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await client.until(/"live":true/);
    expect(client.text).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*HTTP/1.1 200 `));
  });

  it.each([401, 413])(
    'is answered %d before its connection ends, where the caller asked for that end',
    async (status) => {
      const door = await serve();
      const key = status === 401 ? 'dsk_none' : door.keys.service;
      const client = door.ask('orders', key, { method: 'POST', headers: `${sized(false)}Connection: close\r\n` });
      await client.until(/"code"/);
      let isReset = false;
      client.socket.on('error', () => (isReset = true));
      client.socket.write(bodyOf(false));
      await client.closed;
      expect([client.text.slice(0, 12), isReset]).toEqual([`HTTP/1.1 ${status}`, false]);
    },
  );

  it('is answered where it is a bulk of thousands of short lines, each a piece, and its connection serves on', async () => {
    const door = await serve();
    const body = `${chunk(line('o-1')).repeat(3_000)}0\r\n\r\n`;
    const client = door.ask('bulk', 'dsk_none', { ...bulk, body });
    client.socket.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await client.until(/"live":true/);
    expect(client.text).toMatch(/^HTTP\/1.1 401 [^]*HTTP\/1.1 200 /);
  });

  it('ends its connection where the caller asked for that: where it stops, and where it comes before an earlier answer', async () => {
    const door = await serve({ lingerMs: 100 });
    const key = `Host: localhost\r\nAuthorization: Bearer ${door.keys.analyst}\r\n`;
    const refused = `POST /api/v1/orders HTTP/1.1\r\n${key}${JSON_TYPE}Content-Length: 2\r\nConnection: close\r\n\r\n`;
    const stopped = new Client(door.port);
    stopped.socket.write(`${refused}{`);
    await stopped.closed;
    const reads = holdReads(door);
    let asked = 0;
    door.app.getHttpServer().on('request', () => (asked += 1));
    const behind = new Client(door.port);
    behind.socket.write(`GET /api/v1/orders HTTP/1.1\r\n${key}\r\n${refused}`);
    await until(() => asked === 2);
    behind.socket.write('{}');
    for (let round = 0; round < 200; round++) await turns.next();
    reads.letGo();
    await behind.closed;
    const answers = [stopped, behind].map(({ text }) => text.match(/HTTP\/1.1 \d+/g));
    expect(answers).toEqual([['HTTP/1.1 403'], ['HTTP/1.1 200', 'HTTP/1.1 403']]);
  });

  it('keeps no room behind an answer that never ends: of none that is too large, and of none that stops', async () => {
    const door = await serve({ bodyMs: 100 });
    const behind = async (length: number): Promise<Client> => {
      const client = door.ask('events', undefined, { headers: SSE });
      await client.until(/connected/);
      const arrived = once(door.app.getHttpServer(), 'request');
      client.socket.write(
        `POST /api/v1/orders HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${door.keys.service}\r\n` +
          `${JSON_TYPE}Content-Length: ${length}\r\n\r\n{`,
      );
      await arrived;
      return client;
    };
    await behind(1_100_000);
    expect(door.edge.bodies.taken).toBe(0);
    await behind(900_000);
    await until(() => door.edge.bodies.taken > 0);
    await until(() => door.edge.bodies.taken === 0);
  });
});

it('says of a refusal without a body behind it whether its connection ends', async () => {
  const door = await serve();
  const told = async (more: string): Promise<string | undefined> => {
    const client = door.ask('nothing', undefined, { headers: more });
    await client.until(/"code"/);
    return /^connection: (.*)\r$/im.exec(client.text)?.[1];
  };
  expect([await told(''), await told('Connection: close\r\n')]).toEqual(['keep-alive', 'close']);
});

/** Commands wait until they are let go. */
function holdCommands(door: DoorUnderTest): { readonly reached: Promise<void>; readonly letGo: () => void } {
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const reached = new Promise<void>((under) => {
    door.hold = () => {
      under();
      return held;
    };
  });
  return { reached, letGo: () => letGo() };
}

describe('a server that stops', () => {
  const NEVER = 600_000;
  /** Nothing but the grace ends what holds out: without it no stop would come to its end. */
  const GRACE_ALONE: Partial<Limits> = {
    ...{ graceMs: 500, headersMs: NEVER, bodyMs: NEVER, silenceMs: NEVER, unreadMs: NEVER, strangerMs: NEVER },
  };

  it('ends within its grace in spite of a half-sent head', async () => {
    const door = await serve(GRACE_ALONE);
    const arrived = once(door.app.getHttpServer(), 'connection');
    new Client(door.port).socket.write('GET /health/live HTTP/1.1\r\nHost: loc');
    await arrived;
    await door.close();
  });

  it.each([
    [
      'a half-sent body',
      'orders',
      { method: 'POST', headers: 'Content-Type: application/json\r\nContent-Length: 1000\r\n', body: '{"a":' },
    ],
    ['a silent bulk stream', 'bulk', bulk],
    ['an export that nobody reads', 'orders', { headers: CSV, reads: false }],
    ['a live stream that nobody reads', 'events', { headers: SSE, reads: false }],
  ])('ends within its grace in spite of %s', async (_, path, more) => {
    const door = await serve(GRACE_ALONE);
    many(door);
    const arrived = once(door.app.getHttpServer(), 'request');
    door.ask(path, undefined, more);
    await arrived;
    await door.close();
  });

  it('says in one calm line that reads were cut off, however many there were and whatever became of them', async () => {
    const door = await serve({ ...SOON, graceMs: 100 });
    const reads = holdReads(door);
    const asked = Array.from({ length: 6 }, () => door.ask('orders'));
    await until(() => reads.begun === 4 && door.edge.reads.waiting === 2);
    await door.close();
    await Promise.all(asked.map(({ closed }) => closed));
    reads.fail(new Error('the read models are closed'));
    await until(() => door.edge.reads.taken === 0);
    await turns.next();
    expect(door.logged.map((line) => JSON.parse(line) as object)).toMatchObject([
      { level: 40, msg: 'the server stops; what was still asked was cut off' },
    ]);
    expect(reads.begun).toBe(4);
  });

  it('answers the lines of a bulk stream that are under way, and says why it takes no more', async () => {
    const door = await serve();
    const { reached, letGo } = holdCommands(door);
    const client = door.ask('bulk', undefined, { ...bulk, body: chunk(`${line('under-way')}{"id":"half`) });
    await reached;
    const closed = door.close();
    letGo();
    await closed;
    await client.closed;
    expect(client.text).toMatch(/"id":"under-way","status":201[^]*"id":null,"status":503,.*server\/draining/);
    expect(client.text).not.toContain('request/not-json'); // of half a line nobody can say that
  });

  it('answers every line that is under way also to who still sends in tiny pieces, which nobody reads any more', async () => {
    const door = await serve();
    const { reached, letGo } = holdCommands(door);
    const arrived = once(door.app.getHttpServer(), 'request');
    const client = door.ask('bulk', undefined, { ...bulk, body: chunk(line('first')) + chunk(line('second')) });
    const [{ socket }] = (await arrived) as [IncomingMessage];
    await reached;
    const closed = door.close();
    await until(() => door.edge.draining.signal.aborted);
    const before = socket.bytesRead;
    const tiny = chunk('x').repeat(2_500);
    client.socket.write(tiny);
    await until(() => socket.bytesRead - before === tiny.length);
    letGo();
    await closed;
    await client.closed;
    expect(client.text).toMatch(
      /"id":"first","status":201[^]*"id":"second","status":201[^]*"id":null,"status":503[^]*\r\n0\r\n\r\n$/,
    );
  });
});
