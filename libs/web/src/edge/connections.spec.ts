import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Connections } from './connections';
import { LIMITS, type Limits } from './limits';
import { Problem } from './problem';
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

  it('ends where more come in one moment, though each is answered at once, and what is behind that is handed to nobody', async () => {
    const post = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}';
    expect((await exchange(post.repeat(500), 500)).begun).toBe(256);
  });

  it('is answered as any other where it expects what nobody knows: Node would do that by itself', async () => {
    const asked = 'GET / HTTP/1.1\r\nHost: localhost\r\nExpect: x\r\nConnection: close\r\n\r\n';
    const { begun, got } = await exchange(asked, 1);
    expect([begun, got.split('\r\n')[0]]).toEqual([1, 'HTTP/1.1 200 OK']);
  });
});

describe('connections', () => {
  interface Door {
    readonly connections: Connections;
    /** Of the server, in the order in which they came. */
    readonly sockets: readonly Socket[];
    /** Comes to it, asks for these paths in one moment, and has the answers. */
    readonly come: (paths: readonly string[]) => Promise<Socket>;
    close(): void;
  }
  async function open(
    limits: Partial<Limits> = {},
    answered: (request: IncomingMessage, door: Door) => void = () => undefined,
  ): Promise<Door> {
    const sockets: Socket[] = [];
    const own: Socket[] = [];
    const server = createServer((request, response) => {
      answered(request, door);
      if (request.url !== '/waits') response.end(`${request.url}.`);
    });
    const connections = new Connections({ ...LIMITS, ...limits }, new AbortController().signal, (who) =>
      closedFor.push(who),
    );
    connections.attach(server);
    server.on('connection', (socket) => sockets.push(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const come = async (paths: readonly string[]): Promise<Socket> => {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      own.push(socket);
      let got = '';
      socket.on('data', (bytes) => (got += bytes.toString())).on('error', () => undefined);
      socket.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`).join(''));
      const answers = paths.filter((path) => path !== '/waits');
      while (answers.some((path) => !got.includes(`${path}.`))) await once(socket, 'data');
      return socket;
    };
    const close = (): void => {
      for (const socket of own) socket.destroy();
      server.close();
    };
    const door = { connections, sockets, come, close };
    return door;
  }
  const closedFor: string[] = [];
  beforeEach(() => void closedFor.splice(0));

  it('without key are read one by one once they ask for much in one moment, and all are answered', async () => {
    const paths = Array.from({ length: 64 }, (_, number) => `/${number}`);
    const paused: boolean[] = [];
    const door = await open({}, ({ url }, { sockets: [idle] }) => {
      if (url === paths.at(-1)) paused.push(idle?.isPaused() === true);
    });
    try {
      const idle = await door.come(['/idle']);
      await door.come(paths);
      expect(paused).toEqual([true]);
      idle.write('GET /again HTTP/1.1\r\nHost: localhost\r\n\r\n');
      for (let got = ''; !got.includes('/again.');) got += String((await once(idle, 'data'))[0]);
    } finally {
      door.close();
    }
  });

  it('of one key are so many: for one more an idle one is closed, that which asked least recently', async () => {
    const door = await open({ ofOneCaller: 2 });
    try {
      const [first, second] = [await door.come(['/1']), await door.come(['/2'])];
      const [one, two] = door.sockets as [Socket, Socket];
      for (const socket of [one, two]) door.connections.known(socket, 'key-1');
      first.write('GET /again HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await once(first, 'data');
      const third = await door.come(['/3']);
      door.connections.known(door.sockets[2] as Socket, 'key-1');
      await once(second, 'close');
      await door.come(['/4']);
      door.connections.known(door.sockets[3] as Socket, 'key-2');
      expect([first, third].map(({ destroyed }) => destroyed)).toEqual([false, false]);
      expect(closedFor).toEqual(['key-1']);
    } finally {
      door.close();
    }
  });

  it('of one key of which none is idle take no more: the next is told so, and ends with that', async () => {
    const told: unknown[] = [];
    const door = await open({ ofOneCaller: 1 }, ({ socket }, { connections }) => {
      try {
        connections.known(socket, 'key-1');
      } catch (error) {
        told.push(error);
      }
    });
    try {
      await door.come(['/1', '/waits']);
      await once(await door.come(['/2']), 'close');
      expect(told).toEqual([new Problem('connections/too-many', { own: 2 })]);
      expect([door.sockets[0]?.destroyed, closedFor]).toEqual([false, []]);
    } finally {
      door.close();
    }
  });

  it('of all keys are so many: for one more an idle one is closed of the key that has most', async () => {
    const door = await open({ ofAllCallers: 3 });
    try {
      const came: Socket[] = [];
      for (const who of ['key-1', 'key-2', 'key-2', 'key-3']) {
        came.push(await door.come(['/1']));
        door.connections.known(door.sockets.at(-1) as Socket, who);
      }
      await once(came[1] as Socket, 'close');
      expect(closedFor).toEqual(['key-2']);
    } finally {
      door.close();
    }
  });

  it('of all keys, where none is idle, leave room for who has few: of who has most the one ends that asked first', async () => {
    const door = await open({ ofAllCallers: 2 });
    try {
      const came: Socket[] = [];
      for (const who of ['key-1', 'key-1', 'key-2']) {
        came.push(await door.come(['/1', '/waits']));
        door.connections.known(door.sockets.at(-1) as Socket, who);
      }
      await once(came[0] as Socket, 'close');
      expect(came.map(({ destroyed }) => destroyed)).toEqual([true, false, false]);
      expect(() => {
        door.connections.known(door.sockets[2] as Socket, 'key-2');
      }).not.toThrow();
    } finally {
      door.close();
    }
  });
});
