import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { openDoor } from '../../testing/src/door';

const ORDER = { lines: [{ sku: 'x', quantity: 1, unitPrice: '1' }], currency: 'CNY' };

it('a command under way when the server stops is answered; later ones are told, and nobody’s open connection keeps it', async () => {
  const door = await openDoor();
  await door.app.listen(0, '127.0.0.1');
  const { port } = door.app.getHttpServer().address() as AddressInfo;
  const agents = [new Agent({ keepAlive: true }), new Agent({ keepAlive: true })] as const;
  const place = async (
    agent: Agent,
    orderId: string,
  ): Promise<{ status: number | undefined; body: unknown; headers: object }> => {
    const headers = { authorization: `Bearer ${door.keys.service}`, 'content-type': 'application/json' };
    const sending = request({ port, host: '127.0.0.1', method: 'POST', path: '/api/v1/orders', headers, agent });
    sending.end(JSON.stringify({ orderId, ...ORDER }));
    const [response] = (await once(sending, 'response')) as [IncomingMessage];
    return { status: response.statusCode, body: await json(response), headers: response.headers };
  };
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  let reached: () => void = () => undefined;
  const underWay = new Promise<void>((resolve) => (reached = resolve));
  door.hold = (command) => {
    if ((command as { orderId: string }).orderId !== 'slow') return Promise.resolve();
    reached();
    return held;
  };
  expect((await place(agents[1], 'quick')).status).toBe(201);
  const slow = place(agents[0], 'slow');
  await underWay;
  door.edge.draining.beforeApplicationShutdown();
  const late = await place(agents[1], 'late');
  expect([late.status, late.body, late.headers]).toEqual([
    503,
    expect.objectContaining({ code: 'server/draining' }) as unknown,
    expect.objectContaining({ 'retry-after': '5' }) as unknown,
  ]);
  const closed = door.close();
  letGo();
  expect((await slow).status).toBe(201);
  await closed;
  for (const agent of agents) agent.destroy();
});
