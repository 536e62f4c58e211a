import { type DoorUnderTest, openDoor } from '../../testing/src/door';
import { contexts } from './contexts';

let door: DoorUnderTest;
beforeAll(async () => {
  door = await openDoor({ contexts });
  const at = '2026-01-01T08:00:00Z';
  for (const [customerId, country, prices] of [
    ['small', 'DE', ['10']],
    ['large', 'DE', ['500', '400']],
    ['silent', 'FR', []],
  ] as const) {
    await door.call('POST', '/customers', {
      ...{ customerId, kind: 'organisation', country, department: 'sales', occurredAt: at },
    });
    for (const [i, unitPrice] of prices.entries())
      await door.call('POST', '/orders', {
        ...{ number: `${customerId}-${i}`, customerId, currency: 'EUR', occurredAt: at },
        lines: [{ sku: 'A', quantity: 1, unitPrice }],
      });
  }
});
afterAll(() => door.close());

const customers = async (query: string): Promise<readonly unknown[]> => {
  const { status, body } = await door.call('GET', `/portfolio?${query}`);
  expect(status).toBe(200);
  return (body['items'] as { readonly key: string }[]).map(({ key }) => key);
};

describe('GET /portfolio', () => {
  it('filters and sorts customers by the fields of any context', async () => {
    expect(await customers('sort=-netSales&filter[salesCurrency]=EUR')).toEqual(['large', 'small']);
    expect(await customers('sort=-purchases,country')).toEqual(['large', 'small', 'silent']);
    expect(await customers('filter[country]=DE&filter[purchases][lt]=2')).toEqual(['small']);
    expect(await customers('filter[country]=%E5%BE%B7%E5%9B%BD&filter[purchases][lt]=2')).toEqual(['small']); // 德国
  });
  it('gives each with what every context shows of him, page by page, and counts them', async () => {
    const { body } = await door.call('GET', '/portfolio?sort=-purchases&limit=1&count=100');
    expect(body).toMatchObject({
      items: [
        { key: 'large', customer: { golden: { country: { value: 'DE' } } }, sales: { orders: 2 }, lifecycle: {} },
      ],
      count: 3,
    });
    const next = await door.call('GET', `/portfolio?sort=-purchases&limit=2&cursor=${String(body['next'])}`);
    expect((next.body['items'] as { readonly key: string }[]).map(({ key }) => key)).toEqual(['small', 'silent']);
  });
  it('gives of each what is named of any context', async () => {
    const { body } = await door.call('GET', '/portfolio?sort=-purchases&limit=1&fields=sales.orders,customer.status');
    expect(body['items']).toEqual([{ key: 'large', sales: { orders: 2 }, customer: { status: 'active' } }]);
    const refused = await door.call('GET', '/portfolio?fields=sales.colour');
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([
      400,
      expect.stringMatching(/customer\.name.*sales\.net.*lifecycle\.stage/),
    ]);
  });
  it('filters and sorts by a stage to which time has brought customers, and names the stages that there are', async () => {
    expect(await customers('filter[stage]=churned')).toEqual(['large', 'small']); // since this very instant
    expect(await customers('filter[stage]=repeat')).toEqual([]);
    expect(await customers('sort=-stage')).toEqual(['silent', 'small', 'large']);
    const { status, body } = await door.call('GET', '/portfolio?filter[stage][ne]=lost');
    expect([status, body['errors']]).toMatchObject([
      400,
      [
        {
          pointer: '?filter[stage][ne]',
          code: 'unknown-code',
          detail:
            'is no code of stage; known codes: prospect, first-purchase (first purchase), repeat, loyal, churned, won-back (won back).',
        },
      ],
    ]);
  });
  it('names the fields of all contexts where one is asked for that none declares', async () => {
    const { status, body } = await door.call('GET', '/portfolio?sort=colour');
    expect([status, JSON.stringify(body)]).toEqual([
      400,
      expect.stringMatching(/netSales.*stageReached|stageReached.*netSales/),
    ]);
  });
});
