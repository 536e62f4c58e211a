import type { QueryDef } from '@dossier/kernel';
import fc from 'fast-check';
import { neverSeen } from '../../testing/src/never-seen';
import { reading, Rig } from '../../testing/src/rig';
import { brokenWhy } from '../../testing/src/why-law';
import { contexts } from './contexts';

const DAY = 86_400_000;
const day = (n: number): string => new Date(Date.UTC(2023, 0, 1) + n * DAY).toISOString();
/** Recorded from this day on, one a week: all of it is known late. */
const RECORDED = 1_100;

const basket = fc.constantFrom(
  { lines: [{ sku: 'pump', quantity: 2, unitPrice: '49.995' }] },
  {
    lines: [
      { sku: 'pump', quantity: 1, unitPrice: '10' },
      { sku: 'leaflet', quantity: 5, unitPrice: '0' },
    ],
  },
  { lines: [{ sku: 'leaflet', quantity: 1, unitPrice: '0' }] },
  {
    lines: [{ sku: 'seal', quantity: 3, unitPrice: '7' }],
    adjustments: [{ sku: 'D', quantity: 1, unitPrice: '-1' }],
  },
  { adjustments: [{ sku: 'M', quantity: 1, unitPrice: '3' }] },
);
const order = fc.nat({ max: 4 });
const after = fc.nat({ max: 300 });
const placed = (which: number) =>
  fc.record({
    does: fc.constant('place' as const),
    order: fc.constant(which),
    who: fc.constantFrom('c', 'c', 'c', 'd', undefined),
    currency: fc.constantFrom('CNY', 'CNY', 'EUR'),
    fulfilled: fc.boolean(),
    basket,
  });
/** The later orders are told before the earlier ones. */
const orders = fc.tuple(placed(2), placed(0), placed(4), placed(1), placed(3));
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constantFrom('ship' as const, 'cancel' as const, 'return' as const),
      order,
      after,
      part: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('credit' as const),
      order: fc.option(order),
      after,
      forReturn: fc.boolean(),
      price: fc.constantFrom('1', '10', '99.99'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('attribute' as const), order }) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constantFrom('fact' as const, 'withdraw' as const),
      department: fc.constantFrom('sales', 'finance'),
      attribute: fc.constantFrom('legalName', 'shortName', 'country'),
      value: fc.constantFrom('FR', 'Germany', 'Nowhere'),
      after,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constantFrom('DeactivateCustomer' as const, 'ReactivateCustomer' as const, 'ClaimExternalId' as const),
      after,
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('judge' as const), churnDays: fc.constantFrom(20, 200) }) },
);
type Step = typeof step | ReturnType<typeof placed> extends fc.Arbitrary<infer S> ? S : never;

/** What a step says, and when it happened; each order and the customer have their own days. */
function commandOf(one: Step, index: number): { command: string; data: object; at: string | undefined } {
  const orderId = `o-${'order' in one ? one.order : 0}`;
  const placed = 'order' in one ? (one.order ?? 0) * 170 : 50;
  const at = day(placed + ('after' in one ? one.after : 0));
  switch (one.does) {
    case 'place': {
      const customer = one.who === undefined ? {} : { customerId: one.who };
      const { currency, fulfilled } = one;
      const data = { orderId, number: orderId, currency, fulfilled, ...customer, ...one.basket };
      return { command: 'sales.PlaceOrder', data, at };
    }
    case 'ship':
    case 'cancel':
    case 'return': {
      const some = one.part ? [{ line: 1, quantity: 1 }] : [{ line: 1 }];
      if (one.does === 'ship') return { command: 'sales.ShipOrder', data: { orderId, lines: some }, at };
      if (one.does === 'cancel') return { command: 'sales.CancelOrder', data: { orderId }, at };
      return { command: 'sales.ReturnOrder', data: { orderId, lines: some, reason: 'x', agreed: true }, at };
    }
    case 'credit': {
      const creditNoteId = `k-${index}`;
      const lines = [{ sku: 'pump', quantity: 1, unitPrice: one.price }];
      const named = one.order === null ? {} : { orderId, ...(one.forReturn && { forReturn: true }) };
      const data = { creditNoteId, number: creditNoteId, customerId: 'c', currency: 'CNY', lines, ...named };
      return { command: 'sales.IssueCreditNote', data, at };
    }
    case 'attribute':
      return { command: 'sales.AttributeOrder', data: { orderId, customerId: 'c' }, at: undefined };
    case 'fact':
      return {
        command: 'customers.AssertFacts',
        data: { customerId: 'c', facts: [{ attribute: one.attribute, value: one.value }], department: one.department },
        at,
      };
    case 'withdraw':
      return {
        command: 'customers.WithdrawFact',
        data: { customerId: 'c', attribute: one.attribute, department: one.department },
        at,
      };
    case 'judge': {
      const document = { repeatPurchases: 2, loyalPurchases: 3, loyalMonths: 1, churnDays: one.churnDays };
      return { command: 'policies.PublishPolicy', data: { name: 'lifecycle', document, approvedBy: 'x' }, at };
    }
    default: {
      const beside = one.does === 'ClaimExternalId' ? { source: 'erp', value: `E-${index}` } : { reason: 'x' };
      return { command: `customers.${one.does}`, data: { customerId: 'c', ...beside }, at };
    }
  }
}

