import { canonicalJson } from '@dossier/kernel';
import { contexts } from '../../../server/src/contexts';
import { type DoorUnderTest, openDoor } from '../../../testing/src/door';

let door: DoorUnderTest;
beforeEach(async () => {
  door = await openDoor({ contexts, zone: 'Asia/Shanghai' });
  door.rig.clock.set('2026-07-10T02:00:00.000Z');
});
afterEach(() => door.close());

const QUARTER = '2026-03-31T15:59:59.999Z';
const NEXT = '2026-06-30T15:59:59.999Z';
const at = (day: string): string => `2026-${day}T08:00:00.000Z`;

async function register(...customers: readonly string[]): Promise<void> {
  for (const customerId of customers)
    await door.rig.send(
      'customers.RegisterCustomer',
      { customerId, kind: 'organisation' },
      { occurredAt: at('01-01') },
    );
}
let orders = 0;
const sell = (customerId: string, unitPrice: string, day: string, currency = 'CNY'): Promise<unknown> =>
  door.rig.send(
    'sales.PlaceOrder',
    { customerId, number: `A-${++orders}`, currency, lines: [{ sku: 'pump', quantity: 1, unitPrice }] },
    { occurredAt: at(day), backfill: true },
  );
const begin = (occurredAt: string, scheme = 'value'): ReturnType<DoorUnderTest['call']> =>
  door.call('POST', `/tier-schemes/${scheme}/assessments`, { occurredAt });
/** Lets reactors do what is due, and what follows from it. */
async function react(): Promise<void> {
  await door.rig.caughtUp();
  await door.rig.reactors.look();
  await door.rig.caughtUp();
}
async function assess(occurredAt: string, scheme = 'value'): Promise<void> {
  expect(await begin(occurredAt, scheme)).toMatchObject({ status: expect.any(Number) as number });
  await react();
}
const items = async (path: string): Promise<readonly Record<string, unknown>[]> =>
  (await door.call('GET', path)).body['items'] as readonly Record<string, unknown>[];
const tierOf = async (customer: string, search = ''): Promise<unknown> => {
  const { body } = await door.call('GET', `/customers/${customer}/360${search}`);
  const { schemes } = body['tiers'] as {
    readonly schemes: readonly { readonly scheme: string; readonly tier: string }[];
  };
  return schemes.find(({ scheme }) => scheme === 'value')?.tier;
};
const types = async (stream: string): Promise<readonly string[]> =>
  (await door.rig.store.read(stream)).map(({ type }) => type);
const log = async (): Promise<string> => {
  const all: unknown[] = [];
  for (let after = 0; ;) {
    const { events, upTo } = await door.rig.feed.read(after, 500);
    if (upTo === after) return canonicalJson(JSON.parse(JSON.stringify(all)));
    all.push(...events);
    after = upTo;
  }
};

it('assesses all customers as of an instant, by measures that each have their events', async () => {
  await register('big', 'middle', 'none');
  await sell('big', '120000', '02-01');
  await sell('middle', '9000', '02-01');
  await sell('middle', '1000', '03-31');
  await sell('middle', '500000', '04-01'); // is too late to count
  await assess(QUARTER);
  expect(await items('/tier-assessments')).toMatchObject([
    { assessment: 'value-1', scheme: 'value', asOf: QUARTER, policyVersion: 0, customers: 3, withoutRate: 0 },
  ]);
  const changes = await items('/tier-changes?sort=customer');
  expect(changes).toMatchObject([
    { customer: 'big', move: 'first', before: null, tier: 'value-high', at: QUARTER, assessment: 'value-1' },
    { customer: 'middle', tier: 'value-medium' },
    { customer: 'none', tier: 'value-low' },
  ]);
  const placed = async (stream: string): Promise<string> => (await door.rig.store.read(stream))[0]?.id ?? '';
  const [first, second] = [await placed(`order-A-${orders - 2}`), await placed(`order-A-${orders - 1}`)];
  expect(changes[1]?.['measures']).toEqual([
    { measure: 'net-revenue', value: '10000.00', currency: 'CNY', events: 2, eventIds: [first, second] },
  ]);
  expect(await tierOf('big')).toBe('value-high');
  expect(await tierOf('big', '?asOf=2026-03-30')).toBeUndefined();
  expect(await items('/portfolio?filter[valueTier]=value-high')).toMatchObject([{ key: 'big' }]);
  const { body } = await door.call('GET', '/reports/tiers?asOf=2026-03-31');
  expect(body).toMatchObject({
    summary: { customers: 3 },
    rows: [
      { tier: 'value-high', customers: 1, percent: 33.33 },
      { tier: 'value-medium', customers: 1 },
      { tier: 'value-low', customers: 1 },
    ],
  });
});

