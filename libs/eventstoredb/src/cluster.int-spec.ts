import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { binaryEvent } from '@eventstore/db-client';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb';
import { Metadata } from '@grpc/grpc-js';
import { LogUnreachable } from '@dossier/event-store';
import { EventStoreDbServer } from '../../../infra/servers/eventstoredb';
import { Connection, LIMITS } from '.';

// a promise that fails and that nobody waits for ends a process, and fails a test
const QUICK = { ...LIMITS, pause: 64, patience: 300 };
const event = () => binaryEvent({ id: randomUUID(), type: 'a', data: new Uint8Array(), metadata: new Uint8Array() });

/** Of the client: what it does when a call failed, and when one is made. */
interface Inner {
  getGRPCClient(of: unknown): Promise<unknown>;
  getChannel(): Promise<unknown>;
  handleError(client: unknown, error: unknown): Promise<void>;
}

it('outlives the loss of all nodes, and finds them when they are there again', async () => {
  const nodes = new EventStoreDbServer();
  const connection = new Connection(await nodes.listen(3), QUICK);
  await connection.append('order-1', -1, [event()]);
  const ended = once(connection.follow(0), 'error');
  nodes.stop();
  await ended;
  const waiting = Array.from({ length: 8 }, async (_, i) => {
    const asked = i % 2 === 0 ? connection.lastOfAll(1) : connection.append('order-2', -1, [event()]);
    await expect(asked).rejects.toBeInstanceOf(LogUnreachable);
  });
  await Promise.all(waiting);
  await nodes.listen();
  expect(await connection.append('order-1', 0, [event()])).toMatchObject({ revision: 1 });
  expect(await connection.forwards('order-1', 0, 10)).toHaveLength(2);
  await connection.close();
  nodes.stop();
});

it('outlives a call that fails while it looks for a node', async () => {
  const nodes = new EventStoreDbServer();
  const connection = new Connection(await nodes.listen(3), QUICK);
  await connection.append('order-1', -1, [event()]);
  const { client } = connection as unknown as { client: Inner };
  const before = await client.getGRPCClient(StreamsClient);
  nodes.stop();
  const gone = Object.assign(new Error('gone'), { code: 14, metadata: new Metadata() });
  await client.handleError(before, gone); // it lets go of the connection
  const found = client.getChannel();
  const handled = client.handleError(before, gone);
  await expect(found).rejects.toThrow('Failed to discover');
  await handled;
  await connection.close();
});

it('waits no longer than a deadline for nodes that are reached and say nothing, nor at its end', async () => {
  const sockets = new Set<Socket>();
  const silent = createServer((socket) => sockets.add(socket.on('error', () => undefined))).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const node = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const url = `esdb://${node},${node}?tls=false&maxDiscoverAttempts=2&gossipTimeout=2`;
  const connection = new Connection(url, { ...QUICK, deadline: 200, patience: 0, dispose: 100 });
  const asked = [connection.lastOfAll(1), connection.append('order-1', -1, [event()])];
  const search = (connection as unknown as { client: Inner }).client.getChannel();
  let isOver = false;
  const ended = expect(search)
    .rejects.toThrow('Failed to discover')
    .finally(() => (isOver = true));
  await Promise.all(asked.map((each) => expect(each).rejects.toBeInstanceOf(LogUnreachable)));
  await connection.close();
  expect(isOver).toBe(false); // to find no node takes two attempts of two seconds for each
  await ended;
  for (const socket of sockets) socket.destroy();
  silent.close();
});
