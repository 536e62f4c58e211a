import { contexts } from '../../../server/src/contexts';
import { type DoorUnderTest, openDoor } from '../../../testing/src/door';

const QUARTER = '2026-06-30T15:59:59.999Z';
const at = (day: string): string => `2026-${day}T08:00:00.000Z`;
const CUSTOMERS = ['kept', 'loser', 'unknown', 'euro', 'late', 'nothing'];

type Step = readonly [command: string, day: string, data: object];
const line = (sku: string, quantity: number, unitPrice: string, unitCost?: string): object => ({
  ...{ sku, quantity, unitPrice, ...(unitCost !== undefined && { unitCost }) },
});
const placed = (number: string, day: string, customerId: string | undefined, of: object): Step => [
  'sales.PlaceOrder',
  day,
  { number, currency: 'CNY', ...(customerId !== undefined && { customerId }), ...of },
];
const step = (command: string, orderId: string, day: string, of: object = {}): Step => [
  `sales.${command}`,
  day,
  { orderId, ...of },
];
const discount = (amount: string): object => ({ adjustments: [{ sku: 'DISCOUNT', quantity: -1, unitPrice: amount }] });
const returned = { reason: '-', agreed: true };

/**
 * What happened, order by order.
 *
 * | customer | order |      net |  cost | freight |  profit |
 * |----------|-------|----------|-------|---------|---------|
 * | kept     | A-1   |   920.00 |   630 |      80 |  210.00 | eight of ten pumps at 60, and five seals at 30: one is waste
 * |          | note  |   -10.00 |       |         |  -10.00 |
 * |          | A-2   |     0.00 |     0 |       0 |    0.00 | void before it was shipped
 * |          | A-3   |   100.00 |    60 |      15 |   25.00 | one of four was shipped
 * |          | A-4   |     0.00 |     ? |       0 |    0.00 | void: what it would have cost does not matter
 * | loser    | A-6   |   920.00 |   950 |     100 | -130.00 |
 * | unknown  | A-5   |   130.00 |     ? |       0 |       ? |
 * | euro     | A-7   |   100.00 |    60 |    5.50 |   34.50 | EUR, of 8 yuan each: 276.00
 * | late     | A-8   |   100.00 |    60 |      10 |   30.00 | without a customer at first
 * |          | A-0   |    30.00 |     ? |       0 |       ? | before the window
 */
const HAPPENED: readonly (readonly Step[])[] = [
  [placed('A-0', '2025-05-01', 'late', { lines: [line('seal', 1, '30')] })],
  [
    placed('A-1', '02-01', 'kept', {
      lines: [line('pump', 10, '100', '60'), line('seal', 5, '40', '30')],
      ...{ ...discount('50'), freight: '80' },
    }),
    step('ShipOrder', 'A-1', '02-02'),
    step('ReturnOrder', 'A-1', '02-05', { ...returned, lines: [{ line: 1, quantity: 2 }] }),
    step('ReturnOrder', 'A-1', '02-06', {
      ...{ ...returned, lines: [{ line: 2, quantity: 1 }], conditions: { resalable: false } },
    }),
  ],
  [
    placed('A-2', '02-10', 'kept', { lines: [line('pump', 3, '100', '60')], freight: '25' }),
    step('CancelOrder', 'A-2', '02-11', { reason: '-' }),
  ],
  [
    [
      'sales.IssueCreditNote',
      '02-20',
      { customerId: 'kept', number: 'N-1', currency: 'CNY', lines: [{ sku: 'pump', quantity: 1, unitPrice: '10' }] },
    ],
  ],
  [
    placed('A-3', '03-01', 'kept', { lines: [line('pump', 4, '100', '60')], freight: '15' }),
    step('ShipOrder', 'A-3', '03-02', { lines: [{ line: 1, quantity: 1 }] }),
    step('CancelOrder', 'A-3', '03-03', { reason: '-' }),
  ],
  [
    placed('A-4', '03-10', 'kept', { lines: [line('valve', 2, '30')] }),
    step('CancelOrder', 'A-4', '03-11', { reason: '-' }),
  ],
  [placed('A-5', '04-01', 'unknown', { lines: [line('pump', 1, '100', '60'), line('valve', 1, '30')] })],
  [placed('A-6', '04-02', 'loser', { lines: [line('pump', 10, '100', '95')], ...discount('80'), freight: '100' })],
  [placed('A-7', '04-03', 'euro', { lines: [line('pump', 10, '10', '6')], currency: 'EUR', freight: '5.50' })],
  [
    placed('A-8', '04-04', undefined, { lines: [line('pump', 1, '100', '60')], freight: '10' }),
    step('AttributeOrder', 'A-8', '05-04', { customerId: 'late' }),
  ],
];