/** Sends what can be sent; what the rules refuse has not happened. */
async function tell(rig: Rig, steps: readonly Step[]): Promise<number> {
  let taken = 0;
  for (const [index, one] of steps.entries()) {
    rig.clock.set(day(RECORDED + index * 7));
    const { command, data, at } = commandOf(one, index);
    try {
      const { receipt } = await rig.send(command, data, {
        ...(at !== undefined && { occurredAt: at }),
        ...('department' in data && { department: data.department as string }),
      });
      taken += receipt.events.length > 0 ? 1 : 0;
    } catch (error) {
      if ((error as Error).name !== 'Refusal') throw error;
    }
  }
  return taken;
}

it('P11: why names what leaves the value that is shown, whatever was told late, attributed, returned or judged anew', async () => {
  const seen = { answers: 0, byTime: 0, taken: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(orders, fc.array(step, { minLength: 10, maxLength: 25 })).map((told) => told.flat()),
      fc.nat({ max: 1_400 }),
      fc.nat({ max: 30 }),
      fc.array(fc.nat(), { minLength: 10, maxLength: 10 }),
      async (steps, asOf, known, chosen) => {
        const rig = await Rig.open(contexts);
        try {
          rig.clock.set(day(RECORDED));
          for (const customerId of ['c', 'd'])
            await rig.send('customers.RegisterCustomer', { customerId, kind: 'person' }, { occurredAt: day(100) });
          seen.taken += await tell(rig, steps);
          rig.clock.set(day(RECORDED + 300));
          await rig.caughtUp();
          const { registry, customers } = rig;
          const knownAt = day(RECORDED + known * 7);
          for (const id of ['c', 'd'])
            for (const moment of [{}, { asOf: day(asOf) }, { knownAt }, { asOf: day(asOf), knownAt }]) {
              const found = await brokenWhy({ registry, customers, reading, id, moment }, (pointers) =>
                pointers.filter((_, i) => chosen.some((n) => n % pointers.length === i)),
              );
              expect(found?.broken ?? []).toEqual([]);
              seen.answers += found?.answers.length ?? 0;
              seen.byTime += found?.answers.filter(({ events }) => events.at(-1)?.kind === 'time').length ?? 0;
            }
        } finally {
          await rig.close();
        }
      },
    ),
    { numRuns: 12 },
  );
  // the law was held against something
  expect(neverSeen(seen)).toEqual([]);
});

