import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { ClaimExternalId } from '../../foundation/src/identity/claim-external-id';
import { type DoorUnderTest, openDoor } from '../../testing/src/door';
import type { PlaceOrder } from '../../testing/src/order-shop';
import { until } from '../../testing/src/until';
import { Bulk, WINDOW } from './commands/bulk';
import { CommandDoor } from './commands/command-door';

let door: DoorUnderTest;
let port: number;
beforeAll(async () => {
  door = await openDoor();
  await door.app.listen(0, '127.0.0.1');
  port = (door.app.getHttpServer().address() as AddressInfo).port;
});
afterAll(() => door.close());
beforeEach(() => {
  door.runs.length = 0;
  door.edge.refusals.flush(); // what was refused before is counted no further
  door.notes.length = 0;
  door.hold = () => Promise.resolve();
});

const order = (orderId: string, more: object = {}) => ({
  orderId,
  lines: [{ sku: 'bolt', quantity: 1, unitPrice: '1.00' }],
  currency: 'CNY',
  ...more,
});
const place = (id: string, orderId: string, more: object = {}): string =>
  JSON.stringify({ id, command: 'shop.PlaceOrder', data: order(orderId, more) });
const ship = (id: string, orderId: string): string =>
  JSON.stringify({ id, command: 'shop.ShipOrder', data: { orderId } });

interface LineAnswer {
  readonly id: string | null;
  readonly status: number;
  readonly replayed: boolean;
  readonly receipt?: { readonly stream: string; readonly revision: number };
  readonly problem?: { readonly code: string; readonly detail: string; readonly instance: string };
}
async function bulk(lines: readonly (string | Buffer)[], key = door.keys.service, search = ''): Promise<LineAnswer[]> {
  const answer = await door.app.inject({
    method: 'POST',
    url: `/api/v1/bulk${search}`,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' },
    payload: Buffer.concat(lines.map((line) => Buffer.concat([Buffer.from(line), Buffer.from('\n')]))),
  });
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/x-ndjson']);
  return answer.body
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as LineAnswer);
}

