import {
  type AnyCommandDef,
  type Decision,
  type EventOf,
  type Events,
  initialPolicies,
  type Instant,
  Refusal,
  type StateDef,
} from '@dossier/kernel';
import { BEGINNING, type Envelope, stateOf, type Told, told } from './told';

/** What became of an aggregate: commands one after the other, each decided on the events of those before. */
export class Story<S, Es extends Events> {
  readonly events: Told<EventOf>[] = [];

  constructor(
    private readonly of: StateDef<S, Es>,
    private readonly envelope: Pick<Envelope, 'stream' | 'subject'>,
  ) {}

  get state(): S {
    return stateOf(this.of, ...(this.events as never[]));
  }

  /** @returns the refusal, if any */
  do(
    def: AnyCommandDef,
    command: object,
    occurredAt: Instant = BEGINNING,
    { backfill = false, needed = {} }: Partial<Pick<Decision, 'backfill' | 'needed'>> = {},
  ): Refusal | undefined {
    const context = {
      ...{ now: '2026-12-31T00:00:00.000Z', occurredAt, actor: 'key-test', department: null, businessLine: null },
      ...{ policies: initialPolicies, backfill, needed },
    };
    try {
      const state: unknown = def.creates ? def.on.initial : this.state;
      const decided = def.decide(command, state, context) as readonly Told<EventOf>[];
      this.events.push(...decided.map((event) => told(event, { occurredAt, backfill, ...this.envelope, ...event })));
      return undefined;
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }
}
