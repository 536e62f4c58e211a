import { randomUUID } from 'node:crypto';
import {
  AlreadyClaimed,
  type Append,
  type Appended,
  BadAppend,
  Conflict,
  type EventStore,
  LARGEST_APPEND,
  LogStopped,
  NameTaken,
  type Proposed,
  type Stored,
  TooLarge,
} from './event-store.port';
import { eventHash, verifyStream } from './hash';
import { LogDamaged } from './log-damaged';

/** A log of its own, empty when made. */
export interface EventStoreUnderTest {
  /** The same log each time; call it only after closing it. */
  open(): Promise<EventStore>;
  /** Takes an event out of the log behind the back of its store. */
  lose(position: number): void;
  destroy(): Promise<void>;
}

interface Sample extends Partial<Omit<Append, 'stream' | 'events'>> {
  /** Hash of the stream's last event. */
  readonly previousHash?: string;
  /** One for each event. */
  readonly events?: readonly Partial<Proposed>[];
}

/** An append of well-formed events with the right hashes: by default one event to a new stream. */
export function sampleAppend(stream: string, { previousHash = '', events = [{}], ...given }: Sample = {}): Append {
  const { subject, expectedRevision } = { subject: `~${stream}`, expectedRevision: -1, ...given };
  let hash = previousHash;
  const proposed = events.map((event, i): Proposed => {
    const envelope = {
      id: randomUUID(),
      type: 'sales.OrderPlaced',
      version: 1,
      occurredAt: '2026-01-31T08:00:00.000Z',
      recordedAt: '2026-01-31T08:00:01.000Z',
      actor: 'key-12345678',
      department: 'sales',
      businessLine: null,
      correlationId: 'k-1',
      causationId: null,
      traceparent: null,
      backfill: false,
      data: '{"number":"SO-1"}',
      ...event,
    };
    hash = eventHash({ ...envelope, stream, subject, revision: expectedRevision + 1 + i }, hash);
    return { ...envelope, hash: event.hash ?? hash };
  });
  return { ...given, stream, subject, expectedRevision, events: proposed };
}

const key = 'a1'.repeat(32);
const fingerprint = 'b2'.repeat(32);
const claim = { key, fingerprint };
const ids = (events: readonly { readonly id: string }[]) => events.map(({ id }) => id);
const lost = (result: PromiseSettledResult<Appended>): unknown =>
  result.status === 'rejected' ? result.reason : undefined;

/** Every adapter of the event store keeps the promises of the port. */
export function eventStoreContract(factory: () => Promise<EventStoreUnderTest>): void {
  describe('event store', () => promises(factory)); // its hooks must not run for the adapter's own tests
}