const scheme = (measure: string, high: number, medium: number): object => ({
  rules: [
    { tier: 'value-high', conditions: [{ measure, by: 'at-least', enter: high }] },
    { tier: 'value-medium', conditions: [{ measure, by: 'at-least', enter: medium }] },
  ],
  ...{ windowMonths: 12, everyMonths: 3, minimumStayDays: 0, noticeDays: 0, currency: 'CNY' },
});
const BY_PROFIT = scheme('profit', 250, 100);

let door: DoorUnderTest;
afterEach(() => door.close());
async function told(groups: readonly (readonly Step[])[]): Promise<void> {
  door = await openDoor({ contexts, zone: 'Asia/Shanghai' });
  const { rig } = door;
  rig.clock.set('2026-07-10T02:00:00.000Z');
  const rates = { reportingCurrency: 'CNY', rates: [{ currency: 'EUR', from: '2026-01-01', rate: '8' }] };
  const published = { document: rates, approvedBy: 'board', effectiveFrom: '2026-01-01T00:00:00Z' };
  expect((await door.call('PUT', '/policies/exchange-rates', published)).status).toBeLessThan(300);
  for (const customerId of CUSTOMERS)
    await rig.send(
      'customers.RegisterCustomer',
      { customerId, kind: 'organisation' },
      { occurredAt: '2025-04-01T08:00:00.000Z' },
    );
  for (const [command, day, data] of groups.flat())
    await rig.send(command, data, {
      ...{ occurredAt: day.length === 5 ? at(day) : `${day}T08:00:00.000Z`, backfill: true },
    });
  await rig.caughtUp();
}
async function assessed(document: object): Promise<void> {
  const published = { document, approvedBy: 'board', effectiveFrom: '2026-01-02T00:00:00Z' };
  expect((await door.call('PUT', '/tier-schemes/value', published)).status).toBeLessThan(300);
  door.rig.clock.advance(1000);
  await door.call('POST', '/tier-schemes/value/assessments', { occurredAt: QUARTER });
  await door.rig.reactors.look();
  await door.rig.caughtUp();
}
interface Row {
  readonly customer: string;
  readonly tier: string;
  readonly measures: readonly { readonly value: string | null; readonly events: number; readonly eventIds: string[] }[];
}
async function rows(): Promise<readonly Row[]> {
  const { body } = await door.call('GET', '/tier-assessments/value-1/changes');
  return (body['rows'] as readonly Row[]).toSorted((a, b) => a.customer.localeCompare(b.customer));
}
const EXPECTED = [
  ['euro', 'value-high', '276.00', 1],
  ['kept', 'value-medium', '225.00', 10],
  ['late', 'value-low', '30.00', 1],
  ['loser', 'value-low', '-130.00', 1],
  ['nothing', 'value-low', '0.00', 0],
  ['unknown', 'value-low', null, 1],
];
const inShort = ({ customer, tier, measures: [first] }: Row): unknown => [customer, tier, first?.value, first?.events];

it('judges by what is left after costs and freight, with the events behind it, and never by a cost that is not known', async () => {
  await told(HAPPENED);
  await assessed(BY_PROFIT);
  const found = await rows();
  expect(found.map(inShort)).toEqual(EXPECTED);
  const [order] = await door.rig.store.read('order-A-5');
  expect(found.find(({ customer }) => customer === 'unknown')?.measures).toEqual([
    { measure: 'profit', value: null, currency: null, events: 1, eventIds: [order?.id] },
  ]);
  const ids = found.find(({ customer }) => customer === 'kept')?.measures[0]?.eventIds ?? [];
  const [note] = await door.rig.store.read('credit-note-N-1');
  expect([ids.length, ids.includes(note?.id ?? '')]).toEqual([10, true]);

  expect((await door.call('GET', '/tier-assessments/value-1/changes')).body).toMatchObject({ withoutCost: 1 });
  expect((await door.call('GET', '/tier-schemes/value/preview')).body).toMatchObject({ withoutCost: 1 });
  const why = await door.call('GET', '/customers/loser/360/why?figure=/tiers/schemes');
  expect(JSON.stringify(why.body)).toContain('"-130.00"');
  const outlook = await door.call('GET', `/customers/unknown/tier-outlook/value?asOf=${QUARTER}`);
  expect(outlook.body).toMatchObject({ assessed: 'value-low', lacksRate: false });
  expect((outlook.body['rows'] as readonly object[])[0]).toMatchObject({
    measure: 'profit',
    value: null,
    missing: null,
  });
});

