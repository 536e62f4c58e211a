import type { EventStore } from '@dossier/event-store';
import {
  byStream,
  defineCommand,
  defineContext,
  defineEvent,
  definePolicy,
  defineProjection,
  defineState,
  integer,
} from '@dossier/kernel';
import { customers } from '../../contexts/customers/src/customers.module';
import { shop, tabs } from '../../testing/src/shop';
import { reading, Rig } from '../../testing/src/rig';

const title = { zh: '测量', en: 'Measuring' };
class Scale {
  readonly factor!: number;
}
const scale = definePolicy<Scale>({ name: 'scale', title, document: Scale, initial: { factor: 1 } });
class Size {
  readonly size!: number;
}
const Measured = defineEvent('measures.Measured', { title }, Size, [
  (v1: { readonly text: string }) => ({ size: v1.text.trim().length }),
]);
class Measure {
  readonly id!: string;
  readonly size!: number;
}
const measure = defineCommand({
  name: 'measures.Measure',
  title: { zh: '测量', en: 'Measure' },
  command: Measure,
  on: defineState<object>()({ category: 'thing', from: { Measured }, initial: {}, evolve: { Measured: (s) => s } }),
  id: (c) => c.id,
  subject: () => undefined,
  by: [],
  decide: ({ size }) => [Measured({ size })],
});
const sizes = defineProjection<{ readonly size: number }>()({
  name: 'sizes',
  title,
  version: 1,
  from: { Measured },
  key: byStream,
  personal: false,
  policies: ['scale'],
  evolve: { Measured: (_, { size }) => ({ size }) },
  fields: { scaled: integer(({ size }, policy) => size * policy(scale).document.factor) },
});
const measures = defineContext({
  name: 'measures',
  title,
  slices: [measure, sizes, scale],
});

/** Writes what is measured as code of the first version did: without the text that the upcaster reads. */
const asFirstVersion = (store: EventStore): EventStore =>
  Object.assign(Object.create(store) as EventStore, {
    append: (append: Parameters<EventStore['append']>[0]) =>
      store.append({
        ...append,
        events: append.events.map((event) =>
          event.type === Measured.type ? { ...event, version: 1, data: '{"text":null}' } : event,
        ),
      }),
  });

let rig: Rig;
const open = async (options?: Parameters<typeof Rig.open>[1]): Promise<void> => {
  rig = await Rig.open([customers, shop, measures], options);
};
afterEach(() => rig.close());
const parked = async (): Promise<unknown> =>
  (await rig.reader.parked()).map(({ subject, eventType, error }) => ({ subject, eventType, error }));
const sumOf = async (tab: string): Promise<unknown> => (await rig.views.one(tabs, tab, reading))?.view;
const scaled = async (): Promise<unknown> =>
  Object.fromEntries((await rig.writer.page('sizes@1', '', 9)).map(({ key, fields }) => [key, fields['scaled']]));
const publish = (factor: number): ReturnType<Rig['send']> =>
  rig.send('policies.PublishPolicy', { name: 'scale', document: { factor }, approvedBy: 'the board' });
const bought = async (guest: string): Promise<void> => {
  await rig.send('shop.OpenTab', { tabId: 't', name: 'n', guest });
  await rig.send('shop.Buy', { tabId: 't', item: 'tea', price: 5 });
};

describe('P9: an event of an old version that its upcaster cannot read', () => {
  beforeEach(() => open({ wrapStore: asFirstVersion }));
  const unread = (subject: string): object => ({
    subject,
    eventType: Measured.type,
    error: "TypeError: Cannot read properties of null (reading 'trim')",
  });

  it('parks its own subject only', async () => {
    await rig.send('measures.Measure', { id: 'odd', size: 1 });
    await bought('g');
    await rig.caughtUp();
    expect(await sumOf('tab-t')).toMatchObject({ sum: 5 });
    expect(await parked()).toEqual([unread('~thing-odd')]);
  });

  it('parks no more than the customer to whom it was attributed', async () => {
    await rig.send('customers.RegisterCustomer', { customerId: 'g', kind: 'person' });
    await rig.send('measures.Measure', { id: 'odd', size: 1 });
    await rig.send('shop.Attribute', { member: '~thing-odd', into: 'g' });
    await bought('h');
    await rig.caughtUp();
    expect(await sumOf('tab-t')).toMatchObject({ sum: 5 });
    expect(await parked()).toEqual([unread('g')]);
  });
});

