import { createServer, type RequestListener, type Server } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CSV, HttpDoor, NDJSON } from './door';
import { Failure, Refused } from './failure';
import { controlSocket, findDoor } from './find-door';

const data = mkdtempSync(join(tmpdir(), 'door-'));
let server: Server | undefined;
const listen = (listener: RequestListener): Promise<void> =>
  new Promise((resolve) => {
    server = createServer(listener).listen(controlSocket(data), resolve);
  });
afterEach(() => new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined))));
afterAll(() => rmSync(data, { recursive: true }));

const door = () => new HttpDoor({ socketPath: controlSocket(data), language: 'zh' });
async function* from(lines: readonly string[]): AsyncGenerator<string> {
  for (const line of lines) yield await Promise.resolve(line);
}
async function all(lines: AsyncIterable<string>): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const line of lines) found.push(line);
  return found;
}

it('asks under /api/v1 in the language of the person, with the query escaped', async () => {
  await listen(({ url, headers }, response) =>
    response.end(JSON.stringify({ url, language: headers['accept-language'] })),
  );
  const open = door();
  const { body } = await open.ask('GET', '/orders', { query: { 'filter[number]': 'a&b', sort: undefined } });
  expect(body).toEqual({ url: '/api/v1/orders?filter%5Bnumber%5D=a%26b', language: 'zh-CN' });
  await open.close();
});

it('asks again after the server had enough of a connection on which nothing came', async () => {
  const known = new Set<object>();
  await listen(({ socket }, response) => {
    if (known.has(socket)) socket.destroy();
    known.add(socket);
    response.end('{}');
  });
  const open = door();
  for (let n = 0; n < 3; n++) expect(await open.ask('GET', '/orders')).toMatchObject({ status: 200 });
  await open.close();
});

it('tells a refusal in the words of the door', async () => {
  await listen((_, response) => {
    response.statusCode = 404;
    response.end(JSON.stringify({ status: 404, code: 'customers/unknown', detail: '没有该客户' }));
  });
  const open = door();
  const refused = await open.ask('GET', '/customers/x').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Refused);
  expect((refused as Refused).text.zh).toBe('没有该客户 [customers/unknown]');
  await open.close();
});

