import { type DoorUnderTest, openDoor } from '../../testing/src/door';
import { orderShop, registerC1 } from '../../testing/src/order-shop';
import { Rig } from '../../testing/src/rig';
import { cure } from '../../testing/src/shop';

let rig: Rig;
let door: DoorUnderTest;
/** Of events that the read model of orders cannot take, in the order in which they were parked. */
let letters: readonly string[];
beforeAll(async () => {
  rig = await Rig.open([orderShop]);
  await registerC1(rig);
  for (const orderId of ['p-1', 'p-2', 'p-3']) await place(orderId, 'poison');
  await rig.caughtUp();
  letters = (await rig.operations.deadLetters(9)).map(({ id }) => id);
  for (const orderId of ['o-1', 'o-2', 'o-3']) await place(orderId);
  door = await openDoor({ rig });
});
afterAll(async () => {
  await door.close();
  await rig.close();
});
beforeEach(() => {
  door.notes.length = 0;
});
afterEach(() => jest.restoreAllMocks());

const place = (orderId: string, sku = 'tea', customerId?: string): ReturnType<Rig['send']> =>
  rig.send('shop.PlaceOrder', {
    orderId,
    ...(customerId !== undefined && { customerId }),
    lines: [{ sku, quantity: 1, unitPrice: '1' }],
    currency: 'CNY',
  });
const head = async (): Promise<string> => `${rig.store.log}-0-${await rig.feed.head()}`;

async function ask(url: string, key = door.keys.admin, method: 'GET' | 'POST' = 'GET') {
  const answer = await door.app.inject({ method, url, headers: { authorization: `Bearer ${key}` } });
  return { status: answer.statusCode, text: answer.body, json: () => answer.json<Record<string, unknown>>() };
}

describe('an operator', () => {
  it('sees how far projections are and what could not be taken', async () => {
    expect((await ask('/api/v1/projections')).json()).toEqual({
      items: expect.arrayContaining([expect.objectContaining({ name: 'orders', lag: 3, parked: 3 })]) as unknown,
      next: null,
      position: await head(),
    });
    expect((await ask('/api/v1/dead-letters')).json()).toMatchObject({
      items: letters.map((id) => ({ id, projection: 'orders' })),
      next: null,
      position: `${rig.store.log}-0-${(await rig.feed.head()) - 3}`,
    });
  });

  it('sees many dead letters page by page', async () => {
    const first = (await ask('/api/v1/dead-letters?limit=2')).json();
    expect(first).toMatchObject({
      items: letters.slice(0, 2).map((id) => ({ id })),
      next: expect.stringMatching(/^after-\d+-/) as unknown,
    });
    expect((await ask(`/api/v1/dead-letters?cursor=${String(first['next'])}`)).json()).toMatchObject({
      items: [{ id: letters[2] }],
      next: null,
    });
    const wrong = await ask('/api/v1/dead-letters?cursor=d2');
    expect([wrong.status, wrong.json()['code']]).toEqual([400, 'reads/bad-cursor']);
  });

  it('rebuilds a projection and tries a dead letter again, and both are recorded', async () => {
    const stop = rig.follow();
    const begun = await ask('/api/v1/projections/orders/rebuild', undefined, 'POST');
    expect([begun.status, begun.json()]).toEqual([
      202,
      expect.objectContaining({ name: 'orders', lag: expect.any(Number) as unknown }),
    ]);
    await rig.caughtUp();
    cure.known = true;
    const [id = ''] = letters;
    expect((await ask(`/api/v1/dead-letters/${id}/retry`, undefined, 'POST')).json()).toEqual({ id, done: true });
    cure.known = false;
    await stop();
    expect(door.notes.map(({ action, detail, outcome }) => [action, detail, outcome])).toEqual([
      ['projections.Rebuild', 'orders', 'done'],
      ['dead-letters.Retry', id, 'done'],
    ]);
  });

  it('is told what there is when a name is wrong', async () => {
    const rebuild = await ask('/api/v1/projections/order/rebuild', undefined, 'POST');
    expect([rebuild.status, rebuild.json()['code']]).toEqual([404, 'reads/unknown-projection']);
    expect(rebuild.json()['detail']).toMatch(
      /projection order\. Did you mean .*orders.*\? All of them: GET \/projections\.$/,
    );
    const retry = await ask('/api/v1/dead-letters/d9/retry', undefined, 'POST');
    expect([retry.status, retry.json()['code']]).toEqual([404, 'reads/unknown-dead-letter']);
  });

  it('alone may rebuild and retry', async () => {
    for (const url of ['/api/v1/projections/orders/rebuild', '/api/v1/dead-letters/d1/retry'])
      for (const role of ['service', 'analyst', 'auditor', 'sales'] as const)
        expect((await ask(url, door.keys[role], 'POST')).status).toBe(403);
  });
});

