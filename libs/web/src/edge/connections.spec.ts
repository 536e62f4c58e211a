import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Connections } from './connections';
import { LIMITS } from './limits';

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
      closed.push(url);
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
