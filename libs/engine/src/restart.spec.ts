import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyStep } from '@dossier/read-model';
import { customers } from '../../contexts/customers/src/customers.module';
import { policies } from '../../contexts/policies/src/policies.module';
import { cure, shop, tabs } from '../../testing/src/shop';
import { reading, Rig } from '../../testing/src/rig';

let folder: string;
let rig: Rig;
const open = async (): Promise<void> => {
  rig = await Rig.open([policies, customers, shop], { folder });
};
beforeEach(async () => {
  cure.known = false;
  folder = mkdtempSync(join(tmpdir(), 'dossier-restart-'));
  await open();
});
afterEach(async () => {
  await rig.close();
  rmSync(folder, { recursive: true });
});

const buy = (item: string, price: number): ReturnType<Rig['send']> => rig.send('shop.Buy', { tabId: 't', item, price });
const sum = async (): Promise<unknown> =>
  ((await rig.views.one(tabs, 'tab-t', reading))?.view as { readonly sum: number } | undefined)?.sum;
/** Copies the closed log. */
const copyLog = (from: string, to: string): void => {
  for (const file of ['events.db', 'events.db-wal', 'events.db-shm']) {
    rmSync(join(to, file), { force: true });
    if (existsSync(join(from, file))) copyFileSync(join(from, file), join(to, file));
  }
};

it('P5: events that are delivered again change nothing', async () => {
  await rig.send('shop.OpenTab', { tabId: 't', name: 'n', guest: 'g' });
  await buy('tea', 2);
  await rig.caughtUp();
  const before = await rig.documents();
  const progress = rig.registry.allFolds.map(({ id }) => ({ model: id, lane: '*', position: 1 }));
  await rig.writer.save({ ...emptyStep, progress });
  await rig.projections.open();
  await buy('cake', 3);
  await rig.caughtUp();
  expect([await sum(), Object.keys(await rig.documents())]).toEqual([5, Object.keys(before)]);
});

it('P15: read models that have seen more than a log that was restored are built anew', async () => {
  await rig.send('shop.OpenTab', { tabId: 't', name: 'n', guest: 'g' });
  await buy('tea', 2);
  await rig.caughtUp();
  await rig.close();
  const backup = mkdtempSync(join(tmpdir(), 'dossier-backup-'));
  copyLog(folder, backup);
  await open();
  await buy('lost', 40);
  await rig.send('shop.OpenTab', { tabId: 'lost', name: 'n', guest: 'g' });
  await rig.caughtUp();
  await rig.close();
  copyLog(backup, folder);
  rmSync(backup, { recursive: true });
  await open();
  await rig.caughtUp();
  expect([await sum(), await rig.views.one(tabs, 'tab-lost', reading)]).toEqual([2, null]);
});

it('P9: events wait behind what was parked also after a restart', async () => {
  await rig.send('shop.OpenTab', { tabId: 't', name: 'n', guest: 'g' });
  await buy('poison', 1);
  await rig.caughtUp();
  await rig.close();
  await open();
  await buy('tea', 2);
  await rig.caughtUp();
  const [first, second] = await rig.reader.parked();
  expect([await sum(), second?.error]).toEqual([0, first?.eventId]);
});

it('P9: what is driven again takes no event that is yet to be delivered, or it would count twice', async () => {
  await rig.send('shop.OpenTab', { tabId: 't', name: 'n', guest: 'g' });
  await buy('poison', 1);
  await rig.caughtUp();
  await buy('tea', 2);
  cure.known = true;
  const [parked] = await rig.reader.parked();
  const again = rig.projections.retry(parked?.id ?? '');
  await rig.projections.tasksDone();
  expect([await again, await sum()]).toEqual([true, 1]);
  await rig.caughtUp();
  expect(await sum()).toBe(3);
});
