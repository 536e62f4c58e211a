import { type Answer, parsePosition } from '@dossier/engine';
import { Refusal, streamOf } from '@dossier/kernel';
import { meaningOf } from '@dossier/testing';
import fc from 'fast-check';
import { contexts } from '../../../server/src/contexts';
import { type DoorUnderTest, openDoor } from '../../../testing/src/door';
import { reading, Rig } from '../../../testing/src/rig';
import { exceptions } from './exceptions';
import { order as placed } from './order';
import { orders } from './read/orders/orders';

const codeOf = async (sent: Promise<Answer>): Promise<string> => {
  try {
    return (await sent).receipt.events.map(({ type }) => type).join();
  } catch (error) {
    return error instanceof Refusal ? error.code : String(error);
  }
};
const TOO_MUCH = 'sales/more-credited-than-sold';
const kinds = async (rig: Rig) => {
  await rig.caughtUp();
  const { rows } = await rig.queries.ask(exceptions, {}, reading);
  return rows.map(({ kind, document }) => `${kind} ${document}`).sort();
};
const pumps = (quantity: number, unitPrice = '10.00') => [{ sku: 'pump', quantity, unitPrice }];
const register = async (rig: Rig): Promise<void> => {
  for (const customerId of ['c-1', 'c-2']) await rig.send('customers.RegisterCustomer', { customerId, kind: 'person' });
};
const order = { number: 'SO-1', customerId: 'c-1', currency: 'CNY', lines: pumps(10), fulfilled: true };
const note = (id: string, quantity: number, more: object = {}) => ({
  ...{ creditNoteId: id, number: id, customerId: 'c-1', orderId: 'SO-1', currency: 'CNY', lines: pumps(quantity) },
  ...more,
});