describe('P9: an event that makes a document larger than the store takes', () => {
  it('parks its own subject only, until the store takes more', async () => {
    await open();
    const takes = (largest: number): unknown => Object.assign(rig.writer, { largest });
    const kept = async (): Promise<unknown> => (await rig.writer.page('sizes@1', '', 9)).map(({ doc }) => doc);
    takes('{"size":1}'.length);
    await rig.send('measures.Measure', { id: 'odd', size: 10 });
    await rig.send('measures.Measure', { id: 'even', size: 2 });
    await rig.caughtUp();
    expect(await kept()).toEqual([{ size: 2 }]);
    const error = 'DocumentTooLarge: document thing-odd of sizes@1 has 11 bytes, more than the 10 that are kept';
    expect(await parked()).toEqual([{ subject: '~thing-odd', eventType: Measured.type, error }]);
    const [first] = await rig.reader.parked();
    const retried = (): Promise<boolean> => rig.done(rig.projections.retry(first?.id ?? ''));
    expect(await retried()).toBe(false);
    takes(1_000);
    expect(await retried()).toBe(true);
    expect([await kept(), await parked()]).toEqual([[{ size: 2 }, { size: 10 }], []]);
  });
});

describe('P9: a policy under which a document has no fitting field', () => {
  beforeEach(async () => {
    await open();
    await rig.send('measures.Measure', { id: 'odd', size: 1 });
    await rig.send('measures.Measure', { id: 'even', size: 2 });
    await rig.caughtUp();
  });
  const unfit = {
    subject: '~thing-odd',
    eventType: 'policies.PolicyPublished',
    error: 'TypeError: field scaled (policies: scale) takes integer',
  };

  it('parks the subject of that document, which keeps the fields it had, and no other', async () => {
    await publish(0.5);
    await bought('g');
    await rig.caughtUp();
    expect(await sumOf('tab-t')).toMatchObject({ sum: 5 });
    expect(await scaled()).toEqual({ 'thing-odd': 1, 'thing-even': 1 });
    expect(await parked()).toEqual([unfit]);
  });

  it('parks every such subject once, however often it is judged, and later events of it', async () => {
    await rig.send('measures.Measure', { id: 'third', size: 3 });
    await rig.caughtUp();
    await publish(0.5);
    await rig.caughtUp();
    await publish(1.5);
    await rig.send('measures.Measure', { id: 'odd', size: 4 });
    await rig.caughtUp();
    const [first] = await rig.reader.parked();
    const later = { subject: '~thing-odd', eventType: Measured.type, error: first?.eventId };
    expect(await parked()).toHaveLength(3);
    expect(await parked()).toEqual(expect.arrayContaining([unfit, { ...unfit, subject: '~thing-third' }, later]));
  });

  it('is no fault of a document that events of the same step make fit', async () => {
    await publish(0.5);
    await rig.send('measures.Measure', { id: 'odd', size: 4 });
    await rig.caughtUp();
    expect([await parked(), await scaled()]).toEqual([[], { 'thing-odd': 2, 'thing-even': 1 }]);
  });

  it('is got over when a better one is published and the subject driven again', async () => {
    await publish(0.5);
    await rig.caughtUp();
    const [wanted] = await rig.reader.parked();
    const retried = (): Promise<boolean> => rig.done(rig.projections.retry(wanted?.id ?? ''));
    expect([await retried(), await parked()]).toEqual([false, [unfit]]);
    await publish(3);
    await rig.send('measures.Measure', { id: 'odd', size: 4 });
    await rig.caughtUp();
    expect(await retried()).toBe(true);
    expect([await parked(), await scaled()]).toEqual([[], { 'thing-odd': 12, 'thing-even': 6 }]);
  });
});
