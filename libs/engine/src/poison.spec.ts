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
import { policies } from '../../contexts/policies/src/policies.module';
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
const Measured = defineEvent('measures.Measured', title, Size, [
  (v1: { readonly text: string }) => ({ size: v1.text.trim().length }),
]);
class Measure {
  readonly id!: string;
  readonly size!: number;
}
const measure = defineCommand({
  name: 'measures.Measure',
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
  events: [{ Measured }],
  policies: [scale],
  commands: [measure],
  projections: [sizes],
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
  rig = await Rig.open([policies, customers, shop, measures], options);
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
    await rig.send('customers.AttributeSubject', { member: '~thing-odd', into: 'g' });
    await bought('h');
    await rig.caughtUp();
    expect(await sumOf('tab-t')).toMatchObject({ sum: 5 });
    expect(await parked()).toEqual([unread('g')]);
  });
});
