import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reached } from '@dossier/read-model';
import { customers } from '../../contexts/customers/src/customers.module';
import { reading, Rig } from '../../testing/src/rig';
import { shop, tabs } from '../../testing/src/shop';
import type { Fold } from './fold';

let folder: string;
let rig: Rig;
const open = async (): Promise<void> => {
  rig = await Rig.open([customers, shop], { folder });
};
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dossier-some-first-'));
  await open();
});
afterEach(async () => {
  await rig.close();
  rmSync(folder, { recursive: true });
});

const buy = (tabId: string, price: number): ReturnType<Rig['send']> =>
  rig.send('shop.Buy', { tabId, item: 'tea', price });
const some = (): readonly Fold[] => [rig.registry.fold(tabs)];
const first = (): Promise<void> => rig.done(rig.projections.caughtUp(some()));
/** How far each fold is said to be. */
const far = async (): Promise<ReadonlyMap<string, number>> =>
  new Map(
    await Promise.all(
      rig.registry.allFolds.map(async ({ id }) => [id, reached(await rig.reader.progress(id))] as const),
    ),
  );
const others = async (): Promise<readonly number[]> =>
  [...(await far())].filter(([id]) => id !== some()[0]?.id).map(([, position]) => position);
const begin = async (): Promise<void> => {
  await rig.send('customers.RegisterCustomer', { customerId: 'g', kind: 'person' });
  await rig.send('shop.OpenTab', { tabId: 't', name: 'n', guest: 'g' });
  await rig.caughtUp();
};

it('folds for those that were asked for, and lets nobody take the others for as far', async () => {
  await begin();
  const before = await others();
  await buy('t', 2);
  await first();
  expect((await rig.views.one(tabs, 'tab-t', reading))?.view).toMatchObject({ sum: 2 });
  expect(await others()).toEqual(before);
  await buy('t', 3);
  await first();
  expect([(await far()).get(some()[0]?.id ?? ''), await others()]).toEqual([await rig.feed.head(), before]);
});

it.each([false, true])(
  'gives the documents in the end that all together give, after a new start: %s',
  async (isAnew) => {
    await begin();
    await buy('t', 2);
    await first();
    await rig.send('shop.OpenTab', { tabId: 'u', name: 'n', guest: 'g' });
    await first();
    if (isAnew) {
      await rig.close();
      await open();
    }
    await buy('u', 5);
    await rig.caughtUp();
    await buy('u', 1);
    await rig.caughtUp();
    const told = await rig.documents();
    expect(new Set((await far()).values())).toEqual(new Set([await rig.feed.head()]));
    await rig.done(rig.projections.rebuild(rig.registry.allFolds));
    await rig.caughtUp();
    expect(told).toEqual(await rig.documents());
  },
);

it('lets the others follow by themselves once nobody asks any more', async () => {
  await begin();
  await buy('t', 2);
  rig.follow();
  await rig.projections.caughtUp(some());
  await rig.caughtUp();
  expect(new Set(await others())).toEqual(new Set([await rig.feed.head()]));
});

it('says that it goes on again as soon as a step for some of them has come to its end after one that failed', async () => {
  await begin();
  await buy('t', 2);
  jest.spyOn(rig.writer, 'save').mockRejectedValueOnce(new Error('the disk is full'));
  const well: boolean[] = [];
  jest
    .spyOn(rig.projections['parts'], 'onSuccess')
    .mockImplementation(() => void well.push(rig.projections['first'] !== undefined));
  rig.projections['first'] = some();
  rig.follow();
  await rig.caughtUp();
  expect([rig.failures, well]).toMatchObject([[{ message: 'the disk is full' }], [true]]);
});
