import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Connections } from './connections';
import { LIMITS } from './limits';
import { isClosed } from './when-closed';

it.each([
  ['the control socket', true],
  ['TCP', false],
])('lets a request take as long as it takes at %s: Node cuts an import after five minutes', (_where, trusted) => {
  const server = createServer();
  new Connections(LIMITS, new AbortController().signal).attach(server, trusted);
  expect(server.requestTimeout).toBe(0);
});

it('tells every answer of a connection that it is gone, also one that waits behind another', async () => {
  const closed: (string | undefined)[] = [];
  let all = (): void => undefined;
  let over = (): void => undefined;
  const gone = new Promise<void>((resolve) => (over = resolve));
  const came = new Promise<void>((resolve) => (all = resolve));
  const server = createServer(({ url }, response) => {
    response.once('close', () => {
      if (isClosed(response)) closed.push(url);
      if (closed.length === 3) over();
    });
    if (url === '/3') all();
  });
  new Connections(LIMITS, new AbortController().signal).attach(server, true);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  for (const path of ['/1', '/2', '/3']) socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  await came;
  socket.destroy();
  await gone;
  server.close();
  expect(closed.toSorted()).toEqual(['/1', '/2', '/3']);
});

describe('a connection', () => {
  /** What is sent of one connection, until it ends, to a server of which the first so many requests are answered. */
  async function exchange(sent: string, answered: number): Promise<{ begun: number; got: string }> {
    let begun = 0;
    const server = createServer((_, response) => {
      begun += 1;
      if (begun <= answered) response.end('done');
    });
    new Connections(LIMITS, new AbortController().signal).attach(server, true);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    let got = '';
    socket.on('data', (bytes) => (got += bytes.toString())).on('error', () => undefined);
    socket.write(sent);
    await once(socket, 'close');
    server.close();
    return { begun, got };
  }

  it('ends where very many requests come one behind the other and none is answered yet', async () => {
    const get = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';
    expect((await exchange(get.repeat(300), 0)).got).toBe('');
  });

  it('is answered as any other where it expects what nobody knows: Node would do that by itself', async () => {
    const asked = 'GET / HTTP/1.1\r\nHost: localhost\r\nExpect: x\r\nConnection: close\r\n\r\n';
    const { begun, got } = await exchange(asked, 1);
    expect([begun, got.split('\r\n')[0]]).toEqual([1, 'HTTP/1.1 200 OK']);
  });
});
