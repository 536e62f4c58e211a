import type { LogReader } from '@dossier/event-feed';
import {
  addDays,
  type AnyCommandDef,
  type AnyReactorDef,
  type AnyReadModelDef,
  type Asking,
  canonicalJson,
  childController,
  earliest,
  errorWords,
  type Instant,
  milliseconds,
  type Policies,
  type Reaction,
  Refusal,
} from '@dossier/kernel';
import { PAGE, reached, type ReadModelReader } from '@dossier/read-model';
import { derivedId } from '@dossier/security';
import type { Clock } from './clock';
import type { Answer, Sent } from './door';
import { deadlineOf, type Fold, type Remembered } from './fold';
import { Lanes } from './lanes';
import type { Registry } from './registry';
import { rest } from './rest';

/** Longest time between two looks, in milliseconds: a timer does not notice that the clock was set. */
const LOOK = 30_000;
/** Shortest time between two looks, in milliseconds: read models change with every command, deadlines rarely. */
const REST = 100;
const FIRST_PAUSE = 1_000;
/** Most deadlines read beside those that were answered or refused. */
const MOST = 1_000;
/** Most reactions of one reactor before those that came due meanwhile are looked for. */
const PIECE = 50;
/** Most answered reactions remembered; a forgotten one is sent again without effect. */
const ANSWERED = 100_000;

interface Parts {
  readonly registry: Registry;
  readonly reader: ReadModelReader;
  readonly feed: LogReader;
  readonly clock: Clock;
  /** The policies in force now; stored deadlines are computed with them. */
  readonly policies: () => Policies;
  readonly send: (def: AnyCommandDef, command: object, sent: Sent) => Promise<Answer>;
  /** What a work asks: it waits until the read models have all that is in the log. */
  readonly asking: (over: readonly AnyReadModelDef[], asOf: Instant) => Promise<Asking>;
  readonly onFailure: (error: unknown) => void;
  /** Whether this process reacts for a key; left out: for all of them. Others may react too: a reaction has one effect. */
  readonly isMine?: (key: string) => boolean;
}

/** A reaction of a history in its turn. */
interface Turn {
  readonly reactor: AnyReactorDef;
  readonly model: string;
  readonly each: Due;
  readonly turn: Instant;
}

/** A reaction that a rule refused: still due, tried again at growing intervals. */
export interface RefusedReaction {
  readonly id: string;
  readonly reactor: string;
  readonly key: string;
  readonly dueAt: Instant;
  readonly error: string;
  readonly attempts: number;
  readonly again: Instant;
}

/** What a reaction recorded, and when it was due. */
interface Wrote extends Pick<Row, 'dueAt' | 'changes'> {
  readonly reactor: AnyReactorDef;
  readonly key: string;
  readonly reaction: string;
  /** Those that its memory may have. */
  readonly events: number;
}

/** Nobody else had a hand in it: the reaction would be sent again after each of its own events. */
class AnswersItself extends Error {
  override readonly name = 'AnswersItself';
  constructor({ name }: AnyReactorDef, dueAt: Instant) {
    super(
      `the event that the reaction ${name} recorded leaves it due at ${dueAt}, and it would be sent without end: correct the reactor, so that its own event moves or clears what was due`,
    );
  }
}

/** A deadline; the id is that of the reaction to it in this state of the memory. */
interface Due extends Row {
  readonly id: string;
}
/** What a look at one reactor found. */
interface Look {
  readonly reactor: AnyReactorDef;
  readonly model: string;
  readonly now: Instant;
  /** Its memory is to have all events up to there. */
  readonly head: number;
  readonly due: readonly Due[];
  /** The next deadline that has not come. */
  readonly next: Instant | null;
}
interface Row {
  readonly key: string;
  readonly dueAt: Instant;
  readonly changes: number;
  readonly changedAt: Instant;
}

/**
 * Sends the commands of reactors when they are due. Deadlines are documents, so they survive a crash; the message id
 * derives from reactor, key, deadline and the changes of the memory, so a repeated reaction has one effect, and a deadline
 * that comes again has another. After a start, answers that left their deadline in place are asked for again; what came
 * due since goes before them.
 */
export class ReactorRunner {
  private readonly refusedById = new Map<string, RefusedReaction>();
  /** Answered, and still due at the last look: a command with nothing to do leaves its deadline in place. Oldest first. */
  private readonly answered = new Map<string, AnyReactorDef>();
  /** The last answers with events, by key of a reactor: what is due as before after them alone is not sent again. */
  private readonly wrote = new Map<string, Wrote>();
  /** Works under way, one for each key of a reactor: other reactions go on beside them. */
  private readonly working = new Map<string, Promise<void>>();
  private stopping: AbortSignal | undefined;
  /** Ends the rest before the next look. */
  private awake: AbortController | undefined;
  /** End of the log at each reactor's last look. */
  private readonly heads = new Map<string, number>();
  constructor(private readonly parts: Parts) {}

