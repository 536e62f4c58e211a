import { type DoorUnderTest, openDoor } from '../../testing/src/door-under-test';

let door: DoorUnderTest;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());
beforeEach(() => {
  door.shop.notes.length = 0;
});

async function ask(url: string, key = door.keys.admin, method: 'GET' | 'POST' = 'GET') {
  const answer = await door.app.inject({ method, url, headers: { authorization: `Bearer ${key}` } });
  return { status: answer.statusCode, text: answer.body, json: () => answer.json<Record<string, unknown>>() };
}

describe('an operator', () => {
  it('sees how far projections are and what could not be taken', async () => {
    expect((await ask('/api/v1/projections')).json()).toEqual({
      items: [expect.objectContaining({ name: 'orders', lag: 3, parked: 1 })],
      next: null,
      position: 'a1b2c3d4-0-0',
    });
    expect((await ask('/api/v1/dead-letters')).json()).toMatchObject({
      items: [{ id: 'd1' }, { id: 'd2' }, { id: 'd3' }],
      next: null,
      position: 'a1b2c3d4-0-0',
    });
  });

  it('sees many dead letters page by page', async () => {
    const first = (await ask('/api/v1/dead-letters?limit=2')).json();
    expect(first).toMatchObject({ items: [{ id: 'd1' }, { id: 'd2' }], next: 'after-1-d2' });
    expect((await ask(`/api/v1/dead-letters?cursor=${String(first['next'])}`)).json()).toMatchObject({
      items: [{ id: 'd3' }],
      next: null,
    });
    const wrong = await ask('/api/v1/dead-letters?cursor=d2');
    expect([wrong.status, wrong.json()['code']]).toEqual([400, 'reads/bad-cursor']);
  });

  it('rebuilds a projection and tries a dead letter again, and both are recorded', async () => {
    const begun = await ask('/api/v1/projections/orders/rebuild', undefined, 'POST');
    expect([begun.status, begun.json()]).toEqual([202, expect.objectContaining({ name: 'orders', lag: 3 })]);
    expect((await ask('/api/v1/dead-letters/d1/retry', undefined, 'POST')).json()).toEqual({ id: 'd1', done: true });
    expect(door.shop.notes.map(({ action, detail, outcome }) => [action, detail, outcome])).toEqual([
      ['projections.Rebuild', 'orders', 'done'],
      ['dead-letters.Retry', 'd1', 'done'],
    ]);
  });

  it('is told what there is when a name is wrong', async () => {
    const rebuild = await ask('/api/v1/projections/order/rebuild', undefined, 'POST');
    expect([rebuild.status, rebuild.json()['code']]).toEqual([404, 'reads/unknown-projection']);
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
  });

  it('is told in words what is wrong, also after a quick look', async () => {
    door.shop.faults = [{ code: 'log/cut', words: { zh: '日志被截断', en: 'the log is cut' } }];
    const { text } = await ask('/api/v1/verify?depth=quick', door.keys.auditor, 'POST');
    expect(JSON.parse(text)).toEqual({
      result: { faults: [{ code: 'log/cut', detail: 'the log is cut' }], accepted: [] },
    });
    door.shop.faults = [];
    expect((await ask('/api/v1/verify?depth=deep', door.keys.auditor, 'POST')).status).toBe(400);
  });

  it('sees the hash chain of a stream', async () => {
    door.shop.append('order-1', 'c-1', 'shop.OrderShipped', {});
    expect((await ask('/api/v1/audit/streams/order-1', door.keys.auditor)).json()).toMatchObject({
      stream: 'order-1',
      intact: true,
      events: [{ revision: 0, hash: '00' }],
    });
    expect((await ask('/api/v1/audit/streams/order-9', door.keys.auditor)).json()['code']).toBe('reads/unknown-stream');
  });

  it('sees a long stream in pages', async () => {
    for (let n = 0; n < 5; n++) door.shop.append('order-long', 'c-1', 'shop.OrderShipped', {});
    const url = '/api/v1/audit/streams/order-long';
    const first = (await ask(url, door.keys.auditor)).json() as { events: object[]; next: string };
    expect(first).toMatchObject({ events: [{ revision: 0 }, { revision: 1 }, { revision: 2 }], next: 'from-3' });
    const second = (await ask(`${url}?cursor=${first.next}`, door.keys.auditor)).json();
    expect(second).toMatchObject({ intact: true, events: [{ revision: 3 }, { revision: 4 }], next: null });
    for (const cursor of ['from-5', 'before-3', 'from-', 'x'])
      expect((await ask(`${url}?cursor=${cursor}`, door.keys.auditor)).json()['code']).toBe('reads/bad-cursor');
  });

  it('sees who did and read what, newest first, of one customer, in pages', async () => {
    for (const reference of ['c-1', 'erp:14646', '14646'])
      await ask(`/api/v1/customers/${reference}/360`, door.keys.analyst);
    await ask('/api/v1/orders?sort=colour', door.keys.analyst);
    const first = (await ask('/api/v1/audit/access?customer=14646&limit=2', door.keys.auditor)).json() as {
      items: { seq: number }[];
      next: string;
    };
    expect(first.items.map(({ seq }) => seq)).toEqual([2, 1]);
    const second = (
      await ask(`/api/v1/audit/access?customer=14646&limit=2&cursor=${first.next}`, door.keys.auditor)
    ).json();
    expect(second).toMatchObject({
      items: [{ seq: 0, role: 'analyst', action: 'GET /customers/:customer/360' }],
      next: null,
    });
    expect((await ask('/api/v1/audit/access?customer=erased-one', door.keys.auditor)).json()['items']).toEqual([]);
    expect((await ask('/api/v1/audit/access?cursor=forged', door.keys.auditor)).json()['code']).toBe(
      'reads/bad-cursor',
    );
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
    door.shop.healthy = false;
    door.shop.troubles = [{ zh: '读模型线程已结束', en: 'the projections thread has ended' }];
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
    door.shop.healthy = true;
    door.shop.troubles = [];
    door.shop.degraded = [{ zh: '有损坏的事件', en: 'events are damaged' }];
    const degraded = await ask('/health/ready');
    expect([degraded.status, degraded.json()]).toEqual([
      200,
      { ready: true, degraded: true, reasons: ['events are damaged'] },
    ]);
    door.shop.degraded = [];
  });

  it('reads figures: requests by route, commands by outcome, lag, dead letters', async () => {
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
      'dossier_dead_letters{projection="orders"} 1',
      'dossier_problems_total{code="shop/closed"} 1',
      'dossier_share_taken{share="bodies"} 0',
    ])
      expect(text).toContain(line);
    expect(text).toMatch(/process_cpu/);
  });
});
