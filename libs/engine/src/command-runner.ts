import {
  AlreadyClaimed,
  type Append,
  type Appended,
  appendSize,
  type Claim,
  type Claimed,
  type Codec,
  Conflict,
  type Envelope,
  type EventStore,
  type Head,
  LARGEST_APPEND,
  LogStopped,
  type Name,
  NameTaken,
  type Proposed,
  TooLarge,
} from '@dossier/event-store';
import {
  type AnyCommandDef,
  addMinutes,
  canonicalJson,
  type Decision,
  type EventOf,
  meaningOf,
  type Naming,
  type Need,
  ownSubject,
  type Recorded,
  Refusal,
  type Step,
  streamOf,
} from '@dossier/kernel';
import { derivedId, fingerprint } from '@dossier/security';
import type { Clock } from './clock';
import type { Answer, Sent } from './door';
import type { Ids } from './ids';
import { Lanes } from './lanes';
import { LeastRecent } from './least-recent';
import type { PolicyBook } from './policy-book';
import { positionText } from './position';
import { commandRefusal } from './refusals';

/** An aggregate as last seen. */
interface Loaded {
  readonly on: State;
  readonly state: unknown;
  /** undefined: the stream does not exist. */
  readonly head: Head | undefined;
  /** Bytes of its events. */
  readonly bytes: number;
}
interface Decided extends Loaded {
  readonly events: readonly EventOf[];
  /** That the events take. */
  readonly names: readonly Naming[];
}
/** What was decided, and how it went into the log. */
interface Written {
  readonly events: readonly EventOf[];
  readonly append: Append;
  readonly appended: Appended;
}
/** One attempt's view of a command. */
interface Attempt {
  readonly def: AnyCommandDef;
  readonly command: object;
  readonly sent: Sent;
  readonly stream: string;
  readonly claim: Claim | undefined;
}

/** How often a command is decided again after somebody else wrote first. */
const ATTEMPTS = 10;
const FUTURE_MINUTES = 5;
/** Bytes of the events of aggregates that are remembered: tens of thousands of customers, or some hundred of the largest orders. */
const CACHED = 64 * 1024 * 1024;

const NOBODY: ReadonlySet<string> = new Set();

/** Finds the customer whom a reference names. @throws Refusal `customers/unknown`, `customers/ambiguous` */
export type ResolveCustomer = (reference: string) => Promise<string>;

/**
 * Loads, decides, appends once. Commands on one stream queue here, so that only other processes are raced (P2); a
 * repeated key gets the first answer (P3).
 */
export class CommandRunner {
  private readonly cache = new LeastRecent<string, Loaded>(CACHED, ({ bytes }) => bytes);
  private readonly lanes = new Lanes();
  private readonly inFlight = new Set<string>();

  constructor(
    private readonly store: EventStore,
    private readonly codec: Codec,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly policies: PolicyBook,
    private readonly resolveCustomer: ResolveCustomer,
    /** Told of what failed after an append, which is answered all the same. */
    private readonly onFailure: (error: unknown) => void = () => undefined,
  ) {}

  /**
   * @throws Refusal of the decision, or `command/…`: nothing was written then, save that `command/log-stopped` leaves
   * open what became of it
   */
  async run(def: AnyCommandDef, command: object, sent: Sent): Promise<Answer> {
    const claim = claimOf(def, command, sent);
    if (claim) {
      if (this.inFlight.has(claim.key)) throw commandRefusal('in-flight');
      this.inFlight.add(claim.key);
    }
    try {
      const first = claim && (await this.claimedBefore(claim, sent));
      if (first) return await this.followed(def, command, sent, await this.repeated(def, command, sent, first, claim));
      const attempt = await this.attemptOf(def, command, sent, claim);
      const answer = await this.lanes.run(attempt.stream, () => this.attempt(attempt));
      return await this.followed(def, attempt.command, sent, withCustomer(answer, namedBy(def, attempt.command)));
    } finally {
      if (claim) this.inFlight.delete(claim.key);
    }
  }

  /**
   * Message ids were everybody's once: what was claimed so by the same command stays done, and its repeat has no second
   * effect.
   */
  private async claimedBefore({ key, fingerprint: print }: Claim, { messageId }: Sent): Promise<Claimed | undefined> {
    const first = await this.store.claimed(key);
    if (first !== undefined || messageId === undefined) return first;
    const once = await this.store.claimed(fingerprint('key', 'message', messageId));
    return once?.fingerprint === print ? once : undefined;
  }