it('takes an order that came back as a whole, also when that is told late, for no purchase anywhere but in gross figures', async () => {
  const rig = await Rig.open(contexts);
  try {
    await rig.send('customers.RegisterCustomer', { customerId: 'c', kind: 'person' }, { occurredAt: day(0) });
    for (const [orderId, on] of [
      ['a', 10],
      ['b', 60],
    ] as const) {
      const lines = [{ sku: 'pump', quantity: 2, unitPrice: '50' }];
      const order = { orderId, number: orderId, customerId: 'c', currency: 'CNY', fulfilled: true, lines };
      await rig.send('sales.PlaceOrder', order, { occurredAt: day(on) });
    }
    const back = (quantity: number, on: number): Promise<unknown> =>
      rig.send(
        'sales.ReturnOrder',
        { orderId: 'b', lines: [{ line: 1, quantity }], reason: 'x', agreed: true },
        { occurredAt: day(on) },
      );
    await back(1, 70);
    const { registry, customers, queries } = rig;
    const rfm = registry.queries.get('report.rfm') as QueryDef<object, { rows: { frequency: number }[] }>;
    const seen = async (asOf?: string): Promise<unknown> => {
      await rig.caughtUp();
      const moment = asOf === undefined ? {} : { asOf };
      const shown = (await customers.view360('c', moment, reading))?.view as {
        lifecycle: { stage: string; churnsAt: string };
        sales: { purchases: number; lastPurchaseAt: string };
      };
      const frequency = async (basis: 'net' | 'gross'): Promise<number> =>
        (await queries.ask(rfm, { basis }, { ...reading, ...moment })).rows[0]?.frequency ?? 0;
      const { stage, churnsAt } = shown.lifecycle;
      const { purchases, lastPurchaseAt } = shown.sales;
      return [stage, churnsAt, purchases, lastPurchaseAt, await frequency('net'), await frequency('gross')];
    };
    expect(await seen(day(100))).toEqual(['repeat', day(240), 2, day(60), 2, 2]);
    await back(1, 65); // what came back first is told last
    expect(await seen(day(100))).toEqual(['first-purchase', day(190), 1, day(10), 1, 2]);
    expect(await seen(day(69))).toEqual(['repeat', day(240), 2, day(60), 2, 2]);
    expect(await seen()).toEqual(['churned', day(190), 1, day(10), 1, 2]);
    const everything = (pointers: readonly string[]): readonly string[] => pointers;
    for (const moment of [{}, { asOf: day(100) }, { asOf: day(69) }])
      expect((await brokenWhy({ registry, customers, reading, id: 'c', moment }, everything))?.broken).toEqual([]);
    const why = await customers.why('c', '/sales/lastPurchaseAt', {}, reading);
    expect(why.events.map(({ title, after }) => [title.en, after])).toEqual([
      ['Order placed', day(10)],
      ['Order placed', day(60)],
      ['Order returned', day(10)],
    ]);
  } finally {
    await rig.close();
  }
});

it('tells what an event left where another one of the same instant moved the figure on', async () => {
  const rig = await Rig.open(contexts);
  try {
    const send = (command: string, on: number, data: object): Promise<unknown> =>
      rig.send(command, data, { occurredAt: day(on) });
    await send('customers.RegisterCustomer', 0, { customerId: 'c', kind: 'person' });
    for (const [orderId, on] of [
      ['a', 0],
      ['b', 170],
    ] as const) {
      const lines = [{ sku: 'pump', quantity: 1, unitPrice: '50' }];
      const order = { orderId, number: orderId, customerId: 'c', currency: 'CNY', fulfilled: true, lines };
      await send('sales.PlaceOrder', on, order);
    }
    await send('sales.ReturnOrder', 170, { orderId: 'a', lines: [{ line: 1 }], reason: 'x', agreed: true });
    await rig.caughtUp();
    const { registry, customers } = rig;
    for (const moment of [{}, { asOf: day(200) }, { asOf: day(170) }])
      expect(
        (await brokenWhy({ registry, customers, reading, id: 'c', moment }, (pointers) => pointers))?.broken,
      ).toEqual([]);
    const { events } = await customers.why('c', '/lifecycle/stage', {}, reading);
    expect(events.map(({ kind, title, after }) => [kind === 'time' || title.en, after])).toEqual([
      ['Order placed', 'first-purchase'],
      ['Order placed', 'repeat'],
      ['Order returned', 'first-purchase'],
      [true, 'churned'],
    ]);
    // what moved it last alone, and what it rests on
    const play = await customers.why('c', '/lifecycle/play', {}, reading);
    expect(play.events.map(({ kind }) => kind)).toEqual(['event', 'time']);
  } finally {
    await rig.close();
  }
});

