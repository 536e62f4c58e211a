import { shop } from '../../testing/src/shop';
import { Rig } from '../../testing/src/rig';
import { customers } from '../../contexts/customers/src/customers.module';
import { BadCursor } from '@dossier/read-model';
import type { Chain } from './operations';

let rig: Rig;
beforeEach(async () => (rig = await Rig.open([customers, shop])));
afterEach(() => rig.close());

it('gives a stream in pages that end where they are large, each event held against the one before it', async () => {
  await rig.send('shop.OpenTab', { tabId: 't', name: 'n' });
  for (let i = 0; i < 22; i++) await rig.send('shop.Buy', { tabId: 't', item: 'x'.repeat(400_000), price: 1 });
  const pages: Chain[] = [];
  for (let from: number | null = 0; from !== null; from = pages.at(-1)?.next ?? null)
    pages.push(await rig.operations.stream('tab-t', from));
  const events = pages.flatMap((page) => page.events);
  expect(events).toEqual((await rig.store.read('tab-t')).map((event) => ({ ...event, intact: true })));
  expect(pages.map((page) => page.events.length)).toEqual([16, 7]); // in pieces of eight
  await expect(rig.operations.stream('tab-t', 23)).rejects.toThrow(BadCursor);
  await expect(rig.operations.stream('tab-u')).rejects.toThrow('reads/unknown-stream');
});

it('tells an event that does not follow from the last one of the page before', async () => {
  await rig.send('shop.OpenTab', { tabId: 't', name: 'n' });
  for (const item of ['tea', 'cake']) await rig.send('shop.Buy', { tabId: 't', item, price: 1 });
  const read = rig.store.read.bind(rig.store);
  jest
    .spyOn(rig.store, 'read')
    .mockImplementation(async (stream, from, limit) =>
      (await read(stream, from, limit)).map((event) => (event.revision === 1 ? { ...event, hash: '00' } : event)),
    );
  expect((await rig.operations.stream('tab-t', 2)).events.map(({ intact }) => intact)).toEqual([false]);
});
