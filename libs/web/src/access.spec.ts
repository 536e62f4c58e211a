import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { VaultStopped, VaultUnreachable } from '@dossier/vault';
import { type DoorUnderTest, openDoor } from '../../testing/src/door';
import { controlSocket, serveControl } from './edge/control';
import { OPERATOR } from './edge/operator';

let door: DoorUnderTest;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

type Headers = Readonly<Record<string, string>>;
async function ask(
  url: string,
  headers: Headers = {},
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS' = 'GET',
  payload?: string,
) {
  const answer = await door.app.inject({
    method,
    url,
    headers: { ...headers },
    ...(payload !== undefined && { payload }),
  });
  const isJson = /json/.test(String(answer.headers['content-type']));
  return {
    status: answer.statusCode,
    headers: answer.headers,
    body: isJson ? answer.json<Record<string, unknown>>() : {},
  };
}
const bearer = (key: string): Headers => ({ authorization: `Bearer ${key}` });
const ORDER = JSON.stringify({ lines: [{ sku: 'x', quantity: 1, unitPrice: '1' }], currency: 'CNY' });
const json = { 'content-type': 'application/json' };

describe('who may come in', () => {
  it('nobody without a key', async () => {
    const { status, headers, body } = await ask('/api/v1/orders');
    expect([status, body['code'], headers['www-authenticate']]).toEqual([
      401,
      'auth/missing',
      'Bearer realm="dossier"',
    ]);
  });

  it.each(['dsk_', 'dsk_00000000_paWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaU', 'x'])(
    'nobody with the key %j',
    async (key) => {
      const { status, body } = await ask('/api/v1/orders', bearer(key));
      expect([status, body['code']]).toEqual([401, 'auth/unknown-key']);
    },
  );

  it.each(['Basic eDp5', 'Bearer', 'Bearer  ', 'dsk_x'])('nobody who says %j', async (authorization) => {
    expect((await ask('/api/v1/orders', { authorization })).status).toBe(401);
  });

  it('a role only where it is named; admin everywhere', async () => {
    const { analyst, sales, admin } = door.keys;
    const refused = await ask('/api/v1/orders', { ...bearer(analyst), ...json }, 'POST', ORDER);
    expect([refused.status, refused.body['code'], refused.body['detail']]).toEqual([
      403,
      'auth/forbidden',
      'Role analyst may not do this; admin, service, staff may.',
    ]);
    for (const key of [sales, admin])
      expect((await ask('/api/v1/orders', { ...bearer(key), ...json }, 'POST', ORDER)).status).toBe(201);
  });

  it('nobody before whom the body would be read', async () => {
    const { status } = await ask('/api/v1/orders', json, 'POST', '{not json');
    expect(status).toBe(401);
  });

  it('everybody to health, and whoever is on this machine to the figures', async () => {
    for (const url of ['/health/live', '/health/ready', '/metrics']) expect((await ask(url)).status).toBe(200);
    const remote = await door.app.inject({ url: '/metrics', remoteAddress: '10.1.2.3' });
    expect(remote.statusCode).toBe(401);
    expect((await ask('/metrics', { 'x-forwarded-for': '10.1.2.3' })).status).toBe(401); // by a proxy on this machine
  });
  it('tells a load balancer by HEAD too', async () => {
    for (const url of ['/health/live', '/health/ready']) expect((await ask(url, {}, 'HEAD')).status).toBe(200);
    expect((await ask('/api/v1/orders', bearer(door.keys.admin), 'HEAD')).status).toBe(405);
  });
});