it('does nothing more for the same instant and policy, and nothing as of an earlier one', async () => {
  await register('a');
  await sell('a', '120000', '02-01');
  await assess(QUARTER);
  const before = await log();
  expect((await begin(QUARTER)).body).toMatchObject({ events: [] });
  expect(await begin('2026-03-30T15:59:59.999Z')).toMatchObject({
    status: 409,
    body: { code: 'tiers/assessed-later' },
  });
  await react();
  expect(await log()).toBe(before);
  expect(await begin(QUARTER, 'type')).toMatchObject({ status: 422, body: { code: 'tiers/by-hand' } });
});

it('announces a downgrade, and carries it out on its day by itself', async () => {
  door.rig.clock.set('2026-04-01T02:00:00.000Z');
  await register('a');
  await sell('a', '120000', '01-05');
  await assess(QUARTER);
  door.rig.clock.set('2026-06-30T16:00:00.000Z');
  await door.rig.send('sales.CancelOrder', { orderId: `A-${orders}`, reason: 'x' }, { occurredAt: at('04-01') });
  await assess(NEXT);
  expect(await tierOf('a')).toBe('value-high');
  const announced = (await items('/tier-changes?filter[tier]=value-low'))[0];
  expect(announced).toMatchObject({ move: 'announced', before: 'value-high', effectiveAt: '2026-07-30T15:59:59.999Z' });
  // as of its day also where no event has said it yet
  door.rig.clock.set('2026-07-31T02:00:00.000Z');
  expect(await tierOf('a')).toBe('value-low');
  await react();
  const [, , lowered] = await items('/tier-changes?sort=at');
  expect(lowered).toMatchObject({ move: 'lowered', at: '2026-07-30T15:59:59.999Z', measures: announced?.['measures'] });
  expect(await items('/portfolio?filter[valueTier]=value-low')).toMatchObject([{ key: 'a' }]);
});

it('comes by itself at the end of each quarter once it was done, and not for quarters that are past', async () => {
  door.rig.clock.set('2026-04-10T02:00:00.000Z');
  await register('a');
  await assess('2025-12-31T15:59:59.999Z');
  expect(await items('/tier-assessments')).toMatchObject([{ nextAt: NEXT }]);
  door.rig.clock.set('2026-06-30T15:00:00.000Z');
  await react();
  expect(await items('/tier-assessments')).toHaveLength(1);
  door.rig.clock.set('2026-07-01T15:00:00.000Z');
  await react(); // begins
  await react(); // and is done
  expect(await items('/tier-assessments?sort=asOf')).toMatchObject([
    {},
    { assessment: 'value-2', asOf: NEXT, completedAt: '2026-07-01T15:00:00.000Z', nextAt: '2026-09-30T15:59:59.999Z' },
  ]);
});

it('goes on by itself once the scheme has rules again that had none at the end of a period', async () => {
  const publish = async (rules: readonly object[], effectiveFrom: string): Promise<void> => {
    door.rig.clock.set(effectiveFrom);
    const document = { rules, windowMonths: 12, everyMonths: 3, minimumStayDays: 90, noticeDays: 30 };
    const published = await door.call('PUT', '/tier-schemes/value', { document, approvedBy: 'board', effectiveFrom });
    expect(published.status).toBeLessThan(300);
  };
  door.rig.clock.set('2026-04-10T02:00:00.000Z');
  await register('a');
  await assess(QUARTER);
  await publish([], at('05-01'));
  door.rig.clock.set('2026-07-01T15:00:00.000Z');
  await react();
  expect(await items('/tier-assessments')).toHaveLength(1);
  const conditions = [{ measure: 'net-revenue', by: 'at-least', enter: 200_000 }];
  await publish([{ tier: 'value-high', conditions }], at('08-15'));
  await react(); // begins
  await react(); // and is done
  expect(await items('/tier-assessments?sort=asOf')).toMatchObject([
    {},
    { asOf: at('08-15'), policyVersion: 2, completedAt: at('08-15'), nextAt: '2026-09-30T15:59:59.999Z' },
  ]);
});

