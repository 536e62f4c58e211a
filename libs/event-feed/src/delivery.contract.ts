import type { EventStore, Stored } from '@dossier/event-store';
import { sampleAppend } from '../../event-store/src/event-store.contract';
import type { Delivery } from './delivery.port';
import { laneOf } from './log-delivery';
import type { LogReader } from './log-reader.port';
import { positions } from './log-reader.contract';

/** A log with what delivers it, empty when made. */
export interface DeliveryUnderTest {
  readonly store: EventStore;
  readonly log: LogReader;
  readonly delivery: Delivery;
  destroy(): Promise<void>;
}

const never = new AbortController().signal;

/** Reads a lane until it is as far as a position of the log. */
export async function readLane(
  delivery: Delivery,
  lane: number,
  { after = 0, until, limit = 100 }: { readonly after?: number; readonly until: number; readonly limit?: number },
): Promise<readonly Stored[]> {
  const events: Stored[] = [];
  let upTo = after;
  while (upTo < until) {
    const batch = await delivery.read(lane, upTo, limit);
    expect(batch.events.length).toBeLessThanOrEqual(limit);
    expect(batch.upTo).toBeGreaterThanOrEqual(batch.events.at(-1)?.position ?? upTo);
    events.push(...batch.events);
    if (batch.upTo === upTo) await delivery.newer(lane, upTo, never);
    upTo = batch.upTo;
  }
  return events;
}

/** Every adapter of the delivery keeps the promises of the port. */
export function deliveryContract(factory: () => Promise<DeliveryUnderTest>): void {
  describe('delivery', () => promises(factory));
}

function promises(factory: () => Promise<DeliveryUnderTest>): void {
  let made: DeliveryUnderTest;
  let store: EventStore;
  let delivery: Delivery;
  beforeEach(async () => {
    made = await factory();
    ({ store, delivery } = made);
  });
  afterEach(() => made.destroy());
  const own = (subject: string) => laneOf(subject, delivery.count);
  const lanes = () => Array.from({ length: delivery.count }, (_, lane) => lane);
  const write = (from: number, to: number) =>
    Promise.all(
      Array.from({ length: to - from + 1 }, (_, i) =>
        store.append(sampleAppend(`order-${from + i}`, { subject: `c-${(from + i) % 40}`, events: [{}, {}] })),
      ),
    );
  const whole = async () => (await made.log.read(0, 10_000)).events;

  it('1. gives each lane its events in the order of the log, each once, whatever the size of the batches', async () => {
    await write(1, 120);
    const [all, until] = [await whole(), await made.log.head()];
    for (const lane of lanes())
      for (const limit of [1, 7, 1000])
        expect(await readLane(delivery, lane, { until, limit })).toEqual(
          all.filter(({ subject }) => own(subject) === lane),
        );
  });

  it('1. skips none and repeats none for readers who follow writers at work', async () => {
    const writing = (async () => {
      for (let n = 1; n <= 200; n += 10) await write(n, n + 9);
    })();
    const reading = lanes().map(async (lane) => {
      const seen: Stored[] = [];
      for (let after = 0, isDone = false; ;) {
        const batch = await delivery.read(lane, after, 16);
        seen.push(...batch.events);
        if (isDone && batch.upTo >= (await made.log.head())) return seen;
        if (batch.upTo === after && !isDone) {
          const stop = new AbortController();
          isDone = await Promise.race([
            delivery.newer(lane, after, stop.signal).then(() => false),
            writing.then(() => true),
          ]);
          stop.abort();
        } else if (batch.upTo === after) await delivery.newer(lane, after, never);
        after = batch.upTo;
      }
    });
    const seen = await Promise.all(reading);
    const all = await whole();
    expect(seen).toEqual(lanes().map((lane) => all.filter(({ subject }) => own(subject) === lane)));
  });

  it('2. comes to the end of the log in every lane, also where a lane has nothing there', async () => {
    await store.append(sampleAppend('order-1', { subject: 'c-1', events: [{}, {}, {}] }));
    const until = await made.log.head();
    for (const lane of lanes())
      expect(await readLane(delivery, lane, { until })).toHaveLength(lane === own('c-1') ? 3 : 0);
  });

  it('3. may be read from any position, and again', async () => {
    await write(1, 30);
    const [all, until] = [await whole(), await made.log.head()];
    const lane = own('c-1');
    const expected = all.filter(({ subject }) => own(subject) === lane);
    await readLane(delivery, lane, { until });
    for (const after of [0, expected[0]?.position ?? 0, all[20]?.position ?? 0, until])
      expect(positions(await readLane(delivery, lane, { after, until }))).toEqual(
        positions(expected.filter(({ position }) => position > after)),
      );
  });

  it('4. lets go of whoever waits when its signal aborts', async () => {
    const waiter = new AbortController();
    const waiting = delivery.newer(0, 0, waiter.signal);
    waiter.abort();
    await waiting;
  });

  it('5. has all lanes in one process while there is one', () => {
    expect(delivery.lanes()).toEqual(lanes());
  });
}