describe('a key', () => {
  const admin = (): Headers => ({ ...bearer(door.keys.admin), ...json });
  const issue = (wanted: unknown) => ask('/api/v1/keys', admin(), 'POST', JSON.stringify(wanted));

  it('is shown once, listed without its secret, and works', async () => {
    const { status, body } = await issue({ name: 'ERP import', role: 'service' });
    expect([status, body['key']]).toEqual([201, expect.stringMatching(/^dsk_[0-9a-v]{8}_[\w-]{43}$/) as unknown]);
    const list = await ask('/api/v1/keys', admin());
    expect(JSON.stringify(list.body)).not.toMatch(/dsk_|secret|hash/i);
    expect(list.body['items']).toContainEqual(
      expect.objectContaining({ id: body['id'], name: 'ERP import', revokedAt: null }),
    );
    expect((await ask('/api/v1/orders', bearer(String(body['key'])))).status).toBe(200);
  });

  it('that was revoked is out from the answer on; revoking it twice is one revocation', async () => {
    const { body } = await issue({ name: 'leaver', role: 'service' });
    const revoke = () => ask(`/api/v1/keys/${String(body['id'])}/revoke`, admin(), 'POST');
    const first = await revoke();
    expect([first.status, first.body['revokedAt']]).toEqual([200, door.rig.clock.now()]);
    expect((await ask('/api/v1/orders', bearer(String(body['key'])))).body['code']).toBe('auth/unknown-key');
    expect((await revoke()).body['revokedAt']).toBe(first.body['revokedAt']);
    expect((await ask('/api/v1/keys/key-none/revoke', admin(), 'POST')).body['code']).toBe('keys/unknown');
  });

  it('is asked for at each request of a connection: another one there has its own rights, a revoked one none', async () => {
    const own = await openDoor();
    await own.app.listen(0, '127.0.0.1');
    const { port } = own.app.getHttpServer().address() as AddressInfo;
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const sockets = new Set<unknown>();
    const status = async (key: string): Promise<number | undefined> => {
      const sending = request({ port, host: '127.0.0.1', path: '/api/v1/keys', headers: bearer(key), agent }).end();
      const [answer] = (await once(sending, 'response')) as [IncomingMessage];
      await text(answer);
      sockets.add(sending.socket);
      return answer.statusCode;
    };
    const { id, key } = await own.edge.keys.issue({ name: 'short', role: 'admin' });
    expect([await status(key), await status(key), await status(own.keys.analyst), await status(key)]).toEqual([
      200, 200, 403, 200,
    ]);
    await own.edge.keys.revoke(id);
    expect([await status(key), await status(own.keys.admin), sockets.size]).toEqual([401, 200, 1]);
    agent.destroy();
    await own.close();
  });

  it('whose revocation did not reach the disk is revoked there by trying again, as of the first instant', async () => {
    const { body } = await issue({ name: 'unlucky', role: 'service' });
    const id = String(body['id']);
    const disk = jest.spyOn(door.edge.engine.vault, 'revoke').mockRejectedValueOnce(new Error('disk full'));
    await expect(door.edge.keys.revoke(id)).rejects.toThrow('disk full');
    expect(door.edge.keys.alive(id)).toBe(false);
    expect(door.edge.keys.list().find((key) => key.id === id)?.revokedAt).toBeNull();
    const first = door.rig.clock.now();
    door.rig.clock.advance(1000);
    expect(await door.edge.keys.revoke(id)).toBe(true);
    expect(disk.mock.calls).toEqual([
      [id, first],
      [id, first],
    ]);
    expect(door.edge.keys.list().find((key) => key.id === id)?.revokedAt).toBe(first);
    disk.mockRestore();
  });

  it('whose revocation could not be kept is said to be valid again after a restart', async () => {
    const { body } = await issue({ name: 'unluckier', role: 'service' });
    const stopped = new VaultStopped({ zh: '磁盘已满', en: 'the disk is full' });
    const disk = jest.spyOn(door.edge.engine.vault, 'revoke').mockRejectedValueOnce(stopped);
    const answer = await ask(`/api/v1/keys/${String(body['id'])}/revoke`, admin(), 'POST');
    expect([answer.status, answer.body['code']]).toEqual([503, 'keys/revocation-not-kept']);
    expect(answer.body['detail']).toContain('after a restart the key is valid again');
    disk.mockRestore();
  });

  it('lets nobody in while the vault does not answer, for it may be revoked by now; who needs none is answered', async () => {
    const own = await openDoor();
    const status = async (url: string, headers = {}) => (await own.app.inject({ url, headers })).statusCode;
    const authorization = `Bearer ${own.keys.admin}`;
    expect(await status('/api/v1/orders', { authorization })).toBe(200);
    const later = performance.now() + 1_000;
    const now = jest.spyOn(performance, 'now').mockReturnValue(later);
    const why = { zh: 'vault:27017 没有答复', en: 'vault:27017 does not answer' };
    const changes = jest.spyOn(own.rig.engine.vault, 'changes').mockRejectedValue(new VaultUnreachable(why));
    const refused = await own.app.inject({ url: '/api/v1/orders', headers: { authorization } });
    expect([refused.statusCode, refused.headers['retry-after'], refused.json()]).toEqual([
      503,
      '5',
      expect.objectContaining({ code: 'vault/unreachable' }),
    ]);
    expect(refused.body).not.toContain('27017');
    expect([await status('/health/live'), await status('/api/v1/orders')]).toEqual([200, 401]);
    changes.mockRestore();
    expect(await status('/api/v1/orders', { authorization })).toBe(200);
    now.mockRestore();
    await own.close();
  });

  it.each(['li.wei@example.com', 'ERP of li.wei@example.com', '张三13812345678', '+44 20 7946 0958 (night shift)'])(
    'is not called by what names a person: %s',
    async (name) => {
      const { status, body } = await issue({ name, role: 'service' });
      expect([status, body['errors']]).toEqual([
        400,
        [
          expect.objectContaining({
            ...{ pointer: '/name', code: 'personal-text' },
            detail: expect.stringContaining('Say what the key is for, such as ERP import') as string,
          }),
        ],
      ]);
      expect(door.edge.keys.list().map((key) => key.name)).not.toContain(name);
    },
  );

  it('cannot be asked for with an end that is past', async () => {
    for (const expiresAt of [door.rig.clock.now(), '2020-01-01T00:00:00+08:00']) {
      const { status, body } = await issue({ name: 'late', role: 'analyst', expiresAt });
      expect([status, body['errors']]).toEqual([
        400,
        [expect.objectContaining({ pointer: '/expiresAt', code: 'in-the-past' })],
      ]);
    }
  });

  it('is alive until it is revoked or has expired; the operator always is', async () => {
    const expiresAt = new Date(Date.parse(door.rig.clock.now()) + 1000).toISOString();
    const { body } = await issue({ name: 'guest', role: 'analyst', expiresAt });
    const { keys } = door.edge;
    expect([keys.alive(String(body['id'])), keys.alive(OPERATOR.id), keys.alive('key-none')]).toEqual([
      true,
      true,
      false,
    ]);
    door.rig.clock.advance(1000);
    expect(keys.alive(String(body['id']))).toBe(false);
  });

  it('that has expired is out', async () => {
    const expiresAt = new Date(Date.parse(door.rig.clock.now()) + 1000).toISOString();
    const { body } = await issue({ name: 'guest', role: 'analyst', expiresAt });
    const use = () => ask('/api/v1/orders', bearer(String(body['key'])));
    expect((await use()).status).toBe(200);
    door.rig.clock.advance(1000);
    expect((await use()).status).toBe(401);
  });

  it.each([
    'li.wei@example.com',
    '张三13812345678',
    'sa\u202eles',
    'sales\uFE0F',
    ' sales',
    'ｓａｌｅｓ',
    'sales\u0000',
  ])('names no department %j', async (department) => {
    const { status, body } = await issue({ name: 'x', role: 'staff', departments: ['sales', department] });
    expect([status, body['errors']]).toEqual([400, [expect.objectContaining({ pointer: '/departments/1' })]]);
  });
  it('keeps the code of a department, in whichever words it was named', async () => {
    const { body } = await issue({
      ...{ name: 'x', role: 'staff' },
      departments: ['客服', 'Technical support', 'service', 'field-office'],
    });
    expect(body['departments']).toEqual(['service', 'technical-support', 'field-office']);
  });
  it('of staff names a department', async () => {
    const { status, body } = await issue({ name: 'x', role: 'staff' });
    expect([status, body['errors']]).toEqual([
      400,
      [expect.objectContaining({ pointer: '/departments', code: 'missing' })],
    ]);
    expect((await issue({ name: 'x', role: 'staff', departments: ['sales'] })).status).toBe(201);
  });

  it.each([
    ...['\u3164', '\u2800 ', '\u115F\u1160', 'x\uFE0F'].map((name) => ({ name, role: 'service' })),
    { name: 'x' },
    { name: 'x', role: 'root' },
    { name: '', role: 'admin' },
    { name: 'x', role: 'admin', key: 'mine' },
    [],
    7,
  ])('is not issued for %j', async (wanted) => {
    expect((await issue(wanted)).status).toBe(400);
  });

  it('is issued and revoked by admins only, and that is recorded without it', async () => {
    for (const role of ['service', 'analyst', 'auditor', 'sales'] as const)
      expect((await ask('/api/v1/keys', bearer(door.keys[role]))).status).toBe(403);
    door.notes.length = 0;
    await issue({ name: 'noted', role: 'analyst' });
    expect(door.notes).toEqual([
      expect.objectContaining({
        action: 'keys.Issue',
        role: 'admin',
        detail: expect.stringMatching(/^key-\w{8} analyst$/) as unknown,
      }),
    ]);
  });
});