  get refused(): readonly RefusedReaction[] {
    return [...this.refusedById.values()];
  }

  async run(signal: AbortSignal): Promise<void> {
    this.stopping = signal;
    while (!signal.aborted) {
      const looked = childController(signal);
      this.awake = looked;
      const changed = this.parts.reader.changed(looked.signal);
      const next = await this.lookAround(PIECE);
      const wait = next === null ? LOOK : Math.max(0, milliseconds(next) - milliseconds(this.parts.clock.now()));
      const timer = setTimeout(() => looked.abort(), Math.min(wait, LOOK));
      await Promise.all([changed, rest(REST, signal)]);
      clearTimeout(timer);
      looked.abort();
    }
    await this.worked();
  }

  /** Sends all that is due now, works included. @returns the next deadline */
  async look(): Promise<Instant | null> {
    const next = await this.lookAround(Number.POSITIVE_INFINITY);
    await this.worked();
    return next;
  }

  /**
   * Of a history, once the memories have all that is recorded: sends what is due by an instant, the earliest first, works
   * included. What is recorded may set deadlines of its own: from then on it goes on for a day at most.
   * @param turnTo sets the clock to when each is due
   * @returns whether anything was recorded: there may be more that is due
   */
  async lookUpTo(until: Instant, turnTo: (due: Instant) => void): Promise<boolean> {
    const { registry, feed } = this.parts;
    const head = await feed.head();
    let last = until;
    const found = await Promise.all(
      [...registry.reactors.values()].map(async (reactor) => {
        const fold = registry.fold(reactor);
        const { rows, complete } = await this.ownIn(fold, until, 'dueAt', this.mostRead);
        const due = rows.map((row) => dueOf(reactor, row));
        if (complete) this.forget(reactor, due);
        else last = earliest(due.at(-1)?.dueAt ?? null, last); // behind it others come first
        const open = due.filter(({ id }) => !this.answered.has(id));
        return open.map((each) => ({ reactor, model: fold.id, each, turn: this.turnOf(each) }));
      }),
    );
    const isCut = last < until;
    let isNews = false;
    const byTurn = new Map<Instant, Turn[]>();
    for (const one of found.flat()) {
      const together = byTurn.get(one.turn) ?? [];
      byTurn.set(one.turn, together);
      together.push(one);
    }
    for (const turn of [...byTurn.keys()].sort()) {
      if (turn > last) break;
      turnTo(turn);
      await this.beginTogether(byTurn.get(turn) ?? [], turn);
      await this.worked();
      if (isNews || (await feed.head()) === head) continue;
      isNews = true;
      last = earliest(last, addDays(turn, 1));
    }
    return isCut || (await feed.head()) > head;
  }
  /** What is due at one time: those of one subject one after the other, so that they are recorded in the same order each time. */
  private async beginTogether(all: readonly Turn[], now: Instant): Promise<void> {
    const lanes = new Lanes();
    await Promise.all(
      all.map(async ({ reactor, model, each }) => {
        const subject = (await this.parts.reader.get(model, each.key))?.subject ?? each.key;
        await lanes.run(subject, () => this.begin(reactor, model, each, now));
      }),
    );
  }
  /** When it is sent: later than it is due where a rule refused it. */
  private turnOf({ id, dueAt }: Due): Instant {
    return this.refusedById.get(id)?.again ?? dueAt;
  }

  private async worked(): Promise<void> {
    await Promise.all(this.working.values());
  }

  /**
   * @param most reactions of each reactor
   * @returns the next deadline; now: there is more
   */
  async lookAround(most: number): Promise<Instant | null> {
    const reactors = [...this.parts.registry.reactors.values()];
    const failures: unknown[] = [];
    // what fails for one holds up no other
    const orFailed = <T>(work: Promise<T>): Promise<T | null> =>
      work.catch((error: unknown) => (failures.push(error), null));
    // asked for together: a store that reads in another thread is woken once, not for each of them
    const found = await Promise.all(reactors.map((reactor) => orFailed(this.lookAt(reactor))));
    let next: Instant | null = null;
    for (const look of found) {
      const due = look && (await orFailed(this.answer(look, most)));
      if (due !== null) next = earliest(next, due);
    }
    // once each: a store that is down fails for all of them
    for (const failure of new Map(failures.map((each) => [errorWords(each), each])).values())
      this.parts.onFailure(failure);
    return next;
  }