/** Of a day that was assessed already. */
async function publishBack(): Promise<void> {
  const conditions = [{ measure: 'net-revenue', by: 'at-least', enter: 200_000 }];
  const document = {
    rules: [{ tier: 'value-high', conditions }],
    ...{ windowMonths: 12, everyMonths: 3, minimumStayDays: 0, noticeDays: 0 },
  };
  const published = { document, approvedBy: 'board', effectiveFrom: at('06-01') };
  expect((await door.call('PUT', '/tier-schemes/value', published)).status).toBeLessThan(300);
}
it('says that tiers go by another version where a policy is published for a time already assessed, and goes by it once asked to', async () => {
  await register('a');
  await sell('a', '120000', '02-01');
  const last = async (search = ''): Promise<unknown> =>
    (await door.call('GET', `/tier-schemes/value${search}`)).body['lastAssessment'];
  expect(await last()).toBeNull();
  await assess(NEXT);
  expect(await last()).toEqual({ assessment: 'value-1', asOf: NEXT, policyVersion: 0, isOutdated: false });
  expect(await last('?asOf=2026-05-01')).toBeNull();
  await publishBack();
  for (let times = 0; times < 3; times++) await react();
  // nobody is moved behind the backs of those who told the customers
  expect(await items('/tier-assessments')).toHaveLength(1);
  expect(await tierOf('a')).toBe('value-high');
  const outdated = { assessment: 'value-1', asOf: NEXT, policyVersion: 0, isOutdated: true };
  expect(await last()).toEqual(outdated);
  expect((await door.call('GET', '/reports/tiers')).body['summary']).toMatchObject({ lastAssessment: outdated });
  await assess(NEXT);
  await react(); // and is done
  expect(await last()).toEqual({ assessment: 'value-2', asOf: NEXT, policyVersion: 1, isOutdated: false });
  expect(await tierOf('a')).toBe('value-low');
  door.rig.clock.set('2026-10-01T02:00:00.000Z');
  for (let times = 0; times < 3; times++) await react();
  expect(await last()).toMatchObject({ assessment: 'value-3', asOf: '2026-09-30T15:59:59.999Z', policyVersion: 1 });
});

it('assesses the next quarter by a policy that was published for a time already assessed, where nobody asks before', async () => {
  await register('a');
  await sell('a', '120000', '02-01');
  await assess(NEXT);
  await publishBack();
  door.rig.clock.set('2026-10-01T02:00:00.000Z');
  for (let times = 0; times < 3; times++) await react();
  expect((await door.call('GET', '/tier-schemes/value')).body['lastAssessment']).toEqual({
    ...{ assessment: 'value-2', asOf: '2026-09-30T15:59:59.999Z', policyVersion: 1, isOutdated: false },
  });
  expect(await tierOf('a', '?asOf=2026-09-29')).toBe('value-high');
  expect(await tierOf('a')).toBe('value-low');
});

it('goes on where it was cut off, with the cut points that it had', async () => {
  const all = Array.from({ length: 20 }, (_, i) => `c-${String(i).padStart(2, '0')}`);
  await register(...all);
  for (const [i, customer] of all.entries()) await sell(customer, String(1000 - i), '02-01');
  await begin(QUARTER, 'volume');
  await door.rig.caughtUp();
  const run = door.rig.commands.run.bind(door.rig.commands);
  const spied = jest
    .spyOn(door.rig.commands, 'run')
    .mockImplementation((def, command, sent) =>
      (command as { customerId?: string }).customerId === 'c-07'
        ? Promise.reject(new Error('cut off'))
        : run(def, command, sent),
    );
  await door.rig.reactors.look();
  await door.rig.caughtUp();
  spied.mockRestore();
  expect(door.rig.failures).toMatchObject([{ message: 'cut off' }]);
  expect(await items('/tier-assessments')).toMatchObject([{ customers: 20, completedAt: null }]);
  // late: with it the cut points would be others
  await sell('c-19', '5000', '02-02');
  await sell('c-07', '10', '02-02');
  door.rig.clock.advance(60_000);
  await react();
  expect(await items('/tier-assessments')).toMatchObject([{ customers: 20, completedAt: door.rig.clock.now() }]);
  const tiers = await items('/tier-changes?limit=100');
  expect(tiers).toHaveLength(20); // each once
  for (const customer of all) expect(await types(`tier-volume.${customer}`)).toEqual(['tiers.TierChanged']);
  // one per cent of twenty is one, and 1000 was the most: with 5000 the one who is judged late would not be above it
  const best = tiers.filter(({ tier }) => tier === 'volume-vip').map(({ customer }) => customer);
  expect(best.sort()).toEqual(['c-00', 'c-07']);
});