describe('too much', () => {
  it('of one key is 429 with Retry-After; others go on, and later it may again', async () => {
    const small = await openDoor({ rate: 2 });
    const once = (key: string) =>
      small.app.inject({ url: '/api/v1/orders', headers: { authorization: `Bearer ${key}` } });
    const statuses: number[] = [];
    for (let i = 0; i < 11; i++) statuses.push((await once(small.keys.analyst)).statusCode);
    expect(statuses).toEqual([...Array<number>(10).fill(200), 429]);
    const refused = await once(small.keys.analyst);
    expect([refused.headers['retry-after'], refused.json<{ code: string }>().code]).toEqual(['1', 'rate/exceeded']);
    expect((await once(small.keys.auditor)).statusCode).toBe(200);
    small.rig.clock.advance(1000);
    expect((await once(small.keys.analyst)).statusCode).toBe(200);
    await small.close();
  });

  it('guessing of keys is 429, but a good key from there still comes in', async () => {
    const guessed = await openDoor();
    const guess = () => guessed.app.inject({ url: '/api/v1/orders', headers: { authorization: 'Bearer dsk_guess' } });
    let last = await guess();
    for (let i = 0; i < 40; i++) last = await guess();
    expect([last.statusCode, last.json<{ code: string }>().code]).toEqual([429, 'auth/too-many-failures']);
    const good = await guessed.app.inject({
      url: '/api/v1/orders',
      headers: { authorization: `Bearer ${guessed.keys.analyst}` },
    });
    expect(good.statusCode).toBe(200);
    await guessed.close();
  });

  it('of a body is 413', async () => {
    const { status, body } = await ask(
      '/api/v1/orders',
      { ...bearer(door.keys.service), ...json },
      'POST',
      `"${'x'.repeat(1024 * 1024)}"`,
    );
    expect([status, body['code']]).toEqual([413, 'request/too-large']);
  });
});

