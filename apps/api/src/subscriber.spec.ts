import { mkdtempSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPlatform, type Server, startServer } from '@dossier/server';
import type { Engine } from '@dossier/engine';

interface CloudEvent {
  readonly subject: string;
  readonly data: { readonly value?: string };
  readonly type: string;
}
interface Received {
  readonly id: string;
  readonly event: CloudEvent;
}

/** Reads a live stream until `many` events have come, then cuts the connection without a word. */
const readSome = (socketPath: string, lastEventId: string | undefined, many: number): Promise<readonly Received[]> =>
  new Promise((resolve, reject) => {
    const received: Received[] = [];
    const headers = { accept: 'text/event-stream', ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) };
    const asked = get(
      { socketPath, path: '/api/v1/events?types=customers.FactAsserted', headers },
      (answer: IncomingMessage) => {
        let text = '';
        answer.on('error', () => undefined); // the cut is ours
        answer.on('data', (chunk: Buffer) => {
          text += chunk.toString();
          for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
            const block = text.slice(0, end);
            text = text.slice(end + 2);
            const field = (name: string): string | undefined =>
              block
                .split('\n')
                .find((line) => line.startsWith(`${name}: `))
                ?.slice(name.length + 2);
            const [id, data] = [field('id'), field('data')];
            if (id === undefined || data === undefined) continue;
            received.push({ id, event: JSON.parse(data) as CloudEvent });
            if (received.length === many) {
              asked.destroy();
              resolve(received);
              return;
            }
          }
        });
      },
    );
    asked.on('error', (error) => (received.length === many ? undefined : reject(error)));
  });

describe('a subscriber on /events', () => {
  const data = mkdtempSync(join(tmpdir(), 'subscriber-'));
  let engine: Engine;
  let server: Server;
  beforeAll(async () => {
    engine = await openPlatform({ data, zone: 'UTC' });
    server = await startServer(engine, { host: '127.0.0.1', port: 0 });
  });
  afterAll(async () => {
    await server.close();
    rmSync(data, { recursive: true, force: true });
  });

  it('P5, P6: killed and resumed a hundred times sees each customer’s events in order, none missing', async () => {
    const principal = { id: 'tester', role: 'admin' as const, departments: ['sales'] };
    const send = (name: string, command: object): Promise<unknown> => {
      const def = engine.registry.commands.get(name);
      if (!def) throw new Error(name);
      return engine.commands.run(def, command, { principal });
    };
    const customers = ['a', 'b', 'c', 'd', 'e'];
    const each = 80;
    for (const customerId of customers) await send('customers.RegisterCustomer', { customerId, kind: 'organisation' });
    // five writers go on while the subscriber is cut again and again
    const writing = Promise.all(
      customers.map(async (customerId) => {
        for (let i = 0; i < each; i++)
          await send('customers.AssertFacts', { customerId, facts: [{ attribute: 'industry', value: `v${i}` }] });
      }),
    );
    const seen: Received[] = [];
    for (let cut = 0; cut < 100; cut++)
      seen.push(...(await readSome(join(data, 'control.sock'), seen.at(-1)?.id, (customers.length * each) / 100)));
    await writing;
    for (const customerId of customers)
      expect(seen.filter(({ event }) => event.subject === customerId).map(({ event }) => event.data.value)).toEqual(
        Array.from({ length: each }, (_, i) => `v${i}`),
      );
    expect(new Set(seen.map(({ id }) => id)).size).toBe(customers.length * each);
  });
});
