import { Writable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Role } from '@dossier/kernel';
import { createWebApp, Edge, type EdgeOptions, openLog } from '@dossier/web';
import { FakeShop } from './fake-shop';

export interface DoorUnderTest {
  readonly shop: FakeShop;
  readonly edge: Edge;
  readonly app: NestFastifyApplication;
  /** A key of each role; `sales` is staff of that department. */
  readonly keys: Readonly<Record<'admin' | 'service' | 'analyst' | 'auditor' | 'sales', string>>;
  readonly logged: string[];
  close(): Promise<void>;
}

export async function openDoor(options: EdgeOptions = {}, shop = new FakeShop()): Promise<DoorUnderTest> {
  const logged: string[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      logged.push(String(chunk));
      done();
    },
  });
  const edge = await Edge.open(shop.engine, { log: openLog('info', sink), rate: 100_000, ...options });
  const issue = async (role: Role, departments: readonly string[] = []): Promise<string> =>
    (await edge.keys.issue({ name: role, role, departments })).key;
  const keys = {
    admin: await issue('admin'),
    service: await issue('service'),
    analyst: await issue('analyst'),
    auditor: await issue('auditor'),
    sales: await issue('staff', ['sales']),
  };
  const app = await createWebApp(edge);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return { shop, edge, app, keys, logged, close: () => app.close() };
}
