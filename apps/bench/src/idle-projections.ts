import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { LogDelivery } from '@dossier/event-feed';
import { ProjectionRunner, Registry, systemClock } from '@dossier/engine';
import { Codec, type Proposed } from '@dossier/event-store';
import { openDataFolder, SqliteEventStore } from '@dossier/event-store/sqlite';
import {
  type AnyEventDef,
  type AnyProjectionDef,
  byStream,
  defineCommand,
  defineContext,
  defineEvent,
  defineProjection,
  integer,
} from '@dossier/kernel';
import { SqliteReadModelWriter } from '@dossier/read-model/sqlite';
import { derivedId, Sealer } from '@dossier/security';
import { SqliteVault } from '@dossier/vault/sqlite';
import { type Bench, figure } from './figure';
import { OneByOne } from './one-by-one';
import { middle } from './rounds';
import { withFolder } from './temporary';

const FEW = 4;
const MANY = 40;
const ROUNDS = 15;
/** Events of a round. */
const EVENTS = 200;

class Nothing {
  readonly why?: string;
}
const Ticked = defineEvent('bench.Ticked', { title: { zh: '计时', en: 'ticked' } }, Nothing);
const Rested = defineEvent('bench.Rested', { title: { zh: '休息', en: 'rested' } }, Nothing);

/** Nobody sends it: the events are written by hand. */
const tick = defineCommand({
  name: 'bench.Tick',
  title: { zh: '走动', en: 'Tick' },
  command: Nothing,
  on: {
    category: 'bench',
    from: { Ticked, Rested },
    initial: {},
    evolve: { Ticked: (state: object) => state, Rested: (state: object) => state },
  },
  id: () => '1',
  by: [],
  decide: () => [],
});

const counting = (name: string, event: AnyEventDef): AnyProjectionDef =>
  defineProjection<{ readonly count: number }>()({
    name,
    title: { zh: name, en: name },
    version: 1,
    from: { event },
    key: byStream,
    evolve: { event: (doc) => ({ count: (doc?.count ?? 0) + 1 }) },
    fields: { count: integer(({ count }) => count) },
    personal: false,
  });

/** What an event costs the projections that do not take it. */
export const idleProjections: Bench = {
  name: 'idle-projections',
  about: `one event after the other through one projection that takes it and ${MANY} idle ones, against ${FEW} idle ones`,
  run: ({ say }) =>
    withFolder(async (folder) => {
      const few = await opened(join(folder, 'few'), FEW);
      const many = await opened(join(folder, 'many'), MANY);
      const times: { few: number; many: number }[] = [];
      for (let round = 0; round < ROUNDS; round++) times.push({ few: await few.round(), many: await many.round() });
      await Promise.all([few.close(), many.close()]);
      const [ofFew, ofMany] = [middle(times.map(({ few }) => few)), middle(times.map(({ many }) => many))];
      say(`${ROUNDS} rounds of ${EVENTS} events, the middle one counts`);
      return [figure('idle-projections', `${MANY} idle`, 'µs an event', ofMany, `${FEW} idle`, ofFew)];
    }),
};

interface Opened {
  /** Microseconds that projecting one event took. */
  round(): Promise<number>;
  close(): Promise<void>;
}

async function opened(folder: string, idle: number): Promise<Opened> {
  const bench = defineContext({
    name: 'bench',
    title: { zh: '测量', en: 'Bench' },
    slices: [
      tick,
      counting('ticks', Ticked),
      ...Array.from({ length: idle }, (_, i) => counting(`rests-${i}`, Rested)),
    ],
  });
  const registry = new Registry([bench]);
  const owned = openDataFolder(folder);
  const vault = await SqliteVault.open(folder);
  const store = await SqliteEventStore.open(folder);
  const feed = new OneByOne(folder);
  const codec = new Codec([...registry.events.values()], new Sealer(vault));
  const writer = new SqliteReadModelWriter(folder);
  const runner = new ProjectionRunner({
    ...{
      registry,
      feed,
      delivery: new LogDelivery(feed),
      journal: feed,
      codec,
      writer,
      clock: systemClock,
      log: store.log,
    },
    onFailure: (error) => {
      throw error;
    },
    onSuccess: () => undefined,
    pause: () => Promise.resolve(),
  });
  await runner.open();
  let revision = -1;
  let hash = '';
  const next = (): Proposed => {
    const now = systemClock.now();
    const id = derivedId('bench', String(++revision));
    const event = codec.encode(
      Ticked({}),
      {
        ...{ id, stream: 'tick-1', revision, subject: '~tick-1', occurredAt: now, recordedAt: now, actor: 'bench' },
        ...{ department: null, businessLine: null, correlationId: id, causationId: null, traceparent: null },
        backfill: false,
      },
      hash,
    );
    hash = event.hash;
    return event;
  };
  return {
    round: async () => {
      const expectedRevision = revision;
      const events = Array.from({ length: EVENTS }, next);
      await store.append({ stream: 'tick-1', subject: '~tick-1', expectedRevision, events });
      const started = performance.now();
      while (await runner.step()) continue;
      return ((performance.now() - started) * 1_000) / EVENTS;
    },
    close: async () => {
      await Promise.all([writer.close(), feed.close(), store.close(), vault.close()]);
      owned.release();
    },
  };
}