describe('what nobody serves', () => {
  it('reads no body, and so does a route that takes none: whoever has no key could let it parse for long', async () => {
    const [nowhere, open] = [await ask('/api/v1/nowhere', json, 'POST', '{'), await ask('/sign-in', json, 'POST', '{')];
    expect(nowhere.body['code']).toBe('request/unknown-route');
    expect(open.body['code']).not.toBe('request/not-json');
  });
  it('is 404 with a way to go on, in either language', async () => {
    expect((await ask('/api/v2/orders')).body).toMatchObject({ status: 404, code: 'request/unknown-route' });
    expect((await ask('/nothing', { 'accept-language': 'zh-CN' })).body['detail']).toContain('/docs');
  });
  it('with this method is 405 and names those that are', async () => {
    const { status, headers, body } = await ask('/api/v1/orders', bearer(door.keys.admin), 'DELETE');
    expect([status, body['code'], headers['allow']]).toEqual([405, 'request/wrong-method', 'POST, GET']);
    expect((await ask('/api/v1/orders/7/ship', {}, 'PUT')).headers['allow']).toBe('POST');
  });
  it.each(['/api/v1/orders/%', '/api/v1/orders/%ff', '/%E0%A4%A'])('at the badly encoded %s is 400', async (url) => {
    const { status, headers, body } = await ask(url, bearer(door.keys.admin));
    expect([status, body['code']]).toEqual([400, 'request/bad-url']);
    expect(headers['content-type']).toMatch(/problem\+json/);
  });
  it('in this type is 415 and names the one that is', async () => {
    for (const type of [
      'text/plain',
      'application/xml',
      'application/x-ndjson',
      'application/json; charset=gb18030',
      '',
    ]) {
      const { status, body } = await ask(
        '/api/v1/orders',
        { ...bearer(door.keys.service), 'content-type': type },
        'POST',
        ORDER,
      );
      expect([type, status, body['code'], body['detail']]).toEqual([
        type,
        415,
        'request/unsupported-type',
        'The content type must be application/json.',
      ]);
    }
    const bulk = await ask('/api/v1/bulk', { ...bearer(door.keys.service), ...json }, 'POST', '{}');
    expect([bulk.status, bulk.body['detail']]).toEqual([415, 'The content type must be application/x-ndjson.']);
    const packed = { ...bearer(door.keys.service), ...json, 'content-encoding': 'gzip' };
    expect((await ask('/api/v1/orders', packed, 'POST', ORDER)).body['detail']).toContain('without Content-Encoding');
    const utf8 = { ...bearer(door.keys.service), 'content-type': 'Application/JSON; charset="UTF-8"' };
    expect((await ask('/api/v1/orders', utf8, 'POST', ORDER)).status).toBe(201);
  });
});

