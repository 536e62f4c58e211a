import { type AddressInfo, connect } from 'node:net';
import { Readable } from 'node:stream';
import { systemClock } from '@dossier/engine';
import { fastify } from 'fastify';
import { Connections } from './connections';
import { type GateParts, installGate } from './gate';
import { LIMITS } from './limits';
import type { Served } from './served';

/** For everyone, and counting nothing. */
const parts = {
  keys: { close: () => undefined },
  engine: { clock: systemClock },
  rate: { take: () => 0 },
  refusals: { flush: () => undefined },
  routes: { add: () => undefined },
  metrics: { request: () => undefined },
  draining: { signal: new AbortController().signal },
  answers: { count: () => undefined },
  connections: new Connections(LIMITS, new AbortController().signal),
  limits: LIMITS,
  language: 'en',
} as unknown as GateParts;

it('ends what an answer would read where its connection has ended: nobody would end it after that', async () => {
  const app = fastify();
  installGate(app, parts);
  const served = { by: 'everyone' } as Served;
  const streams: Readable[] = [];
  let [begun, closed] = [0, 0];
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  app.get('/', { config: { served } }, async (_, reply) => {
    begun += 1;
    reply.raw.once('close', () => (closed += 1));
    await opened; // as a file is
    const stream = new Readable({ read: () => undefined });
    streams.push(stream);
    return stream;
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(3));
  while (begun < 3) await new Promise(setImmediate);
  socket.destroy();
  while (closed < 3) await new Promise(setImmediate);
  open();
  for (let round = 0; round < 20; round++) await new Promise(setImmediate);
  expect(streams.map(({ destroyed }) => destroyed)).toEqual([true, true, true]);
  await app.close();
});