it('takes a step of a request at the time to which it was corrected last, also where that is earlier than it was entered', async () => {
  const rig = await Rig.open(contexts);
  try {
    await rig.send('customers.RegisterCustomer', { customerId: 'c', kind: 'person' }, { occurredAt: day(0) });
    const send = (command: string, on: number, beside: object = {}): Promise<unknown> =>
      rig.send(`service.${command}`, { requestId: 'r', ...beside }, { occurredAt: day(on) });
    const correct = (step: string, on: number): Promise<unknown> => send('CorrectStep', on, { step, reason: 'x' });
    await send('OpenRequest', 50, { number: 'r', customerId: 'c' });
    await send('ResolveRequest', 80);
    await correct('resolved', 90);
    await correct('resolved', 60); // as the proof of delivery says
    await correct('opened', 40);
    await rig.caughtUp();
    const { registry, customers } = rig;
    for (const moment of [{}, { asOf: day(85) }, { asOf: day(65) }, { asOf: day(45) }])
      expect(
        (await brokenWhy({ registry, customers, reading, id: 'c', moment }, (pointers) => pointers))?.broken,
      ).toEqual([]);
    expect((await customers.why('c', '/service/meanDaysToResolve', {}, reading)).value).toBe(20);
  } finally {
    await rig.close();
  }
});

it('shows an invoice as warned of as it was corrected last, whatever came between', async () => {
  const rig = await Rig.open(contexts);
  try {
    const send = (command: string, on: number, data: object): Promise<unknown> =>
      rig.send(command, data, { occurredAt: day(on) });
    const bill = (number: string, on: number, due: number): Promise<unknown> => {
      const invoice = { number, customerId: 'c', amount: '100', currency: 'CNY', dueAt: day(due) };
      return send('finance.IssueInvoice', on, invoice);
    };
    const pay = (number: string, invoiceId: string, amount: string, on: number): Promise<unknown> =>
      send('finance.ReceivePayment', on, { number, customerId: 'c', amount, currency: 'CNY', invoiceId });
    const correct = (invoiceId: string, to: object): Promise<unknown> =>
      rig.send('finance.CorrectInvoice', { invoiceId, reason: 'x', ...to });
    await send('customers.RegisterCustomer', 0, { customerId: 'c', kind: 'organisation' });
    await bill('A', 10, 20);
    await pay('P', 'A', '60', 100);
    await correct('A', { dueAt: day(200) }); // the payment repeats the former due date
    await bill('B', 300, 350);
    await pay('Q', 'B', '100', 310);
    await correct('B', { amount: '150' }); // paid in time and forgotten, it is open again
    await bill('C', 350, 360);
    await bill('D', 350, 400);
    await pay('R', 'D', '100', 390); // in time: what was open beside C is forgotten
    await bill('E', 355, 356);
    await bill('F', 400, 430);
    await send('finance.WriteOffInvoice', 420, { invoiceId: 'F', approvedBy: 'x', reason: 'x' });
    await send('finance.WithdrawWriteOff', 425, { invoiceId: 'F', reason: 'x' });
    // recorded last, and paid in time and forgotten by when it happened
    const bounced = { number: 'S', customerId: 'c', amount: '100', currency: 'CNY', invoiceId: 'F' };
    await rig.send('finance.ReceivePayment', bounced, { occurredAt: day(405), backfill: true });
    await rig.send('finance.ReversePayment', { paymentId: 'S', reason: 'x' }, { occurredAt: day(408), backfill: true });
    await rig.caughtUp();
    const { registry, customers } = rig;
    for (const moment of [{}, { asOf: day(150) }, { asOf: day(340) }])
      expect(
        (
          await brokenWhy({ registry, customers, reading, id: 'c', moment }, (pointers) =>
            pointers.filter((pointer) => pointer.startsWith('/warnings')),
          )
        )?.broken,
      ).toEqual([]);
  } finally {
    await rig.close();
  }
});

