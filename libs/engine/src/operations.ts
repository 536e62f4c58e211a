import { eventHash, type EventStore, type Stored } from '@dossier/event-store';
import { type LogReader, FULL } from '@dossier/event-feed';
import { BadCursor, heldBy, type Parked, reached, type ReadModelReader, waitsFor } from '@dossier/read-model';
import { LongWork, meant, type Text } from '@dossier/kernel';
import type { ReactorRunner, RefusedReaction } from './reactor-runner';
import { readRefusal } from './refusals';
import type { Readable, Registry } from './registry';

export interface ProjectionStatus {
  readonly name: string;
  readonly model: string;
  readonly title: Text;
  readonly position: number;
  /** Events of the log that it has not read yet: on servers, where they are many, about. */
  readonly lag: number;
  readonly parked: number;
}
/** Part of a stream. */
export interface Chain {
  /** `intact`: the hash fits the content and the event before. */
  readonly events: readonly (Stored & { readonly intact: boolean })[];
  /** First revision of the next part; null at the end of the stream. */
  readonly next: number | null;
}
export interface DeadLetter extends Parked {
  readonly projection: string;
  /** Of one that waits: the position of the event that it waits for, or its id where it is no longer parked with it. */
  readonly waitsFor?: number | string;
}
/** What the projections thread does on request, and how it is. */
export interface ProjectionsControl {
  /** Why read models are not kept up; undefined: they are. */
  trouble(): Text | undefined;
  rebuild(models: readonly string[]): Promise<void>;
  retry(id: string): Promise<boolean>;
}

/** Events of a stream read at once; the largest are together some megabytes. */
const PIECE = 8;
/** About the characters of an event without its payload. */
const ENVELOPE = 1_024;

interface Titled {
  readonly title: Text;
  readonly model: Readable;
}

/** What an operator sees and does. */
export class Operations {
  constructor(
    private readonly registry: Registry,
    private readonly store: EventStore,
    private readonly feed: LogReader,
    private readonly reader: ReadModelReader,
    private readonly control: ProjectionsControl,
    private readonly reactors: ReactorRunner,
  ) {}

  async projections(): Promise<readonly ProjectionStatus[]> {
    const status = await this.looking();
    return Promise.all(this.models.map(status));
  }

  private get models(): readonly Titled[] {
    const { projections, sections, reactors } = this.registry;
    const defs = [...projections.values(), ...sections, ...reactors.values()];
    return defs.map((def) => ({ title: def.title, model: this.registry.fold(def) }));
  }

  /** How far models are. For one with parts: the position of the slowest part, and parked events of all parts. */
  private async looking(): Promise<(of: Titled) => Promise<ProjectionStatus>> {
    const asked = new Map<number, Promise<number>>();
    const behind = (position: number): Promise<number> => {
      const known = asked.get(position) ?? this.feed.behind(position); // most models are at the same one
      asked.set(position, known);
      return known;
    };
    const parked = await this.reader.parkedCounts();
    return async ({ title, model }) => {
      const parts = heldBy(model).map(({ id }) => id);
      const positions = await Promise.all(parts.map(async (id) => reached(await this.reader.progress(id))));
      const position = Math.min(...positions);
      return {
        name: model.name,
        model: model.id,
        title,
        position,
        lag: await behind(position),
        parked: parts.reduce((sum, id) => sum + (parked.get(id) ?? 0), 0),
      };
    };
  }

  /**
   * Starts to rebuild a projection, or all sections for the 360° view; its lag shows the progress.
   * @throws Refusal `reads/unknown-projection`
   */
  async rebuild(name: string): Promise<ProjectionStatus> {
    const { customer360 } = this.registry;
    const all = [...this.models, { title: customer360.title, model: this.registry.model(customer360) }];
    const named = all.find(({ model }) => model.name === name);
    const names = all.map(({ model }) => model.name);
    if (!named) throw readRefusal('unknown-projection', { name, meant: meant(name, names) });
    await this.control.rebuild(heldBy(named.model).map(({ id }) => id));
    const status = await this.looking();
    return status(named);
  }

  /** In the order of the log. @param after the last one of the page before */
  async deadLetters(limit: number, after?: Pick<DeadLetter, 'position' | 'id'>): Promise<readonly DeadLetter[]> {
    const found = await this.reader.parked(after, limit);
    return Promise.all(
      found.map(async (parked) => ({
        ...parked,
        projection: parked.model.slice(0, parked.model.lastIndexOf('@')),
        ...(waitsFor(parked) !== undefined && { waitsFor: await this.placeOf(parked) }),
      })),
    );
  }

  /** Where the event stands that a parked one waits for. */
  private async placeOf({ model, subject, error: id }: Parked): Promise<number | string> {
    const first = (await this.reader.firstParked([model], [subject])).get(model);
    return first?.eventId === id ? first.position : id;
  }

  /** Why read models are not kept up; undefined: they are. */
  get halted(): Text | undefined {
    return this.control.trouble();
  }
  get refusedReactions(): readonly RefusedReaction[] {
    return this.reactors.refused;
  }

  /** @returns false when the event failed again. @throws Refusal `reads/unknown-dead-letter` */
  async retry(id: string): Promise<boolean> {
    if (!(await this.reader.isParked(id))) throw readRefusal('unknown-dead-letter', { id });
    return this.control.retry(id);
  }

  /**
   * Events of a stream with their hashes, up to a size: a whole stream may not fit in memory.
   * @param from a revision
   * @throws Refusal `reads/unknown-stream`; BadCursor where the stream has no such revision
   */
  async stream(name: string, from = 0): Promise<Chain> {
    const head = await this.store.head(name);
    if (head === undefined) throw readRefusal('unknown-stream', { stream: name });
    if (from > head.revision) throw new BadCursor();
    const [before] = from === 0 ? [] : await this.store.read(name, from - 1, 1);
    let previous = before?.hash ?? '';
    const events: Chain['events'][number][] = [];
    const work = new LongWork();
    let next = from;
    for (let size = 0; next <= head.revision && size < FULL;) {
      const piece = await this.store.read(name, next, PIECE);
      if (piece.length === 0) break;
      for (const event of piece) {
        events.push({ ...event, intact: eventHash(event, previous) === event.hash });
        previous = event.hash;
        next = event.revision + 1;
        size += event.data.length + ENVELOPE;
        await work.yieldIfDue();
      }
    }
    return { events, next: next <= head.revision ? next : null };
  }
}