  /** @returns null where the memory does not have all events of the last look: an older one would react again to what is done */
  private async lookAt(reactor: AnyReactorDef): Promise<Look | null> {
    const { registry, reader, feed, clock } = this.parts;
    const fold = registry.fold(reactor);
    const head = await feed.head();
    const wanted = this.heads.get(fold.id) ?? head;
    this.behind(fold.id, head);
    if (reached(await reader.progress(fold.id)) < wanted) return null;
    const now = clock.now();
    const [due, next] = await Promise.all([this.dueIn(reactor, fold, now), this.nextIn(fold, now)]);
    return { reactor, model: fold.id, now, head, due, next };
  }

  /**
   * Sends what is due, up to most reactions.
   * @returns the next deadline; now: there is more
   */
  private async answer({ reactor, model, now, head, due, next }: Look, most: number): Promise<Instant | null> {
    if ((this.heads.get(model) ?? head) > head) return now; // a work of it has ended since: it is looked at again
    let sent = 0;
    for (const each of due) {
      if (this.answered.has(each.id)) continue;
      const again = this.turnOf(each);
      if (this.working.has(placeOf(reactor, each))) continue;
      if (again > now) {
        next = earliest(next, again);
        continue;
      }
      if (sent === most) return now;
      await this.begin(reactor, model, each, now);
      sent++;
    }
    if (sent > 0) this.behind(model, await this.parts.feed.head());
    return next;
  }

  /** Deadlines of this process that have come: the latest first, by when they were due and by when they were set in turn. */
  private async dueIn(reactor: AnyReactorDef, fold: Fold, now: Instant): Promise<readonly Due[]> {
    const all = await this.ownIn(fold, now, '-dueAt', this.mostRead);
    const due = all.rows.map((row) => dueOf(reactor, row));
    if (all.complete) this.forget(reactor, due);
    // a late fact sets a deadline that is long past, behind all that were due since
    const changed = all.complete
      ? byChange(due)
      : (await this.ownIn(fold, now, '-changedAt', MOST)).rows.map((row) => dueOf(reactor, row));
    const inTurn = due.flatMap((one, i) => [one, ...changed.slice(i, i + 1)]);
    return [...new Map(inTurn.map((one) => [one.id, one])).values()];
  }

  /** With room for refused and answered ones, so that they do not crowd out others. */
  private get mostRead(): number {
    return MOST + this.refusedById.size + this.answered.size;
  }
  private async ownIn(
    fold: Fold,
    now: Instant,
    sort: string,
    most: number,
  ): Promise<{ readonly rows: readonly Row[]; readonly complete: boolean }> {
    const { reader, isMine = () => true } = this.parts;
    const where = [{ field: 'dueAt', op: 'lte', value: now }] as const;
    // those of other processes do not crowd out others
    // a page first: for more a store may open a connection, and there is a look at each reactor ten times a second
    for (let limit = PAGE.largest; ; limit *= 4) {
      const found = await reader.rows(fold, ['dueAt', 'changes', 'changedAt'], { where, sort, limit });
      const rows = found
        .map((row): Row => {
          const { key, dueAt, changes, changedAt } = row;
          return { key: String(key), dueAt: String(dueAt), changes: Number(changes), changedAt: String(changedAt) };
        })
        .filter(({ key }) => isMine(key));
      const complete = found.length < limit;
      if (complete || (limit >= most && rows.length >= MOST)) return { rows, complete };
    }
  }

  /** The next deadline that has not come: also one of another process. */
  private async nextIn(fold: Fold, now: Instant): Promise<Instant | null> {
    const where = [{ field: 'dueAt', op: 'gt', value: now }] as const;
    const [row] = await this.parts.reader.rows(fold, ['dueAt'], { where, sort: 'dueAt', limit: 1 });
    return row ? String(row['dueAt']) : null;
  }

  private async begin(reactor: AnyReactorDef, model: string, due: Due, now: Instant): Promise<void> {
    const reacted = this.react(reactor, model, due, now);
    if (!reactor.work) return reacted;
    const place = placeOf(reactor, due);
    this.working.set(
      place,
      reacted.catch(this.parts.onFailure).then(() => this.workEnded(model, place)),
    );
  }

  /** What it recorded is to be in the memory before that is looked at again; and what came due meanwhile is not heard of by a change. */
  private async workEnded(model: string, place: string): Promise<void> {
    try {
      this.behind(model, await this.parts.feed.head());
    } catch (error) {
      this.parts.onFailure(error);
    }
    this.working.delete(place);
    this.awake?.abort();
  }
  /** A memory is not looked at before it has all events up to there. */
  private behind(model: string, head: number): void {
    this.heads.set(model, Math.max(this.heads.get(model) ?? 0, head));
  }

