import { defineContext, defineSection, NewerVersion, type Text } from '@dossier/kernel';
import { BadCursor } from '@dossier/read-model';
import { FoldFailed } from './fold';
import { ReadModelHalted } from './queries';
import type { Why } from './why';
import type { Moment } from './past';
import type { Rig as Opened } from '../../testing/src/rig';
import { customers } from '../../contexts/customers/src/customers.module';
import { lifecycle } from '../../contexts/lifecycle/src/lifecycle.module';
import { sales } from '../../contexts/sales/src/sales.module';
import { ItemBought, shop } from '../../testing/src/shop';
import { reading, Rig } from '../../testing/src/rig';

let rig: Opened;
beforeEach(async () => {
  rig = await Rig.open([customers, sales, lifecycle, shop]);
  await rig.send('customers.RegisterCustomer', { customerId: 'g', kind: 'person' });
});
afterEach(() => rig.close());
const openTab = (tabId: string, guest?: string): ReturnType<Rig['send']> =>
  rig.send('shop.OpenTab', { tabId, name: `name of ${tabId}`, ...(guest !== undefined && { guest }) });
const buy = (tabId: string, item: string): ReturnType<Rig['send']> => rig.send('shop.Buy', { tabId, item, price: 5 });
const bought = async (items: number): Promise<void> => {
  await openTab('t', 'g');
  await Promise.all(Array.from({ length: items }, (_, i) => buy('t', `tea ${i}`)));
};

describe('a customer with a long history', () => {
  let now = 1e9;
  /** How often others in the thread had their turn meanwhile, were every step of the work a long one. */
  async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
    let turns = 0;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => (now += 1_000));
    const turn = (): void => void (turns++, (next = setImmediate(turn)));
    let next = setImmediate(turn);
    await work();
    clearImmediate(next);
    clock.mockRestore();
    return turns;
  }

  it('keeps nobody waiting who asks for something else', async () => {
    await bought(1_200);
    const asOf = '2026-07-01T00:00:00.000Z';
    expect(await turnsDuring(() => rig.customers.timeline('g', { limit: 1 }, reading))).toBeGreaterThanOrEqual(3);
    expect(await turnsDuring(() => rig.customers.view360('g', { asOf }, reading))).toBeGreaterThanOrEqual(1_200);
    expect(await turnsDuring(() => rig.customers.why('g', '/spending/sum', {}, reading))).toBeGreaterThanOrEqual(1_200);
  });

  it('is left unfinished where it may not go on', async () => {
    await bought(1_200);
    let steps = 0;
    const ended = {
      ...reading,
      mayGoOn: () => {
        if ((steps += 1) > 5) throw new Error('its reader has gone');
      },
    };
    const asOf = '2026-07-01T00:00:00.000Z';
    for (const work of [
      () => rig.customers.view360('g', { asOf }, ended),
      () => rig.customers.why('g', '/spending/sum', {}, ended),
    ]) {
      steps = 0;
      await turnsDuring(() => expect(work()).rejects.toThrow('gone'));
      expect(steps).toBe(6);
    }
  });

  it('is decoded no further than it is shown', async () => {
    await bought(20);
    const decode = jest.spyOn(rig.codec, 'decode');
    const { items, next } = await rig.customers.timeline('g', { limit: 3 }, reading);
    await rig.customers.timeline('g', { limit: 3, cursor: next ?? '' }, reading);
    expect(items).toHaveLength(3);
    expect(decode.mock.calls.flatMap(([events]) => events)).toHaveLength(6);
  });

  it('is never held whole: payloads are read in pieces, and an answer has those of the last events', async () => {
    await openTab('t', 'g');
    const large = 400_000;
    for (let i = 0; i < 12; i++) await buy('t', String(i).padEnd(large, 'x'));
    const at = jest.spyOn(rig.feed, 'at');
    const { value, events } = await rig.customers.why('g', '/spending/sum', {}, reading);
    await rig.customers.view360('g', { asOf: '2026-07-01T00:00:00.000Z' }, reading);
    const pieces = await Promise.all(at.mock.results.map(({ value: read }) => read as ReturnType<typeof rig.feed.at>));
    const sizes = pieces.map((piece) => piece.reduce((size, { data }) => size + data.length, 0));
    expect(sizes.length).toBeGreaterThan(12);
    expect(Math.max(...sizes)).toBeLessThan(2 * large);
    expect(events.map(({ after }) => after)).toEqual(Array.from({ length: 12 }, (_, i) => 5 * (i + 1)));
    expect(value).toBe(60);
    const shown = events.map((each) => each.kind === 'event' && (each.data as { item?: string }).item?.slice(0, 2));
    expect(shown).toEqual([undefined, undefined, '2x', '3x', '4x', '5x', '6x', '7x', '8x', '9x', '10', '11']);
    expect(events[0]).toMatchObject({ type: 'shop.ItemBought', stream: 'tab-t', revision: 1, data: { leftOut: true } });
  });

  it('tells of very many entries page by page from the last, each with the value before it', async () => {
    await bought(1_200);
    const ask = (end?: number): Promise<Why> => rig.customers.why('g', '/spending/sum', {}, reading, end);
    const last = await ask();
    const first = await ask(last.earlier);
    expect([last.earlier, last.events.length, first.earlier, first.events.length]).toEqual([200, 1_000, 0, 200]);
    expect([first.value, last.value, last.events.at(-1)?.after]).toEqual([6_000, 6_000, 6_000]);
    expect([first.before, first.events[0]?.after, last.before]).toEqual([0, 5, first.events.at(-1)?.after]);
    await expect(ask(1_201)).rejects.toThrow(BadCursor);
  });

  it('is evaluated once an event, and once whenever time alone moved it', async () => {
    await order('01', '2025-01-01');
    await order('02', '2025-02-01');
    await order('03', '2025-03-01');
    const section = rig.registry.sections.find(({ name }) => name === 'lifecycle');
    if (!section) throw new Error('no lifecycle');
    const view = jest.spyOn(section, 'view');
    await rig.customers.why('g', '/lifecycle/stage', {}, reading);
    expect(view).toHaveBeenCalledTimes(1 + 4 + 1 + 1); // before, after each of four events, when silent too long, now
  });
});

