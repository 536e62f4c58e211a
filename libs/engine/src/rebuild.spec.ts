import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { customers } from '../../contexts/customers/src/customers.module';
import { policies } from '../../contexts/policies/src/policies.module';
import { shop, tabs } from '../../testing/src/shop';
import { reading, Rig } from '../../testing/src/rig';

let folder: string;
let rig: Rig;
const open = async (): Promise<void> => {
  rig = await Rig.open([policies, customers, shop], { folder });
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
const rebuild = async (): Promise<void> => {
  const done = rig.projections.rebuild(rig.registry.fold(tabs));
  await rig.projections.tasksDone();
  await done;
};
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

it('P15: rebuilding a projection whose documents lie on damaged pages makes all read models anew', async () => {
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
});

it('reads what is parked once when it opens, and not once for each projection', async () => {
  const parked = jest.spyOn(rig.writer, 'parked');
  await rig.projections.open();
  expect(parked).toHaveBeenCalledTimes(1);
});

it('does not go on from what a failed step left in memory', async () => {
  await rig.send('customers.RegisterCustomer', { customerId: 'g', kind: 'person' });
  await rig.send('shop.OpenTab', { tabId: 'a', name: 'n' });
  await rig.send('shop.Attribute', { member: '~tab-a', into: 'g' });
  jest.spyOn(rig.writer, 'save').mockRejectedValueOnce(new Error('disk full'));
  await expect(rig.caughtUp()).rejects.toThrow('disk full');
  await rig.caughtUp();
  expect([...(await rig.writer.links())]).toEqual([['~tab-a', 'g']]);
});
