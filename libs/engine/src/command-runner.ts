import {
  AlreadyClaimed,
  type Appended,
  type Claimed,
  type Codec,
  Conflict,
  type EventStore,
  type Head,
  LogStopped,
  LogUnreachable,
  NameTaken,
  TooLarge,
} from '@dossier/event-store';
import {
  type AnyCommandDef,
  type Decision,
  type EventOf,
  Refusal,
  type Step,
  streamOf,
  writtenStreams,
} from '@dossier/kernel';
import { Aggregates } from './aggregates';
import { Appending, mustFit, nameOf } from './appending';
import type { Attempt, Decided } from './attempt';
import { Claims, type CommandClaim, sentWith } from './claims';
import type { Clock } from './clock';
import { Deciding } from './deciding';
import type { Answer, Sent } from './door';
import type { Ids } from './ids';
import { Lanes } from './lanes';
import type { PolicyBook } from './policy-book';
import { parsePosition, positionText } from './position';
import { commandRefusal } from './refusals';

/** How often a command is decided again after somebody else wrote first. */
const ATTEMPTS = 10;

const NOBODY: ReadonlySet<string> = new Set();

/** Finds the customer whom a reference names. @throws Refusal `customers/unknown`, `customers/ambiguous` */
export type ResolveCustomer = (reference: string) => Promise<string>;

/**
 * Loads, decides, appends once. Commands on one stream queue here, so that conflicts come only from other processes
 * (P2); a repeated key gets the first answer (P3).
 */
export class CommandRunner {
  private readonly claims: Claims;
  private readonly aggregates: Aggregates;
  private readonly deciding: Deciding;
  private readonly appending: Appending;
  private readonly lanes = new Lanes();
  private readonly inFlight = new Set<string>();

  constructor(
    private readonly store: EventStore,
    secret: Buffer,
    codec: Codec,
    clock: Clock,
    ids: Ids,
    private readonly policies: PolicyBook,
    private readonly resolveCustomer: ResolveCustomer,
    /** Called with a failure after the append; the command is answered all the same. */
    onFailure: (error: unknown) => void = () => undefined,
  ) {
    this.claims = new Claims(store, secret);
    this.aggregates = new Aggregates(store, codec);
    this.deciding = new Deciding(store, codec, clock, policies, this.aggregates);
    this.appending = new Appending(store, codec, ids, policies, this.aggregates, onFailure);
  }

  /**
   * @throws Refusal of the decision, or `command/…`: nothing was written, but after `command/log-stopped`, LogUnreachable
   * or LogDamaged that is not known
   */
  run(def: AnyCommandDef, command: object, sent: Sent): Promise<Answer> {
    return this.perform(def, command, sent);
  }

  /** The process is stopping: commands on streams that take long to read end with Stopping. */
  stopWaiting(): void {
    this.aggregates.stopWaiting();
  }

  private async perform(def: AnyCommandDef, command: object, sent: Sent, stepOf?: CommandClaim): Promise<Answer> {
    const claim = this.claims.of(def, command, sent);
    if (claim) {
      if (this.inFlight.has(claim.key)) throw commandRefusal('in-flight');
      this.inFlight.add(claim.key);
    }
    try {
      const first = claim && !this.claims.wasFree(claim) && (await this.claims.before(claim, sent));
      if (first) return await this.followed(def, command, sent, await this.repeated(def, command, sent, first, claim));
      const attempt = await this.attemptOf(def, command, sent, claim);
      const answer = await this.lanes.run(attempt.stream, () => this.attempt({ ...attempt, stepOf }));
      return await this.followed(def, attempt.command, sent, withCustomer(answer, namedBy(def, attempt.command)));
    } finally {
      if (claim) this.inFlight.delete(claim.key);
    }
  }