const order = (orderId: string, on: string, more: object = { customerId: 'g' }): ReturnType<Rig['send']> => {
  const lines = [{ sku: 'A', name: 'A', quantity: 1, unitPrice: '10.00' }];
  const data = { orderId, number: orderId, currency: 'CNY', lines, ...more };
  return rig.send('sales.PlaceOrder', data, { occurredAt: `${on}T10:00:00.000Z` });
};

describe('what is behind a figure', () => {
  /** Day, what it was and the value from then on, of each entry. */
  async function told(figure: string, moment: Moment = {}): Promise<readonly (readonly unknown[])[]> {
    const { events } = await rig.customers.why('g', figure, moment, reading);
    return events.map((each) => [
      each.occurredAt.slice(0, 10),
      each.kind === 'event' ? each.stream : each.title.en,
      each.after,
    ]);
  }
  const silence = '180 days of silence reached on 2026-05-30';

  it('ends with what time did, and names the purchase since which there is silence', async () => {
    for (const [id, on] of [
      ['a', '2025-01-01'],
      ['b', '2025-02-01'],
      ['c', '2025-12-01'],
    ] as const)
      await order(id, on);
    expect(await told('/lifecycle/stage')).toEqual([
      ['2025-01-01', 'order-a', 'first-purchase'],
      ['2025-02-01', 'order-b', 'repeat'],
      ['2025-07-31', '180 days of silence reached on 2025-07-31', 'churned'],
      ['2025-12-01', 'order-c', 'won-back'],
      ['2026-05-30', silence, 'churned'],
    ]);
    expect((await told('/lifecycle/since')).at(-1)).toEqual(['2026-05-30', silence, '2026-05-30T10:00:00.000Z']);
    expect(await told('/lifecycle/churnsAt')).toEqual([['2025-12-01', 'order-c', '2026-05-30T10:00:00.000Z']]);
    expect(await told('/lifecycle/history/2/stage')).toEqual([
      ['2025-02-01', 'order-b', null],
      ['2025-07-31', '180 days of silence reached on 2025-07-31', 'churned'],
    ]);
    expect((await told('/lifecycle/stage', { asOf: '2026-05-29T00:00:00.000Z' })).at(-1)).toEqual([
      '2025-12-01',
      'order-c',
      'won-back',
    ]);
  });

  it('names the purchase before each silence, also where it did not move the stage, and came back later', async () => {
    for (const month of ['01', '02', '03'])
      await order(month, `2024-${month}-01`, { customerId: 'g', fulfilled: true });
    await order('04', '2025-06-01');
    const back = { orderId: '03', lines: [{ line: 1 }], reason: 'x', agreed: true };
    await rig.send('sales.ReturnOrder', back, { occurredAt: '2025-07-01T10:00:00.000Z' });
    expect(await told('/lifecycle/stage')).toEqual([
      ['2024-01-01', 'order-01', 'first-purchase'],
      ['2024-02-01', 'order-02', 'repeat'],
      ['2024-03-01', 'order-03', 'repeat'],
      ['2024-08-28', '180 days of silence reached on 2024-08-28', 'churned'],
      ['2025-06-01', 'order-04', 'won-back'],
      ['2025-11-28', '180 days of silence reached on 2025-11-28', 'churned'],
    ]);
  });

  it('holds every event that the stage cites, those too that did not move it', async () => {
    for (const month of ['01', '02', '03', '04', '05', '06', '07', '08']) await order(month, `2025-${month}-01`);
    const { value, events } = await rig.customers.why('g', '/lifecycle/eventIds', {}, reading);
    const stage = await rig.customers.why('g', '/lifecycle/stage', {}, reading);
    const named = stage.events.flatMap((each) => (each.kind === 'event' ? [each.id] : []));
    expect(named).toEqual(expect.arrayContaining(value as string[]));
    expect(stage.events.slice(-2).map(({ after }) => after)).toEqual(['loyal', 'churned']);
    expect(events.at(-1)).toMatchObject({ kind: 'time', after: value });
  });

  it('has late facts where they belong, and the value that is shown at its end', async () => {
    await order('a', '2025-01-01');
    await order('b', '2025-12-01');
    await order('late', '2025-02-01');
    expect(await told('/lifecycle/churnsAt')).toEqual([['2025-12-01', 'order-b', '2026-05-30T10:00:00.000Z']]);
    expect((await told('/lifecycle/stage')).map(([, what]) => what)).toEqual([
      'order-a',
      'order-late',
      '180 days of silence reached on 2025-07-31',
      'order-b',
      silence,
    ]);
    expect((await told('/sales/purchases')).map(([, what]) => what)).toEqual(['order-a', 'order-late', 'order-b']);
  });

  it('is told in the order of the document where order counts', async () => {
    const items = defineSection<{ readonly items: readonly string[] }, { readonly items: readonly string[] }>()({
      name: 'habits',
      title: { zh: '习惯', en: 'Habits' },
      version: 1,
      order: 'occurrence',
      from: { ItemBought },
      initial: { items: [] },
      evolve: { ItemBought: ({ items: before }, { item }) => ({ items: [...before, item] }) },
      view: (state) => state,
      figures: { items: { formula: { zh: '依次购买', en: 'what was bought one after the other' }, behind: 'each' } },
      fields: {},
    });
    const ordered = await Rig.open([customers, defineContext({ ...shop, slices: [...shop.slices, items] })]);
    try {
      await ordered.send(
        'shop.OpenTab',
        { tabId: 't', name: 'n', guest: 'g' },
        { occurredAt: '2026-01-01T00:00:00.000Z' },
      );
      await ordered.send(
        'shop.OpenTab',
        { tabId: 'u', name: 'n', guest: 'g' },
        { occurredAt: '2026-01-01T00:00:00.000Z' },
      );
      for (const [tabId, item, month] of [
        ['t', 'cake', '03'],
        ['t', 'told late, yet behind the cake of its tab', '01'],
        ['u', 'tea', '02'],
      ] as const)
        await ordered.send('shop.Buy', { tabId, item, price: 1 }, { occurredAt: `2026-${month}-02T00:00:00.000Z` });
      await ordered.caughtUp();
      const right = ['tea', 'cake', 'told late, yet behind the cake of its tab'];
      expect((await ordered.customers.view360('g', {}, reading))?.view).toMatchObject({ habits: { items: right } });
      const why = await ordered.customers.why('g', '/habits/items', {}, reading);
      expect(why.events.map(({ after }) => after)).toEqual([right.slice(0, 1), right.slice(0, 2), right]);
    } finally {
      await ordered.close();
    }
  });

  it('is as it was before where nothing moved it', async () => {
    const { value, before, events } = await rig.customers.why('g', '/sales/openOrders', {}, reading);
    expect({ value, before, events }).toEqual({ value: 0, before: 0, events: [] });
  });
});

