import { setImmediate } from 'node:timers/promises';
import type { Codec, Stored } from '@dossier/event-store';
import type { Batch, Journal, LogReader } from '@dossier/event-feed';
import { childController, type Link, OperatorError, ownSubject } from '@dossier/kernel';
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
import { Identity, LINKS } from './identity';
import { holds } from './log-end';
import { decodedOf, decodeEach, type Delivered, Journals, readJournal } from './journal';
import { PolicyBook } from './policy-book';
import { begin, beside, project, type Projected, type Projecting, refold, refreshed, type Waiting } from './project';
import { readRefusal } from './refusals';
import type { Registry } from './registry';

/** Most events of one step: in a catch-up each touched page is then written once for many events. */
const BATCH = 2_000;
/** Most documents recomputed at once when a policy is published. */
const PAGE = 1_000;
/** The whole log is one lane in the embedded profile. */
const LANE = '*';
/** Longest rest after a step, in milliseconds: events gather, and a page that many of them touch is written once. */
const REST = { live: 50, history: 400 };

/**
 * The read models follow another log, or have seen events that this one does not hold. They are not deleted: if the log
 * was cut, they are the last copy.
 */
export class ReadModelsAhead extends OperatorError {
  override readonly name = 'ReadModelsAhead';
  constructor(log: string) {
    super({
      zh: `读模型所处理过的内容不在日志 ${log} 中`,
      en: `the read models have seen what the log ${log} does not hold`,
    });
  }
}