describe('an auditor', () => {
  it('verifies the log, told how far it is', async () => {
    const { text } = await ask('/api/v1/verify', door.keys.auditor, 'POST');
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.at(-1)).toMatchObject({ result: { broken: null, faults: [] } });
    const { text: figures } = await ask('/metrics');
    expect(figures).toContain('dossier_check_faults{depth="whole"} 0');
    expect(figures).toMatch(/^dossier_check_timestamp_seconds\{depth="whole"\} [1-9]/m);
  });

  it('is told in words what is wrong, also after a quick look', async () => {
    const faults = [{ code: 'log/cut', words: { zh: '日志被截断', en: 'the log is cut' } }];
    jest.spyOn(door.edge.engine, 'check').mockResolvedValue({ faults, accepted: [], isBegun: true });
    const { text } = await ask('/api/v1/verify?depth=quick', door.keys.auditor, 'POST');
    expect(JSON.parse(text)).toEqual({
      result: { faults: [{ code: 'log/cut', detail: 'the log is cut' }], accepted: [] },
    });
    expect((await ask('/metrics')).text).toContain('dossier_check_faults{depth="quick"} 1');
    expect((await ask('/api/v1/verify?depth=deep', door.keys.auditor, 'POST')).status).toBe(400);
  });

  it('sees the hash chain of a stream', async () => {
    expect((await ask('/api/v1/audit/streams/order-o-1', door.keys.auditor)).json()).toMatchObject({
      stream: 'order-o-1',
      intact: true,
      events: [{ revision: 0, hash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown }],
    });
    expect((await ask('/api/v1/audit/streams/order-9', door.keys.auditor)).json()['code']).toBe('reads/unknown-stream');
  });

  it('sees a long stream in pages', async () => {
    const shipped = { type: 'shop.OrderShipped', data: { note: 'x'.repeat(300_000) } };
    for (let n = 0; n < 18; n++) await rig.record('order-long', 'c-1', [shipped]);
    const url = '/api/v1/audit/streams/order-long';
    const first = (await ask(url, door.keys.auditor)).json() as { events: { revision: number }[]; next: string };
    expect(first.events.map(({ revision }) => revision)).toEqual(Array.from({ length: 16 }, (_, n) => n));
    expect(first.next).toBe('from-16');
    const second = (await ask(`${url}?cursor=${first.next}`, door.keys.auditor)).json();
    expect(second).toMatchObject({ intact: true, events: [{ revision: 16 }, { revision: 17 }], next: null });
    for (const cursor of ['from-18', 'before-3', 'from-', 'x'])
      expect((await ask(`${url}?cursor=${cursor}`, door.keys.auditor)).json()['code']).toBe('reads/bad-cursor');
  });

  it('sees who did and read what, newest first, of one customer, in pages', async () => {
    await rig.send('shop.RegisterGuest', { guestId: 'c-2' });
    await rig.send('customers.ClaimExternalId', { customerId: 'c-2', source: 'erp', value: '2' });
    await place('o-4', 'tea', 'c-2');
    await rig.caughtUp();
    for (const reference of ['c-2', 'erp:2', '2']) await ask(`/api/v1/customers/${reference}/360`, door.keys.analyst);
    await ask('/api/v1/orders?sort=colour', door.keys.analyst);
    await rig.accessLog.written();
    type Page = { readonly items: readonly { readonly id: string }[]; readonly next: string };
    const read = async (more = ''): Promise<Page> =>
      (await ask(`/api/v1/audit/access?customer=2&limit=2${more}`, door.keys.auditor)).json() as unknown as Page;
    const first = await read();
    const second = await read(`&cursor=${first.next}`);
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect(ids).toHaveLength(3);
    expect(ids).toEqual([...new Set(ids)].sort().reverse());
    expect(second).toMatchObject({ items: [{ role: 'analyst', action: 'GET /customers/:customer/360' }], next: null });
    expect((await ask('/api/v1/audit/access?customer=erased-one', door.keys.auditor)).json()['items']).toEqual([]);
    const other = `/api/v1/audit/access?customer=1&cursor=${first.next}`; // a day after a change of the zone is another question too
    for (const url of ['/api/v1/audit/access?cursor=forged', '/api/v1/audit/access?cursor=before-1', other])
      expect((await ask(url, door.keys.auditor)).json()['code']).toBe('reads/bad-cursor');
  });

  it('and admin alone look at that', async () => {
    for (const role of ['service', 'analyst', 'sales'] as const)
      for (const url of ['/api/v1/audit/access', '/api/v1/audit/streams/order-1'])
        expect((await ask(url, door.keys[role])).status).toBe(403);
  });
});

