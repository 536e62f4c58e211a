import { randomInt, randomUUID } from 'node:crypto';
import { type Append, eventHash, type Proposed } from '@dossier/event-store';
import { EventStoreDbStore } from '@dossier/event-store/eventstoredb';
import { plainAppends } from '@dossier/eventstoredb';
import { binaryEvent, EventStoreDBClient, NO_STREAM } from '@eventstore/db-client';
import { type Bench, compared } from './figure';
import { interleaved } from './rounds';
import { log, withServers } from './servers';

const BENCH = 'eventstoredb';
const SIZE = { full: 20_000, small: 2_000 };
const IN_FLIGHT = 64;
const SUBJECTS = 5_000;
const DATA = JSON.stringify({ kind: 'organisation', note: 'x'.repeat(200) });
const hex = (): string => `${randomUUID()}${randomUUID()}`.replaceAll('-', '');

/** What claims cost: appends of one event to new streams, by the adapter and by the bare client, on one server. */
export const eventStoreDb: Bench = {
  name: BENCH,
  about: 'appends to EventStoreDB, with and without a key, against the plain appends of its bare client',
  run: ({ say, full }) =>
    withServers(async (closing) => {
      const url = await log(closing);
      const adapter = await EventStoreDbStore.open(url);
      closing.add({ stop: () => adapter.close() });
      const client = EventStoreDBClient.connectionString(url);
      closing.add({ stop: () => client.dispose() });
      plainAppends(client); // batch appends are no peer: they lose answers
      const count = full ? SIZE.full : SIZE.small;
      const bare = (): Promise<unknown> => {
        const { id, stream } = fresh();
        const event = binaryEvent({ id, type: 'sales.OrderPlaced', data: Buffer.from(DATA), metadata: ENVELOPE });
        return client.appendToStream(stream, event, { expectedRevision: NO_STREAM });
      };
      const append = (claim?: Append['claim']): Promise<unknown> => adapter.append(appendOf(fresh(), claim));
      const found = await interleaved(
        {
          bare: () => rate(count, bare),
          unkeyed: () => rate(count, () => append()),
          keyed: () => rate(count, () => append({ key: hex(), fingerprint: hex() })),
        },
        say,
      );
      const against = { name: 'plain appends of the bare client', series: found.bare.series('rate') };
      return [
        compared(BENCH, 'appends without a key', 'appends/s', found.unkeyed.series('rate'), against, { least: 0.8 }),
        compared(BENCH, 'appends with a key', 'appends/s', found.keyed.series('rate'), against, { least: 0.45 }),
      ];
    }),
};

/** So many appends, some dozens at once. */
export async function rate(count: number, append: () => Promise<unknown>): Promise<{ readonly rate: number }> {
  const began = performance.now();
  let left = count;
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      while (left-- > 0) await append();
    }),
  );
  return { rate: count / ((performance.now() - began) / 1_000) };
}

/** A new stream of one of some thousand subjects. */
export const fresh = (): { readonly id: string; readonly stream: string; readonly subject: string } => ({
  id: randomUUID(),
  stream: `order-${randomUUID()}`,
  subject: `c-${randomInt(SUBJECTS)}`,
});

const ENVELOPE = {
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
};
/** An append of one event. */
export function appendOf({ id, stream, subject }: ReturnType<typeof fresh>, claim?: Append['claim']): Append {
  const event = { ...ENVELOPE, id, type: 'sales.OrderPlaced', data: DATA };
  const proposed: Proposed = { ...event, hash: eventHash({ ...event, stream, subject, revision: 0 }, '') };
  return { stream, subject, expectedRevision: -1, events: [proposed], ...(claim && { claim }) };
}