it('sends lines and reads answers at the same time', async () => {
  await listen((request, response) => {
    createInterface({ input: request })
      .on('line', (line) => response.write(`${line}!\n`))
      .on('close', () => response.end());
  });
  const open = door();
  const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i}`);
  expect(await all(open.bulk(from(lines), { backfill: true }))).toEqual(lines.map((line) => `${line}!`));
  await open.close();
});

it('goes to the server when the first line is made, however long that takes: it hangs up on who sends nothing', async () => {
  await listen((request, response) => {
    request.resume().on('end', () => response.end('done'));
  });
  let connections = 0;
  server?.on('connection', () => connections++);
  const before: number[] = [];
  async function* slow(): AsyncGenerator<string> {
    for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
    before.push(connections);
    yield 'line';
  }
  const open = door();
  expect(await all(open.bulk(slow()))).toEqual(['done']);
  expect([before, connections]).toEqual([[0], 1]);
  await open.close();
});

it('sends a line while the next is made, which may wait for the answer', async () => {
  await listen((request, response) => {
    createInterface({ input: request })
      .on('line', (line) => response.write(`${line}!\n`))
      .on('close', () => response.end());
  });
  const open = door();
  let onAnswer: () => void = () => undefined;
  async function* lines(): AsyncGenerator<string> {
    for (const line of ['a', 'b', 'c']) {
      const answered = new Promise<void>((resolve) => (onAnswer = resolve));
      yield line;
      await answered;
    }
  }
  const answers: string[] = [];
  for await (const answer of open.bulk(lines())) {
    answers.push(answer);
    onAnswer();
  }
  expect(answers).toEqual(['a!', 'b!', 'c!']);
  await open.close();
});

it.each([
  ['no request can be made, of a key that no header holds', '密钥', (): void => undefined],
  [
    'the server refuses before it has read them',
    'key',
    (_: unknown, response: { writeHead(status: number): { end(text: string): unknown } }): void =>
      void response.writeHead(401).end('{}'),
  ],
] as const)('lets go of what it sends where %s', async (_how, key, answer) => {
  await listen(answer);
  let closed: () => void = () => undefined;
  const isClosed = new Promise<void>((resolve) => (closed = resolve));
  async function* endless(): AsyncGenerator<string> {
    try {
      for (;;) yield await Promise.resolve('x'.repeat(10_000));
    } finally {
      closed(); // of a file
    }
  }
  const open = new HttpDoor({ socketPath: controlSocket(data), language: 'zh', key });
  await expect(all(open.bulk(endless()))).rejects.toThrow();
  await isClosed;
  await open.close();
});

it.each([
  [CSV, ['a', '"b', '', 'c"']],
  [NDJSON, ['a', '"b', 'c"']],
])('keeps the empty lines of %s where they are part of a cell', async (accept, lines) => {
  await listen((_, response) => response.end('a\n"b\n\nc"\n'));
  const open = door();
  expect(await all(open.lines('GET', '/orders', accept))).toEqual(lines);
  await open.close();
});

it('takes no more lines than the server reads', async () => {
  let goOn: () => void = () => undefined;
  await listen((request, response) => {
    response.writeHead(200).write('first\n');
    goOn = () => void request.resume().on('end', () => response.end());
  });
  let taken = 0;
  async function* endless(): AsyncGenerator<string> {
    for (; taken < 10_000; taken++) yield await Promise.resolve('x'.repeat(10_000));
  }
  const open = door();
  const answers = open.bulk(endless());
  expect((await answers.next()).value).toBe('first');
  expect(taken).toBeLessThan(5_000); // what buffers of the system hold, of 10 KB each
  goOn();
  expect((await answers.next()).done).toBe(true);
  expect(taken).toBe(10_000);
  await open.close();
});

it.each([
  ['while it is asked', () => undefined],
  ['while it answers', 'half'],
])('says that the connection was lost when the server dies %s', async (_when, said) => {
  await listen((request, response) => {
    if (typeof said === 'string') response.write(said, () => request.socket.destroy());
    else request.socket.destroy();
  });
  const open = door();
  await expect(all(open.bulk(from(['a'])))).rejects.toThrow(Failure);
  await open.close();
});

it.each([new Failure({ zh: '坏了', en: 'broken' }), new RangeError('broken')])(
  'hands on what goes wrong while the lines are made: %p',
  async (fault) => {
    await listen((request, response) => void request.resume().on('end', () => response.end()));
    async function* broken(): AsyncGenerator<string> {
      yield await Promise.resolve('a');
      throw fault;
    }
    const open = door();
    await expect(all(open.bulk(broken()))).rejects.toBe(fault);
    await open.close();
  },
);

describe('finding the door', () => {
  const never = (): Promise<never> => Promise.reject(new Error('must not be opened'));

  it('takes the server that owns the folder', async () => {
    await listen((_, response) => response.end('"owner"'));
    const open = await findDoor({ data }, 'en', never);
    expect((await open.ask('GET', '/')).body).toBe('owner');
    await open.close();
  });

  it('opens the folder when nobody owns it, and closes it again', async () => {
    const closed = jest.fn(() => Promise.resolve());
    const open = await findDoor({ data, begin: true }, 'en', async () => {
      await listen((_, response) => response.end('"opened"'));
      return { socketPath: controlSocket(data), close: closed };
    });
    expect((await open.ask('GET', '/')).body).toBe('opened');
    expect(closed).not.toHaveBeenCalled();
    await open.close();
    expect(closed).toHaveBeenCalledTimes(1);
  });

  it('goes to the server that was named, with its key', async () => {
    const named = createServer((request, response) => response.end(JSON.stringify(request.headers.authorization)));
    await new Promise<void>((resolve) => void named.listen(0, '127.0.0.1', resolve));
    const { port } = named.address() as { port: number };
    const open = await findDoor({ data, url: `http://127.0.0.1:${port}/`, key: 'secret' }, 'en', never);
    expect((await open.ask('GET', '/')).body).toBe('Bearer secret');
    await open.close();
    await new Promise((resolve) => named.close(resolve));
  });
});
