import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { byStream, defineContext, definePolicy, defineProjection, integer } from '@dossier/kernel';
import { reached } from '@dossier/read-model';
import { customers } from '../../contexts/customers/src/customers.module';
import { reading, Rig } from '../../testing/src/rig';
import { ItemBought, shop, tabs } from '../../testing/src/shop';
import type { Fold } from './fold';

const title = { zh: '价格', en: 'Prices' };
class Rise {
  readonly factor!: number;
}
const rise = definePolicy<Rise>({ name: 'rise', title, document: Rise, initial: { factor: 1 } });
const prices = defineProjection<{ readonly price: number }>()({
  name: 'prices',
  title,
  version: 1,
  from: { ItemBought },
  key: byStream,
  personal: false,
  policies: ['rise'],
  evolve: { ItemBought: (_, { price }) => ({ price }) },
  fields: { raised: integer(({ price }, policy) => price * policy(rise).document.factor) },
});
const pricing = defineContext({ name: 'pricing', title, slices: [rise, prices] });

let folder: string;
let rig: Rig;
const open = async (): Promise<void> => {
  rig = await Rig.open([customers, shop, pricing], { folder });
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
const raised = async (): Promise<unknown> =>
  Object.fromEntries((await rig.writer.page('prices@1', '', 9)).map(({ key, fields }) => [key, fields['raised']]));
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

it('tells them of a policy that is published meanwhile, though who lists policies is not among them', async () => {
  const all = [rig.registry.fold(prices)];
  const folded = (): Promise<void> => rig.done(rig.projections.caughtUp(all));
  await begin();
  await buy('t', 2);
  await folded();
  await rig.send('policies.PublishPolicy', { name: 'rise', document: { factor: 10 }, approvedBy: 'board' });
  await folded();
  expect(await raised()).toEqual({ 'tab-t': 20 });
  await rig.send('shop.OpenTab', { tabId: 'u', name: 'n', guest: 'g' });
  await buy('u', 3);
  await folded();
  expect(await raised()).toEqual({ 'tab-t': 20, 'tab-u': 30 });
});

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
