import { join } from 'node:path';
import type { Engine, ProjectionStatus } from '@dossier/engine';
import { removeViews } from '@dossier/read-model/sqlite';
import { openPlatform } from '@dossier/server';
import { Sqlite } from '@dossier/sqlite';
import { told } from './run';

/** What it measured. */
export interface Run {
  /** Events a second: of all, of the first tenth, of the last. */
  readonly rate: number;
  readonly first: number;
  readonly last: number;
  /** Megabytes at most, and of that by the middle. */
  readonly memory: number;
  readonly memoryByMiddle: number;
}
export type Work = 'scan' | 'all' | 'customer-360';

interface Sample {
  readonly at: number;
  /** Events taken. */
  readonly position: number;
  readonly memory: number;
}

const sampleAt = (position: number): Sample => ({
  at: performance.now(),
  position,
  memory: process.resourceUsage().maxRSS / 1_000,
});

/** The limit: the rows alone, and their payloads parsed. */
function scan(folder: string): readonly Sample[] {
  const db = new Sqlite(join(folder, 'events.db'), { readonly: true });
  const samples = [sampleAt(0)];
  let taken = 0;
  for (const row of db.prepare('SELECT * FROM events ORDER BY position').iterate()) {
    JSON.parse((row as { readonly data: string }).data);
    if (++taken % 1_000 === 0) samples.push(sampleAt(taken));
  }
  samples.push(sampleAt(taken));
  db.close();
  return samples;
}

/** All read models, from an empty file and with the opening: the first step is taken there. */
async function all(folder: string): Promise<readonly Sample[]> {
  removeViews(folder);
  const begun = sampleAt(0);
  const engine = await openPlatform({ data: folder, zone: 'UTC' });
  try {
    return [begun, ...(await followed(engine, () => true))];
  } finally {
    await engine.close();
  }
}

/** One of them is built anew, the others are there. */
async function rebuilt(folder: string, name: string): Promise<readonly Sample[]> {
  const engine = await openPlatform({ data: folder, zone: 'UTC' });
  try {
    const begun = sampleAt(0);
    await engine.operations.rebuild(name);
    return [begun, ...(await followed(engine, (each) => each.name === name || each.name.startsWith(`${name}.`)))];
  } finally {
    await engine.close();
  }
}

/** Until all of them have taken the whole log: how far they are on the average. */
async function followed(engine: Engine, isOne: (status: ProjectionStatus) => boolean): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  const stop = new AbortController();
  for (;;) {
    const changed = engine.reader.changed(stop.signal);
    const chosen = (await engine.operations.projections()).filter(isOne);
    samples.push(sampleAt(chosen.reduce((sum, { position }) => sum + position, 0) / chosen.length));
    if (chosen.every(({ lag }) => lag === 0)) break;
    await changed;
  }
  stop.abort();
  return samples;
}

/** When that many had been taken, between two samples in proportion. */
function timeOf(samples: readonly Sample[], position: number): number {
  const next = samples.findIndex((each) => each.position >= position);
  const [before, after] = [samples[Math.max(0, next - 1)], samples[next]];
  if (!before || !after) throw new Error('too few samples');
  const share = (position - before.position) / (after.position - before.position || 1);
  return before.at + share * (after.at - before.at);
}

function runOf(samples: readonly Sample[]): Run {
  const [begin, end] = [samples[0], samples.at(-1)];
  if (!begin || !end || end.position <= begin.position) throw new Error('it had caught up before it could be measured');
  const events = end.position - begin.position;
  const rate = (from: number, to: number): number =>
    ((to - from) * events * 1_000) /
    (timeOf(samples, begin.position + to * events) - timeOf(samples, begin.position + from * events));
  const middle = begin.position + events / 2;
  return {
    ...{ rate: rate(0, 1), first: rate(0, 0.1), last: rate(0.9, 1) },
    memory: end.memory,
    memoryByMiddle: samples.find(({ position }) => position >= middle)?.memory ?? NaN,
  };
}

async function main(folder: string, work: Work): Promise<void> {
  const samples = work === 'scan' ? scan(folder) : await (work === 'all' ? all(folder) : rebuilt(folder, work));
  told(runOf(samples));
}

const [folder = '', work = ''] = process.argv.slice(2);
void main(folder, work as Work);