describe('what was attributed later', () => {
  const before = { knownAt: '2026-07-01T00:00:00.000Z' };
  const after = { knownAt: '2026-07-06T00:00:00.000Z' };
  beforeEach(async () => {
    await openTab('a');
    await buy('a', 'tea');
    await openTab('b');
    await buy('b', 'cake');
    await rig.send('shop.Attribute', { member: '~tab-b', into: 'g' });
    rig.clock.set('2026-07-05T00:00:00.000Z');
    await rig.send('shop.Attribute', { member: '~tab-a', into: 'g' });
    await rig.caughtUp();
  });

  it('was not the customer’s while nobody knew it, and was once it was known', async () => {
    const spent = async (moment: object): Promise<unknown> => (await rig.customers.view360('g', moment, reading))?.view;
    expect(await spent(before)).toMatchObject({ spending: { sum: 5 } });
    expect(await spent(after)).toMatchObject({ spending: { sum: 10 } });
    expect(await spent({ knownAt: '2026-06-01T00:00:00.000Z' })).toBeUndefined();
  });

  it('is found by links that are read once, whoever asks, and from then on only the new ones', async () => {
    const decode = jest.spyOn(rig.codec, 'decode');
    const linksRead = (): number => {
      const events = decode.mock.calls.splice(0).flatMap(([each]) => each);
      return events.filter(({ type }) => type === 'customers.SubjectAttributed').length;
    };
    const spent = async (moment: object): Promise<unknown> => (await rig.customers.view360('g', moment, reading))?.view;
    await Promise.all([spent(after), spent(after)]);
    expect(linksRead()).toBe(2);
    expect(await spent(before)).toMatchObject({ spending: { sum: 5 } });
    expect(await spent(after)).toMatchObject({ spending: { sum: 10 } });
    expect(linksRead()).toBe(0);
    await openTab('c');
    await buy('c', 'milk');
    await rig.send('shop.Attribute', { member: '~tab-c', into: 'g' });
    await rig.caughtUp();
    decode.mock.calls.splice(0);
    expect(await spent(after)).toMatchObject({ spending: { sum: 15 } });
    expect(linksRead()).toBe(1);
  });

  it('needs no link that was recorded later, also where that one cannot be read', async () => {
    const [, link] = await rig.store.read('identity-links');
    const decode = rig.codec.decode.bind(rig.codec);
    const old = jest
      .spyOn(rig.codec, 'decode')
      .mockImplementation((events) =>
        events.some(({ id }) => id === link?.id) ? Promise.reject(new NewerVersion('t', 2, 1)) : decode(events),
      );
    const spent = async (moment: object): Promise<unknown> => (await rig.customers.view360('g', moment, reading))?.view;
    expect(await spent(before)).toMatchObject({ spending: { sum: 5 } });
    await expect(spent(after)).rejects.toThrow(FoldFailed);
    expect(await spent(before)).toMatchObject({ spending: { sum: 5 } });
    old.mockRestore();
    expect(await spent(after)).toMatchObject({ spending: { sum: 10 } });
  });

  it('always was the customer’s as of an instant', async () => {
    const view = await rig.customers.view360('g', { asOf: before.knownAt }, reading);
    expect(view?.view).toMatchObject({ spending: { sum: 10 } });
  });

  it('is behind a figure from then on', async () => {
    const items = async (moment: object): Promise<unknown> =>
      (await rig.customers.why('g', '/spending/sum', moment, reading)).events.map(
        (each) => each.kind === 'event' && each.data,
      );
    expect(await items(before)).toEqual([{ item: 'cake', price: 5 }]);
    expect(await items(after)).toEqual([
      { item: 'tea', price: 5 },
      { item: 'cake', price: 5 },
    ]);
  });

  it('is in the timeline from then on', async () => {
    const streams = async (moment: object): Promise<readonly string[]> =>
      (await rig.customers.timeline('g', { limit: 9 }, reading, moment)).items.map(({ stream }) => stream);
    expect(await streams(before)).toEqual(['tab-b', 'tab-b', 'customer-g']);
    expect(await streams(after)).toEqual(['tab-b', 'tab-b', 'tab-a', 'tab-a', 'customer-g']);
  });
});

