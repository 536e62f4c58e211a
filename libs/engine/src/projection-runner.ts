import { setImmediate } from 'node:timers/promises';
import type { Codec, Stored } from '@dossier/event-store';
import type { EventFeed } from '@dossier/event-feed';
import type { Link } from '@dossier/kernel';
import {
  type Document,
  emptyStep,
  ORIGIN,
  type Parked,
  type ReadModelWriter,
  type Step,
  TOGETHER,
} from '@dossier/read-model';
import type { Clock } from './clock';
import { type Fold, FoldFailed, Unreadable } from './fold';
import { Identity } from './identity';
import { childController } from './child-controller';
import { holds } from './log-end';
import { decodedOf, decodeEach, type Delivered, Journals, readJournal } from './journal';
import { PolicyBook } from './policy-book';
import { begin, beside, project, type Projected, type Projecting, refold, refreshed, type Waiting } from './project';
import { readRefusal } from './refusals';
import type { Registry } from './registry';

/** Most events of one step: whoever lags writes each touched page once for many events. */
const BATCH = 2_000;
/** Most documents re-evaluated in one piece when a policy is published. */
const PAGE = 1_000;
/** The whole log is one lane in the embedded profile. */
const LANE = '*';
/** Longest rest after a step, in milliseconds: a page that many events touch is then written once for all of them. */
const REST = { live: 50, history: 400 };

/**
 * The read models follow another log, or have seen events that this one does not hold. Nothing of them is thrown away:
 * a log that looks short may be one that was cut, and they the last copy.
 */
export class ReadModelsAhead extends Error {
  override readonly name = 'ReadModelsAhead';
  constructor(log: string) {
    super(`the read models have seen what the log ${log} does not hold`);
  }
}

