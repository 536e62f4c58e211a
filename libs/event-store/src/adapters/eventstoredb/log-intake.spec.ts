import { EventStoreDbServer } from '../../../../../infra/servers/eventstoredb';
import { sampleAppend } from '../../event-store.contract';
import { AlreadyClaimed, type Proposed, type Stored } from '../../event-store.port';
import { EventStoreDbStore } from './eventstoredb-store';
import { LogIntake, OthersWrote } from './log-intake';
import { MoveUnfinished } from './move-record';

const at = '2026-06-30T08:00:00.000Z';
const claim = { key: 'a1'.repeat(32), fingerprint: 'b2'.repeat(32) };
const server = new EventStoreDbServer();
let url: string;
let intake: LogIntake;
let store: EventStoreDbStore | undefined;
beforeAll(async () => {
  url = await server.listen();
});
beforeEach(() => {
  intake = new LogIntake(url, { pause: 16 });
});
afterEach(async () => {
  await intake.close();
  await store?.close();
  store = undefined;
});
afterAll(() => server.stop());

/** Events of a stream as another log has them. */
function events(stream: string, count: number): [Stored, ...Stored[]] {
  const own = Array.from({ length: count }, (_, revision): Stored => {
    const [event] = sampleAppend(`${stream}-${revision}`).events as readonly [Proposed];
    return { ...event, stream, subject: 'c-1', revision, position: revision + 1 };
  });
  return own as [Stored, ...Stored[]];
}
const [first, ...rest] = events('order-1', 3);

it('lets nobody open the log from the first moment of a move to its last', async () => {
  expect(await intake.record()).toBeUndefined();
  await intake.begin('ab12', at);
  expect(await intake.record()).toEqual({ from: 'ab12', begun: at, finished: null });
  await expect(EventStoreDbStore.open(url)).rejects.toBeInstanceOf(MoveUnfinished);
  await intake.append([first]);
  await intake.settle(claim, { stream: 'order-1', revision: 0, position: 7, events: [] });
  await intake.finish('ab12', at);
  expect(await intake.record()).toEqual({ from: 'ab12', begun: at, finished: at });
  store = await EventStoreDbStore.open(url);
  expect(await store.read('order-1')).toMatchObject([{ ...first, position: expect.any(Number) as number }]);
});

it('goes on behind what arrived late from a run that was killed', async () => {
  const [second, third] = rest as [Stored, Stored];
  await intake.append([first, second]);
  await intake.append([first, second, third]);
  store = await EventStoreDbStore.open(url);
  expect((await store.read('order-1')).map(({ id }) => id)).toEqual([first.id, second.id, third.id]);
});

it('writes nothing where others wrote', async () => {
  await expect(intake.append(events('order-1', 2))).rejects.toBeInstanceOf(OthersWrote);
});

it('keeps what was answered to a claim, once, and for ever', async () => {
  const answer = { stream: 'order-1', revision: 1, position: 77, events: [{ id: first.id, type: first.type }] };
  const other = { ...claim, key: 'c3'.repeat(32) };
  expect(await intake.settle(other, answer)).toEqual({ fingerprint: claim.fingerprint, answer });
  expect(await intake.settle(other, answer)).toEqual({ fingerprint: claim.fingerprint, answer });
  store = await EventStoreDbStore.open(url);
  expect(await store.claimed(other.key)).toEqual({ fingerprint: claim.fingerprint, answer });
  await expect(store.append(sampleAppend('order-2', { claim: other }))).rejects.toBeInstanceOf(AlreadyClaimed);
  const names = [{ ...other, fingerprint: 'd4'.repeat(32), alone: true }];
  await expect(store.append(sampleAppend('order-2', { names }))).rejects.toMatchObject({ name: 'NameTaken' });
  expect(await store.read('order-2')).toEqual([]);
});