it('is told whole from the log where read models are halted, with what they do not know to be the customer’s', async () => {
  await rig.caughtUp();
  jest.spyOn(rig.views, 'halted', 'get').mockReturnValue(true);
  await openTab('a');
  await buy('a', 'tea');
  const { receipt } = await rig.send('shop.Attribute', { member: '~tab-a', into: 'g' });
  const asking = { ...reading, after: receipt.position, waitMs: 0 };
  const { items } = await rig.customers.timeline('g', { limit: 9 }, asking);
  expect(items.map(({ stream }) => stream)).toEqual(['tab-a', 'tab-a', 'customer-g']);
  const past = await rig.customers.view360('g', { asOf: rig.clock.now() }, asking);
  expect(past?.view).toMatchObject({ spending: { sum: 5 } });
  expect((await rig.customers.why('g', '/spending/sum', {}, asking)).value).toBe(5);
  await expect(rig.customers.view360('g', {}, asking)).rejects.toMatchObject({ code: 'reads/not-yet' });
});

describe('references that name nobody', () => {
  it('are waited for once, however many they are', async () => {
    await openTab('t', 'g');
    await rig.caughtUp();
    const wait = jest.spyOn(rig.views, 'wait');
    expect(await rig.customers.resolveKnown(['none', 'erp:1', 'erp:2', 'erp:3'])).toEqual([]);
    expect(wait.mock.calls.filter(([, { after }]) => after !== undefined)).toHaveLength(1);
  });
  it('are not waited for where read models are halted', async () => {
    await openTab('t', 'g');
    const { control } = rig.views as unknown as { readonly control: { readonly trouble: () => Text | undefined } };
    jest.spyOn(control, 'trouble').mockReturnValue({ zh: '停', en: 'halted' });
    const changed = jest.spyOn(rig.reader, 'changed');
    await expect(rig.customers.resolve('erp:1')).rejects.toThrow(ReadModelHalted);
    expect(changed).not.toHaveBeenCalled();
  });
});

it('counts parked events for the operator, and loads none of them', async () => {
  await openTab('t', 'g');
  await buy('t', 'poison');
  await buy('t', 'tea');
  await rig.caughtUp();
  const loads = jest.spyOn(rig.reader, 'parked');
  const parked = (await rig.operations.projections()).filter((each) => each.parked > 0);
  expect(parked.map((each) => [each.name, each.parked])).toEqual([['tabs', 2]]);
  expect(loads).not.toHaveBeenCalled();
});