describe('a supervisor', () => {
  it('learns that the process lives, and why it is not ready', async () => {
    expect((await ask('/health/live')).status).toBe(200);
    expect((await ask('/health/ready')).json()).toEqual({ ready: true, degraded: false, reasons: [] });
    const healthy = jest.spyOn(rig.accessLog, 'healthy').mockReturnValue(false);
    const troubles = jest
      .spyOn(door.edge.engine, 'troubles')
      .mockReturnValue([{ zh: '读模型线程已结束', en: 'the projections thread has ended' }]);
    const { status, json } = await ask('/health/ready');
    expect([status, json()['ready'], json()['reasons']]).toEqual([
      503,
      false,
      ['the projections thread has ended', 'access records cannot be written'],
    ]);
    const inChinese = await door.app.inject({ url: '/health/ready', headers: { 'accept-language': 'zh-CN' } });
    expect(inChinese.json()).toEqual({
      ready: false,
      degraded: false,
      reasons: ['读模型线程已结束', '访问记录无法写入'],
    });
    healthy.mockRestore();
    troubles.mockRestore();
    jest.spyOn(door.edge.engine, 'degraded').mockReturnValue([{ zh: '有损坏的事件', en: 'events are damaged' }]);
    const degraded = await ask('/health/ready');
    expect([degraded.status, degraded.json()]).toEqual([
      200,
      { ready: true, degraded: true, reasons: ['events are damaged'] },
    ]);
  });

  it('reads figures: requests by route, commands by outcome, lag, dead letters', async () => {
    await rig.caughtUp();
    for (const orderId of ['o-5', 'o-6', 'o-7']) await place(orderId);
    await door.app.inject({
      method: 'POST',
      url: '/api/v1/orders',
      headers: { authorization: `Bearer ${door.keys.service}`, 'content-type': 'application/json' },
      payload: { orderId: 'm-1', lines: [{ sku: 'sunday', quantity: 1, unitPrice: '1' }], currency: 'CNY' },
    });
    const { text } = await ask('/metrics');
    for (const line of [
      'dossier_http_request_seconds_count{method="POST",route="/api/v1/orders",status="409"} 1',
      'dossier_commands_total{command="shop.PlaceOrder",outcome="shop/closed"} 1',
      'dossier_command_seconds_count{command="shop.PlaceOrder"} 1',
      'dossier_projection_lag_events{projection="orders"} 3',
      'dossier_lane_lag_events{lane="*"} 3',
      'dossier_ready 1',
      'dossier_dead_letters{projection="orders"} 2',
      'dossier_problems_total{code="shop/closed"} 1',
      'dossier_share_taken{share="bodies"} 0',
    ])
      expect(text).toContain(line);
    expect(text).toMatch(/process_cpu/);
  });

  it('reads the figures that can be had where the read models do not answer', async () => {
    const projections = jest.spyOn(door.edge.engine.operations, 'projections').mockRejectedValue(new Error('cut off'));
    const { status, text } = await ask('/metrics');
    projections.mockRestore();
    expect(status).toBe(200);
    expect(text).toContain('dossier_ready 1');
    expect(text).not.toMatch(/^dossier_(dead_letters|projection_)/m);
  });
});

it('an operator sees for which event the later ones of a customer wait, in the language asked for', async () => {
  await place('w-1', 'poison', 'c-1');
  const waitsFor = await rig.feed.head();
  await place('w-2', 'tea', 'c-1');
  await rig.caughtUp();
  const last = async (language: string): Promise<unknown> => {
    const headers = { authorization: `Bearer ${door.keys.admin}`, 'accept-language': language };
    const { items } = (await door.app.inject({ url: '/api/v1/dead-letters', headers })).json<{ items: object[] }>();
    return items.at(-1);
  };
  expect(await last('en')).toMatchObject({ error: `waits for event ${waitsFor}, which could not be taken` });
  expect(await last('zh')).toMatchObject({ error: `等待未能处理的事件 ${waitsFor}` });
  expect(await last('en')).not.toHaveProperty('waitsFor');
});