  private async react(reactor: AnyReactorDef, model: string, due: Due, now: Instant): Promise<void> {
    const { id, key, dueAt, changes } = due;
    const found = await this.parts.reader.get(model, key);
    const memory = found?.doc as Remembered | undefined;
    const policies = this.parts.policies();
    if (memory?.changes !== changes || deadlineOf(reactor, memory, policies) !== dueAt) return;
    try {
      const principal = { id: `reactor-${reactor.name}`, role: 'admin' as const, departments: [] };
      const { command, occurredAt, backfill } = reactor.react(memory.doc, key, policies) as Reaction;
      const wrote: Wrote = {
        reactor,
        key,
        dueAt,
        changes,
        reaction: canonicalJson({ command, occurredAt }),
        events: 0,
      };
      if (this.answersItself(wrote)) throw new AnswersItself(reactor, dueAt);
      const done = await this.workDone(reactor, memory.doc, { principal }, now);
      if (done === undefined) return;
      const sent: Sent = {
        principal,
        messageId: id,
        ...(occurredAt !== undefined && { occurredAt }),
        ...(backfill !== undefined && { backfill }),
      };
      const { receipt } = await this.parts.send(reactor.sends as AnyCommandDef, command, sent);
      this.refusedById.delete(id);
      remember(this.answered, id, reactor);
      const events = done + this.heard(reactor, receipt);
      if (events > 0) remember(this.wrote, placeOf(reactor, due), { ...wrote, events });
    } catch (error) {
      if (!(error instanceof Refusal)) this.parts.onFailure(error);
      const attempts = (this.refusedById.get(id)?.attempts ?? 0) + 1;
      const words = error instanceof Refusal ? error.code : errorWords(error);
      const again = new Date(milliseconds(now) + FIRST_PAUSE * 2 ** Math.min(attempts, 16)).toISOString();
      this.refusedById.set(id, { id, reactor: reactor.name, key, dueAt, error: words, attempts, again });
    }
  }

  /** Whether the same was sent before at the same deadline, and nothing but its own events has changed the memory since. */
  private answersItself({ reactor, key, dueAt, changes, reaction }: Wrote): boolean {
    const last = this.wrote.get(placeOf(reactor, { key }));
    if (last?.dueAt !== dueAt || last.reaction !== reaction) return false;
    return changes > last.changes && changes - last.changes <= last.events;
  }

  /** How many events of an answer its memory may have: others do not change it, and so are no reason to be due again. */
  private heard(reactor: AnyReactorDef, { events }: Answer['receipt']): number {
    const { handlers } = this.parts.registry.fold(reactor);
    return events.filter(({ type }) => handlers.has(type)).length;
  }

  /** @returns the number of events of its memory that it recorded; undefined: this process stops in the middle of it */
  private async workDone(reactor: AnyReactorDef, doc: object, sent: Sent, now: Instant): Promise<number | undefined> {
    const { work } = reactor;
    if (!work) return 0;
    let events = 0;
    const asking = await this.parts.asking(work.over, work.asOf(doc, now));
    for await (const piece of work.pieces(doc, asking)) {
      if (this.stopping?.aborted) return undefined;
      const answers = await Promise.all(
        piece.map(({ def, command, occurredAt }) =>
          this.parts.send(def, command, { ...sent, ...(occurredAt !== undefined && { occurredAt }) }),
        ),
      );
      events += answers.reduce((sum, { receipt }) => sum + this.heard(reactor, receipt), 0);
    }
    return this.stopping?.aborted === true ? undefined : events;
  }

  /** Forgets refused and answered reactions whose deadline is gone or moved. */
  private forget(reactor: AnyReactorDef, rows: readonly Due[]): void {
    const due = new Set(rows.map(({ id }) => id));
    for (const { id, reactor: name } of this.refused)
      if (name === reactor.name && !due.has(id)) this.refusedById.delete(id);
    for (const [id, of] of this.answered) if (of === reactor && !due.has(id)) this.answered.delete(id);
    const keys = new Set(rows.map(({ key }) => key));
    for (const [place, { reactor: of, key }] of this.wrote)
      if (of === reactor && !keys.has(key)) this.wrote.delete(place);
  }
}

/** Of the last ones; the oldest is forgotten. */
function remember<T>(all: Map<string, T>, name: string, value: T): void {
  all.delete(name);
  all.set(name, value);
  const [oldest] = all.keys();
  if (all.size > ANSWERED && oldest !== undefined) all.delete(oldest);
}

const dueOf = ({ name }: AnyReactorDef, row: Row): Due => ({
  ...row,
  id: derivedId('reaction', name, row.key, row.dueAt, String(row.changes), row.changedAt),
});
const byChange = (due: readonly Due[]): readonly Due[] =>
  due.toSorted((a, b) => (a.changedAt < b.changedAt ? 1 : a.changedAt > b.changedAt ? -1 : 0));
const placeOf = ({ name }: AnyReactorDef, { key }: Pick<Row, 'key'>): string => `${name} ${key}`;