it('tells amounts of several currencies in one, and leaves alone whose rate is missing', async () => {
  await register('yuan', 'euro', 'yen');
  await sell('yuan', '50000', '02-01');
  await sell('euro', '20000', '02-01', 'EUR');
  await sell('yen', '90000000', '02-01', 'JPY');
  const rates = [{ currency: 'EUR', from: '2026-01-01', rate: '7.5' }];
  await door.call('PUT', '/policies/exchange-rates', {
    document: { reportingCurrency: 'CNY', rates },
    approvedBy: 'board',
    effectiveFrom: '2026-01-01T00:00:00Z',
  });
  await assess(QUARTER);
  expect(await items('/tier-assessments')).toMatchObject([{ customers: 3, withoutRate: 1 }]);
  expect(await items('/tier-changes?sort=customer')).toMatchObject([
    { customer: 'euro', tier: 'value-high', measures: [{ value: '150000.00', currency: 'CNY' }] },
    { customer: 'yuan', tier: 'value-medium' },
  ]);
  // a draft that asks for no amounts lacks none, but there is nothing to compare with
  const draft = {
    rules: [{ tier: 'value-high', conditions: [{ measure: 'purchases', by: 'at-least', enter: 1 }] }],
    ...{ windowMonths: 12, everyMonths: 3, minimumStayDays: 90, noticeDays: 30 },
  };
  const { body } = await door.call('POST', `/tier-schemes/value/what-if?asOf=${QUARTER}`, { draft });
  expect(body).toMatchObject({ customers: 2, withoutRate: 1 });
});

it('tells amounts as of a day in the only currency in which was sold by then, whatever is sold later', async () => {
  await register('a');
  await sell('a', '120000', '02-01', 'USD');
  const shown = async (): Promise<unknown> => {
    await door.rig.caughtUp();
    return (await door.call('GET', `/tier-schemes/value/preview?asOf=${QUARTER}`)).body;
  };
  const before = await shown();
  expect(before).toMatchObject({ rows: [{ tier: 'value-high', measures: [{ value: '120000.00', currency: 'USD' }] }] });
  await sell('a', '10', '05-01', 'EUR');
  expect(await shown()).toEqual(before);
});

it('takes tiers of another scheme into no policy, by whatever door', async () => {
  const { body: document } = await door.call('GET', '/policies/tier-abc');
  const published = { document: document['document'], approvedBy: 'board', effectiveFrom: at('07-01') };
  expect(await door.call('PUT', '/policies/tier-value', published)).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/document', code: 'makes-no-sense' }] },
  });
  expect((await door.call('PUT', '/policies/tier-abc', published)).status).toBeLessThan(300);
});

it('says where a policy is harder to keep than to enter', async () => {
  const { body } = await door.call('GET', '/policies/tier-value');
  const conditions = [{ measure: 'net-revenue', by: 'at-least', enter: 100, stay: 200 }];
  const document = { ...(body['document'] as object), rules: [{ tier: 'value-high', conditions }] };
  const published = { document, approvedBy: 'board', effectiveFrom: at('07-01') };
  expect(await door.call('PUT', '/policies/tier-value', published)).toMatchObject({
    status: 400,
    body: {
      errors: [
        { pointer: '/document/rules/0/conditions/0/stay', detail: expect.stringMatching(/200.*100/) as unknown },
      ],
    },
  });
});