it('counts what an invoice bills of an order that is dated after it once, in any order', async () => {
  const rig = await Rig.open(contexts);
  try {
    const send = (command: string, on: number, data: object): Promise<unknown> =>
      rig.send(command, { customerId: 'c', currency: 'CNY', ...data }, { occurredAt: day(on) });
    await rig.send('customers.RegisterCustomer', { customerId: 'c', kind: 'organisation' }, { occurredAt: day(0) });
    await send('sales.PlaceOrder', 20, { number: 'O', lines: [{ sku: 'pump', quantity: 1, unitPrice: '500' }] });
    await send('finance.IssueInvoice', 10, { number: 'I', orderId: 'O', amount: '500' }); // paid in advance
    await rig.caughtUp();
    const { registry, customers } = rig;
    for (const moment of [{}, { asOf: day(30) }, { asOf: day(15) }])
      expect(
        (await brokenWhy({ registry, customers, reading, id: 'c', moment }, (pointers) => pointers))?.broken,
      ).toEqual([]);
    const { value } = await customers.why('c', '/finance/exposure', {}, reading);
    expect(value).toEqual([{ amount: '500.00', currency: 'CNY' }]);
  } finally {
    await rig.close();
  }
});

it('shows the tier of the last assessment, also where a downgrade after its day was carried out before', async () => {
  const rig = await Rig.open(contexts);
  try {
    const settle = async (): Promise<void> => {
      for (let i = 0; i < 4; i++) {
        await rig.caughtUp();
        await rig.reactors.look();
      }
      await rig.caughtUp();
    };
    rig.clock.set(day(300));
    await rig.send('customers.RegisterCustomer', { customerId: 'c', kind: 'organisation' }, { occurredAt: day(0) });
    const rules = [{ tier: 'value-high', conditions: [{ measure: 'net-revenue', by: 'at-least', enter: 100 }] }];
    const terms = { windowMonths: 1, everyMonths: 0, minimumStayDays: 0, noticeDays: 30, currency: 'CNY' };
    const document = { rules, ...terms };
    await rig.send('tiers.PublishScheme', { scheme: 'value', approvedBy: 'x', document }, { occurredAt: day(0) });
    for (const on of [10, 105]) {
      const lines = [{ sku: 'pump', quantity: 1, unitPrice: '200' }];
      const order = { orderId: `o-${on}`, number: `o-${on}`, customerId: 'c', currency: 'CNY', fulfilled: true, lines };
      await rig.send('sales.PlaceOrder', order, { occurredAt: day(on) });
    }
    for (const [index, on] of [20, 90, 110].entries()) {
      rig.clock.set(day(301 + index));
      await settle();
      await rig.send('tiers.BeginAssessment', { scheme: 'value' }, { occurredAt: day(on) });
      await settle(); // the second announces a downgrade for day 120, which has passed
    }
    const { registry, customers } = rig;
    const figures = (pointers: readonly string[]): readonly string[] =>
      pointers.filter((pointer) => pointer.startsWith('/tiers'));
    for (const moment of [{}, { asOf: day(125) }, { asOf: day(115) }])
      expect((await brokenWhy({ registry, customers, reading, id: 'c', moment }, figures))?.broken).toEqual([]);
    expect((await customers.why('c', '/tiers/schemes/0/tier', {}, reading)).value).toBe('value-high');
  } finally {
    await rig.close();
  }
});

it('puts late facts of one stream at their place, in why and in the timeline', async () => {
  const rig = await Rig.open(contexts);
  try {
    await rig.send('customers.RegisterCustomer', { customerId: 'c', kind: 'person' }, { occurredAt: day(0) });
    const fact = (value: string, on: number): Promise<unknown> =>
      rig.send(
        'customers.AssertFacts',
        { customerId: 'c', facts: [{ attribute: 'country', value }], department: 'sales' },
        { occurredAt: day(on) },
      );
    await fact('FR', 300);
    await fact('DE', 100);
    await rig.caughtUp();
    const { items } = await rig.customers.timeline('c', { limit: 10 }, reading);
    expect(items.map(({ occurredAt }) => occurredAt)).toEqual([day(300), day(100), day(0)]);
    const why = await rig.customers.why('c', '/customer/golden/country/value', {}, reading);
    expect([why.before, why.events.map(({ occurredAt, after }) => [occurredAt, after])]).toEqual([
      null,
      [
        [day(100), 'DE'],
        [day(300), 'FR'],
      ],
    ]);
    const first = await rig.customers.timeline('c', { limit: 1 }, reading);
    const page = { limit: 10, ...(first.next !== null && { cursor: first.next }) };
    expect((await rig.customers.timeline('c', page, reading)).items.map(({ occurredAt }) => occurredAt)).toEqual([
      day(100),
      day(0),
    ]);
  } finally {
    await rig.close();
  }
});
