import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { LogDelivery } from '@dossier/event-feed';
import { ProjectionRunner, Registry, systemClock } from '@dossier/engine';
import { Codec } from '@dossier/event-store';
import { SqliteEventStore } from '@dossier/event-store/sqlite';
import type { Document } from '@dossier/read-model';
import { SqliteReadModelWriter } from '@dossier/read-model/sqlite';
import { Sealer } from '@dossier/security';
import { contexts } from '@dossier/server';
import { Sqlite } from '@dossier/sqlite';
import { SqliteKeys } from '@dossier/vault/sqlite';
import type { Run, Work } from './catch-up-run';
import { type Asked, type Bench, compared, figure, type Figure } from './figure';
import { fill } from './fill';
import { attributedLate, generatedLate } from './history';
import { OneByOne } from './one-by-one';
import { interleaved } from './rounds';
import { run as ran } from './run';
import { withFolder } from './temporary';

const BENCH = 'catch-up';
const SIZE = { full: { events: 300_000, orders: 20_000 }, small: { events: 10_000, orders: 500 } };
/** Of the folder whose documents are compared with those of batches of one. */
const COMPARED = { events: 3_000, orders: 100 };

type Size = (typeof SIZE)['full'];
const HISTORIES: Readonly<Record<string, (size: Size) => AsyncGenerator<string>>> = {
  '1 % late': ({ events }) => generatedLate(events, 0.01),
  '10 % late': ({ events }) => generatedLate(events, 0.1),
  'a customer whose orders were attributed late': mixed,
};

async function* mixed({ events, orders }: Size): AsyncGenerator<string> {
  yield* generatedLate(Math.max(1, events - 2 * orders), 0.01);
  yield* attributedLate(orders);
}

/** How fast read models come to know a log, beside reading it alone. */
export const catchUp: Bench = {
  name: BENCH,
  about: `${SIZE.full.events} events with late ones and late attributions: all read models, and a rebuild of the 360° view, against a scan`,
  run: async (asked) => [...(await equality(asked)), ...(await speed(asked))],
};

async function speed({ say, full }: Asked): Promise<readonly Figure[]> {
  const size = full ? SIZE.full : SIZE.small;
  const figures: Figure[] = [];
  for (const [name, history] of Object.entries(HISTORIES))
    await withFolder(async (folder) => {
      await fill(folder, history(size), say);
      say(`${name}: ${Math.round(shareOfLate(folder) * 1_000) / 10} % of the events are late`);
      const measures = Object.fromEntries(
        (['scan', 'all', 'customer-360'] as const).map((work) => [work, () => run(folder, work)]),
      ) as Record<Work, () => Promise<Run>>;
      const found = await interleaved<Record<Work, Run>>(measures, (text) => say(`${name}, ${text}`));
      const scan = { name: 'scan + JSON.parse', series: found.scan.series('rate') };
      const of = (work: Work, what: string, least: number): readonly Figure[] => {
        const all = found[work];
        const first = { name: 'the first tenth', series: all.series('first') };
        const middle = { name: 'by the middle', series: all.series('memoryByMiddle') };
        const title = `${name}, ${what}`;
        return [
          compared(BENCH, title, 'events/s', all.series('rate'), scan, { least }),
          compared(BENCH, `${title}: the last tenth`, 'events/s', all.series('last'), first, { least: 0.8 }),
          compared(BENCH, `${title}: memory`, 'MB', all.series('memory'), middle, { most: 1.2 }),
        ];
      };
      figures.push(...of('customer-360', 'rebuild of customer-360', 0.15), ...of('all', 'all read models', 0.05));
    });
  return figures;
}

export const run = (folder: string, work: Work): Promise<Run> => ran<Run>('catch-up-run', [folder, work]);

/** Events that happened before one of their subject that was recorded before them. */
function shareOfLate(folder: string): number {
  const db = new Sqlite(join(folder, 'events.db'), { readonly: true });
  try {
    const before = 'ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING';
    const known = `max(occurredAt) OVER (PARTITION BY subject ORDER BY position ${before})`;
    return Number(
      db
        .prepare(`SELECT avg(occurredAt < known) FROM (SELECT occurredAt, ${known} AS known FROM events)`)
        .pluck()
        .get(),
    );
  } finally {
    db.close();
  }
}

/** Whether batches of thousands give the documents that batches of one give. */
function equality({ say }: Asked): Promise<readonly Figure[]> {
  return withFolder(async (folder) => {
    const data = join(folder, 'data');
    await fill(data, mixed(COMPARED), say);
    await run(data, 'all');
    say('batches of one');
    const [large, single] = [await documentsIn(data), await documentsByOnes(data, join(folder, 'ones'))];
    const equal = [...single].filter(([key, document]) => isDeepStrictEqual(large.get(key), document)).length;
    const count = new Set([...large.keys(), ...single.keys()]).size;
    return [
      {
        ...figure(BENCH, 'documents equal to those of batches of one', 'documents', equal, 'all', count),
        goal: { least: 1 },
      },
    ];
  });
}

async function documentsByOnes(data: string, views: string): Promise<ReadonlyMap<string, unknown>> {
  const registry = new Registry(contexts);
  const store = await SqliteEventStore.open(data);
  const feed = new OneByOne(data);
  const keys = new SqliteKeys(data);
  const writer = new SqliteReadModelWriter(views);
  const runner = new ProjectionRunner({
    ...{ registry, feed, delivery: new LogDelivery(feed), journal: feed, writer, clock: systemClock, log: store.log },
    codec: new Codec([...registry.events.values()], new Sealer(keys)),
    onFailure: (error) => {
      throw error;
    },
    onSuccess: () => undefined,
    pause: () => Promise.resolve(),
  });
  await runner.open();
  while (await runner.step()) continue;
  keys.close();
  await Promise.all([writer.close(), feed.close(), store.close()]);
  return documentsIn(views);
}

/** All documents of all read models, without how far each has come. */
async function documentsIn(views: string): Promise<ReadonlyMap<string, unknown>> {
  const writer = new SqliteReadModelWriter(views);
  const found = new Map<string, unknown>();
  for (const { id } of new Registry(contexts).allFolds)
    for (let after: string | undefined = ''; after !== undefined;) {
      const page: readonly Document[] = await writer.page(id, after, 1_000);
      for (const { key, subject, doc, fields } of page) found.set(`${id}/${key}`, { subject, doc, fields });
      after = page.at(-1)?.key;
    }
  await writer.close();
  return found;
}
