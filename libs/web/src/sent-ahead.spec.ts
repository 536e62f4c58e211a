import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { openDoor } from '../../testing/src/door';

it('begins nothing of what is sent behind very many requests that wait for their answers', async () => {
  const door = await openDoor();
  try {
    await door.app.listen(0, '127.0.0.1');
    const { port } = door.app.getHttpServer().address() as AddressInfo;
    const order = (n: number): object => ({
      ...{ orderId: `o-${n}`, customerId: 'c-1', currency: 'CNY' },
      lines: [{ sku: 'x', quantity: 1, unitPrice: '2.55' }],
    });
    const sent = Array.from({ length: 320 }, (_, n) => {
      const body = JSON.stringify(order(n));
      const head = ['POST /api/v1/orders HTTP/1.1', 'Host: localhost', `Authorization: Bearer ${door.keys.service}`];
      return [...head, 'Content-Type: application/json', `Content-Length: ${body.length}`, '', body].join('\r\n');
    });
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined).resume();
    socket.write(sent.join(''));
    await once(socket, 'close');
    expect((await door.call('POST', '/orders', order(999))).status).toBe(201); // behind all that was begun
    expect(door.runs.length).toBeLessThanOrEqual(257);
  } finally {
    await door.close();
  }
});