it('tries a draft over all of history, and writes nothing', async () => {
  door.rig.clock.set('2026-04-01T02:00:00.000Z');
  await register('a', 'b', 'c', 'd');
  await sell('a', '300000', '02-01');
  await sell('b', '150000', '02-01');
  await sell('c', '20000', '02-01');
  await sell('d', '120000', '02-01');
  await assess(QUARTER);
  const override = {
    scheme: 'value',
    tier: 'value-high',
    approvedBy: 'director',
    reason: 'x',
    occurredAt: at('03-05'),
  };
  await door.call('POST', '/customers/d/tier-override', override);
  const { body: scheme } = await door.call('GET', '/tier-schemes/value');
  expect(scheme).toMatchObject({
    policyVersion: 0,
    levels: [{ tier: 'value-high' }, { tier: 'value-medium' }, { tier: 'value-low' }],
  });
  const before = await log();
  const draft = {
    rules: [
      { tier: 'value-high', conditions: [{ measure: 'net-revenue', by: 'at-least', enter: 200_000, stay: 160_000 }] },
      { tier: 'value-medium', conditions: [{ measure: 'net-revenue', by: 'at-least', enter: 10_000, stay: 8_000 }] },
    ],
    ...{ windowMonths: 12, everyMonths: 3, minimumStayDays: 90, noticeDays: 30 },
  };
  const { status, body } = await door.call('POST', '/tier-schemes/value/what-if', { draft });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    customers: 4,
    moved: 2,
    raised: 0,
    lowered: 2,
    assessedAsOf: [QUARTER, expect.any(String)],
  });
  expect(body['rows']).toMatchObject([
    { customer: 'b', from: 'value-high', to: 'value-medium', since: QUARTER, recorded: 'value-high', byHand: false },
    { customer: 'd', from: 'value-high', to: 'value-medium', recorded: 'value-high', byHand: true },
  ]);
  expect(body['tiers']).toEqual([
    { tier: 'value-high', customers: 3, drafted: 1 },
    { tier: 'value-medium', customers: 1, drafted: 3 },
    { tier: 'value-low', customers: 0, drafted: 0 },
  ]);
  const cny = (now: string, drafted: string, change: string) =>
    Object.fromEntries(Object.entries({ now, drafted, change }).map(([k, amount]) => [k, { amount, currency: 'CNY' }]));
  // high: 3 % of what it bought and 15,800 a year; medium: 1 % and 800
  expect(body).toMatchObject({ benefitsVersion: 0, costs: [cny('65500.00', '30100.00', '-35400.00')] });
  expect(body['costsByTier']).toEqual([
    { tier: 'value-high', ...cny('64500.00', '24800.00', '-39700.00') },
    { tier: 'value-medium', ...cny('1000.00', '5300.00', '4300.00') },
  ]);
  expect(body['costsByBenefit']).toEqual([
    { benefit: 'discount', ...cny('17300.00', '11900.00', '-5400.00') },
    { benefit: 'visits', ...cny('10400.00', '5600.00', '-4800.00') },
    { benefit: 'gifts', ...cny('1800.00', '600.00', '-1200.00') },
    { benefit: 'named-manager', ...cny('36000.00', '12000.00', '-24000.00') },
  ]);
  const money = (name: string, amount: string) => ({ [name]: { amount, currency: 'EUR' } });
  const manager = { tier: 'value-high', benefit: 'named-manager', cost: 'per-customer', amount: '10.00' };
  const priced = (currency?: string) =>
    door.call('POST', '/tier-schemes/value/what-if', { draft, benefits: { benefits: [{ ...manager, currency }] } });
  expect((await priced('EUR')).body['costs']).toEqual([
    cny('65500.00', '0.00', '-65500.00'),
    { ...money('now', '0.00'), ...money('drafted', '10.00'), ...money('change', '10.00') },
  ]);
  expect(await priced()).toMatchObject({ status: 422, body: { code: 'tiers/unfit-benefits' } });
  await react();
  expect(await log()).toBe(before);
  const wrong = { ...draft, rules: [{ ...draft.rules[0], tier: 'abc-a' }] };
  expect(await door.call('POST', '/tier-schemes/value/what-if', { draft: wrong })).toMatchObject({
    status: 422,
    body: { code: 'tiers/foreign-tier' },
  });
  const conditions = [{ measure: 'net-revenue', by: 'at-least', enter: 100, stay: 200 }];
  const harder = { ...draft, rules: [{ tier: 'value-high', conditions }] };
  expect(await door.call('POST', '/tier-schemes/value/what-if', { draft: harder })).toMatchObject({
    status: 422,
    body: { code: 'tiers/unfit-scheme', detail: expect.stringMatching(/200.*100/) as unknown },
  });
  const unfit = await door.call('POST', '/tier-schemes/value/what-if', { draft: { ...draft, noticeDays: -1 } });
  expect(unfit).toMatchObject({ status: 400, body: { errors: [{ pointer: '/draft/noticeDays' }] } });
});

