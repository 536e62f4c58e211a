import { IDENTITY_LINKS, identityLinks, PolicyPublished, type SubjectAttributed } from '@dossier/foundation';
import {
  type Append,
  type Appended,
  appendSize,
  type Claimed,
  type Codec,
  type Envelope,
  type EventStore,
  type Head,
  LARGEST_APPEND,
  type Name,
  type Proposed,
} from '@dossier/event-store';
import {
  type DataOf,
  type Decision,
  type EventOf,
  type Naming,
  ownSubject,
  type Refusal,
  streamOf,
} from '@dossier/kernel';
import { fingerprint } from '@dossier/security';
import { type Aggregates, evolved, growth, type Loaded } from './aggregates';
import { type Attempt, type Decided, subjectOf, type Written } from './attempt';
import { idOfStep, idUnder } from './claims';
import type { Ids } from './ids';
import type { PolicyBook } from './policy-book';
import { commandRefusal } from './refusals';

/** Appends decided events in their envelopes, with their names and their claim. */
export class Appending {
  constructor(
    private readonly store: EventStore,
    private readonly codec: Codec,
    private readonly ids: Ids,
    private readonly policies: PolicyBook,
    private readonly aggregates: Aggregates,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** @throws the store's errors */
  async append(
    attempt: Attempt,
    decision: Decision,
    decided: Decided,
  ): Promise<{ append: Append; appended: Appended }> {
    const append = await this.proposal(attempt, decision, decided);
    const appended = await this.store.append(append);
    const { events } = decided;
    if (events.length > 0) await this.afterwards(attempt, decided, { events, append, appended });
    return { append, appended };
  }

  /** What would be appended. */
  async proposal(attempt: Attempt, decision: Decision, { head, events, names }: Decided): Promise<Append> {
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

  /** @throws Refusal where another owner has the name */
  async mustBeFree({ names }: Decided): Promise<void> {
    for (const naming of names) {
      const refused = await this.refusalOf(naming);
      if (refused) throw refused;
    }
  }

  /** The refusal of a name that another has; undefined: none has it, or the command is done without it. */
  async refusalOf(naming: Naming): Promise<Refusal | undefined> {
    if (!naming.refusal) return undefined;
    const { key, fingerprint: owner } = nameOf(naming);
    const taken = await this.store.claimed(key);
    return taken && taken.fingerprint !== owner ? naming.refusal(await this.holder(taken)) : undefined;
  }

  /** The stream whose name it is: the one that took it, or the one that was attributed in that append. */
  private async holder({ answer: { stream, revision } }: Claimed): Promise<string> {
    if (stream !== streamOf(identityLinks, IDENTITY_LINKS)) return stream;
    const [link] = await this.codec.decode(await this.store.read(stream, revision, 1));
    return (link?.data as DataOf<typeof SubjectAttributed>).member.slice(ownSubject('').length);
  }

  /** Runs after the append: a failure here must not look like a failed command. */
  private async afterwards(attempt: Attempt, loaded: Loaded, written: Written): Promise<void> {
    try {
      this.remember(attempt, loaded, written);
    } catch (error) {
      this.aggregates.forget(attempt.stream);
      this.onFailure(error);
    }
    if (written.events.some(({ type }) => type === PolicyPublished.type))
      await this.policies.read().catch(this.onFailure);
  }

  private async encode(
    attempt: Attempt,
    decision: Decision,
    head: Head | undefined,
    subject: string,
    events: readonly EventOf[],
  ): Promise<readonly Proposed[]> {
    const { sent, stream } = attempt;
    const owners = events.flatMap((event) => this.codec.owners(event, subject));
    if (owners.length > 0) await this.codec.ready(owners);
    const proposed: Proposed[] = [];
    let correlationId = sent.correlationId;
    for (const [i, event] of events.entries()) {
      const revision = (head?.revision ?? -1) + 1 + i;
      const id = this.idOf(attempt, revision);
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

  /** The same for a command that is sent again. */
  private idOf({ claim, stepOf, stream }: Attempt, revision: number): string {
    if (claim) return idUnder(claim.key, revision);
    return stepOf ? idOfStep(stepOf.key, stream, revision) : this.ids.next();
  }

  /** Keeps the state after the append, so that the next command on the stream need not read it. */
  private remember({ def, stream, sent }: Attempt, loaded: Loaded, { events, append, appended }: Written): void {
    // imported documents are seldom used again; thousands of them would push useful states out of the cache
    if (def.creates === true && sent.backfill === true) {
      this.aggregates.forget(stream);
      return;
    }
    const { revision, position } = appended;
    const first = append.expectedRevision + 1;
    const news = append.events.map((envelope, i) => ({
      data: events[i]?.data,
      at: {
        ...envelope,
        stream,
        subject: append.subject,
        revision: first + i,
      },
    }));
    const hash = append.events.at(-1)?.hash ?? '';
    this.aggregates.keep(stream, {
      on: def.on,
      state: evolved(def.on, loaded.state, news),
      head: { stream, subject: append.subject, revision, position, hash },
      bytes: loaded.bytes + growth(append.events),
    });
  }
}

/** @throws Refusal `command/too-large` where the events are too large for one append */
export function mustFit(events: readonly Pick<Proposed, 'data'>[]): void {
  const bytes = appendSize(events);
  if (bytes > LARGEST_APPEND) throw commandRefusal('too-large', { bytes, limit: LARGEST_APPEND });
}

export const nameOf = ({ name, owner, refusal }: Naming): Name => ({
  key: fingerprint('name', ...name),
  fingerprint: fingerprint('owner', owner),
  alone: refusal !== undefined,
});
