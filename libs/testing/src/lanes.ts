import { type Batch, Journal, JournalBehind, laneOf, type LogDelivery } from '@dossier/event-feed';
import type { Stored } from '@dossier/event-store';
import { policiesInJournal, ProjectionRunner, type Registry } from '@dossier/engine';
import type { ReadModelWriter, Step } from '@dossier/read-model';
import { SqliteReadModelWriter } from '@dossier/read-model/sqlite';
import type { Rig } from './rig';

/** How many there are in tests of several. */
export const LANES = 4;

/** A process that ended. */
export class Crash extends Error {}

/** A journal beside the log, as far as each lane was kept; it outlives processes. */
export class LaneJournal extends Journal {
  private readonly reached = Array.from({ length: LANES }, () => 0);
  constructor(
    private readonly log: Journal,
    private readonly rest = (): Promise<void> => Promise.resolve(),
  ) {
    super();
  }
  keep(lane: number, _: number, after: number, { upTo }: Batch): Promise<void> {
    const there = this.reached[lane] ?? 0;
    if (there < after) throw new JournalBehind(there, after);
    this.reached[lane] = Math.max(there, upTo);
    return Promise.resolve();
  }
  piece(): Promise<Batch> {
    throw new Error('nobody asks');
  }
  async history(subjects: readonly string[], upTo?: number): Promise<Batch> {
    const ends = subjects.map((subject) => this.reached[laneOf(subject, LANES)] ?? 0);
    const events: Stored[] = [];
    for (const [i, subject] of subjects.entries())
      events.push(...(await this.log.history([subject], Math.min(upTo ?? Infinity, ends[i] ?? 0))).events);
    await this.rest(); // what was read is old by now
    return { events: events.sort((a, b) => a.position - b.position), upTo: upTo ?? Math.min(...ends) };
  }
}

/** Nobody may save a document who knows less than whoever saved it before. */
export class WatchedWriter extends SqliteReadModelWriter {
  override async save(step: Step): Promise<void> {
    for (const { model, key, revision, known } of step.documents) {
      const there = (await this.load(model, [key])).get(key);
      if (there?.revision === revision) expect(known).toBeGreaterThanOrEqual(there.known);
    }
    await super.save(step);
  }
}

/** All documents of all models, without what only a store needs. */
export async function documentsIn(rig: Rig, writer: ReadModelWriter): Promise<unknown> {
  const all: Record<string, unknown> = {};
  for (const { id } of rig.registry.allFolds)
    for (const { key, doc, fields, subject } of await writer.page(id, '', 1000))
      all[`${id}/${key}`] = { doc, fields, subject };
  return all;
}

/** A process that folds some lanes beside others. */
export function runnerOn(
  rig: Rig,
  journal: LaneJournal,
  writer: ReadModelWriter,
  delivery: LogDelivery,
  registry: Registry = rig.registry,
): ProjectionRunner {
  return new ProjectionRunner({
    ...{ registry, feed: rig.feed, codec: rig.codec, clock: rig.clock, log: rig.store.log },
    ...{ delivery, journal, writer, isShared: true },
    keep: (...kept) => journal.keep(...kept),
    policyEvents: policiesInJournal(rig.feed, rig.codec),
    onFailure: () => undefined,
    onSuccess: () => undefined,
    pause: () => Promise.resolve(),
  });
}