it('answers each line with a line, in order, and one bad line hurts nobody else', async () => {
  const answers = await bulk([
    place('1', 'b-1'),
    '{"id":"2","command":',
    '{"id":"3","command":"shop.Burn","data":{}}',
    place('4', 'b-1', { currency: 'USD' }),
    '7',
    Buffer.from([0x7b, 0xff, 0x7d]),
    '',
    JSON.stringify({ id: '8', command: 'shop.PlaceOrder', data: order('b-8'), extra: 1 }),
    place('two words', 'b-9'),
    '{"id":"10","command":"shop.PlaceOrder","data":{"__proto__":{}}}',
    ship('11', 'b-1'),
  ]);
  expect(answers.map(({ id, status, problem }) => [id, status, problem?.code])).toEqual([
    ['1', 201, undefined],
    [null, 400, 'request/not-json'],
    ['3', 404, 'bulk/unknown-command'],
    ['4', 400, 'request/invalid'],
    [null, 400, 'request/not-an-object'],
    [null, 400, 'request/not-utf8'],
    ['8', 400, 'request/invalid'],
    [null, 400, 'request/invalid'],
    [null, 400, 'request/invalid'],
    ['11', 200, undefined],
  ]);
  expect(answers[0]).toEqual({
    id: '1',
    status: 201,
    replayed: false,
    receipt: expect.objectContaining({ stream: 'order-b-1' }) as unknown,
  });
  expect(answers[1]?.problem?.detail).toBe('The content is not JSON: see line 2, column 21.');
  expect(answers[2]?.problem?.instance).toMatch(/#line-3$/);
});

it('gives a line sent again the first answer', async () => {
  const line = place('again', 'b-again');
  const [first] = await bulk([line]);
  const [second] = await bulk([line]);
  expect([first?.replayed, second?.replayed]).toEqual([false, true]);
  expect(second?.receipt).toEqual(first?.receipt);
});
it('takes the same id from two keys as two messages, and chooses two ids for what they create', async () => {
  const line = JSON.stringify({ id: 'mine', command: 'shop.PlaceOrder', data: { ...order(''), orderId: undefined } });
  const [mine] = await bulk([line]);
  const [other] = await bulk([line], door.keys.sales);
  expect([mine?.status, other?.status, other?.replayed]).toEqual([201, 201, false]);
  expect(other?.receipt?.stream).not.toBe(mine?.receipt?.stream);
});

it('does lines about one stream or one customer one after the other, others side by side', async () => {
  const under = new Set<string>();
  const together: string[][] = [];
  let come = (): void => undefined;
  const fifth = new Promise<void>((resolve) => (come = resolve));
  door.hold = async (command) => {
    const { orderId } = command as PlaceOrder;
    under.add(orderId);
    together.push([...under].sort());
    if (orderId === 'l-5') come();
    await (orderId === 'l-1' ? fifth : new Promise(setImmediate)); // l-1 ends only beside l-5
    under.delete(orderId);
  };
  const answers = await bulk([
    place('l1', 'l-1', { customerId: '14646' }),
    place('l2', 'l-2', { customerId: '14646' }),
    place('l3', 'l-3'),
    ship('l4', 'l-3'),
    place('l5', 'l-5'),
  ]);
  expect(together.some((names) => names.includes('l-1') && names.includes('l-2'))).toBe(false);
  expect(together.some((names) => names.includes('l-1') && names.includes('l-5'))).toBe(true);
  expect(answers.map(({ receipt }) => receipt?.revision)).toEqual([0, 0, 0, 1, 0]); // l-3 was shipped after it was placed
});

it('finds what a line before it is still making', async () => {
  let letGo: () => void = () => undefined;
  const refused = new Promise<void>((resolve) => (letGo = resolve));
  const run = door.rig.commands.run.bind(door.rig.commands);
  const asked = jest.spyOn(door.rig.commands, 'run').mockImplementation((...command) =>
    run(...command).catch((error: unknown) => {
      letGo();
      throw error;
    }),
  );
  door.hold = async (command) => {
    if (command instanceof ClaimExternalId) await refused;
  };
  const claim = { customerId: 'c-1', source: 'crm', value: 'new-one' };
  const claiming = JSON.stringify({ id: 'n1', command: 'customers.ClaimExternalId', data: claim });
  const answers = await bulk([claiming, place('n2', 'n-2', { customerId: 'crm:new-one' })]);
  expect(asked).toHaveBeenCalledTimes(3); // the second of them was refused
  asked.mockRestore();
  expect(answers.map(({ status }) => status)).toEqual([201, 201]);
});

it('is recorded line by line, refused ones too', async () => {
  await bulk([place('r1', 'r-1', { customerId: '14646' }), place('r2', 'r-2', { currency: 'USD' })]);
  const told = door.notes.map(({ action, subjects, outcome }) => [action, subjects, outcome]);
  expect(told.sort()).toEqual([
    ['shop.PlaceOrder', [], 'request/invalid'],
    ['shop.PlaceOrder', ['c-1'], 'done'],
  ]);
});

it('answers a refused line also when nobody can tell for its record whom it was about', async () => {
  const { customers } = door.edge.engine;
  jest.spyOn(customers, 'known').mockRejectedValue(new Error('the read models are not ready'));
  const answers = await bulk([place('lost-1', 'lost', { customerId: 'nobody' }), place('found-1', 'found')]);
  expect(answers.map(({ id, status }) => [id, status])).toEqual([
    ['lost-1', 404],
    ['found-1', 201],
  ]);
  jest.restoreAllMocks();
});

it('checks the role for each line', async () => {
  const answers = await bulk([place('s1', 's-1'), ship('s2', 's-1')], door.keys.sales);
  expect(answers.map(({ status, problem }) => [status, problem?.code])).toEqual([
    [201, undefined],
    [403, 'auth/forbidden'],
  ]);
});

it('refuses all further lines once the key is revoked, those that wait their turn too', async () => {
  const leaver = await door.edge.keys.issue({ name: 'leaver', role: 'service' });
  door.hold = async () => {
    await door.edge.keys.revoke(leaver.id);
  };
  const answers = await bulk([place('k1', 'k-1'), ship('k2', 'k-1'), place('k3', 'k-1')], leaver.key);
  expect(answers.map(({ id, status, problem }) => [id, status, problem?.code])).toEqual([
    ['k1', 201, undefined],
    ['k2', 401, 'auth/unknown-key'],
    ['k3', 401, 'auth/unknown-key'],
  ]);
  expect(door.runs).toHaveLength(1);
  expect(door.notes.map(({ outcome }) => outcome)).toContain('auth/unknown-key');
});

it('brings in history for admins, and tells who else how they may', async () => {
  await bulk([place('h1', 'h-1')], door.keys.admin, '?backfill=true');
  expect(door.runs[0]?.sent.backfill).toBe(true);
  for (const key of [door.keys.service, door.keys.sales]) {
    const refused = await door.app.inject({
      method: 'POST',
      url: '/api/v1/bulk?backfill=true',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson', 'accept-language': 'en' },
      payload: place('h2', 'h-2'),
    });
    const { code, detail } = refused.json<{ code: string; detail: string }>();
    expect([refused.statusCode, code]).toEqual([403, 'auth/backfill']);
    expect(detail).toMatch(/^Key key-\w+ may not bring in history.*policy history\.$/);
  }
  expect(door.runs).toHaveLength(1);
});

it('passes over a line of more than 1 MiB, and goes on', async () => {
  const answers = await bulk([`{"id":"x","junk":"${'x'.repeat(1024 * 1024)}"}`, place('after', 'after-1')]);
  expect(answers.map(({ status, problem }) => [status, problem?.code])).toEqual([
    [413, 'bulk/line-too-long'],
    [201, undefined],
  ]);
});

describe('over a connection', () => {
  function connect(): { sending: ClientRequest; answer: Promise<IncomingMessage> } {
    const sending = request({
      host: '127.0.0.1',
      port,
      method: 'POST',
      path: '/api/v1/bulk',
      headers: { authorization: `Bearer ${door.keys.service}`, 'content-type': 'application/x-ndjson' },
    });
    sending.flushHeaders();
    return { sending, answer: once(sending, 'response').then(([response]) => response as IncomingMessage) };
  }

  it('answers a line before the next is sent', async () => {
    const { sending, answer } = connect();
    sending.write(`${place('t1', 't-1')}\n`);
    const lines = createInterface({ input: await answer })[Symbol.asyncIterator]();
    expect(JSON.parse(String((await lines.next()).value))).toMatchObject({ id: 't1', status: 201 });
    sending.write(`${ship('t2', 't-1')}\n`);
    expect(JSON.parse(String((await lines.next()).value))).toMatchObject({ id: 't2', status: 200 });
    sending.end();
    expect((await lines.next()).done).toBe(true);
  });

  it('takes lines that come byte by byte, with pauses between many of them', async () => {
    const { sending, answer } = connect();
    const ids = Array.from({ length: 12 }, (_, i) => `byte-${i}`);
    for (const byte of ids.map((id) => `${place(id, id)}\n`).join('')) sending.write(byte);
    sending.end();
    const answered: unknown[] = [];
    for await (const line of createInterface({ input: await answer })) answered.push(JSON.parse(line));
    expect(answered).toEqual(ids.map((id) => expect.objectContaining({ id, status: 201 }) as unknown));
  });

  it('takes no more lines than the window while commands are held up', async () => {
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    door.hold = () => held;
    const { sending, answer } = connect();
    const total = WINDOW + 50;
    for (let i = 0; i < total; i++) sending.write(`${place(`w${i}`, `w-${i}`)}\n`);
    sending.end();
    while (door.runs.length < WINDOW) await new Promise(setImmediate);
    for (let i = 0; i < 50; i++) await new Promise(setImmediate);
    expect(door.runs).toHaveLength(WINDOW);
    letGo();
    let answers = 0;
    for await (const line of createInterface({ input: await answer })) {
      expect(JSON.parse(line)).toMatchObject({ id: `w${answers}`, status: 201 });
      answers++;
    }
    expect(answers).toBe(total);
  });

  it('begins no line of a caller that left before its turn', async () => {
    const order = { principal: { id: 'k', name: 'k', role: 'service', departments: [] }, language: 'en' } as const;
    const given = { ...order, requestId: 'r', backfill: false, dryRun: false, isLeft: () => true };
    const left = new Bulk(door.app.get(CommandDoor), door.edge, given);
    const source = Readable.from([Buffer.from(`${place('l1', 'l-1')}\n`)]) as Readable & { cut: undefined };
    expect(await left.answers(source).next()).toEqual({ value: '', done: false }); // no error, of which the log would tell
    expect(door.runs).toEqual([]);
  });

  it('cut in the middle leaves the server well, and its place to others', async () => {
    for (let i = 0; i < 3; i++) {
      const { sending, answer } = connect();
      sending.write(`${place(`c${i}`, `cut-${i}`)}\n{"id":"c2"`);
      const response = await answer;
      await once(response, 'data'); // one key has two places
      sending.on('error', () => undefined);
      response.on('error', () => undefined);
      sending.destroy();
      await until(() => door.edge.answers.shares.bulk.taken === 0);
    }
    const [line] = await bulk([place('c3', 'cut-3')]);
    expect(line?.status).toBe(201);
  });
});
