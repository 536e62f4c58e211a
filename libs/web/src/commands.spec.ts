import { LogUnreachable } from '@dossier/event-store';
import { type DoorUnderTest, openDoor } from '../../testing/src/door';
import type { ProblemDocument } from './edge/problem';

let door: DoorUnderTest;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());
beforeEach(() => {
  door.runs.length = 0;
  door.edge.refusals.flush(); // what was refused before is counted no further
  door.notes.length = 0;
});

const LINES = [{ sku: 'bolt', quantity: 2, unitPrice: '2.55' }];
const ORDER = { lines: LINES, currency: 'CNY' };
let next = 0;
const fresh = (): string => `o-${++next}`;

type Headers = Readonly<Record<string, string>>;
async function send(payload: unknown, headers: Headers = {}, url = 'orders', method: 'POST' | 'PUT' = 'POST') {
  const answer = await door.app.inject({
    method,
    url: `/api/v1/${url}`,
    payload: JSON.stringify(payload),
    headers: { authorization: `Bearer ${door.keys.service}`, 'content-type': 'application/json', ...headers },
  });
  return { status: answer.statusCode, headers: answer.headers, body: answer.json<Record<string, unknown>>() };
}
const problem = (body: unknown): ProblemDocument => body as ProblemDocument;

describe('an accepted command', () => {
  it('answers 201 for a new stream and 200 after, with a receipt and the revision as ETag', async () => {
    const orderId = fresh();
    const placed = await send({ orderId, ...ORDER });
    expect(placed.status).toBe(201);
    expect(placed.headers['etag']).toBe('"0"');
    expect(placed.body).toEqual({
      stream: `order-${orderId}`,
      revision: 0,
      position: expect.stringContaining(`${door.rig.store.log}-`) as unknown,
      events: [{ id: expect.any(String) as unknown, type: 'shop.OrderPlaced' }],
    });
    const shipped = await send({}, {}, `orders/${orderId}/ship`);
    expect([shipped.status, shipped.headers['etag']]).toEqual([200, '"1"']);
  });

  it('answers 200 without events when there is nothing to do', async () => {
    const orderId = fresh();
    await send({ orderId, ...ORDER });
    await send({}, {}, `orders/${orderId}/ship`);
    const again = await send({}, {}, `orders/${orderId}/ship`);
    expect([again.status, again.body['events']]).toEqual([200, []]);
  });

  it('reaches its handler over the bus, with its sender beside it', async () => {
    await send({ orderId: fresh(), ...ORDER });
    const [run] = door.runs;
    expect(run?.def).toBe('shop.PlaceOrder');
    expect(run?.command.constructor.name).toBe('PlaceOrder');
    expect(run?.sent.principal).toMatchObject({ role: 'service', departments: [] });
  });

  it('may be sent without body where nothing is needed beside the path', async () => {
    const orderId = fresh();
    await send({ orderId, ...ORDER });
    const url = `/api/v1/orders/${orderId}/ship`;
    const answer = await door.app.inject({
      method: 'POST',
      url,
      headers: { authorization: `Bearer ${door.keys.service}` },
    });
    expect(answer.statusCode).toBe(200);
  });

  it('is recorded with who, what and about whom', async () => {
    const orderId = fresh();
    await send({ orderId, customerId: '14646', ...ORDER });
    expect(door.notes).toEqual([
      expect.objectContaining({
        at: door.rig.clock.now(),
        role: 'service',
        kind: 'command',
        action: 'shop.PlaceOrder',
        subjects: ['c-1'],
        detail: `order-${orderId}@0`,
        outcome: 'done',
      }),
    ]);
  });

  it('is recorded with the customer whom it names also where its stream is about nobody', async () => {
    const answered = jest.spyOn(door.edge.engine.commands, 'run').mockResolvedValueOnce({
      receipt: { stream: 'identity-links', revision: 0, position: `${door.rig.store.log}-0-1`, events: [] },
      created: false,
      replayed: false,
      subject: '~identity-links',
      customer: 'c-1',
    });
    await send({ orderId: fresh(), customerId: '14646', ...ORDER });
    expect(door.notes.map(({ subjects }) => subjects)).toEqual([['~identity-links', 'c-1']]);
    answered.mockRestore();
  });

  it('is not taken while too many records of what was done wait: a vault that fails would fill the memory', async () => {
    const order = { orderId: fresh(), ...ORDER };
    const room = jest.spyOn(door.rig.accessLog, 'hasRoom').mockReturnValue(false);
    const { status, headers, body } = await send(order);
    room.mockRestore();
    expect([status, problem(body).code, headers['retry-after'], door.runs]).toEqual([503, 'audit/full', '5', []]);
    expect((await send(order)).status).toBe(201);
  });
  it('leaves out optional fields that were sent as null', async () => {
    await send({ orderId: fresh(), urgent: null, promisedShipAt: null, ...ORDER });
    expect(Object.keys(JSON.parse(JSON.stringify(door.runs[0]?.command)) as object).sort()).toEqual([
      'currency',
      'lines',
      'orderId',
    ]);
  });

  it('gets times in UTC, whatever offset they were sent with', async () => {
    await send({ orderId: fresh(), promisedShipAt: '2026-01-31T16:00:00+08:00', ...ORDER });
    expect(door.runs[0]?.command).toMatchObject({ promisedShipAt: '2026-01-31T08:00:00.000Z' });
  });
});