interface Parts {
  readonly registry: Registry;
  readonly feed: LogReader;
  readonly journal: Journal;
  /** Keeps a batch in a journal beside the log. Left out: the journal is the log. */
  readonly keep?: (after: number, batch: Batch) => Promise<void>;
  readonly codec: Codec;
  readonly writer: ReadModelWriter;
  readonly clock: Clock;
  /** Name of the log: read models of another log are refused. */
  readonly log: string;
  /** Called after every failed step; the runner waits and tries again. */
  readonly onFailure: (error: unknown) => void;
  /** Called after the first step, and after the first that succeeds after a failed one. */
  readonly onSuccess: () => void;
  /** Lets events gather for some milliseconds; resolves early when the signal aborts. Left out: no rest. */
  readonly rest?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Waits before a failed step is tried again; resolves early when the signal aborts. */
  readonly pause: (attempt: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Follows the log and updates all read models: folds at the same position advance together; new or rebuilt ones catch
 * up beside them. Checkpoints are saved with the documents (P6).
 */
export class ProjectionRunner {
  private readonly folds: readonly Fold[];
  /** Types that any fold handles. */
  private readonly types: ReadonlySet<string>;
  /** Parts of the rows of the 360° view. */
  private readonly parts360: readonly Fold[];
  private readonly progress = new Map<Fold, number>();
  /** Folds whose saved progress is TOGETHER; empty: not known. */
  private readonly together = new Set<Fold>();
  private readonly waiting = new Map<Fold, Waiting>();
  private identity = new Identity();
  /** Links up to here are in all documents of a fold, though the fold may not have come so far. */
  private readonly linkedUpTo = new Map<Fold, number>();
  /** Position of the last event that was seen in the log, a link before its turn included. */
  private seen = 0;
  private readonly policies: PolicyBook;
  private readonly tasks: (() => Promise<void>)[] = [];
  private wake = new AbortController();
  /** Failed steps since the last one that succeeded. */
  private failed = 0;
  /** False after a failed step: before the next one, memory is reloaded from the store. */
  private trusted = false;
  /** The end of the last batch: its last event was `live` or `history`, or `more` events are waiting. */
  private tail: 'live' | 'history' | 'more' = 'live';

  constructor(private readonly parts: Parts) {
    this.folds = parts.registry.allFolds;
    this.types = new Set(this.folds.flatMap(({ handlers }) => [...handlers.keys()]));
    this.parts360 = parts.registry.sections.map((section) => parts.registry.fold(section));
    const { registry, journal, codec } = parts;
    this.policies = new PolicyBook(registry, (stream) => readJournal(journal, codec, [ownSubject(stream)]));
  }

  /**
   * Makes the tables of the models, drops versions that the code no longer has, and goes on from the checkpoints.
   * @throws ReadModelsAhead
   */
  async open(): Promise<void> {
    const { writer, log } = this.parts;
    if (await this.isAhead()) throw new ReadModelsAhead(log);
    await this.prepare();
    await writer.save({ ...emptyStep, progress: [{ model: ORIGIN, lane: log, position: 0 }] });
    this.identity = new Identity(await writer.links());
    this.seen = (await writer.seen())?.position ?? 0;
    const parked = [...(await writer.parked())].sort((a, b) => a.position - b.position);
    for (const fold of this.folds) {
      this.progress.set(fold, (await writer.progress(fold.id)).get(LANE) ?? 0);
      this.waiting.set(fold, this.waitingBehind(parked.filter(({ model }) => model === fold.id)));
    }
    await this.linkBeginners();
    this.together.clear();
    await this.policies.read();
    await this.fillParts();
    this.trusted = true;
  }

  /**
   * A fold without events gets them under their customers at once: else it would fold a customer's whole journal again in
   * each batch that has links of it.
   */
  private async linkBeginners(): Promise<void> {
    const leading = Math.max(...this.progress.values());
    const upTo = leading === 0 ? await this.linksAhead() : leading;
    for (const fold of this.folds) if (this.progress.get(fold) === 0) this.linkedUpTo.set(fold, upTo);
  }

  /** Takes the links of the whole log before their turn. @returns the position up to which it has them all */
  private async linksAhead(): Promise<number> {
    const { feed, journal, codec, writer } = this.parts;
    const head = await feed.head();
    let after = 0;
    while (after < head) {
      let page: Batch;
      let links: Step['links'];
      try {
        page = await journal.piece([LINKS], after, BATCH);
        if (page.upTo === after) break; // the journal is no further
        ({ links } = this.newLinks(await decodeEach(codec, page.events)));
      } catch {
        break; // the step that comes to what cannot be read says so
      }
      const last = page.events.at(-1);
      await writer.save({ ...emptyStep, links, ...(last && this.seenUpTo(last)) });
      after = page.upTo;
    }
    return after;
  }

  /** A new part gets a document for every customer in the rows; without it they would not be listed until it has caught up. */
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
    if (old.length > 0) await writer.prepare(this.folds); // `drop` replaces a damaged store with an empty one
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

  /** The first step: after it is known whether the log can be followed. */
  async begin(): Promise<void> {
    try {
      await this.step();
      this.parts.onSuccess();
    } catch (error) {
      this.failed++;
      this.parts.onFailure(error);
    }
  }

  /** Runs until the signal aborts. A failed step (a full disk, a lost connection) is tried again, never skipped. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.tasksDone();
        const began = performance.now();
        const moved = await this.step();
        if (this.failed > 0) this.parts.onSuccess();
        this.failed = 0;
        if (moved) await setImmediate(); // the store answers synchronously: without this pause the event loop never sees the stop signal
        if (moved) await this.gather(performance.now() - began, signal);
        else if (this.tasks.length === 0) await this.news(signal);
      } catch (error) {
        this.parts.onFailure(error);
        this.failed++;
        if (this.tasks.length === 0) await this.parts.pause(this.failed, this.interrupted(signal));
        this.wake.abort();
      }
    }
  }

  /** Folds one batch per group of folds; false when all were at the end of the log. */
  async step(): Promise<boolean> {
    await this.trust();
    this.trusted = false; // until the step is complete
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

  /**
   * Rebuilds projections from the log, in place; others go on meanwhile.
   * @throws LogDamaged: the projections are left as they were
   */
  async rebuild(folds: readonly Fold[]): Promise<void> {
    await this.readWholeLog(); // before: what is emptied could not be filled again; no task: others need not wait for it
    await this.parts.writer.look(folds.map(({ id }) => id)); // damage outside these models would stay
    return this.task(async () => {
      this.trusted = false;
      await this.parts.writer.empty(folds);
      await this.open(); // a damaged store was replaced: then all begin again
    });
  }

  /** @throws LogDamaged where it cannot be read */
  private async readWholeLog(): Promise<void> {
    const { feed } = this.parts;
    const end = await feed.head();
    for (let upTo = 0; upTo < end;) {
      ({ upTo } = await feed.read(upTo, BATCH));
      await setImmediate(); // see `run`
    }
  }

  /** Folds all that the log holds by now, without a rest. */
  caughtUp(): Promise<void> {
    return this.task(async () => {
      while (await this.step()) await setImmediate(); // see `run`
    });
  }

  /** Folds a parked event again, with all that wait for it. @returns false when it is parked again */
  async retry(id: string): Promise<boolean> {
    let done = false;
    await this.task(async () => {
      await this.trust();
      const parked = await this.parts.writer.parked();
      const wanted = parked.find((each) => each.id === id);
      const fold = this.folds.find((each) => each.id === wanted?.model);
      if (!wanted || !fold) throw readRefusal('unknown-dead-letter', { id });
      const subject = this.identity.canonical(wanted.subject); // a link may have been added meanwhile
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
    if (ceiling === Infinity) await this.parts.keep?.(after, read); // before: what is folded again is read from the journal
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
    const { links, linked } = this.newLinks(batch);
    const published = batch.some(({ stored }) => stored.type === this.policies.eventType);
    if (published) await this.policies.read();
    const projecting = this.projecting(upTo);
    const results = new Map<Fold, Projected>();
    for (const fold of group) {
      const relinked = this.relinked(linked, fold);
      if (relinked.size > 0 || takers.includes(fold))
        results.set(fold, await project(fold, batch, this.waitingOf(fold), { ...projecting, relinked }));
    }
    // before the checkpoint: after a crash it is done again, and a reader who waits for the policy sees its fields
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
      ...(last && ceiling === Infinity && this.seenUpTo(last)),
    });
    for (const fold of group) {
      this.progress.set(fold, upTo);
      if (ceiling === Infinity) this.together.add(fold);
    }
    return true;
  }

  /** One row for all leading folds: an event costs nothing for folds that do not handle it. */
  private reachedTogether(leading: readonly Fold[], upTo: number): Step['progress'] {
    const others = this.together.size > 0 ? [] : this.folds.filter((fold) => !leading.includes(fold));
    return [
      { model: TOGETHER, lane: LANE, position: upTo },
      ...leading.filter((fold) => !this.together.has(fold)).map((fold) => reached(fold, TOGETHER)),
      // a lagging fold must not get the progress of the leading ones
      ...others.map((fold) => reached(fold, this.progress.get(fold) ?? 0)),
    ];
  }

  private waitingOf(fold: Fold): Waiting {
    const waiting: Waiting = this.waiting.get(fold) ?? new Map<string, string>();
    this.waiting.set(fold, waiting);
    return waiting;
  }

  private projecting(upTo: number): Projecting {
    const { journal, codec, writer, clock } = this.parts;
    const journals = new Journals(journal, codec, this.types, upTo);
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

  /** @returns those that are added now, and where all are: for lagging folds they were added earlier */
  private newLinks(batch: readonly Delivered[]): {
    readonly links: Step['links'];
    readonly linked: readonly Linked[];
  } {
    const linked = batch.flatMap((delivered) => {
      const link = this.linkIn(delivered);
      return link ? [{ link, position: delivered.stored.position }] : [];
    });
    return {
      links: linked.flatMap(({ link, position }) => (this.identity.link(link) ? [{ ...link, position }] : [])),
      linked,
    };
  }
  /** Subjects whose documents in a fold are without some of these links. */
  private relinked(linked: readonly Linked[], fold: Fold): ReadonlySet<string> {
    const upTo = this.linkedUpTo.get(fold) ?? 0;
    const missing = linked.filter(({ position }) => position > upTo);
    return new Set(missing.map(({ link }) => this.identity.canonical(link.into)));
  }
  private seenUpTo({ position, hash }: Stored): Pick<Step, 'seen'> {
    if (position < this.seen) return {};
    this.seen = position;
    return { seen: { position, hash } };
  }
  /** A skipped link would be lost forever (P6). @throws Unreadable */
  private linkIn(delivered: Delivered): Link | undefined {
    const { stored } = delivered;
    const def = this.parts.registry.links.get(stored.type);
    try {
      return def?.link(decodedOf(delivered).data);
    } catch (error) {
      throw new Unreadable(error instanceof FoldFailed ? error : new FoldFailed(stored, error));
    }
  }

  /** Page by page; documents of the batch itself are left out: they are computed with the new policies already. */
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

  /** Queues work to run between two steps, never during one. */
  private task(work: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.tasks.push(() => work().then(resolve, reject));
      this.wake.abort();
    });
  }
  /** Runs the queued {@link rebuild}, {@link retry} and {@link caughtUp} tasks; `run` does so before every step. */
  async tasksDone(): Promise<void> {
    for (let next = this.tasks.shift(); next; next = this.tasks.shift()) await next();
  }
  private async news(signal: AbortSignal): Promise<void> {
    await this.parts.feed.newer(Math.max(...this.progress.values()), this.interrupted(signal));
    this.wake.abort();
  }
  /** Rests as long as the step took: after a short step short, after a costly one long, so that more events gather. */
  private async gather(took: number, signal: AbortSignal): Promise<void> {
    if (this.tail === 'more' || this.tasks.length > 0) return;
    const ms = this.tail === 'history' ? REST.history : Math.min(took, REST.live);
    await this.parts.rest?.(ms, this.interrupted(signal));
    this.wake.abort();
  }
  /** A signal that also aborts when a task is queued. */
  private interrupted(signal: AbortSignal): AbortSignal {
    this.wake = childController(signal);
    return this.wake.signal;
  }
}

interface Linked {
  readonly link: Link;
  readonly position: number;
}

const reached = ({ id }: Fold, position: number | typeof TOGETHER): Step['progress'][number] => ({
  model: id,
  lane: LANE,
  position,
});
