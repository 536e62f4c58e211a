import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { BSON } from 'mongodb';
import { OperatorError } from '@dossier/kernel';
import { Connection } from './connection';
import { LIMITS } from './limits';

class Unreachable extends OperatorError {
  override readonly name = 'Unreachable';
}
const connect = (port: number, options = ''): Promise<Connection> =>
  Connection.open(`mongodb://127.0.0.1:${port}/x?${options}`, {
    ...{ limits: { ...LIMITS, socketTimeoutMS: 2_000 }, database: 'x', closed: { zh: '', en: '' } },
    unreachable: (why) => new Unreachable(why),
  });

const GREETING = { isWritablePrimary: true, maxWireVersion: 21, minWireVersion: 0, maxBsonObjectSize: 2 ** 24, ok: 1 };
const [OP_REPLY, OP_QUERY, OP_MSG] = [1, 2004, 2013];

/** Answers greetings and pings; after a ping it does something with the connection. */
async function server(then: (socket: Socket) => unknown): Promise<Server> {
  const server = createServer((socket) => {
    let got = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      got = Buffer.concat([got, data]);
      while (got.length >= 4 && got.length >= got.readInt32LE(0)) {
        const message = got.subarray(0, got.readInt32LE(0));
        got = got.subarray(message.length);
        socket.write(answer(message, GREETING));
        if (message.includes('ping')) then(socket);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** To a request, in the form in which it came. */
function answer(request: Buffer, document: object): Buffer {
  const isOld = request.readInt32LE(12) === OP_QUERY;
  const head = Buffer.alloc(isOld ? 36 : 21);
  const body = BSON.serialize(document);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(request.readInt32LE(4), 8);
  head.writeInt32LE(isOld ? OP_REPLY : OP_MSG, 12);
  if (isOld) head.writeInt32LE(1, 32); // one document
  return Buffer.concat([head, body]);
}

describe('a request that is larger than what a socket takes at once', () => {
  const ENDS: readonly (readonly [string, (socket: Socket) => unknown])[] = [
    ['stands still', (socket) => socket.pause()],
    ['says goodbye', (socket) => socket.pause().end()],
    ['breaks the connection', (socket) => setImmediate(() => socket.pause().resetAndDestroy())],
  ];
  it.each(ENDS)('ends as one whose outcome is not known where the server %s', async (_, then) => {
    const unwell = await server(then);
    const connection = await connect((unwell.address() as { readonly port: number }).port);
    try {
      await connection.ask((db) => db.command({ ping: 1 }));
      const large = { text: 'x'.repeat(12_000_000) };
      await expect(connection.ask((db) => db.collection('large').insertOne(large))).rejects.toThrow(Unreachable);
      expect(connection.trouble?.en).toMatch(/the connection broke, so the outcome is not known$/);
    } finally {
      connection.giveUp();
      await connection.close();
      unwell.close();
    }
  });
});

it('says which file with certificates cannot be read', async () => {
  const opening = connect(1, 'tls=true&tlsCAFile=/nowhere/ca.pem');
  await expect(opening).rejects.toThrow(/^ENOENT: .*\/nowhere\/ca\.pem'/);
  await expect(opening).rejects.toBeInstanceOf(Unreachable);
});
