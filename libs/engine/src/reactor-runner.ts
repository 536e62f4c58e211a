import type { EventFeed } from '@dossier/event-feed';
import { type AnyReactorDef, type Instant, milliseconds, type Reaction, Refusal } from '@dossier/kernel';
import type { ReadModelReader } from '@dossier/read-model';
import { derivedId } from '@dossier/security';
import type { Clock } from './clock';
import type { Answer, Sent } from './door';
import type { Registry } from './registry';

/** Longest time between two looks, in milliseconds: a deadline far away is not slept through. */
const LOOK = 30_000;
const FIRST_PAUSE = 1_000;

interface Parts {
  readonly registry: Registry;
  readonly reader: ReadModelReader;
  readonly feed: EventFeed;
  readonly clock: Clock;
  readonly send: (reaction: Reaction, sent: Sent) => Promise<Answer>;
  readonly onFailure: (error: unknown) => void;
}

/** A reaction that a rule refused: still due, tried again ever more rarely. */
export interface RefusedReaction {
  readonly id: string;
  readonly reactor: string;
  readonly key: string;
  readonly dueAt: Instant;
  readonly error: string;
  readonly attempts: number;
  readonly again: Instant;
}

/**
 * Sends what reactors want once it is due. Deadlines are documents, so they survive any crash; the message id derives
 * from reactor, key and deadline, so a reaction repeated has one effect.
 */
export class ReactorRunner {
  private readonly refusedById = new Map<string, RefusedReaction>();
  constructor(private readonly parts: Parts) {}

  get refused(): readonly RefusedReaction[] {
    return [...this.refusedById.values()];
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const looked = new AbortController();
      const changed = this.parts.reader.changed(AbortSignal.any([signal, looked.signal]));
      let next: Instant | null = null;
      try {
        next = await this.look();
      } catch (error) {
        this.parts.onFailure(error);
      }
      const wait = next === null ? LOOK : Math.max(0, milliseconds(next) - milliseconds(this.parts.clock.now()));
      const timer = setTimeout(() => looked.abort(), Math.min(wait, LOOK));
      await changed;
      clearTimeout(timer);
      looked.abort();
    }
  }

  /** Sends all that is due now. @returns the next deadline */
  async look(): Promise<Instant | null> {
    let next: Instant | null = null;
    for (const reactor of this.parts.registry.reactors.values()) {
      const due = await this.lookAt(reactor);
      if (due !== null && (next === null || due < next)) next = due;
    }
    return next;
  }

  private async lookAt(reactor: AnyReactorDef): Promise<Instant | null> {
    const { registry, reader, feed, clock } = this.parts;
    const fold = registry.fold(reactor);
    const head = await feed.head();
    // a memory that is behind would react to what has been dealt with: its next step wakes us
    if (((await reader.progress(fold.id)).get('*') ?? 0) < head) return null;
    const now = clock.now();
    const rows = await reader.rows(fold, ['dueAt'], {
      where: [{ field: 'dueAt', op: 'ne', value: null }],
      sort: 'dueAt',
      limit: 1_000,
    });
    let next: Instant | null = null;
    for (const row of rows) {
      const dueAt = String(row['dueAt']);
      const again = this.refusedById.get(this.id(reactor, String(row['key']), dueAt))?.again ?? dueAt;
      if (again <= now) await this.react(reactor, fold.id, String(row['key']), dueAt, now);
      else if (next === null || again < next) next = again;
    }
    return next;
  }

  private async react(reactor: AnyReactorDef, model: string, key: string, dueAt: Instant, now: Instant): Promise<void> {
    const found = await this.parts.reader.get(model, key);
    if (!found || reactor.dueAt(found.doc) !== dueAt) return;
    const id = this.id(reactor, key, dueAt);
    const reaction = reactor.react(found.doc, key);
    const principal = { id: `reactor-${reactor.name}`, role: 'admin' as const, departments: [] };
    const sent: Sent = {
      principal,
      messageId: id,
      ...(reaction.occurredAt !== undefined && { occurredAt: reaction.occurredAt }),
    };
    try {
      await this.parts.send(reaction, sent);
      this.refusedById.delete(id);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const attempts = (this.refusedById.get(id)?.attempts ?? 0) + 1;
      const again = new Date(milliseconds(now) + FIRST_PAUSE * 2 ** Math.min(attempts, 16)).toISOString();
      this.refusedById.set(id, { id, reactor: reactor.name, key, dueAt, error: error.code, attempts, again });
    }
  }

  private id(reactor: AnyReactorDef, key: string, dueAt: Instant): string {
    return derivedId('reaction', reactor.name, key, dueAt);
  }
}