describe('every answer', () => {
  it('tells browsers to guess nothing, keep nothing and show it in no frame', async () => {
    for (const url of ['/api/v1/orders', '/health/live', '/nothing']) {
      const { headers } = await ask(url);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'content-security-policy': expect.stringContaining("default-src 'none'") as unknown,
        'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
      });
    }
  });
});

describe('on this machine only', () => {
  it.each(['evil.example', 'evil.example:3000', '169.254.169.254', 'localhost.evil.example'])(
    'a page under the name %s reaches nothing',
    async (host) => {
      const { status, body } = await ask('/health/live', { host });
      expect([status, body['code']]).toEqual([421, 'request/wrong-host']);
    },
  );
  it.each(['localhost', 'LOCALHOST:3000', '127.0.0.1:3000', '[::1]:3000', 'dossier.localhost'])(
    '%s is this machine',
    async (host) => {
      expect((await ask('/health/live', { host })).status).toBe(200);
    },
  );
  it('every name is served where the server listens to the world', async () => {
    const wide = await openDoor({ host: '0.0.0.0' });
    expect((await wide.app.inject({ url: '/health/live', headers: { host: 'crm.example' } })).statusCode).toBe(200);
    await wide.close();
  });
});

describe('over a connection', () => {
  let port: number;
  beforeAll(async () => {
    await door.app.listen(0, '127.0.0.1');
    port = (door.app.getHttpServer().address() as AddressInfo).port;
  });
  const raw = async (bytes: string): Promise<string> => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => (answer += String(chunk)));
    socket.on('error', () => undefined); // the server may close before it has read everything
    socket.write(bytes);
    await new Promise((closed) => socket.once('close', closed));
    return answer;
  };
  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', '400'],
    ['headers without end', `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, '431'],
    [
      'two lengths',
      'POST /api/v1/orders HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}',
      '400',
    ],
    ['a target that is no path', 'GET http: HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n', '400'],
  ])('%s is a client’s fault, and said as a problem', async (_what, bytes, status) => {
    const answer = await raw(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/content-type: application\/problem\+json/i);
  });
  it.each([
    ['an answer that is on its way', 'GET /health/live', ''],
    ['a command that is recorded', 'POST /api/v1/orders', ORDER],
  ])('what is no HTTP behind a request is never told in place of %s', async (_what, line, body) => {
    const headers = `host: localhost\r\nauthorization: Bearer ${door.keys.service}\r\ncontent-type: application/json`;
    const answer = await raw(
      `${line} HTTP/1.1\r\n${headers}\r\ncontent-length: ${body.length}\r\n\r\n${body}hello\r\n\r\n`,
    );
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual([expect.stringMatching(/ 20[01]$/)]);
  });
  it('a body that nobody wants ends the connection once it comes in pieces without end, and the answer is there', async () => {
    const post = 'POST /api/v1/orders HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json';
    const answer = await raw(`${post}\r\ntransfer-encoding: chunked\r\n\r\n${'1\r\nx\r\n'.repeat(3_000)}`);
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    const got = await raw(
      `GET /health/live HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${'1\r\nx\r\n'.repeat(3_000)}`,
    );
    expect(got).toMatch(/^(HTTP\/1\.1 200 |$)/);
  });
  it('a body that nobody wants leaves the connection as it is where it ends', async () => {
    const head = 'host: localhost\r\ncontent-type: application/json\r\ncontent-length: 2';
    const answer = await raw(
      `POST /api/v1/orders HTTP/1.1\r\n${head}\r\n\r\n{}GET /health/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`,
    );
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 401', 'HTTP/1.1 200']);
  });
  it('Chinese letters that are not encoded are refused with what to do', async () => {
    expect(await raw('GET /api/v1/orders?q=东岭 HTTP/1.1\r\nhost: localhost\r\n\r\n')).toMatch(/--data-urlencode/);
  });
});

describe('the control socket', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ctl-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const through = (
    socketPath: string,
    path: string,
  ): Promise<{ status: number | undefined; headers: IncomingHttpHeaders; body: string }> =>
    new Promise((resolve, reject) => {
      request({ socketPath, path, agent: false, headers: { host: 'dossier' } }, (response) => {
        text(response).then(
          (body) => resolve({ status: response.statusCode, headers: response.headers, body }),
          reject,
        );
      })
        .on('error', reject)
        .end();
    });

  it('makes its visitor the operator, an admin without key, and only the folder’s owner can open it', async () => {
    const control = await serveControl(door.app.getHttpAdapter().getInstance(), folder, door.edge.connections);
    expect(statSync(join(folder, 'control.sock')).mode & 0o777).toBe(0o600);
    expect((await through(control.path, '/api/v1/keys')).status).toBe(200);
    door.notes.length = 0;
    await through(control.path, '/api/v1/orders');
    expect(door.notes).toEqual([expect.objectContaining({ actor: OPERATOR.id, role: 'admin' })]);
    await control.close();
    expect(existsSync(join(folder, 'control.sock'))).toBe(false);
  });

  it('takes the place of a dead one', async () => {
    const fastify = door.app.getHttpAdapter().getInstance();
    const dead = await serveControl(fastify, folder, door.edge.connections);
    const control = await serveControl(fastify, folder, door.edge.connections);
    expect((await through(control.path, '/health/live')).status).toBe(200);
    await control.close();
    await dead.close();
  });

  it('of a folder whose path is too long says so', () => {
    expect(() => controlSocket(`/${'x'.repeat(200)}`)).toThrow('too long');
  });
});

it('writes no key, no query and no body into the log', async () => {
  await ask('/api/v1/orders?q=%E5%BC%A0%E4%B8%89', bearer(door.keys.admin));
  await ask('/api/v1/orders', { ...bearer(door.keys.service), ...json }, 'POST', ORDER.replace('"x"', '"bug"'));
  const log = door.logged.join('');
  expect(log).toContain('a request failed');
  for (const secret of ['dsk_', '张三', '%E5', 'unitPrice']) expect(log).not.toContain(secret);
});
