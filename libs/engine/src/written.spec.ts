import { byStream, defineContext, defineProjection, text } from '@dossier/kernel';
import type { Step } from '@dossier/read-model';
import { customers } from '../../contexts/customers/src/customers.module';
import { Rig } from '../../testing/src/rig';
import { ItemBought, shop } from '../../testing/src/shop';

/** A gift of each tab until it is handed over. */
const gifts = (name: string, order?: 'occurrence') =>
  defineProjection<{ readonly item: string }>()({
    name,
    title: { zh: '礼品', en: 'Gifts' },
    version: 1,
    ...(order && { order }),
    from: { ItemBought },
    key: byStream,
    personal: false,
    evolve: { ItemBought: (doc, { item }) => (item === 'gift' ? { item } : item === 'handed-over' ? null : doc) },
    fields: { item: text(({ item }) => item) },
  });

let rig: Rig;
beforeEach(async () => {
  const slices = [...shop.slices, gifts('gifts'), gifts('gifts-in-order', 'occurrence')];
  rig = await Rig.open([customers, defineContext({ ...shop, slices })]);
  await rig.send('customers.RegisterCustomer', { customerId: 'g', kind: 'person' });
  await rig.send('shop.OpenTab', { tabId: 't', name: 'n', guest: 'g' });
  await rig.caughtUp();
});
afterEach(() => rig.close());

/** What a step writes of these purchases, by model. */
async function written(...items: readonly string[]): Promise<Readonly<Record<string, Step['documents'][number]>>> {
  const save = jest.spyOn(rig.writer, 'save');
  for (const item of items) await rig.send('shop.Buy', { tabId: 't', item, price: 5 });
  await rig.caughtUp();
  const documents = save.mock.calls.flatMap(([step]) => step.documents);
  return Object.fromEntries(documents.map((document) => [document.model, document]));
}

it('writes no tombstone of what never was', async () => {
  const all = await written('tea', 'cake');
  expect(all).toHaveProperty(['tabs@1']);
  expect(all).not.toHaveProperty(['gifts@1']);
});

it('writes one of what came and went in one step: another process may have seen the beginning only', async () =>
  expect(await written('gift', 'handed-over')).toMatchObject({ 'gifts@1': { doc: null, revision: 0 } }));

it('writes one where the order of occurrence counts, for an earlier event is known by it', async () =>
  expect(await written('tea')).toMatchObject({ 'gifts-in-order@1': { doc: null, revision: 0 } }));

it('writes of a customer that is there only the sections that take the event', async () => {
  const sections = Object.keys(await written('tea')).filter((model) => model.startsWith('customer-360.'));
  expect(sections).toEqual(['customer-360.spending@1']);
});
