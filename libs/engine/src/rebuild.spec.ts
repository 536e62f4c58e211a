import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOGETHER, reached } from '@dossier/read-model';
import { customers } from '../../contexts/customers/src/customers.module';
import { shop, tabs } from '../../testing/src/shop';
import { itEmbedded, reading, Rig } from '../../testing/src/rig';

let folder: string;
let rig: Rig;
const open = async (): Promise<void> => {
  rig = await Rig.open([customers, shop], { folder });
};
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dossier-rebuild-'));
  await open();
});
afterEach(async () => {
  await rig.close();
  rmSync(folder, { recursive: true });
});

const openTabs = (many: number): Promise<unknown> =>
  Promise.all(
    Array.from({ length: many }, (_, i) =>
      rig.send('shop.OpenTab', { tabId: `${i}`, name: 'n'.repeat(2000), guest: `g${i}` }),
    ),
  );
const rebuild = (): Promise<void> => rig.done(rig.projections.rebuild([rig.registry.fold(tabs)]));
/** Overwrites the second half: at the beginning it is told what tables there are. */
const damage = (): void => {
  const file = join(folder, 'views.db');
  const half = Math.floor(statSync(file).size / 2 / 8192) * 8192;
  const pages = openSync(file, 'r+');
  writeSync(pages, Buffer.alloc(half, 0xa5), 0, half, half);
  closeSync(pages);
};

it('P7: whoever reads while a projection is rebuilt finds few documents, and never an error', async () => {
  await openTabs(20);
  await rig.caughtUp();
  for (let round = 0; round < 20; round++) {
    const read = Promise.all(Array.from({ length: 20 }, () => rig.views.page(tabs, {}, reading)));
    await rebuild();
    await read;
    await rig.caughtUp();
  }
  expect((await rig.views.page(tabs, {}, reading)).items).toHaveLength(20);
});

it('P7: what the log holds is not said to be missing while its read model has not come to it', async () => {
  await rig.send('customers.RegisterCustomer', { customerId: 'g0', kind: 'person' });
  await openTabs(1);
  await rig.caughtUp();
  const tab = () => rig.views.aggregate(tabs, 'tab-0', 'tab-0', reading);
  const whole = () => rig.customers.view360('g0', {}, reading);
  const before = [await tab(), await whole()];
  expect(before).not.toContain(null);
  await rig.done(rig.projections.rebuild(rig.registry.allFolds));
  for (const read of [tab, whole]) await expect(read()).rejects.toMatchObject({ code: 'reads/behind' });
  expect(await rig.views.aggregate(tabs, 'tab-1', 'tab-1', reading)).toBeNull();
  await rig.caughtUp();
  expect([await tab(), await whole()]).toEqual(before);
});

const at = async (model: string): Promise<number> => reached(await rig.reader.progress(model));

it('goes on with what comes while the whole log is read before a rebuild', async () => {
  await openTabs(1);
  await rig.caughtUp();
  let goOn = (): void => undefined;
  const read = rig.feed.read.bind(rig.feed);
  jest.spyOn(rig.feed, 'read').mockImplementationOnce(async (...asked) => {
    await new Promise<void>((resolve) => (goOn = resolve));
    return read(...asked);
  });
  const rebuilt = rig.projections.rebuild([rig.registry.fold(tabs)]);
  await rig.send('shop.Buy', { tabId: '0', item: 'tea', price: 1 });
  await rig.projections.tasksDone();
  await rig.caughtUp();
  expect(await at('tabs@1')).toBe(await rig.feed.head());
  goOn();
  await rig.done(rebuilt);
  expect(await at('tabs@1')).toBe(0);
});

itEmbedded()(
  'P15: rebuilding a projection whose documents lie on damaged pages makes all read models anew',
  async () => {
    await openTabs(300);
    await rig.caughtUp();
    const before = await rig.documents();
    await rig.close();
    damage();
    await open();
    await expect(rig.documents()).rejects.toMatchObject({ message: expect.stringContaining('malformed') as string });
    await rebuild();
    await rig.caughtUp();
    expect(await rig.documents()).toEqual(before);
  },
);

it('reads nothing of what is parked when it opens: only who is touched is asked for', async () => {
  const parked = jest.spyOn(rig.writer, 'parked');
  await rig.projections.open();
  expect(parked).not.toHaveBeenCalled();
});

itEmbedded()('saves one line of progress for all projections, however many an event is nothing to', async () => {
  await openTabs(1);
  await rig.caughtUp();
  const save = jest.spyOn(rig.writer, 'save');
  await rig.send('shop.Buy', { tabId: '0', item: 'tea', price: 1 });
  await rig.caughtUp();
  expect(save.mock.calls.map(([{ progress }]) => progress)).toEqual([
    [{ model: TOGETHER, lane: '*', position: await rig.feed.head() }],
  ]);
});

itEmbedded()(
  'P6: a projection that is built anew goes on from where it is itself, though the process ended meanwhile',
  async () => {
    await openTabs(3);
    await rig.caughtUp();
    const tabsSeen = async (): Promise<unknown> => (await rig.views.page(tabs, {}, reading)).items;
    const before = await tabsSeen();
    await rebuild();
    const read = rig.feed.read.bind(rig.feed);
    jest.spyOn(rig.feed, 'read').mockImplementationOnce(read).mockRejectedValueOnce(new Error('killed'));
    await rig.send('shop.Buy', { tabId: '0', item: 'nothing', price: 0 });
    const head = await rig.feed.head();
    await expect(rig.projections.step()).rejects.toThrow('killed'); // the others have gone on, this one has not
    expect([await at('tabs@1'), await at('habits@1')]).toEqual([0, head]);
    await rig.close();
    await open();
    await rig.caughtUp();
    expect([await at('tabs@1'), await tabsSeen()]).toEqual([head, before]);
  },
);

it('does not go on from what a failed step left in memory', async () => {
  await rig.send('customers.RegisterCustomer', { customerId: 'g', kind: 'person' });
  await rig.send('shop.OpenTab', { tabId: 'a', name: 'n' });
  await rig.send('shop.Attribute', { member: '~tab-a', into: 'g' });
  jest.spyOn(rig.writer, 'save').mockRejectedValueOnce(new Error('disk full'));
  await expect(rig.caughtUp()).rejects.toThrow('disk full');
  await rig.caughtUp();
  expect([...(await rig.writer.links())]).toEqual([['~tab-a', 'g']]);
});