it('judges the same in whatever order it was told', async () => {
  await told(HAPPENED.toReversed());
  await assessed(BY_PROFIT);
  expect((await rows()).map(inShort)).toEqual(EXPECTED);
});

it('counts as of a day only what had happened by then', async () => {
  await told(HAPPENED);
  await assessed(BY_PROFIT);
  const profitOf = async (customer: string, day: string): Promise<unknown> => {
    const { body } = await door.call('GET', `/customers/${customer}/tier-outlook/value?asOf=${day}`);
    return (body['rows'] as readonly { readonly value: unknown }[])[0]?.value;
  };
  const days = ['02-04', '02-05', '02-06', '02-10', '02-11', '02-20'];
  // two pumps come back, and a seal that is waste; an order of 95.00 that is void the day after; the note
  expect(await Promise.all(days.map((day) => profitOf('kept', `2026-${day}`)))).toEqual([
    ...['320.00', '248.33', '210.00', '305.00', '210.00', '200.00'],
  ]);
  // until what nobody knows the cost of is out of the window
  expect([await profitOf('late', '2026-04-30'), await profitOf('late', '2026-06-30')]).toEqual([null, '30.00']);
});

it('tells what if tiers went by profit and no longer by revenue, and what benefits cost then', async () => {
  await told(HAPPENED);
  await assessed(scheme('net-revenue', 900, 100));
  const amount = { benefit: 'named-manager', cost: 'per-customer', amount: '1000', currency: 'CNY' };
  const published = { document: { benefits: [{ tier: 'value-high', ...amount }] }, approvedBy: 'board' };
  expect((await door.call('PUT', '/policies/tier-benefits', published)).status).toBeLessThan(300);
  const { status, body } = await door.call('POST', `/tier-schemes/value/what-if`, { draft: BY_PROFIT });
  expect(status).toBe(200);
  const moved = (body['rows'] as readonly { customer: string; from: string; to: string; isUnknown: boolean }[]).map(
    ({ customer, from, to, isUnknown }) => [customer, from, to, isUnknown],
  );
  expect(moved.toSorted()).toEqual([
    ['euro', 'value-medium', 'value-high', false],
    ['kept', 'value-high', 'value-medium', false],
    ['late', 'value-medium', 'value-low', false],
    ['loser', 'value-high', 'value-low', false],
    ['unknown', 'value-medium', 'value-low', true],
  ]);
  expect(body).toMatchObject({ moved: 5, raised: 1, lowered: 4, byUnknown: 1, withoutCost: 1, withoutRate: 0 });
  const yuan = (value: string): object => ({ amount: value, currency: 'CNY' });
  expect(body['costs']).toEqual([{ now: yuan('2000.00'), drafted: yuan('1000.00'), change: yuan('-1000.00') }]);

  const profitAnd = (measure: string, enter: number): object => {
    const conditions = ['profit', measure].map((each, i) => ({ measure: each, by: 'at-least', enter: i * enter }));
    return { ...BY_PROFIT, rules: [{ tier: 'value-high', conditions }] };
  };
  const counts = async (draft: object): Promise<object> => {
    const { body } = await door.call('POST', `/tier-schemes/value/what-if`, { draft });
    return { lowered: body['lowered'], byUnknown: body['byUnknown'] };
  };
  // whatever the profit is, nobody sells that much
  expect(await counts(profitAnd('net-revenue', 900_000_000))).toEqual({ lowered: 5, byUnknown: 0 });
  // nobody gave the rating; of one the profit alone is too low
  expect(await counts(profitAnd('potential', 4))).toEqual({ lowered: 5, byUnknown: 4 });
  const unrated = await door.call('POST', `/tier-schemes/value/what-if`, { draft: profitAnd('potential', 4) });
  const [first] = unrated.body['rows'] as readonly { readonly measures: readonly unknown[] }[];
  expect(first?.measures[1]).toEqual({ measure: 'potential', value: null, currency: null, events: 0, eventIds: [] });
  // where there is nothing to grow from, that is known
  expect(await counts(profitAnd('growth-percent', 1))).toEqual({ lowered: 4, byUnknown: 0 });
});
