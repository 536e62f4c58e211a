import { Writable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Class, Role } from '@dossier/kernel';
import { commandRoute, createWebApp, Edge, type EdgeOptions, openLog, queryRoute, readRoute } from '@dossier/web';
import { catalogue, countOrders, FakeShop, noteOrder, orders, placeOrder, shipOrder } from './fake-shop';

const all: readonly Role[] = ['service', 'analyst', 'auditor', 'staff'];
const words = { zh: '测试', en: 'Test' };

/** The routes of the shop, as its slices would make them. */
export const shopRoutes = (): readonly Class<object>[] => [
  commandRoute('orders', placeOrder, {
    summary: words,
    example: { lines: [{ sku: 'x', quantity: 1, unitPrice: '2.55' }], currency: 'CNY' },
  }),
  commandRoute('orders/:orderId/ship', shipOrder, { summary: words, example: {} }),
  commandRoute('orders/:orderId/note', noteOrder, { summary: words, example: { note: 'n' }, method: 'put' }),
  readRoute('orders', orders, {
    summary: words,
    by: all,
    one: ':orderId',
    key: (id) => `order-${id}`,
    of: { category: 'order' },
    list: true,
  }),
  readRoute('customers/:customer/orders', orders, { summary: words, by: all }),
  readRoute('catalogue', catalogue, { summary: words, by: ['analyst'] }),
  queryRoute('customers/:customer/order-count', countOrders, { summary: words }),
];

export interface DoorUnderTest {
  readonly shop: FakeShop;
  readonly edge: Edge;
  readonly app: NestFastifyApplication;
  /** A key of each role; `sales` is staff of that department. */
  readonly keys: Readonly<Record<'admin' | 'service' | 'analyst' | 'auditor' | 'sales', string>>;
  readonly logged: string[];
  close(): Promise<void>;
}

export async function openDoor(options: EdgeOptions = {}, shop = new FakeShop(shopRoutes())): Promise<DoorUnderTest> {
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