describe('a text', () => {
  const composed = 'Société Générale';
  const decomposed = composed.normalize('NFD');
  it('comes in as NFC, in whatever form it was typed', async () => {
    await send({ orderId: fresh(), contact: decomposed, department: decomposed, ...ORDER });
    expect(door.runs[0]?.command).toMatchObject({ contact: composed });
    expect(door.runs[0]?.sent).toMatchObject({ department: composed });
  });
  it('with NUL is refused, in the body and in the path', async () => {
    const { status, body } = await send({ orderId: fresh(), contact: 'a\u0000b', ...ORDER });
    expect([status, problem(body).errors?.[0]]).toEqual([
      400,
      { pointer: '/contact', code: 'nul', detail: 'has a NUL character.' },
    ]);
    const path = await send({}, {}, 'orders/o%00x/ship');
    expect([path.status, problem(path.body).errors?.[0]?.pointer]).toEqual([400, '/orderId']);
  });
});

describe('the envelope', () => {
  it('is taken out of the body: occurredAt, department and business line', async () => {
    const sent = { occurredAt: '1900-01-01T00:00:00+08:00', department: 'sales', businessLine: 'spare parts' };
    await send({ orderId: fresh(), ...sent, ...ORDER });
    expect(door.runs[0]?.sent).toMatchObject({ ...sent, occurredAt: '1899-12-31T16:00:00.000Z' });
    expect(door.runs[0]?.command).not.toHaveProperty('department');
  });

  it.each([
    '1899-12-31T23:59:59Z',
    '0001-01-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-01-31',
    '2026-01-31T08:00:00',
    7,
  ])('refuses %j as a time', async (occurredAt) => {
    const { status, body } = await send({ orderId: fresh(), occurredAt, ...ORDER });
    expect(status).toBe(400);
    expect(problem(body).errors?.[0]?.pointer).toBe('/occurredAt');
  });

  it.each([
    ['department', 'sales\u0000', '/department', 'nul'],
    ['department', 'sa\u202eles', '/department', 'wrong-form'],
    ['department', 'sa\u200bles', '/department', 'wrong-form'],
    ...['sales\uFE0F', 'sales\u034F', 'sa\u3164les', 'sales\uFFA0', 'sa\u2800les', 'sales\u{E0100}'].map((name) => [
      ...['department', name, '/department', 'wrong-form'],
    ]),
    ...[' sales', 'sales ', 'ｓａｌｅｓ', 'line ２', 'key  accounts', 'key\u00A0accounts', 'key\u3000accounts'].map(
      (name) => [...['businessLine', name, '/businessLine', 'wrong-form']],
    ),
    ['businessLine', 'spare\u2066parts', '/businessLine', 'wrong-form'],
    ['businessLine', 'spare\nparts', '/businessLine', 'wrong-form'],
    ['department', ' \u3000', '/department', 'blank'],
    ['businessLine', ' ', '/businessLine', 'blank'],
    ['department', 'li.wei@example.com', '/department', 'personal-text'],
    ['businessLine', '李伟 13912345678', '/businessLine', 'personal-text'],
    ['department', '张三13812345678', '/department', 'personal-text'],
    ['businessLine', '王经理手机13812345678', '/businessLine', 'personal-text'],
  ])('refuses %s %j: it stays in the log for ever, in the clear', async (field, words, pointer, code) => {
    const { status, body } = await send({ orderId: fresh(), [field]: words, ...ORDER });
    expect(status).toBe(400);
    expect(problem(body).errors).toEqual([expect.objectContaining({ pointer, code })]);
    expect(door.runs).toHaveLength(0);
  });

  it.each(['Sales office', '销售部（华东）', 'key accounts', 'R&D/QA', '第2营业部'])(
    'takes the department %s',
    async (department) => {
      expect((await send({ orderId: fresh(), department, ...ORDER })).status).toBe(201);
      expect(door.runs[0]?.sent).toMatchObject({ department });
    },
  );

  it.each(['财务', 'Finance', 'FINANCE', 'finance'])('takes %s for the one department finance', async (department) => {
    expect((await send({ orderId: fresh(), department, ...ORDER })).status).toBe(201);
    expect(door.runs[0]?.sent).toMatchObject({ department: 'finance' });
  });

  it.each([
    'li.wei@example.com',
    'li.wei%40example.com',
    '13912345678',
    'call:13912345678',
    'tel13812345678',
    'a\u00adb',
  ])('refuses %j as a correlation id', async (id) => {
    const { status, body } = await send({ orderId: fresh(), ...ORDER }, { 'x-correlation-id': id });
    expect([status, problem(body).code]).toEqual([400, 'request/bad-header']);
  });
  it('takes as a correlation id a UUID in which such digits stand by chance', async () => {
    const id = '550e8400-e29b-41d4-a716-13812345678a';
    expect((await send({ orderId: fresh(), ...ORDER }, { 'x-correlation-id': id })).status).toBe(201);
  });

  it('lets staff speak for their own departments only', async () => {
    const headers = { authorization: `Bearer ${door.keys.sales}` };
    for (const department of ['sales', '销售'])
      expect((await send({ orderId: fresh(), department, ...ORDER }, headers)).status).toBe(201);
    const { status, body } = await send({ orderId: fresh(), department: 'finance', ...ORDER }, headers);
    expect([status, problem(body).code]).toEqual([403, 'auth/foreign-department']);
  });

  it('carries trace and correlation; a malformed trace counts as none', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await send({ orderId: fresh(), ...ORDER }, { traceparent, 'x-correlation-id': 'job-7' });
    expect(door.runs[0]?.sent).toMatchObject({ traceparent, correlationId: 'job-7' });
    await send({ orderId: fresh(), ...ORDER }, { traceparent: `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01` });
    expect(door.runs[1]?.sent).not.toHaveProperty('traceparent');
  });
});

