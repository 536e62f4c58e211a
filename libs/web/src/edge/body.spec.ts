import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { json } from 'node:stream/consumers';
import { turns } from '@dossier/kernel';
import { fastify, type FastifyInstance } from 'fastify';
import { busy, Rounds } from '../../../testing/src/rounds';
import { holdBody, installBodies } from './body';
import { Connections } from './connections';
import { LIMITS } from './limits';
import { explain, LARGEST_BODY, type Problem } from './problem';
import type { Received } from './sane-json';
import type { Served } from './served';
import { Shares } from './shares';

const served = { takes: 'application/json' } as Served;
/** Of which more is here than is read without room. */
const LONG = JSON.stringify('x'.repeat(6_000));
const post = async (app: FastifyInstance, payload: object): Promise<unknown> =>
  app.inject({ method: 'POST', url: '/', payload });

describe('room for bodies', () => {
  const bodies = new Shares(32 * LARGEST_BODY, 2 * LARGEST_BODY);
  const held = (turnMs: number): FastifyInstance => {
    const app = fastify();
    installBodies(app);
    app.decorateRequest('principal', null);
    const parts = {
      bodies,
      limits: { bodyMs: 30_000, turnMs },
      connections: { isFree: () => true, endBehindAnswers: () => undefined },
    };
    app.addHook('onRequest', (asked, reply) => holdBody(asked, reply, parts));
    return app;
  };

  it('lets others go on between large bodies that came in one moment', async () => {
    const app = held(10_000);
    const rounds = new Rounds();
    const begun: number[] = [];
    app.post('/', { config: { served } }, () => {
      begun.push(rounds.now);
      busy(12);
      return {};
    });
    await app.ready();
    await Promise.all(Array.from({ length: 8 }, () => post(app, { text: 'x'.repeat(3_000) })));
    rounds.stop();
    expect(begun).toHaveLength(8);
    expect(new Set(begun).size).toBeGreaterThan(4);
  });

  it('is kept by a body whose caller left until its turn, in which nothing is started', async () => {
    const app = held(10_000);
    const taken: number[] = [];
    app.addHook('preParsing', ({ raw }, reply, _payload, done) => {
      raw.once('end', () => {
        raw.socket.destroy();
        void turns.next().then(() => busy(12)); // the connection closes between this turn and that of the body
      });
      reply.raw.once('close', () => taken.push(bodies.taken));
      done();
    });
    const end = new Promise<string>((resolve) => {
      app.post('/', { config: { served } }, () => resolve('begun'));
      app.setErrorHandler((error) => resolve((error as Problem).code));
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as AddressInfo;
    const body = JSON.stringify('x'.repeat(3_000));
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const asked = request({ port, host: '127.0.0.1', method: 'POST', headers });
    asked.on('error', () => undefined); // it is cut
    asked.end(body);
    expect(await end).toBe('request/gone');
    expect(taken).toEqual([body.length]);
    expect(bodies.taken).toBe(0);
    await app.close();
  });

  it.each([
    [3_000, 1, 200], // pauses follow so many tiny pieces
    [LARGEST_BODY + 1, 4_000, 413],
  ])(
    'is taken by a body of %d characters in pieces of %d, and by none that is too large',
    async (length, size, status) => {
      const app = held(10_000);
      app.post('/', { config: { served } }, ({ body }) => ({ told: (body as Received).value }));
      app.setErrorHandler((error, _asked, reply) => reply.code(explain(error).status).send());
      await app.listen({ port: 0, host: '127.0.0.1' });
      const { port } = app.server.address() as AddressInfo;
      const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
      const asked = request({ port, host: '127.0.0.1', method: 'POST', headers });
      asked.on('error', () => undefined); // it need not be read to its end
      const body = JSON.stringify('x'.repeat(length));
      for (let at = 0; at < body.length; at += size) asked.write(body.slice(at, at + size));
      asked.end();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      expect(answer.statusCode).toBe(status);
      if (status === 200) expect(await json(answer)).toEqual({ told: 'x'.repeat(length) });
      asked.destroy();
      await app.close();
      expect(bodies.taken).toBe(0);
    },
  );

  it('is not waited for by more than a few in chunks: what came with their heads is in memory, in many pieces', async () => {
    const app = held(10_000);
    const refused: string[] = [];
    app.setErrorHandler((error, _asked, reply) => {
      refused.push((error as Problem).code);
      void reply.code(503).send();
    });
    app.post('/', { config: { served } }, () => ({}));
    bodies.add('127.0.0.1', 2 * LARGEST_BODY);
    const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
    const ask = () => app.inject({ method: 'POST', url: '/', headers, payload: LONG });
    const waiting = Array.from({ length: 16 }, ask);
    while (bodies.waitingOf('127.0.0.1') < 16) await new Promise(setImmediate);
    expect((await ask()).statusCode).toBe(503);
    expect(refused).toEqual(['request/no-room']);
    bodies.give('127.0.0.1', 2 * LARGEST_BODY);
    expect((await Promise.all(waiting)).map(({ statusCode }) => statusCode)).toEqual(Array(16).fill(200));
  });

  it('is waited for also by a body whose end came with the piece that is too much', async () => {
    const app = held(10_000);
    let begun = 0;
    app.post('/', { config: { served } }, () => ({ begun: (begun += 1) }));
    await app.listen({ port: 0, host: '127.0.0.1' });
    bodies.add('127.0.0.1', 2 * LARGEST_BODY);
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    const head = ['POST / HTTP/1.1', 'Host: localhost', 'Content-Type: application/json', 'Connection: close'];
    const rest = `${'x'.repeat(8_000)}"`;
    const chunks = `1\r\n"\r\n${'1\r\nx\r\n'.repeat(1_023)}${rest.length.toString(16)}\r\n${rest}\r\n0\r\n\r\n`;
    socket.write(`${head.join('\r\n')}\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`);
    while (bodies.waitingOf('127.0.0.1') === 0) await new Promise(setImmediate);
    for (let round = 0; round < 20; round++) await new Promise(setImmediate);
    expect(begun).toBe(0);
    bodies.give('127.0.0.1', 2 * LARGEST_BODY);
    socket.resume();
    await once(socket, 'close');
    expect([begun, bodies.taken]).toEqual([1, 0]);
    await app.close();
  });

  it.each([
    ['application/json', LARGEST_BODY],
    ['application/x-www-form-urlencoded', 1_024],
  ] as const)('of %s that is too large is read no further until its answer may be written', async (type, most) => {
    const app = held(10_000);
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    let refuse: (paused: boolean) => void = () => undefined;
    const refused = new Promise<boolean>((resolve) => (refuse = resolve));
    app.setErrorHandler((error, { raw }, reply) => {
      refuse(raw.isPaused());
      return reply.code(explain(error).status).send();
    });
    app.get('/', { config: { served } }, () => answered.then(() => ({})));
    app.post('/', { config: { served: { takes: type } as Served } }, () => ({}));
    new Connections(LIMITS, new AbortController().signal).attach(app.server);
    await app.listen({ port: 0, host: '127.0.0.1' });
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
    let got = '';
    socket.on('data', (bytes) => (got += bytes.toString()));
    const head = ['POST / HTTP/1.1', 'Host: localhost', `Content-Type: ${type}`, 'Transfer-Encoding: chunked'];
    const chunk = `1000\r\n${'x'.repeat(4_096)}\r\n`.repeat(Math.ceil(most / 4_096) + 1);
    socket.write(`GET / HTTP/1.1\r\nHost: localhost\r\n\r\n${head.join('\r\n')}\r\n\r\n${chunk}`);
    expect(await refused).toBe(true);
    answer();
    socket.write('0\r\n\r\n');
    await once(socket, 'close');
    expect(got.match(/HTTP\/1.1 \d+/g)?.[0]).toBe('HTTP/1.1 200');
    await app.close();
    expect(bodies.taken).toBe(0);
  });

  it('leaves the connection to others that wait for it, where it is refused to a body of which not all is here', async () => {
    const app = held(1);
    app.setErrorHandler((error, _asked, reply) => reply.removeHeader('connection').code(explain(error).status).send());
    app.post('/', { config: { served } }, () => ({}));
    const connections = new Connections(LIMITS, new AbortController().signal);
    connections.attach(app.server);
    await app.listen({ port: 0, host: '127.0.0.1' });
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    let got = '';
    socket.on('data', (bytes) => (got += bytes.toString()));
    const head = (more: string): string =>
      `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${more}`;
    bodies.add('127.0.0.1', 2 * LARGEST_BODY);
    const chunk = `1000\r\n${'x'.repeat(4_096)}\r\n`;
    socket.write(`${head('Transfer-Encoding: chunked')}\r\n\r\n${chunk}${chunk}`);
    while (!got.includes('503')) await new Promise(setImmediate);
    bodies.give('127.0.0.1', 2 * LARGEST_BODY);
    socket.write(`${chunk.repeat(100)}0\r\n\r\n${head('Content-Length: 2\r\nConnection: close')}\r\n\r\n{}`);
    await once(socket, 'close');
    expect(got.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 503', 'HTTP/1.1 200']);
    await app.close();
  });

  it('is taken by a body in chunks of one caller however many bodies of another wait', async () => {
    const app = held(10_000);
    app.post('/', { config: { served } }, () => ({}));
    bodies.add('127.0.0.1', 2 * LARGEST_BODY);
    const waiting = Array.from({ length: 70 }, () => post(app, { text: 'x'.repeat(3_000) }));
    while (bodies.waitingOf('127.0.0.1') < 70) await new Promise(setImmediate);
    const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
    const remoteAddress = '127.0.0.2';
    const answer = await app.inject({ method: 'POST', url: '/', headers, payload: LONG, remoteAddress });
    expect(answer.statusCode).toBe(200);
    bodies.give('127.0.0.1', 2 * LARGEST_BODY);
    await Promise.all(waiting);
  });

  it('is taken by none that nobody reads: of a GET', async () => {
    const app = held(10);
    app.get('/', { config: { served } }, () => ({ taken: bodies.taken }));
    const headers = { 'content-length': '1000000' };
    expect((await app.inject({ method: 'GET', url: '/', headers })).json()).toEqual({ taken: 0 });
  });

  it('is taken by a body in chunks for what it has, once it is here', async () => {
    const app = held(10_000);
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    let came = (): void => undefined;
    const all = new Promise<void>((resolve) => (came = resolve));
    let count = 0;
    app.post('/', { config: { served } }, async () => {
      if (++count === 5) came();
      await answered;
      return {};
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as AddressInfo;
    const answers = Array.from({ length: 5 }, async () => {
      const asked = request({
        port,
        host: '127.0.0.1',
        method: 'POST',
        headers: { 'content-type': 'application/json' },
      });
      asked.write(LONG.slice(0, 5_000));
      asked.end(LONG.slice(5_000));
      const [got] = (await once(asked, 'response')) as [{ readonly statusCode: number; resume(): void }];
      got.resume();
      return got.statusCode;
    });
    await all; // of the largest the caller has room for two only
    expect(bodies.taken).toBe(5 * LONG.length);
    answer();
    expect(await Promise.all(answers)).toEqual([200, 200, 200, 200, 200]);
    await app.close();
    expect(bodies.taken).toBe(0);
  });

  it('is taken by none in chunks that is small, however many are on their way', async () => {
    const app = held(10_000);
    const told: unknown[] = [];
    app.post('/', { config: { served } }, ({ body }) => {
      told.push((body as Received).value);
      return {};
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as AddressInfo;
    const headers = { 'content-type': 'application/json' };
    const all = Array.from({ length: 60 }, () => request({ port, host: '127.0.0.1', method: 'POST', headers }));
    const answers = all.map(async (asked) => ((await once(asked, 'response')) as [IncomingMessage])[0]);
    const text = JSON.stringify('x'.repeat(2_500));
    for (const asked of all) asked.write(text.slice(0, 2_400));
    let begun = 0;
    app.server.on('request', () => (begun += 1));
    while (begun < 60) await new Promise(setImmediate);
    expect(bodies.taken).toBe(0);
    for (const asked of all) asked.end(text.slice(2_400));
    expect((await Promise.all(answers)).map(({ statusCode }) => statusCode)).toEqual(Array(60).fill(200));
    expect(told).toEqual(Array(60).fill('x'.repeat(2_500)));
    for (const asked of all) asked.destroy();
    await app.close();
    expect(bodies.taken).toBe(0);
  });

  it('is not needed by small bodies, but of very many that came in one moment most go in turn, in their order', async () => {
    const app = held(10_000);
    const rounds = new Rounds();
    const begun: { readonly round: number; readonly number: unknown }[] = [];
    app.post('/', { config: { served } }, ({ body }) => {
      begun.push({ round: rounds.now, number: (body as Received).value });
      busy(1);
      return {};
    });
    await app.ready();
    await Promise.all(
      Array.from({ length: 200 }, (_, number) => app.inject({ method: 'POST', url: '/', payload: { number } })),
    );
    rounds.stop();
    const inRound = [...new Set(begun.map(({ round }) => round))].map(
      (one) => begun.filter(({ round }) => round === one).length,
    );
    expect(Math.max(...inRound)).toBeLessThanOrEqual(80);
    expect(inRound.length).toBeGreaterThan(20);
    expect(begun.map(({ number }) => number)).toEqual(Array.from({ length: 200 }, (_, number) => ({ number })));
  });

  it('is given up by one after the other, also where many have waited for it equally long', async () => {
    const app = held(10);
    const rounds = new Rounds();
    const refused: number[] = [];
    app.setErrorHandler((_error, _request, reply) => {
      refused.push(rounds.now);
      busy(12);
      void reply.code(503).send();
    });
    app.post('/', { config: { served } }, () => ({}));
    bodies.add('127.0.0.1', 2 * LARGEST_BODY);
    await Promise.all(Array.from({ length: 8 }, () => post(app, { text: 'x'.repeat(3_000) })));
    rounds.stop();
    bodies.give('127.0.0.1', 2 * LARGEST_BODY);
    expect(refused).toHaveLength(8);
    expect(new Set(refused).size).toBeGreaterThan(4);
  });
});