interface Parts {
  readonly registry: Registry;
  readonly feed: EventFeed;
  readonly codec: Codec;
  readonly writer: ReadModelWriter;
  readonly clock: Clock;
  /** Name of the log: read models of another one are of no use. */
  readonly log: string;
  /** Told of every failed step; the runner waits and tries again. */
  readonly onFailure: (error: unknown) => void;
  /** Told of the first step that succeeds after a failed one. */
  readonly onSuccess: () => void;
  /** Lets events gather for some milliseconds; resolves early when the signal aborts. Left out: no rest. */
  readonly rest?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Waits before a failed step is tried again; resolves early when the signal aborts. */
  readonly pause: (attempt: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Follows the log and keeps all read models: folds that stand at the same place advance together, one that was rebuilt
 * or is new catches up beside them. Checkpoints are saved with the documents (P6).
 */
export class ProjectionRunner {
  private readonly folds: readonly Fold[];
  /** Types that any of them takes. */
  private readonly types: ReadonlySet<string>;
  /** Parts of the rows of the 360° view. */
  private readonly parts360: readonly Fold[];
  private readonly progress = new Map<Fold, number>();
  /** Those whose saved progress is TOGETHER; empty: nobody's is known to be. */
  private readonly together = new Set<Fold>();
  private readonly waiting = new Map<Fold, Waiting>();
  private identity = new Identity();
  private readonly policies: PolicyBook;
  private readonly tasks: (() => Promise<void>)[] = [];
  private wake = new AbortController();
  /** False after a step that failed: what it left in memory is read anew from the store before the next. */
  private trusted = false;
  /** What was at the end of the last batch; `more`: it was full, so there is no need to wait for others. */
  private tail: 'live' | 'history' | 'more' = 'live';

  constructor(private readonly parts: Parts) {
    this.folds = parts.registry.allFolds;
    this.types = new Set(this.folds.flatMap(({ handlers }) => [...handlers.keys()]));
    this.parts360 = parts.registry.sections.map((section) => parts.registry.fold(section));
    this.policies = new PolicyBook(parts.registry, (subjects) => readJournal(parts.feed, parts.codec, subjects));
  }

  /**
   * Makes what the models need, drops versions that no code knows any more, and goes on from the checkpoints.
   * @throws ReadModelsAhead
   */
  async open(): Promise<void> {
    const { writer, log } = this.parts;
    if (await this.isAhead()) throw new ReadModelsAhead(log);
    await this.prepare();
    await writer.save({ ...emptyStep, progress: [{ model: ORIGIN, lane: log, position: 0 }] });
    this.identity = new Identity(await writer.links());
    const parked = [...(await writer.parked())].sort((a, b) => a.position - b.position);
    for (const fold of this.folds) {
      this.progress.set(fold, (await writer.progress(fold.id)).get(LANE) ?? 0);
      this.waiting.set(fold, this.waitingBehind(parked.filter(({ model }) => model === fold.id)));
    }
    this.together.clear();
    await this.policies.read();
    await this.fillParts();
    this.trusted = true;
  }

  /** A part that begins has a document of everybody who is in the rows already, or they would not be listed till then. */
  private async fillParts(): Promise<void> {
    const has = (part: Fold): boolean => (this.progress.get(part) ?? 0) > 0;
    const policies = this.policies.latest();
    for (const part of this.parts360) {
      const known = this.parts360.find(has);
      if (!known || has(part)) continue;
      for await (const page of this.pages(known)) {
        const documents = page.map(({ key }) => ({ ...begin(part, key, policies), model: part.id }));
        await this.parts.writer.save({ ...emptyStep, documents });
      }
    }
  }

  private async prepare(): Promise<void> {
    const { writer } = this.parts;
    await writer.prepare(this.folds);
    const known = new Set(this.folds.map(({ id }) => id));
    const old = (await writer.models()).filter((id) => !known.has(id));
    for (const id of old) await writer.drop(id);
    if (old.length > 0) await writer.prepare(this.folds); // a store found damaged by drop was made anew, and is empty
  }

  /** @param parked in the order of the log */
  private waitingBehind(parked: readonly Parked[]): Waiting {
    const waiting: Waiting = new Map();
    for (const { subject, eventId } of parked) {
      const canonical = this.identity.canonical(subject);
      if (!waiting.has(canonical)) waiting.set(canonical, eventId);
    }
    return waiting;
  }

  private async isAhead(): Promise<boolean> {
    const { writer, feed, log } = this.parts;
    const origin = await writer.progress(ORIGIN);
    if (origin.size > 0 && !origin.has(log)) return true;
    const seen = await writer.seen();
    if (seen && !(await holds(feed, seen))) return true;
    for (const id of await writer.models()) {
      const position = (await writer.progress(id)).get(LANE) ?? 0;
      if (!(await holds(feed, { position, hash: null }))) return true;
    }
    return false;
  }

  /** Runs until the signal aborts. A step that fails (a full disk, a lost connection) is tried again, never skipped. */
  async run(signal: AbortSignal): Promise<void> {
    for (let attempt = 0; !signal.aborted;) {
      try {
        await this.trust();
        await this.tasksDone();
        const began = performance.now();
        const moved = await this.step();
        if (attempt > 0) this.parts.onSuccess();
        attempt = 0;
        if (moved) await setImmediate(); // the store answers at once: without this pause the event loop never gets to a signal to stop
        if (moved) await this.gather(performance.now() - began, signal);
        else if (this.tasks.length === 0) await this.news(signal);
      } catch (error) {
        this.parts.onFailure(error);
        await this.parts.pause(++attempt, signal);
      }
    }
  }

  /** Takes one batch per group of folds; false when all stood at the end of the log. */
  async step(): Promise<boolean> {
    await this.trust();
    this.trusted = false; // until the step is whole
    const levels = [...new Set(this.progress.values())].sort((a, b) => b - a);
    let moved = false;
    for (const [i, level] of levels.entries()) {
      const group = this.folds.filter((fold) => this.progress.get(fold) === level);
      moved = (await this.advance(group, level, levels[i - 1] ?? Infinity)) || moved;
    }
    this.trusted = true;
    return moved;
  }
  private async trust(): Promise<void> {
    if (!this.trusted) await this.open();
  }

  /** Builds projections anew from the log, in place; others go on meanwhile. */
  rebuild(folds: readonly Fold[]): Promise<void> {
    return this.task(async () => {
      this.trusted = false;
      await this.parts.writer.empty(folds);
      await this.open(); // a store found damaged was made anew: then all begin again
    });
  }

  /** Re-drives a parked event with all that wait behind it. @returns false when it is parked again */
  async retry(id: string): Promise<boolean> {
    let done = false;
    await this.task(async () => {
      const parked = await this.parts.writer.parked();
      const wanted = parked.find((each) => each.id === id);
      const fold = this.folds.find((each) => each.id === wanted?.model);
      if (!wanted || !fold) throw readRefusal('unknown-dead-letter', { id });
      const subject = this.identity.canonical(wanted.subject); // it may have been attributed meanwhile
      const waiting = parked.filter(
        (each) => each.model === fold.id && this.identity.canonical(each.subject) === subject,
      );
      done = await this.redrive(fold, subject, wanted, waiting);
    });
    return done;
  }

  private async redrive(fold: Fold, subject: string, wanted: Parked, all: readonly Parked[]): Promise<boolean> {
    const upTo = this.progress.get(fold) ?? 0;
    let documents: readonly Document[];
    try {
      documents = await refold(fold, subject, this.projecting(upTo));
    } catch (error) {
      if (!(error instanceof FoldFailed)) throw error;
      await this.parts.writer.save({ ...emptyStep, parked: [{ ...wanted, error: error.message }] });
      return false;
    }
    const own = documents.map((document) => ({ ...document, model: fold.id }));
    await this.parts.writer.save({
      ...emptyStep,
      documents: [...own, ...beside(this.parts360, own, this.policies.latest())],
      unparked: all.map(({ id }) => id),
    });
    for (const each of [subject, ...all.map((parked) => parked.subject)]) this.waiting.get(fold)?.delete(each);
    return true;
  }

  private async advance(group: readonly Fold[], after: number, ceiling: number): Promise<boolean> {
    const { feed, codec, registry, writer } = this.parts;
    const read = await feed.read(after, BATCH);
    const upTo = Math.min(read.upTo, ceiling);
    if (upTo <= after) return false;
    const last = read.events.at(-1);
    this.tail = read.events.length === BATCH ? 'more' : last?.backfill === true ? 'history' : 'live';
    const types = [...new Set(read.events.map(({ type }) => type))];
    const takers = group.filter(({ handlers }) => types.some((type) => handlers.has(type)));
    const wanted = read.events.filter(
      ({ type, position }) =>
        position <= upTo && (registry.links.has(type) || takers.some(({ handlers }) => handlers.has(type))),
    );
    const batch = await decodeEach(codec, wanted);
    const { links, relinked } = this.newLinks(batch);
    const published = batch.some(({ stored }) => stored.type === this.policies.eventType);
    if (published) await this.policies.read();
    const projecting: Projecting = { ...this.projecting(upTo), relinked };
    const results = new Map<Fold, Projected>();
    for (const fold of relinked.size > 0 ? group : takers)
      results.set(fold, await project(fold, batch, this.waitingOf(fold), projecting));
    // before the checkpoint: a crash in between does it again, and whoever waits for the policy sees its fields
    if (published) await this.refreshFields(this.policies.published(batch), results, projecting);
    const projected = [...results.values()];
    await writer.save({
      ...emptyStep,
      documents: [
        ...projected.flatMap(({ documents }) => documents),
        ...beside(
          this.parts360,
          projected.flatMap(({ begun }) => begun),
          projecting.policies,
        ),
      ],
      links,
      parked: projected.flatMap(({ parked }) => parked),
      progress: ceiling === Infinity ? this.reachedTogether(group, upTo) : group.map((fold) => reached(fold, upTo)),
      ...(last && ceiling === Infinity && { seen: { position: last.position, hash: last.hash } }),
    });
    for (const fold of group) {
      this.progress.set(fold, upTo);
      if (ceiling === Infinity) this.together.add(fold);
    }
    return true;
  }

  /** One line for all that lead: an event costs those nothing that do not take it. */
  private reachedTogether(leading: readonly Fold[], upTo: number): Step['progress'] {
    const others = this.together.size > 0 ? [] : this.folds.filter((fold) => !leading.includes(fold));
    return [
      { model: TOGETHER, lane: LANE, position: upTo },
      ...leading.filter((fold) => !this.together.has(fold)).map((fold) => reached(fold, TOGETHER)),
      // a fold that lags must not be told to have come along
      ...others.map((fold) => reached(fold, this.progress.get(fold) ?? 0)),
    ];
  }

  private waitingOf(fold: Fold): Waiting {
    const waiting: Waiting = this.waiting.get(fold) ?? new Map<string, string>();
    this.waiting.set(fold, waiting);
    return waiting;
  }

  private projecting(upTo: number): Projecting {
    const { feed, codec, writer, clock } = this.parts;
    const journals = new Journals(feed, codec, this.types, upTo);
    return {
      writer,
      identity: this.identity,
      policies: this.policies.latest(),
      now: clock.now(),
      upTo,
      relinked: new Set(),
      journal: (fold, subjects) => journals.of(subjects, fold.handlers),
    };
  }

  private newLinks(batch: readonly Delivered[]): { readonly links: Step['links']; readonly relinked: Set<string> } {
    const all = batch.flatMap((delivered) => this.linkIn(delivered) ?? []);
    const links = all.filter((link) => this.identity.link(link));
    // all, not only those taken now: for folds that lag others took them before
    return { links, relinked: new Set(all.map(({ into }) => this.identity.canonical(into))) };
  }
  /** A link that was passed by would be lost for ever (P6). @throws Unreadable */
  private linkIn(delivered: Delivered): Link | undefined {
    const { stored } = delivered;
    const def = this.parts.registry.links.get(stored.type);
    try {
      return def?.link(decodedOf(delivered).data);
    } catch (error) {
      throw new Unreadable(error instanceof FoldFailed ? error : new FoldFailed(stored, error));
    }
  }

  /** Page by page; what the batch itself has computed is under the new policies already, and may fit where the old did not. */
  private async refreshFields(
    published: ReadonlyMap<string, Stored>,
    results: ReadonlyMap<Fold, Projected>,
    projecting: Projecting,
  ): Promise<void> {
    for (const fold of this.folds) {
      const event = fold.policies.flatMap((name) => published.get(name) ?? []).at(-1);
      if (!event) continue;
      const computed = new Set(results.get(fold)?.documents.map(({ key }) => key));
      for await (const page of this.pages(fold)) {
        const old = page.filter(({ key }) => !computed.has(key));
        const { documents, parked } = refreshed(fold, old, event, this.waitingOf(fold), projecting);
        await this.parts.writer.save({ ...emptyStep, documents, parked });
      }
    }
  }

  private async *pages(fold: Fold): AsyncIterable<readonly Document[]> {
    for (let after = '', page; ; after = page.at(-1)?.key ?? '') {
      page = await this.parts.writer.page(fold.id, after, PAGE);
      if (page.length === 0) return;
      yield page;
    }
  }

  /** Runs between two steps, never beside one. */
  private task(work: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.tasks.push(() => work().then(resolve, reject));
      this.wake.abort();
    });
  }
  /** Does what was asked for with {@link rebuild} and {@link retry}; `run` does so before every step. */
  async tasksDone(): Promise<void> {
    for (let next = this.tasks.shift(); next; next = this.tasks.shift()) await next();
  }
  private async news(signal: AbortSignal): Promise<void> {
    await this.parts.feed.newer(Math.max(...this.progress.values()), this.interrupted(signal));
    this.wake.abort();
  }
  /** Rests as long as the step took: small steps follow each other closely, costly ones leave room for larger ones. */
  private async gather(took: number, signal: AbortSignal): Promise<void> {
    if (this.tail === 'more' || this.tasks.length > 0) return;
    const ms = this.tail === 'history' ? REST.history : Math.min(took, REST.live);
    await this.parts.rest?.(ms, this.interrupted(signal));
    this.wake.abort();
  }
  /** Aborts also when there is a task. */
  private interrupted(signal: AbortSignal): AbortSignal {
    this.wake = childController(signal);
    return this.wake.signal;
  }
}

const reached = ({ id }: Fold, position: number | typeof TOGETHER): Step['progress'][number] => ({
  model: id,
  lane: LANE,
  position,
});
