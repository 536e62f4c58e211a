import { EventStoreDbServer, type Fate } from '../../../../../infra/servers/eventstoredb';
import { eventStoreContract, sampleAppend } from '../../event-store.contract';
import { Conflict, LogStopped, LogUnreachable } from '../../event-store.port';
import { EventStoreDbStore } from './eventstoredb-store';

const QUICK = { pause: 16 };

const contract = (fate: (append: number) => Fate): void =>
  eventStoreContract(async () => {
    const server = new EventStoreDbServer();
    const url = await server.listen();
    let appends = 0;
    server.fate = () => fate(appends++);
    return {
      open: () => EventStoreDbStore.open(url, QUICK),
      lose: (position) => server.lose(position),
      destroy: () => {
        server.stop();
        return Promise.resolve();
      },
    };
  });

contract(() => 'done');
describe('where a quarter of the answers is lost', () =>
  contract((append) => (append % 4 === 1 ? 'answer-lost' : 'done')));
describe('where one in seven appends is dropped', () => contract((append) => (append % 7 === 3 ? 'dropped' : 'done')));
describe('where one in five is written after it was reported as failed', () =>
  contract((append) => (append % 5 === 2 ? 'late' : 'done')));

describe('a server that goes away', () => {
  let server: EventStoreDbServer;
  let store: EventStoreDbStore;
  const open = async (patience: number) => EventStoreDbStore.open(await server.listen(), { ...QUICK, patience });
  beforeEach(() => {
    server = new EventStoreDbServer();
  });
  afterEach(async () => {
    await store.close();
    server.stop();
  });

  it('is waited for, and the append is there once', async () => {
    store = await open(20_000);
    await store.append(sampleAppend('order-1'));
    server.stop();
    const appended = store.append(sampleAppend('order-2'));
    while (store.trouble() === undefined) await new Promise(setImmediate);
    expect(store.trouble()?.zh).toContain('EventStoreDB 没有答复');
    await server.listen();
    expect(await appended).toMatchObject({ stream: 'order-2', revision: 0 });
    expect(await store.read('order-2')).toHaveLength(1);
    expect(store.trouble()).toBeUndefined();
  });

  it('is told once patience ends, and the same append asked again is answered as the first time', async () => {
    store = await open(0);
    server.fate = () => 'answer-lost';
    const claim = { key: 'a1'.repeat(32), fingerprint: 'b2'.repeat(32) };
    const append = sampleAppend('order-1', { claim });
    expect(store.unknownAppends).toBe(0);
    await expect(store.append(append)).rejects.toBeInstanceOf(LogUnreachable);
    expect(store.unknownAppends).toBe(1);
    server.fate = () => 'done';
    const answer = await store.append(append);
    expect(await store.read('order-1')).toHaveLength(1);
    expect(await store.claimed(claim.key)).toEqual({ fingerprint: claim.fingerprint, answer });
    await expect(store.append(sampleAppend('order-1'))).rejects.toBeInstanceOf(Conflict);
  });

  it('is not waited for any more once the store is to stop waiting', async () => {
    store = await open(20_000);
    server.stop();
    const appended = store.append(sampleAppend('order-1'));
    store.stopWaiting();
    await expect(appended).rejects.toBeInstanceOf(LogStopped);
  });
});