  /**
   * What {@link run} would answer now; nothing is written, and the events have no ids.
   * @param opened customers of whom it is assumed that their files are opened before
   * @throws Refusal as `run` would
   */
  async rehearse(def: AnyCommandDef, command: object, sent: Sent, opened: ReadonlySet<string>): Promise<Answer> {
    const claim = claimOf(def, command, sent);
    const first = claim && (await this.claimedBefore(claim, sent));
    if (first) return await this.repeated(def, command, sent, first, claim);
    const attempt = await this.attemptOf(def, command, sent, claim, opened);
    return this.lanes.run(attempt.stream, async () => {
      const decided = await this.decided(attempt, await this.decision(attempt), false);
      const { head, events } = decided;
      await this.mustBeFree(decided);
      mustFit(events.map(({ data }) => ({ data: JSON.stringify(data) }))); // seals need keys, which a rehearsal makes for nobody
      const following = await this.rehearseSteps(attempt, decided);
      const { receipt } = this.nothing(attempt.stream, head);
      const revision = receipt.revision + events.length;
      const told = [...events, ...following].map(({ type }) => ({ id: '', type }));
      return { receipt: { ...receipt, revision, events: told }, created: head === undefined, replayed: false };
    });
  }

  private async attemptOf(
    def: AnyCommandDef,
    command: object,
    sent: Sent,
    claim: Claim | undefined,
    opened: ReadonlySet<string> = NOBODY,
  ): Promise<Attempt> {
    const resolved = await this.resolved(def, command, opened);
    return { def, command: resolved, sent, claim, stream: streamOf(def.on, def.id(resolved)) };
  }

  /** A key that was used before: for the same command in another form as well. @throws Refusal `command/key-reused` */
  private async repeated(
    def: AnyCommandDef,
    command: object,
    sent: Sent,
    { fingerprint: known, answer }: Claimed,
    claim: Claim,
  ): Promise<Answer> {
    if (known !== claim.fingerprint && !(await this.meansTheSame(def, command, sent, answer.stream)))
      throw commandRefusal('key-reused');
    return this.replayNamed(def, command, await this.replayed(answer));
  }