it('shows what a customer is entitled to as of a day, with the events behind it', async () => {
  await register('big');
  await sell('big', '120000', '02-01');
  await assess(QUARTER);
  const shown = async (search = '') => {
    const { body } = await door.call('GET', `/customers/big/360${search}`);
    return (body['tiers'] as { readonly entitlements: readonly Record<string, unknown>[] }).entitlements;
  };
  expect(await shown()).toContainEqual({
    ...{ scheme: 'value', tier: 'value-high', since: QUARTER, benefit: 'response', value: 60, policyVersion: 0 },
  });
  expect(await shown('?asOf=2026-03-01T00:00:00Z')).toEqual([]);
  const benefits = [{ tier: 'value-high', benefit: 'named-manager', cost: 'none' }];
  const published = { document: { benefits }, approvedBy: 'board', effectiveFrom: at('07-01') };
  expect((await door.call('PUT', '/policies/tier-benefits', published)).status).toBeLessThan(300);
  expect(await shown()).toMatchObject([{ benefit: 'named-manager', value: null, policyVersion: 1 }]);
  expect(await shown('?asOf=2026-06-01T00:00:00Z')).toHaveLength(6);
  const { body: why } = await door.call('GET', '/customers/big/360/why?figure=/tiers/entitlements');
  expect(JSON.stringify(why)).toContain('tiers.TierChanged');
});

it('counts what was set by hand for its time, and what was assessed from then on', async () => {
  await register('a');
  await sell('a', '120000', '02-01');
  await assess(QUARTER);
  const override = {
    ...{ scheme: 'value', tier: 'value-low', approvedBy: 'director', reason: 'disputed' },
    ...{ until: at('07-20'), occurredAt: at('07-01') },
  };
  expect((await door.call('POST', '/customers/a/tier-override', override)).status).toBe(200);
  expect((await door.call('POST', '/customers/a/tier-override', override)).body).toMatchObject({ events: [] });
  expect(await tierOf('a')).toBe('value-low');
  const { body } = await door.call('GET', '/customers/a/360');
  expect(body['tiers']).toMatchObject({
    schemes: [{ origin: 'hand', assessedTier: 'value-high', until: at('07-20'), approvedBy: 'director' }],
    changesAt: at('07-20'),
  });
  door.rig.clock.set(at('07-21'));
  expect(await tierOf('a')).toBe('value-high');
  await react();
  expect(await types('tier-value.a')).toEqual(['tiers.TierChanged', 'tiers.TierOverridden', 'tiers.OverrideEnded']);
  expect(await items('/portfolio?filter[valueTier]=value-high')).toHaveLength(1);
});

it('goes by what people have rated, as of the day', async () => {
  await register('a', 'b');
  await sell('a', '10', '02-01');
  const rating = { rating: 'strategic-importance', score: 5, approvedBy: 'board', reason: 'x' };
  await door.call('POST', '/customers/b/ratings', { ...rating, occurredAt: at('03-01') });
  await door.call('POST', '/customers/a/ratings', { ...rating, occurredAt: at('04-01') }); // later
  await assess(QUARTER, 'strategic');
  expect(await items('/tier-changes?sort=customer')).toMatchObject([
    { customer: 'a', tier: 'strategic-key' },
    {
      customer: 'b',
      tier: 'strategic-strategic',
      measures: [{ measure: 'strategic-importance', value: '5', events: 1 }, {}],
    },
  ]);
});