interface Document {
  readonly command: 'sales.PlaceOrder' | 'sales.IssueCreditNote' | 'sales.AttributeOrder' | 'sales.ReturnOrder';
  readonly data: { readonly number?: string } & Readonly<Record<string, unknown>>;
  readonly occurredAt: string;
}
const customerId = fc.constantFrom('c-1', 'c-1', 'c-2', undefined);
const currency = fc.constantFrom('CNY', 'CNY', 'CNY', 'EUR');
const on = (day: number) => `2026-02-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const occurredAt = fc.integer({ min: 1, max: 28 }).map(on);
const documents = fc
  .tuple(
    fc
      .tuple(customerId, currency, occurredAt, fc.integer({ min: 1, max: 5 }))
      .map(([customer, money, at, quantity]): Document => ({
        command: 'sales.PlaceOrder',
        data: { ...order, customerId: customer, currency: money, lines: pumps(quantity) },
        occurredAt: at,
      })),
    fc.array(fc.tuple(customerId, currency, occurredAt, fc.integer({ min: 1, max: 5 }), fc.boolean(), fc.boolean()), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([placed, notes]): readonly Document[] => [
    placed,
    ...notes.map(([customer, money, at, quantity, forReturn, isMissing], index): Document => ({
      command: 'sales.IssueCreditNote',
      data: {
        ...note(`CN-${index}`, quantity, { customerId: customer, currency: money, forReturn }),
        number: `CN-${index}`,
        orderId: isMissing ? 'SO-9' : 'SO-1',
      },
      occurredAt: at,
    })),
  ]);
const inTwoOrders = documents.chain((all) =>
  fc.tuple(fc.constant(all), fc.shuffledSubarray([...all], { minLength: all.length })),
);

const returns = fc
  .array(fc.tuple(fc.integer({ min: 4, max: 9 }), fc.integer({ min: 1, max: 2 })), { minLength: 1, maxLength: 2 })
  .map((all) =>
    all.map(([day, quantity], index): Document => ({
      command: 'sales.ReturnOrder',
      data: { orderId: 'SO-1', lines: [{ line: 1, quantity }], reason: `不符 ${index}`, agreed: true },
      occurredAt: on(day),
    })),
  );
/** An order and what followed it, in two orders of recording: goods can come back only of an order that is there. */
const withReturns = fc
  .tuple(
    fc
      .array(
        fc.tuple(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 3 }), fc.constantFrom('10.00', '4.00')),
        {
          minLength: 1,
          maxLength: 2,
        },
      )
      .map((all) =>
        all.map(([day, quantity, unitPrice], index): Document => ({
          command: 'sales.IssueCreditNote',
          data: note(`CN-${index}`, quantity, { lines: pumps(quantity, unitPrice) }),
          occurredAt: on(day),
        })),
      ),
    returns,
  )
  .chain(([notes, back]) => {
    const later = [...notes, ...back];
    const first: Document = {
      command: 'sales.PlaceOrder',
      data: { ...order, lines: pumps(4), adjustments: [{ sku: 'DISCOUNT', quantity: -1, unitPrice: '1.01' }] },
      occurredAt: on(1),
    };
    return fc.shuffledSubarray(later, { minLength: later.length }).map(
      (shuffled) =>
        [
          [first, ...later],
          [first, ...shuffled],
        ] as const,
    );
  });

/** With an attribution of the order where it is anonymous: at once, or after all else. */
function attributed(history: readonly Document[], isAtOnce: boolean): readonly Document[] {
  const at = history.findIndex(({ command }) => command === 'sales.PlaceOrder');
  if (history[at]?.data['customerId'] !== undefined) return history;
  const data = { orderId: 'SO-1', customerId: 'c-1' };
  return history.toSpliced(isAtOnce ? at + 1 : history.length, 0, {
    command: 'sales.AttributeOrder',
    data,
    occurredAt: '2026-02-28T09:00:00.000Z',
  });
}

describe('history of an order and of the notes that name it', () => {
  let over: DoorUnderTest;
  beforeAll(async () => (over = await openDoor({ contexts })));
  afterAll(() => over.close());
  let told = 0;
  /** A history under ids of its own, so that one engine takes all of them. */
  const apart = (): { readonly mark: string; readonly own: <T>(plain: T) => T } => {
    const mark = `.${++told}.`;
    const own = <T>(plain: T): T => JSON.parse(JSON.stringify(plain).replaceAll(/"(SO|CN|c)-[^"]+/g, `$&${mark}`)) as T;
    return { mark, own };
  };
  /** What is in the books, what is against a rule, and what a decision says of a credit afterwards. */
  const outcome = async (mark: string, live: object): Promise<object> => {
    const { rig } = over;
    const exceptional = (await kinds(rig)).filter((row) => row.includes(mark));
    const documents = Object.entries(await rig.documents()).filter(([key]) => key.includes(mark));
    expect(documents.length).toBeGreaterThan(3);
    const found = JSON.stringify([exceptional, Object.fromEntries(documents)]).replaceAll(mark, '');
    return { found: meaningOf(JSON.parse(found)), live: await codeOf(rig.send('sales.IssueCreditNote', live)) };
  };
  const live = note('CN-live', 1, { lines: pumps(1, '0.01') });
  const registerOwn = async (own: <T>(plain: T) => T): Promise<void> => {
    for (const customer of ['c-1', 'c-2'])
      await over.rig.send('customers.RegisterCustomer', own({ customerId: customer, kind: 'person' }));
  };

  const byCommands = async (history: readonly Document[]): Promise<object> => {
    const { mark, own } = apart();
    await registerOwn(own);
    for (const { command, data, occurredAt: at } of history)
      expect(await codeOf(over.rig.send(command, own(data), { backfill: true, occurredAt: at }))).toMatch(
        /Issued|Placed|Attributed|Returned/,
      );
    return outcome(mark, own(live));
  };
  const inBulk = async (history: readonly Document[]): Promise<object> => {
    const { mark, own } = apart();
    await registerOwn(own);
    const lines = history.map(({ command, data, occurredAt: at }) => {
      const body = own(data);
      return JSON.stringify({ id: body.number, command, data: { ...body, occurredAt: at, department: 'sales' } });
    });
    const statuses = async (search: string) =>
      (await over.bulk(lines, search)).map((answer) => (JSON.parse(answer) as { status: number }).status);
    expect(await statuses('?backfill=true&dryRun=true')).toEqual(lines.map(() => 201));
    expect(await statuses('?backfill=true')).toEqual(lines.map(() => 201));
    return outcome(mark, own(live));
  };
  it('gives the same whichever comes first, through every door', async () => {
    const check = fc.asyncProperty(inTwoOrders, async ([history, shuffled]) => {
      const first = await byCommands(history);
      expect(await byCommands(shuffled)).toEqual(first);
      const bulk = await inBulk(history);
      expect(await inBulk(shuffled)).toEqual(bulk);
      expect(await byCommands([...history].reverse())).toEqual(first);
    });
    await fc.assert(check, { numRuns: 6, seed: 20260201 });
  });
  it('comes to the same money and the same lists where goods came back, as of every day', async () => {
    const worth = async (history: readonly Document[]) => {
      const { mark, own } = apart();
      await registerOwn(own);
      const lines = history.map(({ command, data, occurredAt: at }, index) =>
        JSON.stringify({ id: `${mark}${index}`, command, data: { ...own(data), occurredAt: at, department: 'sales' } }),
      );
      const answers = await over.bulk(lines, '?backfill=true');
      for (const answer of answers) expect((JSON.parse(answer) as { status: number }).status).toBeLessThan(300);
      const { rig } = over;
      await rig.caughtUp();
      const customer = own('c-1');
      const views: unknown[] = [];
      for (const asOf of [...new Set(history.map(({ occurredAt: at }) => at))].sort().concat('')) {
        const { view } = (await rig.customers.view360(customer, asOf === '' ? {} : { asOf }, reading)) as {
          view: object;
        };
        views.push(view);
      }
      const listed = (await kinds(rig)).filter((row) => row.includes(mark));
      const found = JSON.stringify([
        views,
        listed,
        await rig.views.one(orders, streamOf(placed, own('SO-1')), reading),
      ]).replaceAll(mark, '');
      return meaningOf(JSON.parse(found));
    };
    const check = fc.asyncProperty(withReturns, async ([history, shuffled]) => {
      expect(await worth(shuffled)).toEqual(await worth(history));
    });
    await fc.assert(check, { numRuns: 10, seed: 20260203 });
  });
  it('gives the same whether an anonymous order is attributed before its notes or after them', async () => {
    const check = fc.asyncProperty(inTwoOrders, async ([history, shuffled]) => {
      fc.pre(history[0]?.data['customerId'] === undefined);
      const first = await byCommands(attributed(history, true));
      expect(await byCommands(attributed(history, false))).toEqual(first);
      expect(await byCommands(attributed(shuffled, false))).toEqual(first);
      expect(await byCommands(attributed(shuffled, true))).toEqual(first);
    });
    await fc.assert(check, { numRuns: 6, seed: 20260202 });
  });
});

describe('credit notes of history', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await Rig.open(contexts);
    await register(rig);
  });
  afterEach(() => rig.close());
  const past = { backfill: true, occurredAt: '2026-02-01T08:00:00.000Z' };

  it('wait for the order that they name, and count once it is there', async () => {
    await rig.send('sales.IssueCreditNote', note('CN-1', 7), past);
    expect(await kinds(rig)).toEqual(['order-missing credit-note-CN-1']);
    await rig.send('sales.PlaceOrder', order, { ...past, occurredAt: '2026-01-01T08:00:00.000Z' });
    expect(await kinds(rig)).toEqual([]);
    expect(await codeOf(rig.send('sales.IssueCreditNote', note('CN-2', 4)))).toBe(TOO_MUCH);
    expect(await codeOf(rig.send('sales.IssueCreditNote', note('CN-2', 3)))).toContain('CreditNoteIssued');
    const back = { orderId: 'SO-1', lines: [{ line: 1 }], reason: '不符', agreed: true };
    expect(await codeOf(rig.send('sales.ReturnOrder', back))).toBe(TOO_MUCH);
    expect(await codeOf(rig.send('sales.ReturnOrder', { ...back, credited: true }))).toContain('OrderReturned');
  });

  it('are listed where they do not fit it', async () => {
    await rig.send('sales.PlaceOrder', order, past);
    await rig.send('sales.IssueCreditNote', note('CN-1', 1, { currency: 'EUR' }), past);
    await rig.send('sales.IssueCreditNote', note('CN-2', 1, { customerId: 'c-2' }), past);
    await rig.send('sales.IssueCreditNote', note('CN-3', 1), { ...past, occurredAt: '2026-01-01T08:00:00.000Z' });
    await rig.send('sales.IssueCreditNote', note('CN-4', 1, { forReturn: true }), past);
    expect(await kinds(rig)).toEqual([
      'before-order credit-note-CN-3',
      'credited-more-than-sold order-SO-1',
      'other-currency credit-note-CN-1',
      'other-customer credit-note-CN-2',
    ]);
  });

  describe.each(['before', 'after'])('that come %s a return of later', (turn) => {
    const told = async (lines: readonly object[], back: object): Promise<readonly string[]> => {
      await rig.send('sales.PlaceOrder', order, { ...past, occurredAt: '2026-01-01T08:00:00.000Z' });
      const issue = () => codeOf(rig.send('sales.IssueCreditNote', note('CN-1', 2, { lines }), past));
      const done = turn === 'before' ? [await issue()] : [];
      const returned = { orderId: 'SO-1', reason: '不符', agreed: true, ...back };
      const later = { ...past, occurredAt: '2026-02-05T08:00:00.000Z' };
      done.push(await codeOf(rig.send('sales.ReturnOrder', returned, later)));
      if (turn === 'after') done.push(await issue());
      return done;
    };
    it('are counted by it', async () => {
      await told(pumps(10, '2.00'), { lines: [{ line: 1 }] });
      expect(await kinds(rig)).toEqual([]);
      expect(await rig.customers.view360('c-1', {}, reading)).toMatchObject({
        view: {
          sales: {
            net: [{ amount: '0.00' }],
            returned: [{ amount: '80.00' }],
            recentOrders: [{ net: { amount: '20.00' } }],
          },
        },
      });
    });
    it('may be what it says gave the goods back', async () => {
      const done = await told(pumps(2), { lines: [{ line: 1, quantity: 2 }], credited: true });
      expect(done.join()).not.toContain('/');
      expect(await kinds(rig)).toEqual([]);
    });
  });

  it('change what was recorded before, and the receipt has the revision after that', async () => {
    await rig.send('sales.PlaceOrder', { ...order, lines: pumps(4) }, { ...past, occurredAt: on(1) });
    await rig.send('sales.IssueCreditNote', note('CN-1', 4, { lines: pumps(4, '9.00') }), {
      ...past,
      occurredAt: on(4),
    });
    const back = { orderId: 'SO-1', lines: [{ line: 1, quantity: 1 }], reason: '不符', agreed: true };
    await rig.send('sales.ReturnOrder', back, { ...past, occurredAt: on(5) });
    const { receipt } = await rig.send('sales.ReturnOrder', back, { ...past, occurredAt: on(3) });
    expect(receipt.events.map(({ type }) => type)).toEqual([
      'sales.OrderReturned',
      'sales.OrderRevalued',
      'sales.OrderRevalued',
    ]);
    expect(receipt.revision).toBe((await rig.store.head(receipt.stream))?.revision);
  });

  it.each([
    ['of history', past],
    ['recorded as they happen', { ...past, backfill: false }],
  ])('have the place of their own event in the receipt where nothing is to be corrected: %s', async (_, sent) => {
    await rig.send('sales.PlaceOrder', order, { ...past, occurredAt: on(1) });
    const { receipt } = await rig.send('sales.IssueCreditNote', note('CN-1', 1), sent);
    const head = await rig.store.head('credit-note-CN-1');
    expect(parsePosition(rig.store.log, receipt.position).position).toBe(head?.position);
  });

  it('leave out of the receipt the revision of a step before which others wrote: who sends it has not seen that', async () => {
    await rig.send('sales.PlaceOrder', { ...order, lines: pumps(4) }, { ...past, occurredAt: on(1) });
    const back = { orderId: 'SO-1', lines: [{ line: 1, quantity: 1 }], reason: '不符', agreed: true };
    await rig.send('sales.IssueCreditNote', note('CN-1', 4, { lines: pumps(4, '9.00') }), past);
    await rig.send('sales.ReturnOrder', back, { ...past, occurredAt: '2026-02-05T08:00:00.000Z' });
    const append = rig.store.append.bind(rig.store);
    let others: Promise<Answer> | undefined;
    jest.spyOn(rig.store, 'append').mockImplementation((each) => {
      others ??= rig.send('sales.ReturnOrder', back, { ...past, occurredAt: on(4) });
      return append(each);
    });
    const { receipt } = await rig.send('sales.ReturnOrder', back, { ...past, occurredAt: on(3) });
    await others;
    const types = (await rig.store.read('order-SO-1', receipt.revision)).map(({ type }) => type);
    expect(types.slice(0, 2)).toEqual(['sales.OrderReturned', 'sales.OrderReturned']);
  });

  it('are missed, where goods came back as credited and none gave them back', async () => {
    await rig.send('sales.PlaceOrder', order, past);
    const back = { orderId: 'SO-1', lines: [{ line: 1, quantity: 2 }], reason: '不符', agreed: true, credited: true };
    await rig.send('sales.ReturnOrder', back, past);
    await rig.send('sales.IssueCreditNote', note('CN-1', 1), past);
    expect(await kinds(rig)).toEqual(['not-credited-before order-SO-1']);
    await rig.send('sales.IssueCreditNote', note('CN-2', 1), past);
    expect(await kinds(rig)).toEqual([]);
  });

  it('are attributed with their order', async () => {
    await rig.send('sales.IssueCreditNote', note('CN-1', 1, { customerId: undefined }), past);
    await rig.send('sales.PlaceOrder', { ...order, customerId: undefined }, past);
    const attributed = await rig.send('sales.AttributeOrder', { orderId: 'SO-1', customerId: 'c-1' });
    expect(attributed.receipt.events).toHaveLength(2);
    expect(await kinds(rig)).toEqual([]);
  });

  describe.each(['before', 'after'])('that come %s their order is attributed', (turn) => {
    const told = async (more: object) => {
      const issue = () => rig.send('sales.IssueCreditNote', note('CN-1', 6, more), past);
      await rig.send('sales.PlaceOrder', { ...order, customerId: undefined }, past);
      if (turn === 'before') await issue();
      await rig.send('sales.AttributeOrder', { orderId: 'SO-1', customerId: 'c-1' }, past);
      if (turn === 'after') await issue();
    };
    const net = async (customer: string) => {
      await rig.caughtUp();
      return (await rig.customers.view360(customer, {}, reading))?.view;
    };
    const netOf = (amount: string) => ({ sales: { net: [{ amount }] } });

    it('go with it where they belong to nobody', async () => {
      await told({ customerId: undefined });
      expect(await net('c-1')).toMatchObject(netOf('40.00'));
      expect(await kinds(rig)).toEqual([]);
    });
    it('are done once under one key, in whatever form they are sent again', async () => {
      await told({ customerId: undefined });
      const send = (unitPrice: string) => {
        const lines = pumps(1, unitPrice);
        const anonymous = note('CN-2', 1, { customerId: undefined, lines });
        return rig.send('sales.IssueCreditNote', anonymous, { ...past, messageId: 'm' });
      };
      expect((await send('10.00')).receipt.events).toHaveLength(2);
      expect(await send('10')).toMatchObject({ replayed: true });
      expect(await codeOf(send('9'))).toBe('command/key-reused');
    });
    it('are listed where they belong to somebody else', async () => {
      await told({ customerId: 'c-2' });
      expect(await net('c-1')).toMatchObject(netOf('100.00'));
      expect(await kinds(rig)).toEqual(['other-customer credit-note-CN-1']);
    });
  });

  it.each([0, 1])('are listed where they were attributed to somebody else, in whatever order: %i', async (turn) => {
    await rig.send('sales.IssueCreditNote', note('CN-1', 6, { customerId: undefined }), past);
    const steps = [
      () => rig.send('sales.PlaceOrder', order, past),
      () => rig.send('sales.AttributeCreditNote', { creditNoteId: 'CN-1', customerId: 'c-2' }, past),
    ];
    for (const step of turn === 0 ? steps : steps.toReversed()) await step();
    expect(await kinds(rig)).toEqual(['other-customer credit-note-CN-1']);
  });
});
