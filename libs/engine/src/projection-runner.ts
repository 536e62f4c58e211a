import { setMaxListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { Codec, Stored } from '@dossier/event-store';
import {
  type Batch,
  type Delivery,
  FULL,
  type Journal,
  type KeptJournal,
  laneOf,
  type LogReader,
} from '@dossier/event-feed';
import { PolicyPublished } from '@dossier/foundation';
import { childController, OperatorError } from '@dossier/kernel';
import {
  type Document,
  DocumentTooLarge,
  emptyStep,
  laneName,
  ORIGIN,
  Overtaken,
  type Parked,
  reachedIn,
  type ReadModelWriter,
  type Step,
  TOGETHER,
  waitsFor,
} from '@dossier/read-model';
import type { Clock } from './clock';
import { Control, ControlBehind, type Linked, type Passed, passedIn } from './control';
import { type Fold, FoldFailed, Unreadable } from './fold';
import { Identity, LINKS } from './identity';
import { holds } from './log-end';
import { decodeEach, type Delivered, Journals } from './journal';
import { policiesInJournal, PolicyBook, type PolicyEvents } from './policy-book';
import {
  begin,
  beside,
  KnownElsewhere,
  nameOf,
  project,
  type Projected,
  type Projecting,
  refold,
  refreshed,
  type Waiting,
} from './project';
import { readRefusal } from './refusals';
import type { Registry } from './registry';

/** Most events of one step: in a catch-up each document is then written once for many of its events. */
const BATCH = 8_000;
/** About the most characters of the events of one step: decoded and folded they take many times that of memory. */
const CHARACTERS = FULL / 2;
/** Lanes go on in one step until they have so many events, or {@link CHARACTERS}: what a step asks and saves, it asks and saves once. */
const TOGETHER_MOST = 2_000;
/** Most documents recomputed at once when a policy is published. */
const PAGE = 1_000;
/** Longest rest after a step, in milliseconds: events gather, and a page that many of them touch is written once. */
const REST = { live: 50, history: 400 };

/** Milliseconds between two looks at what other processes do that brings no event. */
const LOOK = 1_000;

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
  /** Gives the events of the lanes of this process. */
  readonly delivery: Delivery;
  readonly journal: Journal;
  /** Keeps what was delivered in a journal beside the log. Left out: the journal is the log. */
  readonly keep?: KeptJournal['keep'];
  /** Left out: the journal, which then is the log. */
  readonly policyEvents?: PolicyEvents;
  /** Other processes fold too, perhaps with other code: what this one does not know is theirs. */
  readonly isShared?: boolean;
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

/** How far folds are in a lane. */
class Lane {
  readonly progress = new Map<Fold, number>();
  /** Folds whose saved progress is TOGETHER; empty: not known. */
  readonly together = new Set<Fold>();
  /** Links up to here are in all documents of a fold, though the fold may not have come so far. */
  readonly linkedUpTo = new Map<Fold, number>();

  constructor(
    readonly number: number,
    readonly name: string,
  ) {}

  of(fold: Fold): number {
    return this.progress.get(fold) ?? 0;
  }
  /** Of the fold that is furthest behind. */
  get least(): number {
    return Math.min(...this.progress.values());
  }
  get leading(): number {
    return Math.max(...this.progress.values());
  }
}

/**
 * Follows the lanes of this process and updates all read models: folds at the same position of a lane advance together; new
 * or rebuilt ones catch up beside them. Checkpoints are saved with the documents (P6). What concerns documents of all lanes,
 * links and policies, is in the batch where there is one lane, and else followed from the log.
 */
export class ProjectionRunner {
  private readonly folds: readonly Fold[];
  /** Types that any fold handles. */
  private readonly types: ReadonlySet<string>;
  /** Parts of the rows of the 360° view. */
  private readonly parts360: readonly Fold[];
  private lanes: readonly Lane[] = [];
  private control: Control;
  private identity = new Identity();
  /** Position of the last link that {@link identity} has. */
  private lastLink = 0;
  /** Position of the last event that was seen in the log, a link before its turn included. */
  private seen = 0;
  private readonly policies: PolicyBook;
  private readonly tasks: (() => Promise<void>)[] = [];
  private ending = new AbortController().signal;
  /** Ids of parked events that wait for one that is not parked: it was folded again while they were parked. */
  private readonly left = new Set<string>();
  /** Numbers of lanes in which {@link left} was looked for since they are this process's. */
  private searched: ReadonlySet<number> = new Set();
  /** Documents that the store refused in the work under way. */
  private readonly tooLarge = new Map<string, DocumentTooLarge>();
  private wake = new AbortController();
  /** Failed steps since the last one that succeeded. */
  private failed = 0;
  /** False after a failed step: before the next one, memory is reloaded from the store. */
  private trusted = false;
  /** The last step failed, or another process was quicker with a document: lanes go on one by one, so that one holds up few others. */
  private isApart = false;
  /** Folds that were asked for: whoever asks for some asks again, and others wait until that is over. */
  private first: readonly Fold[] | undefined;
  /** The end of the last batch: its last event was `live` or `history`, or `more` events are waiting. */
  private tail: 'live' | 'history' | 'more' = 'live';

  constructor(private readonly parts: Parts) {
    this.folds = parts.registry.allFolds;
    this.types = new Set(this.folds.flatMap(({ handlers }) => [...handlers.keys()]));
    this.parts360 = parts.registry.sections.map((section) => parts.registry.fold(section));
    const { registry, feed, journal, codec } = parts;
    this.control = new Control(registry, feed, codec, 0);
    this.policies = new PolicyBook(registry, parts.policyEvents ?? policiesInJournal(journal, codec));
  }

  private get count(): number {
    return this.parts.delivery.count;
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
    this.lastLink = await writer.lastLink();
    this.seen = (await writer.seen())?.position ?? 0;
    this.lanes = await this.assigned();
    await this.policies.read();
    const least = Math.min(...this.lanes.map((lane) => lane.least));
    this.control = new Control(this.parts.registry, this.parts.feed, this.parts.codec, least);
    await this.followAll().catch((error: unknown) => {
      // the step that comes to what cannot be read says so; what could not be saved is not known yet
      if (!(error instanceof Unreadable || error instanceof ControlBehind)) throw error;
    });
    await this.linkBeginners();
    await this.fillParts();
    await this.findLeft();
    this.trusted = true;
  }

  /** The lanes of this process, with the progress of all folds. */
  private async assigned(): Promise<readonly Lane[]> {
    const { delivery, writer } = this.parts;
    const lanes = delivery.lanes().map((lane) => new Lane(lane, laneName(lane, this.count)));
    for (const fold of this.folds) {
      const progress = await writer.progress(fold.id);
      for (const lane of lanes) lane.progress.set(fold, reachedIn(progress, lane.number, this.count));
    }
    return lanes;
  }

  /**
   * A fold without events gets them under their customers at once: else it would fold a customer's whole journal again in
   * each batch that has links of it.
   */
  private async linkBeginners(): Promise<void> {
    for (const lane of this.lanes) {
      const known = this.count > 1 ? this.control.upTo : lane.leading;
      const upTo = known === 0 ? await this.linksAhead() : known;
      for (const fold of this.folds) if (lane.of(fold) === 0) lane.linkedUpTo.set(fold, upTo);
    }
  }

  /** Takes the links of the whole log before their turn. @returns the position up to which it has them all */
  private async linksAhead(): Promise<number> {
    const { feed, journal, codec, registry, writer } = this.parts;
    const head = await feed.head();
    let after = 0;
    while (after < head) {
      let page: Batch;
      let links: Step['links'];
      try {
        page = await journal.piece([LINKS], after, BATCH);
        if (page.upTo === after) break; // the journal is no further
        links = this.added(passedIn(registry, await decodeEach(codec, page.events)).linked);
      } catch {
        break; // the step that comes to what cannot be read says so
      }
      const last = page.events.at(-1);
      await writer.save({ ...emptyStep, links, ...(last && this.seenUpTo(last)) });
      after = page.upTo;
    }
    await this.policies.read(); // after them: who knows a link is taken to know all policies before it
    return after;
  }

  private async followAll(): Promise<void> {
    if (this.count > 1) await this.follow(await this.parts.feed.head());
  }
  /** Follows what concerns all lanes, to a position at least. */
  private follow(to: number): Promise<void> {
    return this.control.follow(to, async ({ linked, published }) => {
      const links = this.added(linked);
      if (links.length > 0) await this.parts.writer.save({ ...emptyStep, links });
      if (published.length > 0) await this.policies.read();
    });
  }

  /** A new part gets a document for every customer in the rows; without it they would not be listed until it has caught up. */
  private async fillParts(): Promise<void> {
    const has = (part: Fold): boolean => this.lanes.some((lane) => lane.of(part) > 0);
    const judging = this.judging();
    for (const part of this.parts360) {
      const known = this.parts360.find(has);
      if (!known || has(part)) continue;
      for await (const page of this.pages(known)) {
        const documents = page.map(({ key }) => begin(part, key, judging));
        await this.parts.writer.save({ ...emptyStep, documents });
      }
    }
  }

  private async prepare(): Promise<void> {
    const { writer } = this.parts;
    await writer.prepare(this.folds);
    if (this.parts.isShared === true) return; // other code may still fold what this code does not know
    const known = new Set(this.folds.map(({ id }) => id));
    const old = (await writer.models()).filter((id) => !known.has(id));
    for (const id of old) await writer.drop(id);
    if (old.length > 0) await writer.prepare(this.folds); // `drop` replaces a damaged store with an empty one
  }

  /**
   * Who waits in each of the folds, of these subjects and all that is linked to them. Asked anew in each step: others park
   * too, and fold again what was parked.
   */
  private async waitingAmong(folds: readonly Fold[], subjects: readonly string[]): Promise<ReadonlyMap<Fold, Waiting>> {
    const { identity } = this;
    const touched = [...new Set(subjects.map((subject) => identity.canonical(subject)))];
    const members = touched.flatMap((subject) => identity.cluster(subject));
    const models = folds.map(({ id }) => id);
    const parked =
      members.length === 0 || folds.length === 0 ? [] : await this.parts.writer.firstParked(models, members);
    const first = [...parked].sort((a, b) => a.position - b.position);
    return new Map(
      folds.map((fold) => {
        const waiting: Waiting = new Map();
        for (const { model, subject, eventId } of first) {
          const canonical = identity.canonical(subject);
          if (model === fold.id && !waiting.has(canonical)) waiting.set(canonical, eventId);
        }
        return [fold, waiting];
      }),
    );
  }

  private async isAhead(): Promise<boolean> {
    const { writer, feed, log } = this.parts;
    const origin = await writer.progress(ORIGIN);
    if (origin.size > 0 && !origin.has(log)) return true;
    const seen = await writer.seen();
    if (seen && !(await holds(feed, seen))) return true;
    let position = 0; // the log is asked once: models in many lanes are at hundreds of positions
    for (const id of await writer.models()) position = Math.max(position, ...(await writer.progress(id)).values());
    return !(await holds(feed, { position, hash: null }));
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
    this.ending = signal;
    while (!signal.aborted) {
      try {
        await this.tasksDone();
        if (this.first) {
          await this.ahead(this.first, signal);
          continue;
        }
        const began = performance.now();
        const moved = await this.step();
        this.succeeded();
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

  /** After a step: what kept the one before it from its end is over. */
  private succeeded(): void {
    if (this.failed > 0) this.parts.onSuccess();
    this.failed = 0;
  }

  /** Folds one batch per lane and group of folds; false when all were at the end. */
  step(): Promise<boolean> {
    return this.inPeace(() => this.onlyStep());
  }

  /**
   * Does the work again where another process was quicker, or knows more: what it saved is read. And where a document was
   * too large: its subject is parked then.
   */
  private async inPeace<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++)
      try {
        const done = await work();
        this.tooLarge.clear();
        return done;
      } catch (error) {
        this.isApart = true;
        if (!isAgain(error) || this.isEnding()) throw error;
        if (error instanceof DocumentTooLarge) this.tooLarge.set(nameOf(error.model, error.key), error);
        else if (attempt > 0) await this.parts.pause(attempt, this.ending);
        if (error instanceof Overtaken && this.count > 1)
          this.trusted = true; // documents are loaded anew, and what concerns all lanes is saved already
        else {
          await this.open();
          await this.followAll();
        }
      }
  }
  private isEnding(): boolean {
    return this.ending.aborted;
  }

  private async onlyStep(): Promise<boolean> {
    await this.trust();
    this.trusted = false; // until the step is complete
    if (this.parts.isShared === true && !(await this.parts.writer.isCurrent())) await this.open(); // models were emptied
    await this.takeLeft();
    this.tail = 'live';
    const most = this.isApart ? 0 : TOGETHER_MOST;
    this.isApart = false;
    const quiet: Passing[] = [];
    let gathered: LaneBatch[] = [];
    let moved = false;
    const advanceGathered = async (): Promise<void> => {
      moved = (await this.advance(gathered, this.folds, Infinity)) || moved;
      gathered = [];
    };
    for (const lane of this.lanes) {
      const after = lane.leading;
      const read = await this.parts.delivery.read(lane.number, after, BATCH, CHARACTERS);
      if (await this.isQuiet(lane, read)) quiet.push({ lane, after, upTo: read.upTo });
      else if (lane.least < after) moved = (await this.advanceLane(lane, read)) || moved;
      else {
        gathered.push({ lane, after, read });
        if (isMuch(gathered, most)) await advanceGathered();
      }
    }
    await advanceGathered();
    if (quiet.length > 0) await this.passQuiet(quiet);
    moved ||= quiet.length > 0;
    this.control.forget(Math.min(...this.lanes.map((lane) => lane.least)));
    this.trusted = true;
    return moved;
  }

  /** Whether a lane has gone on without anything that concerns it: of many lanes most are, at any moment. */
  private async isQuiet(lane: Lane, { events, upTo }: Batch): Promise<boolean> {
    const { leading } = lane;
    if (this.count === 1 || events.length > 0 || upTo <= leading || lane.least < leading) return false;
    await this.follow(upTo);
    const { linked, published } = this.control.between(leading, upTo);
    return linked.length === 0 && published.length === 0;
  }

  /** Saves how far all of them are at once: whoever reads after a write waits for the lane that is furthest behind. */
  private async passQuiet(quiet: readonly Passing[]): Promise<void> {
    await this.keep(quiet.map((each) => ({ ...each, events: [] })));
    const progress = quiet.flatMap(({ lane, upTo }) => this.reachedTogether(lane, this.folds, upTo));
    await this.parts.writer.save({ ...emptyStep, progress });
    for (const { lane, upTo } of quiet)
      for (const fold of this.folds) {
        lane.progress.set(fold, upTo);
        lane.together.add(fold);
      }
  }

  private async keep(all: readonly (Passing & Batch)[]): Promise<void> {
    const { keep } = this.parts;
    if (!keep) return;
    const some = all.filter(({ after, upTo }) => upTo > after);
    await Promise.all(
      some.map(({ lane, after, events, upTo }) => keep(lane.number, this.count, after, { events, upTo })),
    );
  }

  /** @param first what comes behind the leading folds */
  private async advanceLane(lane: Lane, first: Batch): Promise<boolean> {
    const levels = [...new Set(lane.progress.values())].sort((a, b) => b - a);
    let moved = false;
    for (const [i, level] of levels.entries()) {
      const group = this.folds.filter((fold) => lane.of(fold) === level);
      const read = i === 0 ? first : await this.parts.delivery.read(lane.number, level, BATCH, CHARACTERS);
      moved = (await this.advance([{ lane, after: level, read }], group, levels[i - 1] ?? Infinity)) || moved;
    }
    return moved;
  }

  private async trust(): Promise<void> {
    const numbers = this.parts.delivery.lanes();
    const areMine = numbers.length === this.lanes.length && this.lanes.every(({ number }) => numbers.includes(number));
    if (!this.trusted || !areMine) await this.open();
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

  /**
   * Folds all that the log holds by now, without a rest.
   * @param first in one lane: only these, where they are not behind others; all follow in larger pieces once nobody asks any more
   */
  caughtUp(first?: readonly Fold[]): Promise<void> {
    return this.task(async () => {
      while (await (first ? this.stepOf(first) : this.step())) await setImmediate(); // see `run`
      this.first = first;
    });
  }

  /** Folds for them what comes, until nothing has come for a while. */
  private async ahead(first: readonly Fold[], signal: AbortSignal): Promise<void> {
    const moved = await this.stepOf(first);
    this.succeeded(); // before the rest, which may be long
    if (moved) {
      await setImmediate(); // see `run`
      return;
    }
    const interrupted = this.interrupted(signal);
    const { delivery, rest } = this.parts;
    const news = this.lanes.map((lane) => delivery.newer(lane.number, lane.leading, interrupted).then(() => true));
    const isOver = rest ? rest(REST.history, interrupted).then(() => false) : Promise.resolve(false);
    if (!(await Promise.race([...news, isOver])) && this.tasks.length === 0) this.first = undefined;
    this.wake.abort();
  }

  private stepOf(first: readonly Fold[]): Promise<boolean> {
    return this.inPeace(async () => {
      await this.trust();
      const [lane, ...others] = this.lanes;
      if (!lane || others.length > 0 || first.some((fold) => lane.of(fold) < lane.leading)) return this.onlyStep();
      this.trusted = false; // until the step is complete
      const after = lane.leading;
      const read = await this.parts.delivery.read(lane.number, after, BATCH, CHARACTERS);
      const moved = await this.advance([{ lane, after, read }], first, Infinity);
      this.trusted = true;
      return moved;
    });
  }

  /** Folds a parked event again, with all that wait for it. @returns false when it is parked again */
  async retry(id: string): Promise<boolean> {
    let done = false;
    await this.task(async () => {
      // links and policies of now: a process without lanes follows none
      await (this.parts.isShared === true ? this.open() : this.trust());
      const driven = await this.inPeace(() => this.redrive(id));
      if (driven === undefined) throw readRefusal('unknown-dead-letter', { id });
      done = driven;
      await this.inPeace(() => this.takeLeft());
    });
    return done;
  }

  /** @returns undefined where it is not parked, or of a model that this code does not know */
  private async redrive(id: string): Promise<boolean | undefined> {
    const { writer } = this.parts;
    const [wanted] = await writer.parked({ id });
    const fold = this.folds.find((each) => each.id === wanted?.model);
    if (!wanted || !fold) return undefined;
    const subject = this.identity.canonical(wanted.subject); // a link may have been added meanwhile
    // before the journal: what is parked later may not be in it
    const all = await writer.parked({ model: fold.id, subjects: this.identity.cluster(subject) });
    const lane = this.lanes.find(({ number }) => number === laneOf(subject, this.count));
    const to = this.parts.isShared === true ? undefined : lane?.of(fold);
    let documents: Projected['documents'];
    try {
      documents = await refold(
        fold,
        subject,
        this.projecting(() => to, to ?? 0),
      );
    } catch (error) {
      if (!(error instanceof FoldFailed)) throw error;
      await writer.save({ ...emptyStep, parked: [{ ...wanted, error: error.message }] });
      return false;
    }
    await writer.save({
      ...emptyStep,
      documents: [...documents, ...beside(this.parts360, documents, this.judging())],
      unparked: all.map(({ id }) => id),
    });
    // whoever parks looks afterwards whether the first is still parked; so one of the two sees what the other did
    await this.lookForLeft([fold.id], [subject]);
    return true;
  }

  /** Folds again what waits for nothing any more. */
  private async takeLeft(): Promise<void> {
    for (const id of this.left) {
      this.left.delete(id); // before: meanwhile it may be parked again, and left again
      try {
        await this.redrive(id); // another may have done it
      } catch (error) {
        this.left.add(id);
        throw error;
      }
    }
  }

  /** Notes what of these subjects waits for an event that is not parked. Where one process folds alone there is none. */
  private async lookForLeft(models: readonly string[], subjects: readonly string[]): Promise<void> {
    if (this.parts.isShared !== true) return;
    const { writer } = this.parts;
    const members = subjects.flatMap((subject) => this.clusterOf(subject));
    for (const first of await writer.firstParked(models, members))
      if (waitsFor(first) !== undefined)
        this.noteLeft(await writer.parked({ model: first.model, subjects: this.clusterOf(first.subject) }));
  }
  private clusterOf(subject: string): readonly string[] {
    return this.identity.cluster(this.identity.canonical(subject));
  }
  /** @param parked all of each subject */
  private noteLeft(parked: readonly Parked[]): void {
    const there = new Set(
      parked.map(({ model, subject, eventId }) => `${model}/${this.identity.canonical(subject)}/${eventId}`),
    );
    for (const { id, model, subject, ...each } of parked) {
      const first = waitsFor(each);
      if (first !== undefined && !there.has(`${model}/${this.identity.canonical(subject)}/${first}`)) this.left.add(id);
    }
  }

  /** What a process left that ended after it had folded the first again, or had parked behind it, and before it looked. */
  private async findLeft(): Promise<void> {
    const fresh = this.lanes.filter(({ number }) => !this.searched.has(number));
    this.searched = new Set(this.lanes.map(({ number }) => number));
    if (this.parts.isShared !== true || fresh.length === 0) return;
    const isFresh = (subject: string): boolean =>
      fresh.some((lane) => this.isHere(this.identity.canonical(subject), lane));
    this.noteLeft((await this.parts.writer.parked()).filter(({ subject }) => isFresh(subject)));
  }

  /** @param all batches of lanes in which this group of folds is equally far @param ceiling as far as it goes at most */
  private async advance(all: readonly LaneBatch[], group: readonly Fold[], ceiling: number): Promise<boolean> {
    const { codec, registry, writer } = this.parts;
    const isLeading = ceiling === Infinity;
    // before: what is folded again is read from the journal
    if (isLeading) await this.keep(all.map(({ read, ...each }) => ({ ...each, ...read })));
    const parts = all
      .map((each) => ({ ...each, upTo: Math.min(each.read.upTo, ceiling) }))
      .filter(({ after, upTo }) => upTo > after);
    if (parts.length === 0) return false;
    const events = parts.flatMap(({ read }) => read.events).sort((a, b) => a.position - b.position);
    const last = events.at(-1);
    if (parts.some(({ read }) => isFull(read))) this.tail = 'more';
    else if (this.tail !== 'more') this.tail = last?.backfill === true ? 'history' : 'live';
    const types = [...new Set(events.map(({ type }) => type))];
    const takers = group.filter(({ handlers }) => types.some((type) => handlers.has(type)));
    // a policy concerns whoever goes first, also where the list of policies is not among them; the others have it from then on
    const isForAll = (type: string): boolean =>
      registry.links.has(type) || (isLeading && type === PolicyPublished.type);
    const wanted = events.filter(
      ({ type, position }) =>
        position <= ceiling && (isForAll(type) || takers.some(({ handlers }) => handlers.has(type))),
    );
    const batch = await decodeEach(codec, wanted);
    const passed = await this.passed(batch, parts);
    const upTo = new Map(parts.map(({ lane, upTo }) => [lane.number, upTo]));
    const projecting = this.projecting((lane) => upTo.get(lane), Math.max(...upTo.values()));
    const relinked = new Map(
      group.map((fold) => [fold, new Set(passed.flatMap(({ lane, linked }) => this.relinked(linked, lane, fold)))]),
    );
    const touched = [
      ...batch.map(({ stored }) => stored.subject),
      ...[...relinked.values()].flatMap((all) => [...all]),
    ];
    const folding = group.filter((fold) => (relinked.get(fold)?.size ?? 0) > 0 || takers.includes(fold));
    const waiting = await this.waitingAmong(folding, touched);
    const results = await project(
      [...waiting].map(([fold, waiting]) => ({ fold, waiting, relinked: relinked.get(fold) ?? new Set() })),
      batch,
      projecting,
    );
    // before the checkpoint: after a crash it is done again, and a reader who waits for the policy sees its fields
    for (const { lane, published } of passed)
      if (published.length > 0) await this.refreshFields(published, lane, results, projecting);
    const projected = [...results.values()];
    const parked = projected.flatMap((each) => each.parked);
    await writer.save({
      ...emptyStep,
      documents: [
        ...projected.flatMap(({ documents }) => documents),
        ...beside(
          this.parts360,
          projected.flatMap(({ begun }) => begun),
          projecting,
        ),
      ],
      links: passed.flatMap(({ links }) => links),
      parked,
      progress: parts.flatMap(({ lane, upTo }) =>
        isLeading ? this.reachedTogether(lane, group, upTo) : group.map((fold) => reached(fold, lane, upTo)),
      ),
      ...(last && isLeading && this.seenUpTo(last)),
    });
    for (const { lane, upTo } of parts) {
      if (isLeading) lane.together.clear(); // others have progress of their own by now
      for (const fold of group) {
        lane.progress.set(fold, upTo);
        if (isLeading) lane.together.add(fold);
      }
    }
    // after it: what they wait for may have been folded again meanwhile
    const behind = parked.filter((each) => waitsFor(each) !== undefined).map(({ subject }) => subject);
    if (behind.length > 0) await this.lookForLeft([...new Set(parked.map(({ model }) => model))], behind);
    return true;
  }

  /** What concerns all lanes, for each of these that passes it, with the links that are to be saved with the step. */
  private async passed(
    batch: readonly Delivered[],
    parts: readonly Passing[],
  ): Promise<readonly (Passed & Pick<Step, 'links'> & Pick<Passing, 'lane'>)[]> {
    if (this.count > 1) {
      await this.follow(Math.max(...parts.map(({ upTo }) => upTo)));
      return parts.map(({ lane, after, upTo }) => ({ lane, ...this.control.between(after, upTo), links: [] }));
    }
    const passed = passedIn(this.parts.registry, batch);
    if (passed.published.length > 0) await this.policies.read();
    const links = this.added(passed.linked);
    return parts.map(({ lane }) => ({ lane, ...passed, links }));
  }

  /** One row for all leading folds: an event costs nothing for folds that do not handle it. */
  private reachedTogether(lane: Lane, leading: readonly Fold[], upTo: number): Step['progress'] {
    const all = { model: TOGETHER, lane: lane.name, position: upTo };
    // other code may move that row, and folds that it does not know must not seem to move with it
    if (this.parts.isShared === true) return [all, ...leading.map((fold) => reached(fold, lane, upTo))];
    const others = this.folds.filter(
      (fold) => !leading.includes(fold) && (lane.together.size === 0 || lane.together.has(fold)),
    );
    return [
      all,
      ...leading.filter((fold) => !lane.together.has(fold)).map((fold) => reached(fold, lane, TOGETHER)),
      // a lagging fold must not get the progress of the leading ones
      ...others.map((fold) => reached(fold, lane, lane.of(fold))),
    ];
  }

  /** @param reached up to where a lane is folded; undefined: as far as the journal is by now @param upTo of the lane that is furthest */
  private projecting(reached: (lane: number) => number | undefined, upTo: number): Projecting {
    const { journal, codec, writer, clock } = this.parts;
    const { identity } = this;
    const known = new Map<string, boolean>(); // asked for each event, and a customer may be linked to thousands
    const isInOneLane = (subject: string): boolean => {
      const isKnown = known.get(subject);
      if (isKnown !== undefined || this.count === 1) return isKnown ?? true;
      const isInOne = new Set(identity.cluster(subject).map((each) => laneOf(each, this.count))).size === 1;
      known.set(subject, isInOne);
      return isInOne;
    };
    const journals = new Journals(journal, codec, this.types, (subject) =>
      isInOneLane(subject) ? reached(laneOf(subject, this.count)) : undefined,
    );
    return {
      ...{ writer, identity, now: clock.now(), upTo, isInOneLane },
      ...this.judging(),
      gather: (subjects) => journals.gather(subjects.map((subject) => identity.cluster(subject))),
      journal: (fold, subjects, isAnew) => journals.of(subjects, fold.handlers, isAnew),
    };
  }

  private judging(): Pick<Projecting, 'policies' | 'known' | 'followed' | 'tooLarge'> {
    const known = Math.max(this.lastLink, this.policies.last);
    return {
      policies: this.policies.latest(),
      ...{ known, tooLarge: this.tooLarge },
      followed: Math.max(known, this.count > 1 ? this.control.upTo : 0),
    };
  }

  /** Takes links. @returns those that are new: for lagging folds they were added earlier */
  private added(linked: readonly Linked[]): Step['links'] {
    for (const { position } of linked) this.lastLink = Math.max(this.lastLink, position);
    return linked.flatMap(({ link, position }) => (this.identity.link(link) ? [{ ...link, position }] : []));
  }
  /** Subjects with a member in the lane whose documents in a fold are without some of these links. */
  private relinked(linked: readonly Linked[], lane: Lane, fold: Fold): readonly string[] {
    const upTo = lane.linkedUpTo.get(fold) ?? 0;
    const missing = linked.filter(({ position }) => position > upTo);
    const subjects = new Set(missing.map(({ link }) => this.identity.canonical(link.into)));
    return [...subjects].filter((subject) => this.isHere(subject, lane));
  }
  /** Whether a subject, or one that is linked to it, is in the lane. */
  private isHere(subject: string, lane: Lane): boolean {
    if (this.count === 1) return true;
    return this.identity.cluster(subject).some((each) => laneOf(each, this.count) === lane.number);
  }
  private seenUpTo({ position, hash }: Stored): Pick<Step, 'seen'> {
    if (position < this.seen) return {};
    this.seen = position;
    return { seen: { position, hash } };
  }

  /** Page by page; documents of the batch itself are left out: they are computed with the new policies already. */
  private async refreshFields(
    published: Passed['published'],
    lane: Lane,
    results: ReadonlyMap<Fold, Projected>,
    projecting: Projecting,
  ): Promise<void> {
    for (const fold of this.folds) {
      const event = published.findLast(({ name }) => fold.policies.includes(name))?.event;
      if (!event) continue;
      const result = results.get(fold);
      const computed = new Set(result?.documents.map(({ key }) => key));
      // no later one, as of a link: where a save ends before its rows, those documents are to be found again
      const judging = { ...projecting, known: this.policies.lastOf(fold.policies) };
      for await (const page of this.pages(fold)) {
        const old = page.filter(
          ({ key, subject, known }) => known <= event.position && !computed.has(key) && this.isHere(subject, lane),
        );
        const subjects = old.map(({ subject }) => subject);
        const waiting = new Map((await this.waitingAmong([fold], subjects)).get(fold));
        // those of this step are not saved yet
        for (const { subject, eventId } of result?.parked ?? [])
          if (!waiting.has(subject)) waiting.set(subject, eventId);
        const { documents, parked } = refreshed(fold, old, event, waiting, judging);
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
    const interrupted = this.interrupted(signal);
    setMaxListeners(0, interrupted); // one for each lane
    const { delivery, isShared, rest } = this.parts;
    const news = this.lanes.map((lane) => delivery.newer(lane.number, lane.leading, interrupted));
    await Promise.race(isShared === true && rest ? [...news, rest(LOOK, interrupted)] : news);
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

/** What is behind the leading folds of a lane. */
interface LaneBatch {
  readonly lane: Lane;
  readonly after: number;
  readonly read: Batch;
}
/** More are waiting behind it. */
const isFull = ({ events }: Batch): boolean => events.length === BATCH || charactersOf(events) >= CHARACTERS;
const charactersOf = (events: Batch['events']): number => events.reduce((sum, { data }) => sum + data.length, 0);
const isMuch = (all: readonly LaneBatch[], most: number): boolean => {
  const events = all.flatMap(({ read }) => read.events);
  return events.length >= most || charactersOf(events) >= CHARACTERS;
};

/** A lane that goes on. */
interface Passing {
  readonly lane: Lane;
  readonly after: number;
  readonly upTo: number;
}

/** Whether work is to be done again, with what is known by then. */
const isAgain = (error: unknown): boolean =>
  error instanceof Overtaken || error instanceof KnownElsewhere || error instanceof DocumentTooLarge;

const reached = ({ id }: Fold, { name }: Lane, position: number | typeof TOGETHER): Step['progress'][number] => ({
  model: id,
  lane: name,
  position,
});