  /**
   * What {@link run} would answer now; nothing is written, and the events have no ids.
   * @param opened customers whose files are assumed to be open already
   * @throws Refusal as `run` would
   */
  async rehearse(def: AnyCommandDef, command: object, sent: Sent, opened: ReadonlySet<string>): Promise<Answer> {
    const claim = this.claims.of(def, command, sent);
    const first = claim && (await this.claims.beforeRehearsal(claim, sent));
    if (first) return await this.repeated(def, command, sent, first, claim);
    const attempt = await this.attemptOf(def, command, sent, claim, opened);
    return this.lanes.run(attempt.stream, async () => {
      const decided = await this.deciding.rehearsed(attempt);
      const { head, events } = decided;
      mustFit(events.map(({ data }) => ({ data: JSON.stringify(data) }))); // unsealed: a rehearsal makes no keys
      const following = await this.rehearseSteps(attempt, decided);
      await this.appending.mustBeFree(decided); // after the steps, as in a run: they can say whose the name is
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
    claim: CommandClaim | undefined,
    opened: ReadonlySet<string> = NOBODY,
  ): Promise<Attempt> {
    const resolved = await this.resolved(def, command, opened);
    return { def, command: resolved, sent, claim, stream: streamOf(def.on, def.id(resolved)) };
  }

  /** The first answer under a key, also for the same command in another form. @throws Refusal `command/key-reused` */
  private async repeated(
    def: AnyCommandDef,
    command: object,
    sent: Sent,
    first: Claimed,
    claim: CommandClaim,
  ): Promise<Answer> {
    if (!claim.isOf(first) && !(await this.meansTheSame(def, command, sent, first.answer.stream)))
      throw commandRefusal('key-reused');
    return this.replayNamed(def, command, await this.replayed(first.answer));
  }

  private async meansTheSame(def: AnyCommandDef, command: object, sent: Sent, stream: string): Promise<boolean> {
    // what was sent beside the command is not in its stream, so it cannot be compared
    if (def.creates !== true || 'beside' in sent || sent.ifMatch !== undefined) return false;
    if (!(await this.wasFollowed(def, command, sent))) return false;
    try {
      const attempt = await this.attemptOf(def, command, sent, undefined);
      if (attempt.stream !== stream) return false;
      const decided = await this.deciding.rehearsed(attempt);
      return decided.events.length === 0 && (await this.rehearseSteps(attempt, decided)).length === 0;
    } catch (error) {
      // its key says which one is meant, also where that one was taken back since
      if (error instanceof Refusal) return error.code === 'command/ended';
      throw error;
    }
  }

  /** Whether the first command under this key had the same number of following steps: each step claims its own key. */
  private async wasFollowed(def: AnyCommandDef, command: object, sent: Sent): Promise<boolean> {
    if (!def.after && !def.afterIn) return true;
    const steps = (await this.stepsAfter(def, command)).length;
    const isClaimed = (index: number): Promise<boolean> => this.claims.isClaimed(sentWith(sent, index));
    return (steps === 0 || (await isClaimed(steps - 1))) && !(await isClaimed(steps));
  }

  /** Streams that a command writes, by the policies of now. */
  written(def: AnyCommandDef, command: object, sent: Sent): readonly string[] {
    return writtenStreams(def, command, sent, this.policies.latest());
  }

  private async stepsAfter({ after, afterIn, on, id }: AnyCommandDef, command: object): Promise<readonly Step[]> {
    const steps = after?.(command, this.policies.latest()) ?? [];
    if (!afterIn) return steps;
    const { state } = await this.aggregates.latest(on, streamOf(on, id(command)));
    return [...steps, ...afterIn(command, state)];
  }

  private async resolved(def: AnyCommandDef, command: object, opened = NOBODY): Promise<object> {
    const field = def.customer;
    const reference = namedBy(def, command);
    if (field === undefined || reference === undefined || opened.has(reference)) return command;
    const id = await this.resolveCustomer(reference).catch((error: unknown) => {
      throw error instanceof Refusal ? error.of(field) : error;
    });
    return id === reference
      ? command
      : Object.assign(Object.create(Object.getPrototypeOf(command) as object) as object, command, { [field]: id });
  }

  /** For a repeat: looks up the named customer again; not finding it is no error. */
  private async replayNamed(def: AnyCommandDef, command: object, answer: Answer): Promise<Answer> {
    try {
      return withCustomer(answer, namedBy(def, await this.resolved(def, command)));
    } catch (error) {
      if (error instanceof Refusal) return answer;
      throw error;
    }
  }

  /** Runs the following steps, also for a repeat: the process may have stopped between the command and them. */
  private async followed(def: AnyCommandDef, command: object, sent: Sent, answer: Answer): Promise<Answer> {
    const receipts = [answer.receipt];
    for (const [index, step] of (await this.stepsAfter(def, command)).entries())
      receipts.push((await this.run(step.def, step.command, sentWith(sent, index))).receipt);
    // a step that did nothing tells of what was there before
    const { position } = receipts.reduce((a, b) => (this.placeOf(b) > this.placeOf(a) ? b : a));
    // only of what was written here: whoever sends it says that he has seen all before it
    const revision = receipts.reduce(
      (last, { stream, revision: after, events }) =>
        stream === answer.receipt.stream && after - events.length === last ? after : last,
      answer.receipt.revision,
    );
    return {
      ...answer,
      receipt: { ...answer.receipt, revision, position, events: receipts.flatMap(({ events }) => events) },
    };
  }

  private placeOf({ position }: Answer['receipt']): number {
    return parsePosition(this.store.log, position).position;
  }

  /** Checks every decision of the command and its steps before anything is written; then runs the steps that go before it. */
  private async prepare(attempt: Attempt): Promise<void> {
    const { def, command, sent } = attempt;
    const steps = [...(def.before?.(command, sent) ?? []), ...(await this.stepsAfter(def, command))];
    if (steps.length === 0) return; // its own decision is checked by the append
    const decision = await this.deciding.decision(attempt);
    const decided = await this.deciding.decided(attempt, decision, false);
    // a step that refuses nothing is decided when its turn comes
    await this.rehearseSteps(
      attempt,
      decided,
      ({ def: { refuses = [], names } }) => refuses.length > 0 || names !== undefined,
    );
    if (!def.before || decided.events.length === 0) return;
    await this.appending.mustBeFree(decided);
    // found later, at the append, the step before would have left a reservation that nobody uses or releases
    mustFit((await this.appending.proposal(attempt, decision, decided)).events);
    for (const step of def.before(command, sent))
      await this.perform(step.def, step.command, sentWith(sent), attempt.claim ?? attempt.stepOf);
  }

  /**
   * Checks the steps of a command; following steps also where the command itself does nothing, since they run then too.
   * @param which steps; left out: all
   * @returns the events that would follow
   * @throws Refusal of a step
   */
  private async rehearseSteps(
    { def, command, sent }: Attempt,
    { events }: Decided,
    which: (step: Step) => boolean = () => true,
  ): Promise<readonly EventOf[]> {
    const rehearsed = async (steps: readonly Step[]): Promise<readonly EventOf[]> => {
      const found: EventOf[] = [];
      for (const step of steps.filter(which)) {
        const stream = streamOf(step.def.on, step.def.id(step.command));
        const attempt = { ...step, sent: sentWith(sent), stream, claim: undefined };
        const decided = await this.deciding.rehearsed(attempt);
        await this.appending.mustBeFree(decided).catch(async (error: unknown) => {
          this.aggregates.forget(stream); // another process took the name: what it wrote says whose it is
          await this.deciding.rehearsed(attempt);
          throw error;
        });
        found.push(...decided.events);
      }
      return found;
    };
    if (events.length > 0) await rehearsed(def.before?.(command, sent) ?? []);
    return rehearsed(await this.stepsAfter(def, command));
  }

  private async attempt(attempt: Attempt): Promise<Answer> {
    await this.prepare(attempt);
    for (let tries = 1; ; tries++) {
      const decision = await this.deciding.decision(attempt); // in each try: the streams it needs may have changed too
      const loaded = await this.deciding.decided(attempt, decision, tries === 1);
      try {
        return await this.append(attempt, decision, loaded);
      } catch (error) {
        // who was refused a name has learnt nothing of the stream: it need not be read again
        if (!(error instanceof NameTaken)) this.aggregates.forget(attempt.stream);
        const taken = error instanceof NameTaken && loaded.names.find((naming) => nameOf(naming).key === error.key);
        const refused = taken && (await this.appending.refusalOf(taken));
        if (refused) throw refused;
        if (error instanceof Conflict && tries < ATTEMPTS) continue;
        // the stream was assumed to be absent, which may be why it failed: read it and decide again
        const isAnswer = [AlreadyClaimed, LogStopped, LogUnreachable].some((kind) => error instanceof kind);
        if (tries === 1 && attempt.def.creates && !isAnswer) continue;
        if (error instanceof Conflict) throw commandRefusal('conflict', { stream: attempt.stream });
        if (error instanceof TooLarge) throw commandRefusal('too-large', { bytes: error.bytes, limit: error.limit });
        if (error instanceof LogStopped) throw commandRefusal('log-stopped');
        if (error instanceof AlreadyClaimed && attempt.claim) return await this.replay(attempt.claim, error.claimed);
        throw error;
      }
    }
  }

  private async append(attempt: Attempt, decision: Decision, decided: Decided): Promise<Answer> {
    if (decided.events.length === 0 && !attempt.claim) return this.nothing(attempt.stream, decided.head);
    const { append, appended } = await this.appending.append(attempt, decision, decided);
    return this.answer(appended, false, append.subject);
  }

  private nothing(stream: string, head: Head | undefined): Answer {
    const { revision, position } = head ?? { revision: -1, position: 0 };
    return this.answer({ stream, revision, position, events: [] }, false, head?.subject);
  }

  private async replay(claim: CommandClaim, first: Claimed): Promise<Answer> {
    if (!claim.isOf(first)) throw commandRefusal('key-reused');
    return this.replayed(first.answer);
  }

  private async replayed(answer: Appended): Promise<Answer> {
    return this.answer(answer, true, (await this.store.head(answer.stream))?.subject);
  }

  private answer({ stream, revision, position, events }: Appended, replayed: boolean, subject?: string): Answer {
    return {
      receipt: { stream, revision, position: positionText(this.store.log, position, subject), events },
      created: events.length > 0 && revision === events.length - 1,
      replayed,
      ...(subject !== undefined && { subject }),
    };
  }
}

/** The value of the command's `customer` field. */
const namedBy = (def: AnyCommandDef, command: object): string | undefined =>
  def.customer === undefined ? undefined : (command as Record<string, string | undefined>)[def.customer];

const withCustomer = (answer: Answer, customer: string | undefined): Answer =>
  customer === undefined ? answer : { ...answer, customer };
