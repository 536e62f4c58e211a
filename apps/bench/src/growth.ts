import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './catch-up';
import { chart } from './chart';
import { type Bench, compared, type Figure } from './figure';
import { fill } from './fill';
import { generated } from './history';
import { ours } from './http-command';
import { ORDER, paced } from './lag';
import { load } from './load';
import { pagesOf } from './read';
import { interleaved, middle, type Series } from './rounds';
import { ROOT, served } from './served';
import { withFolder } from './temporary';

const BENCH = 'growth';
const SIZES = { full: [100_000, 1_000_000, 3_000_000], small: [10_000, 20_000, 40_000] };
/** Seconds of each load. */
const SECONDS = { full: 4, small: 1 };
/** A pace that every size can keep. */
const PACE = 100;
const MOST = 1.2;

/** Microseconds of each unit of work. */
type Costs = Readonly<Record<string, number>>;

/** Whether what was recorded before makes work dearer: each unit at three sizes of the log. Writes a chart in full size. */
export const growth: Bench = {
  name: BENCH,
  about: `what events, pages and commands cost at ${SIZES.full.join(', ')} events; --full takes hours and draws docs/benchmarks/growth.svg`,
  onDemand: true,
  run: ({ say, full, keep }) =>
    inFolder(keep, async (folder) => {
      const [sizes, seconds] = full ? [SIZES.full, SECONDS.full] : [SIZES.small, SECONDS.small];
      const data = (size: number): string => join(folder, String(size));
      for (const size of sizes) {
        say(`a history of ${size} events`);
        const whole = `${data(size)}.whole`;
        if (existsSync(whole)) continue;
        await fill(data(size), generated(size), say);
        writeFileSync(whole, '');
      }
      const measures = Object.fromEntries(sizes.map((size) => [String(size), () => costs(data(size), seconds)]));
      const found = await interleaved<Record<string, Costs>>(measures, say);
      const units = Object.keys(found[String(sizes[0])]?.first ?? {});
      const series = (size: number, unit: string): Series =>
        found[String(size)]?.series(unit) ?? { values: [], foreign: NaN };
      const smallest = sizes[0] ?? NaN;
      const lines = units.map((name) => ({
        name,
        ratios: sizes.map((size) => middle(series(size, name).values) / middle(series(smallest, name).values)),
      }));
      const drawn = chart('Cost of a unit of work beside that at the smallest log', sizes, lines, MOST);
      const file = full ? join(ROOT, 'docs/benchmarks/growth.svg') : undefined;
      if (file !== undefined) writeFileSync(file, drawn);
      say(file === undefined ? 'no chart: it is drawn in full size' : `drawn: ${file}`);
      return sizes.slice(1).flatMap((size) =>
        units.map((unit): Figure => {
          const at = { name: `at ${smallest} events`, series: series(smallest, unit) };
          return compared(BENCH, `${unit} at ${size} events`, 'µs', series(size, unit), at, { most: MOST });
        }),
      );
    }),
};

/** Filling takes longer than measuring: a folder that is named is used again by the next run. */
async function inFolder<T>(keep: string | undefined, work: (folder: string) => Promise<T>): Promise<T> {
  if (keep === undefined) return withFolder(work);
  mkdirSync(keep, { recursive: true });
  return work(keep);
}

async function costs(data: string, seconds: number): Promise<Costs> {
  const found: Record<string, number> = {};
  for (const work of ['all', 'customer-360'] as const)
    found[work === 'all' ? 'event, all models' : 'event, rebuild of 360°'] = 1_000_000 / (await run(data, work)).rate;
  const server = await served(data);
  try {
    for (const [name, asking] of Object.entries(await pagesOf(server))) {
      await load({ ...asking, url: server.url, duration: 1 }); // compiled and cached as in an hour of work
      found[name] = 1_000_000 / (await load({ ...asking, url: server.url, duration: seconds })).rate;
    }
    for (const [name, command] of Object.entries(await ours(server, seconds)))
      found[`POST ${name}`] = 1_000_000 / (await command()).rate;
    await server.caughtUp();
    const { p50 } = await paced(server, await server.key('paced', 'service', ['sales']), PACE, seconds, ORDER);
    found['receipt → visible'] = p50 * 1_000;
  } finally {
    await server.stop();
  }
  return found;
}
