import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyStep } from '@dossier/read-model';
import { customers } from '../../contexts/customers/src/customers.module';
import { cure, shop, tabs } from '../../testing/src/shop';
import { reading, Rig } from '../../testing/src/rig';
import { endOf } from './log-end';
import { ReadModelsAhead } from './projection-runner';

let folder: string;
let rig: Rig;
const open = async (): Promise<void> => {
  rig = await Rig.open([customers, shop], { folder });
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

it('P5: events that are delivered again change nothing', async () => {
  await rig.send('shop.OpenTab', { tabId: 't', name: 'n', guest: 'g' });
  await buy('tea', 2);
  await rig.caughtUp();
  const before = await rig.documents();
  const position = (await rig.store.read('tab-t'))[0]?.position ?? 0;
  const progress = rig.registry.allFolds.map(({ id }) => ({ model: id, lane: '*', position }));
  await rig.writer.save({ ...emptyStep, progress });
  await rig.projections.open();
  await buy('cake', 3);
  await rig.caughtUp();
  expect([await sum(), Object.keys(await rig.documents())]).toEqual([5, Object.keys(before)]);
});

it('P15: read models that have seen what the log does not hold are kept, and nothing goes on with them', async () => {
  await rig.send('shop.OpenTab', { tabId: 't', name: 'n', guest: 'g' });
  await buy('tea', 2);
  await rig.caughtUp();
  const before = await rig.documents();
  const [model = ''] = rig.registry.allFolds.map(({ id }) => id);
  const reached = (position: number) => ({ ...emptyStep, progress: [{ model, lane: '*', position }] });
  const head = await rig.feed.head();
  await rig.writer.save({ ...reached(head), seen: { position: head, hash: '00'.repeat(32) } });
  await expect(rig.projections.open()).rejects.toThrow(ReadModelsAhead);
  await rig.writer.save({ ...reached(head), seen: await endOf(rig.feed) });
  await rig.projections.open();
  await rig.writer.save(reached(head + 1));
  await expect(rig.projections.open()).rejects.toThrow(ReadModelsAhead);
  expect(await rig.documents()).toEqual(before);
});

it('P15: asks the log once whether it holds what read models have seen, however many there are, in however many lanes', async () => {
  await rig.send('shop.OpenTab', { tabId: 't', name: 'n', guest: 'g' });
  await rig.caughtUp();
  const position = await rig.feed.head();
  const lanes = Array.from({ length: 16 }, (_, lane) => `${lane}/16`);
  const progress = rig.registry.allFolds.flatMap(({ id }) => lanes.map((lane) => ({ model: id, lane, position })));
  await rig.writer.save({ ...emptyStep, progress });
  const asked = jest.spyOn(rig.feed, 'head');
  await rig.projections.open();
  expect(asked.mock.calls.length).toBeLessThanOrEqual(3);
});

it('P15: keeps with each checkpoint the last event that it has taken', async () => {
  await rig.send('shop.OpenTab', { tabId: 't', name: 'n', guest: 'g' });
  await rig.caughtUp();
  expect(await rig.writer.seen()).toEqual(await endOf(rig.feed));
  const before = await endOf(rig.feed);
  await buy('tea', 2);
  expect(await rig.writer.seen()).toEqual(before);
  await rig.caughtUp();
  expect(await rig.writer.seen()).toEqual(await endOf(rig.feed));
  expect((await endOf(rig.feed)).position).toBeGreaterThan(before.position);
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
  const again = await rig.done(rig.projections.retry(parked?.id ?? ''));
  expect([again, await sum()]).toEqual([true, 1]);
  await rig.caughtUp();
  expect(await sum()).toBe(3);
});
