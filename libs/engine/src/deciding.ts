import type { Codec, EventStore } from '@dossier/event-store';
import { addMinutes, type Decision, type EventOf, meaningOf, type Need, Refusal, streamOf } from '@dossier/kernel';
import { absent, type Aggregates, type Loaded, type State } from './aggregates';
import { type Attempt, type Decided, subjectOf } from './attempt';
import type { Clock } from './clock';
import type { PolicyBook } from './policy-book';
import { commandRefusal } from './refusals';

const FUTURE_MINUTES = 5;
type AnyNeed = Need<object, unknown>;

/** Runs a command's decision on the cached state and, where that is not enough, on the state read from the log. */
export class Deciding {
  constructor(
    private readonly store: EventStore,
    private readonly codec: Codec,
    private readonly clock: Clock,
    private readonly policies: PolicyBook,
    private readonly aggregates: Aggregates,
  ) {}

  /** The context of a decision. @throws Refusal `command/future`, `command/department-missing` */
  async decision({ def, command, sent }: Attempt): Promise<Decision> {
    await this.policies.current();
    const now = this.clock.now();
    const occurredAt = sent.occurredAt ?? now;
    if (occurredAt > now && occurredAt > addMinutes(now, FUTURE_MINUTES))
      throw commandRefusal('future', { occurredAt });
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
      needed: await this.needed({ def, command, sent }),
    };
  }

  /**
   * Decides. A cached or assumed state is good enough only to append, which is checked; "refused" and "nothing to do"
   * are decided again on the state read from the log (P2).
   */
  async decided(attempt: Attempt, decision: Decision, isFirst: boolean): Promise<Decided> {
    const { on } = attempt.def as { readonly on: State };
    const cached = this.aggregates.seen(on, attempt.stream);
    // most streams that a command creates do not exist yet: assume so; the append fails where one does
    const assumed = cached ?? (isFirst && attempt.def.creates ? absent(on) : undefined);
    if (assumed) {
      try {
        const decided = await this.decide(attempt, decision, assumed);
        if (decided.events.length > 0) return decided;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
    }
    return this.decide(attempt, decision, await this.aggregates.latest(on, attempt.stream));
  }

  /** What would be decided now, without writing. */
  async rehearsed(attempt: Attempt): Promise<Decided> {
    return this.decided(attempt, await this.decision(attempt), false);
  }

  private async needed({
    def: { needs = {} },
    command,
    sent: { backfill = false },
  }: Pick<Attempt, 'def' | 'command' | 'sent'>): Promise<Record<string, unknown>> {
    const found: Record<string, unknown> = {};
    for (const [name, { of, id, unlessBackfill }] of Object.entries(needs as Readonly<Record<string, AnyNeed>>)) {
      const which = backfill && unlessBackfill ? undefined : id(command, found);
      found[name] = which === undefined ? undefined : (await this.aggregates.latest(of, streamOf(of, which))).state;
    }
    return found;
  }

  private async decide(attempt: Attempt, decision: Decision, loaded: Loaded): Promise<Decided> {
    const { def, command } = attempt;
    const events = await this.eventsOf(attempt, decision, loaded);
    return { ...loaded, events, names: events.length > 0 ? (def.names?.(command, loaded.state, decision) ?? []) : [] };
  }

  private async eventsOf(attempt: Attempt, decision: Decision, { state, head }: Loaded): Promise<readonly EventOf[]> {
    const { def, command, sent, stream } = attempt;
    if (sent.ifMatch !== undefined && sent.ifMatch !== head?.revision) {
      if (head) throw commandRefusal('stale', { stream, expected: sent.ifMatch, actual: head.revision });
      if (!def.creates) def.decide(command, state, decision); // refuses in its own words what does not exist
      throw commandRefusal('absent', { stream });
    }
    if (!def.creates || head === undefined || (def.historyAdds && decision.backfill))
      return def.decide(command, state, decision) as readonly EventOf[];
    if (head.subject !== subjectOf(attempt) || !(await this.isSaidAgain(attempt, decision)))
      throw commandRefusal('exists', { stream });
    if (sent.occurredAt === undefined && def.ended?.(state)) throw commandRefusal('ended', { stream });
    return [];
  }

  /** True when the stream begins with facts of the same meaning of the same department: creating it again is nothing to do. */
  private async isSaidAgain(
    { def, command, stream, sent: { occurredAt: at } }: Attempt,
    decision: Decision,
  ): Promise<boolean> {
    const [begin] = await this.known(stream, 0, 1);
    if (begin === undefined) return false;
    // who does not say when it happened means the same time again, and what follows from it, such as when it falls due
    const { occurredAt } = at === undefined ? begin.at : decision;
    // one that was published since may hold from before it; another process may have published those before it
    await this.policies.current(begin.at.position);
    const policies = this.policies.before(begin.at.position, occurredAt);
    // the stream exists already, so today's rules must not refuse it
    const context = { ...decision, occurredAt, policies, backfill: true };
    const wanted = def.decide(command, def.on.initial, context) as readonly EventOf[];
    const first = [begin, ...(wanted.length > 1 ? await this.known(stream, 1, wanted.length - 1) : [])];
    const { department, businessLine } = decision;
    // the time of what follows from it may depend on what was there then; where it is sent, it is part of the meaning
    return (
      first.length === wanted.length &&
      wanted.every((event, i) => {
        const known = first[i];
        return (
          known?.def.type === event.type &&
          known.at.department === department &&
          known.at.businessLine === businessLine &&
          meaningOf(def, known.data, known.at.occurredAt) ===
            meaningOf(def, event.data, event.occurredAt ?? occurredAt) &&
          (at === undefined ||
            (i > 0 && event.occurredAt !== undefined) ||
            known.at.occurredAt === (event.occurredAt ?? at))
        );
      })
    );
  }

  private async known(stream: string, from: number, most: number): ReturnType<Codec['decode']> {
    return this.codec.decode(await this.store.read(stream, from, most));
  }
}