  private async meansTheSame(def: AnyCommandDef, command: object, sent: Sent, stream: string): Promise<boolean> {
    // what goes with it is not in its stream
    if (def.creates !== true || 'beside' in sent || sent.ifMatch !== undefined) return false;
    if (def.after && (def.after(command).length > 0 || (await this.wasFollowed(def, command, sent)))) return false;
    try {
      const attempt = await this.attemptOf(def, command, sent, undefined);
      if (attempt.stream !== stream) return false;
      const { events } = await this.decided(attempt, await this.decision(attempt), false);
      return events.length === 0;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  }

  /** Whether something followed from what was sent under this key: its first step claimed a key of its own. */
  private async wasFollowed(def: AnyCommandDef, command: object, sent: Sent): Promise<boolean> {
    const step = newClaim(def, command, sentWith(sent, 0));
    return step !== undefined && (await this.store.claimed(step.key)) !== undefined;
  }

  private async resolved(def: AnyCommandDef, command: object, opened = NOBODY): Promise<object> {
    const field = def.customer;
    const reference = namedBy(def, command);
    if (field === undefined || reference === undefined || opened.has(reference)) return command;
    const id = await this.resolveCustomer(reference);
    return id === reference
      ? command
      : Object.assign(Object.create(Object.getPrototypeOf(command) as object) as object, command, { [field]: id });
  }

  /** A command was answered before: whom it names is looked up again, and nothing fails for it. */
  private async replayNamed(def: AnyCommandDef, command: object, answer: Answer): Promise<Answer> {
    try {
      return withCustomer(answer, namedBy(def, await this.resolved(def, command)));
    } catch (error) {
      if (error instanceof Refusal) return answer;
      throw error;
    }
  }

  /** Does what follows from a command, also when the command itself was done before: it may have been cut off there. */
  private async followed(def: AnyCommandDef, command: object, sent: Sent, answer: Answer): Promise<Answer> {
    const receipts = [answer.receipt];
    for (const [index, step] of (def.after?.(command) ?? []).entries())
      receipts.push((await this.run(step.def, step.command, sentWith(sent, index))).receipt);
    const { position } = receipts.at(-1) ?? answer.receipt;
    return { ...answer, receipt: { ...answer.receipt, position, events: receipts.flatMap(({ events }) => events) } };
  }

  /** Asks every decision that goes with a command before anything is written; then writes what must be there before it. */
  private async prepare(attempt: Attempt): Promise<void> {
    const { def, command, sent } = attempt;
    if (!def.before && !def.after) return;
    const decision = await this.decision(attempt);
    const decided = await this.decided(attempt, decision, false);
    await this.rehearseSteps(attempt, decided);
    if (!def.before || decided.events.length === 0) return;
    await this.mustBeFree(decided);
    // found at its own append, it would leave a reservation behind that nothing ever takes up or gives back
    mustFit((await this.proposal(attempt, decision, decided)).events);
    for (const step of def.before(command)) await this.run(step.def, step.command, sentWith(sent));
  }

  /**
   * Asks what goes with a command: what follows also where the command itself is nothing to do, as it is done then too.
   * @returns the events that would follow
   * @throws Refusal of what goes with it
   */
  private async rehearseSteps({ def, command, sent }: Attempt, { events }: Decided): Promise<readonly EventOf[]> {
    const rehearsed = async (steps: readonly Step[]): Promise<readonly EventOf[]> => {
      const found: EventOf[] = [];
      for (const step of steps) {
        const stream = streamOf(step.def.on, step.def.id(step.command));
        const attempt = { ...step, sent: sentWith(sent), stream, claim: undefined };
        const decided = await this.decided(attempt, await this.decision(attempt), false);
        await this.mustBeFree(decided);
        found.push(...decided.events);
      }
      return found;
    };
    if (events.length > 0) await rehearsed(def.before?.(command) ?? []);
    return rehearsed(def.after?.(command) ?? []);
  }

  /** @throws Refusal of a name that another has */
  private async mustBeFree({ names }: Decided): Promise<void> {
    for (const naming of names) {
      const { key, fingerprint: owner } = nameOf(naming);
      if (naming.refusal && ((await this.store.claimed(key))?.fingerprint ?? owner) !== owner) throw naming.refusal;
    }
  }

  private async attempt(attempt: Attempt): Promise<Answer> {
    await this.prepare(attempt);
    for (let tries = 1; ; tries++) {
      const decision = await this.decision(attempt); // each time: what it looks at may have moved on too
      const loaded = await this.decided(attempt, decision, tries === 1);
      try {
        return await this.append(attempt, decision, loaded);
      } catch (error) {
        this.cache.delete(attempt.stream);
        const taken = error instanceof NameTaken && loaded.names.find((naming) => nameOf(naming).key === error.key);
        if (taken && taken.refusal) throw taken.refusal;
        if (error instanceof Conflict && tries < ATTEMPTS) continue;
        // what was assumed of a stream may be why it failed: what is there decides
        if (tries === 1 && attempt.def.creates && !(error instanceof LogStopped || error instanceof AlreadyClaimed))
          continue;
        if (error instanceof Conflict) throw commandRefusal('conflict', { stream: attempt.stream });
        if (error instanceof TooLarge) throw commandRefusal('too-large', { bytes: error.bytes, limit: error.limit });
        if (error instanceof LogStopped) throw commandRefusal('log-stopped');
        if (error instanceof AlreadyClaimed && attempt.claim)
          return await this.replay(attempt.claim, error.claimed.fingerprint, error.claimed.answer);
        throw error;
      }
    }
  }

  private async decision({ def, command, sent }: Attempt): Promise<Decision> {
    await this.policies.current();
    const now = this.clock.now();
    const occurredAt = sent.occurredAt ?? now;
    if (occurredAt > addMinutes(now, FUTURE_MINUTES)) throw commandRefusal('future', { occurredAt });
    const department = sent.department ?? sent.principal.departments[0] ?? null;
    if (def.department === 'required' && department === null) throw commandRefusal('department-missing');
    return {
      now,
      occurredAt,
      actor: sent.principal.id,
      department,
      businessLine: sent.businessLine ?? null,
      policies: this.policies.asOf(occurredAt),
      backfill: sent.backfill ?? false,
      needed: await this.needed(def, command, sent),
    };
  }

  /**
   * Decides; what was cached or taken for granted may only decide to append, so "no" and "nothing" are decided again on
   * the tail (P2).
   */
  private async decided(attempt: Attempt, decision: Decision, isFirst: boolean): Promise<Decided> {
    const seen = this.cache.get(attempt.stream);
    const cached = seen?.on === attempt.def.on ? seen : undefined;
    // most streams that a command would create are not there: the append itself finds out
    const assumed = cached ?? (isFirst && attempt.def.creates ? absent(attempt.def) : undefined);
    if (assumed) {
      try {
        const decided = await this.decide(attempt, decision, assumed);
        if (decided.events.length > 0) return decided;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
    }
    const loaded = await this.load(attempt.def.on, attempt.stream, cached);
    this.cache.set(attempt.stream, loaded);
    return this.decide(attempt, decision, loaded);
  }

  private async load(on: State, stream: string, known?: Loaded): Promise<Loaded> {
    const head = await this.store.head(stream);
    const from = known?.head === undefined ? 0 : known.head.revision + 1;
    const before: unknown = known?.state ?? on.initial;
    const bytes = known?.bytes ?? ABSENT;
    if (head === undefined || from > head.revision) return { on, state: before, head, bytes };
    const stored = await this.store.read(stream, from);
    const state = evolve(on, before, await this.codec.decode(stored));
    return { on, state, head, bytes: bytes + appendSize(stored) };
  }

  private async needed(
    { needs = {} }: AnyCommandDef,
    command: object,
    { backfill = false }: Sent,
  ): Promise<Record<string, unknown>> {
    const found: Record<string, unknown> = {};
    for (const [name, { of, id, unlessBackfill }] of Object.entries(needs as Readonly<Record<string, AnyNeed>>)) {
      const which = backfill && unlessBackfill ? undefined : id(command, found);
      found[name] = which === undefined ? undefined : (await this.latest(of, streamOf(of, which))).state;
    }
    return found;
  }

  /** An aggregate as the log has it now, read from where it was last seen. */
  private async latest(on: State, stream: string): Promise<Loaded> {
    const cached = this.cache.get(stream);
    const loaded = await this.load(on, stream, cached?.on === on ? cached : undefined);
    const held = this.cache.get(stream);
    // one that was written meanwhile is newer
    if ((held?.head?.revision ?? -1) <= (loaded.head?.revision ?? -1)) this.cache.set(stream, loaded);
    return loaded;
  }

  private async decide(attempt: Attempt, decision: Decision, loaded: Loaded): Promise<Decided> {
    const { def, command } = attempt;
    const events = await this.eventsOf(attempt, decision, loaded);
    return { ...loaded, events, names: events.length > 0 ? (def.names?.(command, loaded.state, decision) ?? []) : [] };
  }

  private async eventsOf(attempt: Attempt, decision: Decision, { state, head }: Loaded): Promise<readonly EventOf[]> {
    const { def, command, sent, stream } = attempt;
    if (sent.ifMatch !== undefined && sent.ifMatch !== (head?.revision ?? -1))
      throw commandRefusal('stale', { stream, expected: sent.ifMatch, actual: head?.revision ?? -1 });
    if (!def.creates || head === undefined) return def.decide(command, state, decision) as readonly EventOf[];
    // what is there happened, whatever today's rules would say of it
    const wanted = def.decide(command, def.on.initial, { ...decision, backfill: true }) as readonly EventOf[];
    if (head.subject === subjectOf(attempt) && (await this.startsWith(attempt, wanted, decision))) return [];
    throw commandRefusal('exists', { stream });
  }

  /** True when the stream begins with facts of the same meaning, said by the same: creating it again is nothing to do. */
  private async startsWith(
    { def, stream, sent: { occurredAt: at } }: Attempt,
    wanted: readonly EventOf[],
    { department, businessLine }: Decision,
  ): Promise<boolean> {
    const first = await this.codec.decode(await this.store.read(stream, 0, wanted.length));
    return (
      first.length === wanted.length &&
      wanted.every((event, i) => {
        const known = first[i];
        return (
          known?.def.type === event.type &&
          known.at.department === department &&
          known.at.businessLine === businessLine &&
          meaningOf(def, known.data) === meaningOf(def, event.data) &&
          (at === undefined || known.at.occurredAt === (event.occurredAt ?? at))
        );
      })
    );
  }

  private async append(attempt: Attempt, decision: Decision, loaded: Decided): Promise<Answer> {
    const { head, events } = loaded;
    const { stream, claim } = attempt;
    if (events.length === 0 && !claim) return this.nothing(stream, head);
    const append = await this.proposal(attempt, decision, loaded);
    const appended = await this.store.append(append);
    if (events.length > 0) await this.afterwards(attempt, loaded, { events, append, appended });
    return this.answer(appended, false, append.subject);
  }

  private async proposal(attempt: Attempt, decision: Decision, { head, events, names }: Decided): Promise<Append> {
    const { stream, claim } = attempt;
    const subject = head?.subject ?? subjectOf(attempt);
    const proposed = await this.encode(attempt, decision, head, subject, events);
    return {
      stream,
      subject,
      expectedRevision: head?.revision ?? -1,
      events: proposed,
      ...(claim && { claim }),
      ...(names.length > 0 && { names: names.map(nameOf) }),
    };
  }

  /** What is stored is stored: whatever fails from here on must not look like a command that failed. */
  private async afterwards(attempt: Attempt, loaded: Loaded, written: Written): Promise<void> {
    try {
      this.remember(attempt, loaded, written);
    } catch (error) {
      this.cache.delete(attempt.stream);
      this.onFailure(error);
    }
    if (written.events.some(({ type }) => type === this.policies.eventType))
      await this.policies.read().catch(this.onFailure);
  }

  private async encode(
    { sent, stream, claim }: Attempt,
    decision: Decision,
    head: Head | undefined,
    subject: string,
    events: readonly EventOf[],
  ): Promise<readonly Proposed[]> {
    const owners = events.flatMap((event) => this.codec.owners(event, subject));
    if (owners.length > 0) await this.codec.ready(owners);
    const proposed: Proposed[] = [];
    let correlationId = sent.correlationId;
    for (const [i, event] of events.entries()) {
      const revision = (head?.revision ?? -1) + 1 + i;
      const id = claim ? derivedId('event', claim.key, String(revision)) : this.ids.next();
      correlationId ??= id;
      const envelope: Envelope = {
        id,
        stream,
        revision,
        subject,
        occurredAt: event.occurredAt ?? decision.occurredAt,
        recordedAt: decision.now,
        actor: decision.actor,
        department: decision.department,
        businessLine: decision.businessLine,
        correlationId,
        causationId: sent.causationId ?? null,
        traceparent: sent.traceparent ?? null,
        backfill: sent.backfill ?? false,
      };
      proposed.push(this.codec.encode(event, envelope, proposed.at(-1)?.hash ?? head?.hash ?? ''));
    }
    return proposed;
  }

  /** Keeps the state after the append, so that the next command on the stream need not read it. */
  private remember({ def, stream, sent }: Attempt, loaded: Loaded, { events, append, appended }: Written): void {
    // a document of the past is seldom touched again, and thousands of them would drive out those that are
    if (def.creates === true && sent.backfill === true) {
      this.cache.delete(stream);
      return;
    }
    const { revision, position, partition } = appended;
    const first = append.expectedRevision + 1;
    const news = append.events.map((envelope, i) => ({
      data: events[i]?.data,
      at: {
        ...envelope,
        stream,
        subject: append.subject,
        revision: first + i,
        position: position - append.events.length + 1 + i,
        partition,
      },
    }));
    const hash = append.events.at(-1)?.hash ?? '';
    this.cache.set(stream, {
      on: def.on,
      state: evolve(def.on, loaded.state, news),
      head: { stream, subject: append.subject, revision, position, partition, hash },
      bytes: loaded.bytes + appendSize(append.events),
    });
  }

  private nothing(stream: string, head: Head | undefined): Answer {
    const { revision, position, partition } = head ?? { revision: -1, position: 0, partition: 0 };
    return this.answer({ stream, revision, position, partition, events: [] }, false, head?.subject);
  }

  private async replay(claim: Claim, first: string, answer: Appended): Promise<Answer> {
    if (first !== claim.fingerprint) throw commandRefusal('key-reused');
    return this.replayed(answer);
  }

  private async replayed(answer: Appended): Promise<Answer> {
    return this.answer(answer, true, (await this.store.head(answer.stream))?.subject);
  }

  private answer(
    { stream, revision, position, partition, events }: Appended,
    replayed: boolean,
    subject?: string,
  ): Answer {
    return {
      receipt: { stream, revision, position: positionText(this.store.log, partition, position), events },
      created: events.length > 0 && revision === events.length - 1,
      replayed,
      ...(subject !== undefined && { subject }),
    };
  }
}

/** @throws Refusal `command/too-large` for what the log would not take in one append */
function mustFit(events: readonly Pick<Proposed, 'data'>[]): void {
  const bytes = appendSize(events);
  if (bytes > LARGEST_APPEND) throw commandRefusal('too-large', { bytes, limit: LARGEST_APPEND });
}

const nameOf = ({ name, owner, refusal }: Naming): Name => ({
  key: fingerprint('name', ...name),
  fingerprint: fingerprint('owner', owner),
  alone: refusal !== undefined,
});

/** What the command says in its `customer` field. */
const namedBy = (def: AnyCommandDef, command: object): string | undefined =>
  def.customer === undefined ? undefined : (command as Record<string, string | undefined>)[def.customer];

const withCustomer = (answer: Answer, customer: string | undefined): Answer =>
  customer === undefined ? answer : { ...answer, customer };

/** What it takes to remember that a stream is not there. */
const ABSENT = 1024;
const absent = ({ on }: AnyCommandDef): Loaded => ({ on, state: on.initial, head: undefined, bytes: ABSENT });

/** Whom a new stream is about. */
const subjectOf = ({ def, command, stream }: Attempt): string =>
  (def.subject ? def.subject(command) : def.id(command)) ?? ownSubject(stream);

/** How a step is sent: as the command that it goes with, under keys of its own that no sender can write. */
function sentWith({ key, messageId, ...rest }: Sent, index?: number): Sent {
  const sent = { ...rest };
  // they are about the command that this goes with
  delete sent.ifMatch;
  delete sent.beside;
  if (index === undefined) return sent; // a reservation is recognised by what it says
  const own = (text: string): string => `${text}\nstep ${index}`;
  return {
    ...sent,
    ...(key !== undefined && { key: own(key) }),
    ...(messageId !== undefined && { messageId: own(messageId) }),
  };
}

/** A command that is rehearsed and then run claims the same twice, and a hash over thousands of lines takes its time. */
const claims = new WeakMap<object, { readonly sent: Sent; readonly claim: Claim | undefined }>();
function claimOf(def: AnyCommandDef, command: object, sent: Sent): Claim | undefined {
  const known = claims.get(command);
  if (known?.sent === sent) return known.claim;
  const claim = newClaim(def, command, sent);
  claims.set(command, { sent, claim });
  return claim;
}

function newClaim(def: AnyCommandDef, command: object, sent: Sent): Claim | undefined {
  const { principal, key, messageId, ...rest } = sent;
  const scope = messageId === undefined ? [principal.id, key] : ['message', principal.id, messageId];
  if (scope.at(-1) === undefined) return undefined;
  return {
    key: fingerprint('key', ...(scope as string[])),
    fingerprint: fingerprint(
      'command',
      def.name,
      canonicalJson(command),
      canonicalJson({ ...rest, traceparent: undefined, correlationId: undefined }),
    ),
  };
}

/** A stream may hold events that this aggregate does not remember. */
const evolve = (on: State, state: unknown, events: readonly { data: unknown; at: Recorded }[]): unknown =>
  events.reduce((current, { data, at }) => {
    const name = namesOf(on).get(at.type);
    return name === undefined ? current : (on.evolve as Record<string, Remember>)[name]?.(current, data, at);
  }, state);
type State = AnyCommandDef['on'];
type AnyNeed = Need<object, unknown>;
type Remember = (state: unknown, data: unknown, at: Recorded) => unknown;

const names = new WeakMap<object, ReadonlyMap<string, string>>();
function namesOf(on: State): ReadonlyMap<string, string> {
  let known = names.get(on);
  if (!known) {
    const from = on.from as Readonly<Record<string, { readonly type: string }>>;
    known = new Map(Object.entries(from).map(([name, event]) => [event.type, name]));
    names.set(on, known);
  }
  return known;
}