describe('an idempotency key', () => {
  it('makes a repeat get the first answer, and says so', async () => {
    const orderId = fresh();
    const headers = { 'idempotency-key': `key-${orderId}` };
    const first = await send({ orderId, ...ORDER }, headers);
    const again = await send({ orderId, ...ORDER }, headers);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect([again.status, again.headers['idempotency-replayed'], again.body]).toEqual([201, 'true', first.body]);
  });

  it('is the same quoted, as the draft has it, and bare', async () => {
    await send({ orderId: fresh(), ...ORDER }, { 'idempotency-key': '"a\\"b"' });
    await send({ orderId: fresh(), ...ORDER }, { 'idempotency-key': 'a"b' });
    expect(door.runs.map(({ sent }) => sent.key)).toEqual(['a"b', 'a"b']);
  });

  it('says 503 where the log does not answer, and the same key asked again is answered as the first time', async () => {
    const orderId = fresh();
    const headers = { 'idempotency-key': `key-${orderId}` };
    const { store } = door.rig;
    const append = store.append.bind(store);
    const silent = jest.spyOn(store, 'append').mockImplementation(async (...asked) => {
      await append(...asked);
      throw new LogUnreachable({ zh: 'log:2113 没有答复', en: 'log:2113 does not answer' });
    });
    const unanswered = await send({ orderId, ...ORDER }, headers);
    silent.mockRestore();
    expect([unanswered.status, unanswered.headers['retry-after']]).toEqual([503, '5']);
    expect(unanswered.body).toMatchObject({
      code: 'log/unreachable',
      detail: expect.stringContaining('Idempotency-Key') as unknown,
    });
    expect(JSON.stringify(unanswered.body)).not.toContain('2113');
    const again = await send({ orderId, ...ORDER }, headers);
    expect([again.status, again.body['events']]).toEqual([
      201,
      (await store.read(`order-${orderId}`)).map(({ id, type }) => ({ id, type })),
    ]);
  });

  it('is refused with 422 for another body', async () => {
    const headers = { 'idempotency-key': 'one-key' };
    await send({ orderId: fresh(), ...ORDER }, headers);
    const { status, body } = await send({ orderId: fresh(), ...ORDER }, headers);
    expect([status, problem(body).code]).toEqual([422, 'command/key-reused']);
  });

  it.each(['', 'two words', '"open', 'é', 'x'.repeat(256)])('is refused as %j', async (key) => {
    const { status, body } = await send({ orderId: fresh(), ...ORDER }, { 'idempotency-key': key });
    expect([status, problem(body).code]).toEqual([400, 'request/bad-header']);
  });

  it('gives a creation without id the same id again; without key each has its own', async () => {
    const headers = { 'idempotency-key': 'nameless' };
    const [first, again] = [await send(ORDER, headers), await send(ORDER, headers)];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body['stream']).toBe(first.body['stream']);
    expect(first.body['stream']).toMatch(/^order-[0-9a-f]{8}-[0-9a-f]{4}-8/);
    const other = await send(ORDER);
    expect(other.body['stream']).toMatch(/^order-[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });
});

describe('If-Match', () => {
  it('lets a command pass while the stream is at that revision, and answers 412 after', async () => {
    const orderId = fresh();
    const { headers } = await send({ orderId, ...ORDER });
    const etag = String(headers['etag']);
    expect((await send({}, { 'if-match': etag }, `orders/${orderId}/ship`)).status).toBe(200);
    const late = await send({}, { 'if-match': etag }, `orders/${orderId}/ship`);
    expect([late.status, problem(late.body).code]).toEqual([412, 'command/stale']);
  });

  it.each(['3', 'W/"3"', '*', '"-1"', '"1e3"', ''])('is refused as %j', async (ifMatch) => {
    const { status, body } = await send({}, { 'if-match': ifMatch }, 'orders/o/ship');
    expect([status, problem(body).code]).toEqual([400, 'request/bad-header']);
  });
});

describe('a refusal', () => {
  it('is a problem with the code and words of its context, in the language asked for', async () => {
    const closed = { orderId: 'o', ...ORDER, lines: [{ ...LINES[0], sku: 'sunday' }] };
    const en = await send(closed, { 'accept-language': 'en-GB,en;q=0.9' });
    expect(en.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(en.body).toEqual({
      type: 'urn:dossier:problem:shop/closed',
      title: 'Refused by a rule or in conflict',
      status: 409,
      detail: 'The shop is closed on Sunday.',
      instance: `urn:dossier:request:${String(en.headers['x-request-id'])}`,
      code: 'shop/closed',
    });
    const zh = await send(closed, { 'accept-language': 'fr, zh-CN;q=0.8, en;q=0.3' });
    expect(zh.headers['content-language']).toBe('zh-CN');
    expect(zh.body).toMatchObject({ code: 'shop/closed', title: '与规则或现状冲突', detail: '本店在 Sunday 休息。' });
  });

  it('is recorded too, with its code', async () => {
    await send({ orderId: 'o', customerId: '14646', ...ORDER, lines: [{ ...LINES[0], sku: 'sunday' }] });
    await send({ orderId: 'o', customerId: 'nobody-13812345678', ...ORDER });
    await send({ orderId: 'o', surprise: 1, ...ORDER });
    await send({ note: 'n' }, {}, 'orders/o/note', 'PUT');
    expect(door.notes.map(({ action, subjects, outcome }) => [action, subjects, outcome])).toEqual([
      ['shop.PlaceOrder', ['c-1'], 'shop/closed'],
      ['shop.PlaceOrder', [], 'customers/unknown'], // what was typed may be anything
      ['shop.PlaceOrder', [], 'request/invalid'],
      ['shop.NoteOrder', [], 'auth/forbidden'],
    ]);
  });

  it('of an id that exists already with other content is 409', async () => {
    const orderId = fresh();
    await send({ orderId, ...ORDER });
    const { status, body } = await send({ orderId, ...ORDER, currency: 'EUR' });
    expect([status, problem(body).code]).toEqual([409, 'command/exists']);
  });
});

describe('an unforeseen error', () => {
  it('leaves as a plain 500 without its message, and stands in the log with its stack', async () => {
    const { status, headers, body } = await send({ orderId: 'o', ...ORDER, lines: [{ ...LINES[0], sku: 'bug' }] });
    expect([status, problem(body).code]).toEqual([500, 'server/internal']);
    expect(JSON.stringify(body)).not.toContain('secret');
    const line = door.logged.find((text) => text.includes('secret of the machine room'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      request: headers['x-request-id'],
      stack: expect.stringContaining('order-shop') as unknown,
    });
  });
});

describe('a body that breaks the rules', () => {
  it('is told where, what is wrong and what would be right, without repeating what was sent', async () => {
    const { status, body } = await send({
      orderId: 'no blanks',
      lines: [
        { sku: 'x', quantity: 'two', unitPrice: '2,55' },
        { sku: 'x', quantity: 0.0001 },
      ],
      currency: 'USD',
      colour: 'red',
      promisedShipAt: 'tomorrow',
    });
    expect(status).toBe(400);
    const faults = new Map(problem(body).errors?.map(({ pointer, code, detail }) => [pointer, [code, detail]]));
    expect(Object.fromEntries(faults)).toEqual({
      '/orderId': [
        'wrong-form',
        'is not as expected: an id of 1 to 64 letters (a to z), digits, dots, underscores and hyphens, and no word for what is missing such as nan or null.',
      ],
      '/lines/0/quantity': [
        'wrong-type',
        'is a text; expected: a number (-1000000000 to 1000000000), at most 3 decimals.',
      ],
      '/lines/0/unitPrice': ['wrong-form', expect.any(String) as unknown],
      '/lines/1/quantity': ['too-many-decimals', expect.any(String) as unknown],
      '/lines/1/unitPrice': ['missing', expect.stringContaining('expected: a decimal as text') as unknown],
      '/currency': ['not-one-of', 'is not as expected: one of "CNY", "EUR".'],
      '/colour': [
        'unknown-field',
        'is not known here; known fields: orderId, customerId, lines, currency, promisedShipAt, urgent, contact, occurredAt, department, businessLine.',
      ],
      '/promisedShipAt': ['not-a-time', expect.stringContaining('2026-01-31T16:00:00+08:00') as unknown],
    });
    expect(JSON.stringify(body)).not.toMatch(/no blanks|tomorrow|2,55/);
    expect(door.runs).toEqual([]);
  });

  it('takes 5,000 lines and refuses 5,001', async () => {
    const lines = Array.from({ length: 5001 }, (_, i) => ({ sku: `s${i}`, quantity: 1, unitPrice: '1' }));
    expect((await send({ orderId: fresh(), lines: lines.slice(1), currency: 'CNY' })).status).toBe(201);
    const { status, body } = await send({ orderId: fresh(), lines, currency: 'CNY' });
    expect([status, problem(body).errors]).toEqual([
      400,
      [{ pointer: '/lines', code: 'too-many', detail: expect.any(String) as unknown }],
    ]);
  });

  it('tells at most twenty faults', async () => {
    const lines = Array.from({ length: 100 }, () => ({}));
    const { body } = await send({ orderId: fresh(), lines, currency: 'CNY' });
    expect(problem(body).errors).toHaveLength(20);
  });

  it('has no query string: a dry run that is none must not be taken for one', async () => {
    const { status, body } = await send({ orderId: fresh(), ...ORDER }, {}, 'orders?dryRun=true');
    expect([status, problem(body).errors?.[0]?.pointer, door.runs]).toEqual([400, '?dryRun', []]);
  });

  it('may repeat what the path says, but not say something else', async () => {
    const orderId = fresh();
    await send({ orderId, ...ORDER });
    expect((await send({ orderId }, {}, `orders/${orderId}/ship`)).status).toBe(200);
    const { status, body } = await send({ orderId: 'other' }, {}, `orders/${orderId}/ship`);
    expect([status, problem(body).errors?.[0]?.code]).toEqual([400, 'not-as-in-path']);
  });

  it('may have no body, each for its own path', async () => {
    const ids = [fresh(), fresh()];
    for (const orderId of ids) {
      await send({ orderId, ...ORDER });
      expect((await send(undefined, {}, `orders/${orderId}/ship`)).status).toBe(200);
    }
  });

  it.each(['13812345678', 'zs-13812345678'])(
    'refuses the id %s of a phone number, for ids stay for ever',
    async (id) => {
      const { status, body } = await send({ orderId: id, ...ORDER });
      expect([status, problem(body).errors?.[0]]).toEqual([
        400,
        expect.objectContaining({ pointer: '/orderId', code: 'personal-id' }),
      ]);
    },
  );
});