function promises(factory: () => Promise<EventStoreUnderTest>): void {
  let log: EventStoreUnderTest;
  let store: EventStore;
  beforeEach(async () => {
    log = await factory();
    store = await log.open();
  });
  afterEach(async () => {
    await store.close();
    await log.destroy();
  });
  const reopen = async () => {
    await store.close();
    store = await log.open();
  };
  const everything = async (streams: readonly string[]): Promise<readonly Stored[]> => {
    const events = await Promise.all(streams.map((stream) => store.read(stream)));
    return events.flat().sort((a, b) => a.position - b.position);
  };

  it('1. keeps what it confirmed when it is opened again', async () => {
    const append = sampleAppend('order-1', { events: [{}, {}] });
    await store.append(append);
    const before = await store.read('order-1');
    await reopen();
    expect(await store.read('order-1')).toEqual(before);
    expect(ids(before)).toEqual(ids(append.events));
  });

  it('1. confirms what was handed over before it was closed, and takes nothing afterwards', async () => {
    const handed = Array.from({ length: 50 }, (_, i) => store.append(sampleAppend(`order-${i}`)));
    await store.close();
    expect(await Promise.all(handed)).toHaveLength(50);
    await expect(store.append(sampleAppend('order-late'))).rejects.toBeInstanceOf(LogStopped);
    store = await log.open();
    expect(await everything(Array.from({ length: 50 }, (_, i) => `order-${i}`))).toHaveLength(50);
    expect(await store.read('order-late')).toEqual([]);
  });

  it('1. has no trouble while it takes appends, and says so when it takes none', async () => {
    await store.append(sampleAppend('order-1'));
    expect(store.trouble()).toBeUndefined();
    await store.close();
    await expect(store.append(sampleAppend('order-2'))).rejects.toThrow(store.trouble()?.en);
    expect(store.trouble()?.zh).toMatch(/^\p{Script=Han}+$/u);
    store = await log.open();
    expect(store.trouble()).toBeUndefined();
  });

  it('1. writes nothing of an append that it refuses', async () => {
    await store.append(sampleAppend('order-1'));
    const big = { data: JSON.stringify('x'.repeat(LARGEST_APPEND)) };
    await expect(store.append(sampleAppend('order-1', { claim }))).rejects.toBeInstanceOf(Conflict);
    await expect(store.append(sampleAppend('order-2', { claim, events: [{}, big] }))).rejects.toBeInstanceOf(TooLarge);
    await expect(
      store.append(sampleAppend('order-3', { claim, events: [{}, { id: 'no uuid' }] })),
    ).rejects.toBeInstanceOf(BadAppend);
    await reopen();
    expect(await store.read('order-1')).toHaveLength(1);
    expect(await everything(['order-2', 'order-3'])).toEqual([]);
    expect(await store.head('order-3')).toBeUndefined();
    expect(await store.claimed(key)).toBeUndefined();
  });

  it('2. lets exactly one of many writers win who expect the same revision, and tells the others where it stands', async () => {
    const rivals = Array.from({ length: 20 }, () => sampleAppend('order-1', { events: [{}, {}] }));
    const results = await Promise.allSettled(rivals.map((rival) => store.append(rival)));
    const winner = rivals.find((_, i) => results[i]?.status === 'fulfilled');
    expect(ids(await store.read('order-1'))).toEqual(ids(winner?.events ?? []));
    const losers = results.map(lost).filter((error) => error !== undefined);
    expect(losers).toHaveLength(19);
    for (const error of losers) {
      expect(error).toBeInstanceOf(Conflict);
      expect(error).toMatchObject({ stream: 'order-1', expected: -1, actual: 1 });
    }
  });

  it('2. refuses who expects more than there is', async () => {
    await expect(store.append(sampleAppend('order-1', { expectedRevision: 0 }))).rejects.toMatchObject({ actual: -1 });
    await store.append(sampleAppend('order-1'));
    await expect(store.append(sampleAppend('order-1', { expectedRevision: 1 }))).rejects.toMatchObject({ actual: 0 });
  });

  it('2. refuses a decision that nothing is to be done when it was made on an old revision', async () => {
    await store.append(sampleAppend('order-1'));
    await expect(store.append(sampleAppend('order-1', { events: [] }))).rejects.toBeInstanceOf(Conflict);
  });

  it('3. keeps the events of one append together, with following revisions and rising positions', async () => {
    const streams = Array.from({ length: 20 }, (_, i) => `order-${i}`);
    await Promise.all(streams.map((stream) => store.append(sampleAppend(stream, { events: [{}, {}, {}] }))));
    for (const stream of streams) {
      const events = await store.read(stream);
      expect(events.map(({ revision }) => revision)).toEqual([0, 1, 2]);
      const [a = 0, b = 0, c = 0] = events.map(({ position }) => position);
      expect(a < b && b < c).toBe(true);
    }
  });

  it('3. answers with the place of the last event and the ids of all', async () => {
    const append = sampleAppend('order-1', { subject: 'c-1', events: [{}, { type: 'sales.OrderConfirmed' }] });
    const answer = await store.append(append);
    const events = await store.read('order-1');
    expect(answer).toEqual({
      stream: 'order-1',
      revision: 1,
      position: events[1]?.position,
      events: append.events.map(({ id, type }) => ({ id, type })),
    });
  });

  it('4. answers a repeated append as it did the first time, and writes nothing', async () => {
    const append = sampleAppend('order-1', { events: [{}, {}] });
    const answer = await store.append(append);
    expect(await store.append(append)).toEqual(answer);
    const hash = (await store.head('order-1'))?.hash ?? '';
    await store.append(sampleAppend('order-1', { expectedRevision: 1, previousHash: hash }));
    expect(await store.append(append)).toEqual(answer);
    await reopen();
    expect(await store.append(append)).toEqual(answer);
    expect(await store.read('order-1')).toHaveLength(3);
  });

  it('4. answers a repeated append with the same claim as it did the first time', async () => {
    const append = sampleAppend('order-1', { claim });
    const [first, second] = await Promise.all([store.append(append), store.append(append)]);
    expect(second).toEqual(first);
    expect(await store.append(append)).toEqual(first);
    expect(await store.read('order-1')).toHaveLength(1);
  });

  it('4. takes an append with only some of the ids for another one', async () => {
    const append = sampleAppend('order-1', { events: [{}, {}] });
    await store.append(append);
    const other = { ...append, events: [...append.events.slice(0, 1), ...sampleAppend('order-1').events] };
    await expect(store.append(other)).rejects.toBeInstanceOf(Conflict);
    await expect(store.append({ ...append, events: append.events.slice(1) })).rejects.toBeInstanceOf(Conflict);
  });

  it('5. keeps the first fingerprint and answer of a key for ever', async () => {
    const answer = await store.append(sampleAppend('order-1', { claim, events: [{}, {}] }));
    const claimed = { fingerprint, answer };
    const others = [
      sampleAppend('order-2', { claim }),
      sampleAppend('order-2', { claim: { key, fingerprint: 'c3'.repeat(32) } }),
      sampleAppend('order-2', { claim, events: [] }),
      sampleAppend('order-1', { claim, expectedRevision: 1 }),
    ];
    for (const other of others) {
      const error: unknown = await store.append(other).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(AlreadyClaimed);
      expect(error).toMatchObject({ claimed });
    }
    await store.append(sampleAppend('order-1', { expectedRevision: 1 }));
    await reopen();
    expect(await store.claimed(key)).toEqual(claimed);
    expect(await store.claimed('d4'.repeat(32))).toBeUndefined();
    expect(await store.read('order-2')).toEqual([]);
  });

  it('5. keeps a claim that needed no event, with the head of its stream as the answer', async () => {
    const there = { ...(await store.append(sampleAppend('order-1', { subject: 'c-1' }))), events: [] };
    const nothing = sampleAppend('order-1', { claim, expectedRevision: 0, events: [] });
    expect(await store.append(nothing)).toEqual(there);
    expect(await store.claimed(key)).toEqual({ fingerprint, answer: there });
    const nowhere = sampleAppend('order-2', { claim: { key: 'd4'.repeat(32), fingerprint }, events: [] });
    expect(await store.append(nowhere)).toMatchObject({ stream: 'order-2', revision: -1, position: 0, events: [] });
    expect(await store.head('order-2')).toBeUndefined();
  });

  it('8. tells where a stream stood when the log was at a position', async () => {
    const other = async (stream: string) => (await store.append(sampleAppend(stream))).position;
    const before = await other('order-2');
    await store.append(sampleAppend('order-1', { events: [{}, {}] }));
    const between = await other('order-3');
    await store.append(sampleAppend('order-1', { expectedRevision: 1 }));
    const after = await other('order-4');
    const positions = (await store.read('order-1')).map(({ position }) => position);
    const stood = async (upTo: number) => (await store.head('order-1', upTo))?.revision;
    const [first = 0, second = 0, third = 0] = positions;
    expect([await stood(before), await stood(first), await stood(second)]).toEqual([undefined, 0, 1]);
    expect([await stood(between), await stood(third), await stood(after)]).toEqual([1, 2, 2]);
  });

  it('5. gives a key to one of many who claim it at once', async () => {
    const rivals = Array.from({ length: 20 }, (_, i) => sampleAppend(`order-${i}`, { claim }));
    const results = await Promise.allSettled(rivals.map((rival) => store.append(rival)));
    const written = await everything(rivals.map(({ stream }) => stream));
    expect(written).toHaveLength(1);
    expect(results.map(lost).filter((error) => error instanceof AlreadyClaimed)).toHaveLength(19);
    expect((await store.claimed(key))?.answer.stream).toBe(written[0]?.stream);
  });

  it('10. gives a name to one of many who must have it alone at once, and tells the others', async () => {
    const named = (i: number) => ({ names: [{ key, fingerprint: String(10 + i).repeat(32), alone: true }] });
    const rivals = Array.from({ length: 24 }, (_, i) => sampleAppend(`order-${i}`, named(i)));
    const results = await Promise.allSettled(rivals.map((rival) => store.append(rival)));
    const written = await everything(rivals.map(({ stream }) => stream));
    expect(written).toHaveLength(1);
    const refused = results.map(lost).filter((error) => error instanceof NameTaken);
    expect([refused.length, ...new Set(refused.map((error) => error.key))]).toEqual([23, key]);
    expect((await store.claimed(key))?.answer.stream).toBe(written[0]?.stream);
  });

  it('10. leaves a name to its first owner, who may take it again', async () => {
    const taking = (owner: string, alone: boolean) => ({ names: [{ key, fingerprint: owner.repeat(32), alone }] });
    const first = await store.append(sampleAppend('order-1', taking('a1', false)));
    await store.append(sampleAppend('order-2', taking('b2', false)));
    await store.append(sampleAppend('order-3', taking('a1', true)));
    const two = [...taking('c3', false).names, { key: 'd4'.repeat(32), fingerprint, alone: true }];
    await reopen();
    await expect(store.append(sampleAppend('order-4', taking('b2', true)))).rejects.toBeInstanceOf(NameTaken);
    await store.append(sampleAppend('order-4', { names: two }));
    expect(await store.claimed(key)).toEqual({ fingerprint: 'a1'.repeat(32), answer: first });
    expect((await store.claimed('d4'.repeat(32)))?.answer.stream).toBe('order-4');
  });

  it('10. writes nothing of an append whose name another has, and tells a conflict or a claim first', async () => {
    await store.append(sampleAppend('order-1', { names: [{ key, fingerprint, alone: true }] }));
    const other = { names: [{ key, fingerprint: 'c3'.repeat(32), alone: true }] };
    await expect(store.append(sampleAppend('order-1', other))).rejects.toBeInstanceOf(Conflict);
    const claimed = { ...other, claim: { key: 'd4'.repeat(32), fingerprint } };
    await expect(store.append(sampleAppend('order-2', claimed))).rejects.toBeInstanceOf(NameTaken);
    expect([await store.read('order-2'), await store.claimed('d4'.repeat(32))]).toEqual([[], undefined]);
    const append = sampleAppend('order-3', { names: [{ key: 'e5'.repeat(32), fingerprint, alone: true }] });
    expect(await store.append(append)).toEqual(await store.append(append));
  });

  it('6. gives rising positions in commit order', async () => {
    const streams = Array.from({ length: 60 }, (_, i) => `order-${i}`);
    const subject = (i: number) => `c-${i % 23}`;
    await Promise.all(
      streams.map((stream, i) => store.append(sampleAppend(stream, { subject: subject(i), events: [{}, {}] }))),
    );
    await reopen();
    const after = await store.append(sampleAppend('order-60', { subject: 'c-0' }));
    const events = await everything([...streams, 'order-60']);
    expect(events.at(-1)?.position).toBe(after.position);
    expect(new Set(events.map(({ position }) => position)).size).toBe(121);
  });

  it('7. lets a bad append fail alone, whatever it arrives with', async () => {
    await store.append(sampleAppend('taken'));
    const appends = Array.from({ length: 100 }, (_, i): Append => {
      if (i % 10 === 3) return sampleAppend('taken');
      if (i % 10 === 5) return sampleAppend(`order-${i}`, { events: [{}, { hash: 'no hash' }] });
      if (i % 10 === 7) return sampleAppend(`order-${i}`, { claim: { key: 'no hex', fingerprint } });
      return sampleAppend(`order-${i}`);
    });
    const results = await Promise.allSettled(appends.map((append) => store.append(append)));
    for (const [i, result] of results.entries()) {
      const error = i % 10 === 3 ? Conflict : i % 10 === 5 || i % 10 === 7 ? BadAppend : undefined;
      if (error) expect(lost(result)).toBeInstanceOf(error);
      else expect(result.status).toBe('fulfilled');
    }
    const events = await everything([...new Set(appends.map(({ stream }) => stream))]);
    expect(events).toHaveLength(71);
    expect(new Set(ids(events)).size).toBe(71);
  });

  it('8. gives a stream back as it was written, byte for byte', async () => {
    const append = sampleAppend('订单-1', {
      subject: '客户-1',
      events: [
        { actor: '客服 "李"', department: null, businessLine: '轴承', data: '{"名":"\\u0000 \\" \u{1f600} \u2028"}' },
        { causationId: 'c', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', backfill: true },
        { version: 7, occurredAt: '1900-01-01T00:00:00.000Z', data: '[1e+30,-0.001,null,{}]' },
        { type: 'service.ComplaintFiled', data: JSON.stringify('字'.repeat(100_000)) },
      ],
    });
    await store.append(append);
    const events = await store.read('订单-1');
    expect(events).toEqual(
      append.events.map((event, revision) => ({
        ...event,
        stream: '订单-1',
        subject: '客户-1',
        revision,
        position: events[revision]?.position,
      })),
    );
    expect(verifyStream(events)).toBeNull();
  });

  it('8. gives a stream from a revision on, no more than asked for, and nothing of one that does not exist', async () => {
    await store.append(sampleAppend('order-1', { events: [{}, {}, {}] }));
    await store.append(sampleAppend('order-10'));
    const whole = await store.read('order-1');
    expect(await store.read('order-1', 1)).toEqual(whole.slice(1));
    expect(await store.read('order-1', 3)).toEqual([]);
    expect(await store.read('order-1', 0, 2)).toEqual(whole.slice(0, 2));
    expect(await store.read('order-1', 1, 1)).toEqual(whole.slice(1, 2));
    expect(await store.read('order-1', 0, 0)).toEqual([]);
    expect(await store.read('order-1', 0, 9)).toEqual(whole);
    expect(await store.read('order')).toEqual([]);
  });

  it('8. gives a long stream in pieces: each ends with the event that fills it, and has at least one', async () => {
    await store.append(sampleAppend('order-1', { events: [{}, {}, {}, {}] }));
    const whole = await store.read('order-1');
    const size = (until: number): number => whole.slice(0, until).reduce((sum, { data }) => sum + data.length, 0);
    expect(await store.read('order-1', 0, 9, 0)).toEqual(whole.slice(0, 1));
    expect(await store.read('order-1', 0, 9, size(2) - 1)).toEqual(whole.slice(0, 2));
    expect(await store.read('order-1', 0, 9, size(2))).toEqual(whole.slice(0, 3));
    expect(await store.read('order-1', 2, 9, 0)).toEqual(whole.slice(2, 3));
    expect(await store.read('order-1', 0, 1, size(3))).toEqual(whole.slice(0, 1));
    expect(await store.read('order-1', 0, 9, size(4))).toEqual(whole);
    expect(await store.read('order-1', 4, 9, 0)).toEqual([]);
  });

  it('8. tells where a stream stands', async () => {
    await store.append(sampleAppend('order-1', { subject: 'c-1', events: [{}, {}] }));
    const last = (await store.read('order-1')).at(-1);
    expect(await store.head('order-1')).toEqual({
      stream: 'order-1',
      subject: 'c-1',
      revision: 1,
      position: last?.position,
      hash: last?.hash,
    });
    expect(await store.head('order-2')).toBeUndefined();
  });

  it('9. keeps the subject that a stream began with', async () => {
    await store.append(sampleAppend('order-1', { subject: 'c-1' }));
    await store.append(sampleAppend('order-1', { subject: 'c-1', expectedRevision: 0 }));
    const events = await store.read('order-1');
    expect(events.map(({ subject }) => subject)).toEqual(['c-1', 'c-1']);
    expect((await store.head('order-1'))?.subject).toBe('c-1');
  });

  it.each([1, 2])('11. says near which event revision %d of a stream was lost', async (revision) => {
    await store.append(sampleAppend('order-1', { events: [{}, {}, {}, {}] }));
    await store.append(sampleAppend('order-2'));
    const whole = await store.read('order-1');
    const near = { constructor: LogDamaged, near: whole[revision + 1]?.position };
    log.lose(whole[revision]?.position ?? 0);
    await expect(store.read('order-1')).rejects.toMatchObject(near);
    await expect(store.read('order-1', revision)).rejects.toMatchObject(near);
    await expect(store.read('order-1', revision, 1)).rejects.toMatchObject(near);
    expect(await store.read('order-1', 0, revision)).toEqual(whole.slice(0, revision));
    expect(await store.read('order-1', revision + 1)).toEqual(whole.slice(revision + 1));
    expect(await store.read('order-2')).toHaveLength(1);
  });

  it('keeps the name of its log', async () => {
    const { log: name } = store;
    expect(name).toMatch(/^[0-9a-f]{8}$/);
    await reopen();
    expect(store.log).toBe(name);
  });
}
