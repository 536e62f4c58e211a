import { compileReactor, deadlineOf, type Remembered } from '@dossier/engine';
import {
  addMinutes,
  type AnyCommandDef,
  type AnyReactorDef,
  compareTexts,
  type EventOf,
  type Events,
  initialPolicies,
  type Instant,
  type InStream,
  type Reaction,
  type Recorded,
  Refusal,
  type StateDef,
  type Step,
  streamOf,
} from '@dossier/kernel';
import { meaningOf, neverSeen, viewing } from '@dossier/testing';
import fc from 'fast-check';
import {
  billingHistory,
  type BillingStep,
  bringIn,
  BY_DATE,
  LATER,
  liveEnd,
  liveMiddle,
  onDay,
  TODAY,
  type Way,
  ways,
} from '../../../testing/src/billing-history';
import { documents } from '../../../testing/src/projection-spec';
import { finance } from './finance.module';
import { financeSection } from './finance-section';
import { creditLimits } from './read/credit-limits/credit-limits';
import { invoices } from './read/invoices/invoices';
import { payments } from './read/payments/payments';

/**
 * Histories of small businesses, brought in in any order and any cuts, by processes that end in the middle, beside the same
 * history by date in one send. The decisions, reactors and documents stand alone here, without an engine.
 */
const commands = new Map(finance.slices.flatMap((each) => (each.kind === 'command' ? [[each.name, each]] : [])));
const reactors = finance.slices.flatMap((each) => {
  if (each.kind !== 'reactor') return [];
  const reactor: AnyReactorDef = each;
  return [
    { reactor, fold: compileReactor(reactor), types: Object.values(reactor.from as Events).map(({ type }) => type) },
  ];
});

interface Sent {
  readonly occurredAt?: Instant;
  readonly backfill: boolean;
}
class Ended extends Error {}

/** One process after the other over one log. */
class Desk {
  readonly log: { readonly data: unknown; readonly at: Recorded }[] = [];
  private readonly states = new Map<string, unknown>();
  private readonly reacted = new Set<string>();
  /** Of commands that were sent under a name. */
  private readonly done = new Set<string>();
  /** Appends until the process ends. */
  left = Infinity;
  now = onDay(TODAY);

  send(def: AnyCommandDef, command: object, sent: Sent, name?: string): void {
    if (name === undefined || !this.done.has(name)) {
      for (const step of def.before?.(command, sent) ?? []) this.step(step, sent);
      const events = this.decided(def, command, sent);
      if (events.length > 0) this.append(def, command, events, sent);
      if (name !== undefined) this.done.add(name);
    }
    const after = [...(def.after?.(command, initialPolicies) ?? [])];
    const state = this.states.get(streamOf(def.on, def.id(command)));
    for (const step of [...after, ...(def.afterIn?.(command, state) ?? [])]) this.step(step, sent);
  }
  private step({ def, command }: Step, sent: Sent): void {
    this.send(def, command, sent);
  }

  private decided(def: AnyCommandDef, command: object, { occurredAt = this.now, backfill }: Sent): readonly EventOf[] {
    const needs = Object.entries((def.needs ?? {}) as Record<string, { of: StateDef<unknown, Events>; id: unknown }>);
    const needed: Record<string, unknown> = {};
    for (const [name, { of, id }] of needs) {
      const found = (id as (command: object, needed: object) => string | undefined)(command, needed);
      needed[name] = found === undefined ? undefined : this.states.get(streamOf(of, found));
    }
    const who = { actor: 'a', department: null, businessLine: null, policies: initialPolicies };
    const on = def.on as StateDef<unknown, Events>;
    const state = this.states.get(streamOf(on, def.id(command))) ?? (on as { initial?: unknown }).initial;
    return def.decide(command, state, { now: this.now, occurredAt, backfill, needed, ...who }) as readonly EventOf[];
  }

  private append(def: AnyCommandDef, command: object, events: readonly EventOf[], sent: Sent): void {
    if (--this.left <= 0) throw new Ended();
    const on = def.on as StateDef<unknown, Events>;
    const stream = streamOf(on, def.id(command));
    const subject =
      (command as { customerId?: string }).customerId ??
      this.log.find((one) => one.at.stream === stream)?.at.subject ??
      '';
    for (const { type, data, occurredAt = sent.occurredAt ?? this.now } of events) {
      const revision = this.log.filter(({ at }) => at.stream === stream).length;
      const position = this.log.length + 1;
      const at = {
        ...{ id: `e-${position}`, type, stream, revision, position, subject, occurredAt, recordedAt: this.now },
        ...{ actor: 'a', department: null, businessLine: null, backfill: sent.backfill },
      } as Recorded;
      this.log.push({ data, at });
      const handler = on.evolve[type.split('.')[1] ?? ''] as (state: unknown, data: unknown, at: InStream) => unknown;
      this.states.set(stream, handler(this.states.get(stream), data, at));
    }
  }

  /** Lets the reactors do all that is due. */
  look(): void {
    for (const { reactor, fold, types } of reactors) {
      const heard = this.log.filter(({ at }) => types.includes(at.type));
      for (const [key, memory] of documents(fold, heard)) {
        const { doc, changes } = memory as Remembered;
        const due = deadlineOf(reactor, memory as Remembered, initialPolicies);
        const name = `${reactor.name} ${key} ${due} ${changes}`;
        if (due === null || due > this.now || this.reacted.has(name)) continue;
        this.reacted.add(name);
        const { command, occurredAt, backfill = false } = reactor.react(doc, key, initialPolicies) as Reaction;
        this.send(reactor.sends as AnyCommandDef, command, {
          backfill,
          ...(occurredAt !== undefined && { occurredAt }),
        });
        this.look(); // what it recorded may make others due
        return;
      }
    }
  }
  pass(until: Instant): void {
    this.now = until;
    this.look();
  }

  /** What is shown of all of it, now and as of some days. */
  said(): Readonly<Record<string, unknown>> {
    const found: Record<string, unknown> = {};
    const seen = viewing({ asOf: this.now });
    for (const model of [invoices, payments, creditLimits]) {
      const docs = new Map<string, unknown>();
      for (const { data, at } of this.log) {
        const handler = (model.evolve as Readonly<Record<string, unknown>>)[at.type.split('.')[1] ?? ''];
        if (handler)
          docs.set(
            at.stream,
            (handler as (doc: unknown, data: unknown, at: Recorded) => unknown)(docs.get(at.stream) ?? null, data, at),
          );
      }
      for (const [key, doc] of docs)
        found[`${model.name} ${key}`] = [doc, (model.view as (doc: unknown, seen: unknown) => unknown)(doc, seen)];
    }
    for (const asOf of [12, 25, 40, TODAY, 90, LATER].map(onDay))
      for (const subject of ['c-1', 'c-2']) {
        const told = this.log.filter(({ at }) => at.subject === subject && at.occurredAt <= asOf);
        const state = told
          .toSorted((a, b) => compareTexts(a.at.occurredAt, b.at.occurredAt))
          .reduce<unknown>((before, { data, at }) => {
            const handler = (financeSection.evolve as Readonly<Record<string, unknown>>)[at.type.split('.')[1] ?? ''];
            return handler
              ? (handler as (state: unknown, data: unknown, at: Recorded) => unknown)(before, data, at)
              : before;
          }, financeSection.initial);
        found[`${subject} ${asOf}`] = financeSection.view(state as never, viewing({ asOf }));
      }
    return JSON.parse(meaningOf(found)) as Readonly<Record<string, unknown>>;
  }
}

interface Outcome {
  readonly refused: ReadonlyMap<number | 'live', string>;
  readonly today: Readonly<Record<string, unknown>>;
  readonly later: Readonly<Record<string, unknown>>;
  readonly ends: number;
}
async function outcome(steps: readonly BillingStep[], live: BillingStep | null, way: Way): Promise<Outcome> {
  const desk = new Desk();
  let ends = 0;
  const once = ({ command, data, day, isLive }: BillingStep, name: string): string | null => {
    const sent = { backfill: !isLive, occurredAt: onDay(day) };
    try {
      desk.send(commands.get(`finance.${command}`) as AnyCommandDef, data, sent, name);
      return null;
    } catch (error) {
      if (error instanceof Refusal) return error.code;
      throw error;
    }
  };
  const refused = new Map<number | 'live', string>(
    await bringIn(steps, way, {
      send: (step, place) => {
        desk.left = way.ends[place] || Infinity;
        try {
          return Promise.resolve(once(step, `${place}`));
        } catch (error) {
          if (!(error instanceof Ended)) throw error;
          ends++;
        } finally {
          desk.left = Infinity;
        }
        if (way.repeats[place]) return Promise.resolve(once(step, `${place}`));
        desk.pass(addMinutes(desk.now, 2));
        return Promise.resolve(null);
      },
      cut: () => {
        desk.pass(addMinutes(desk.now, 1));
        return Promise.resolve();
      },
    }),
  );
  desk.pass(onDay(TODAY + 1));
  const code = live && once(live, 'live');
  if (code !== null) refused.set('live', code);
  const today = desk.said();
  for (let day = TODAY + 2; day <= 110; day += 4) desk.pass(onDay(day));
  desk.pass(onDay(LATER));
  return { refused, today, later: desk.said(), ends };
}

it('gives the same documents in whatever order history comes, however it is cut, and wherever the process ends', async () => {
  const seen = { told: 0, ends: 0, live: 0, reversed: 0, overdue: 0 };
  await fc.assert(
    fc.asyncProperty(billingHistory, liveMiddle, liveEnd, ways, async (history, middle, live, way) => {
      const all = middle ? [...history, middle] : history;
      // what the rules refuse by date is no part of the history
      const { refused } = await outcome(all, live, BY_DATE);
      const steps = all.filter((_, place) => !refused.has(place));
      const byDate = await outcome(steps, live, BY_DATE);
      const { ends, ...told } = await outcome(steps, live, way);
      // in another order something may be refused for ever: whoever sends it is told so
      if ([...told.refused.keys()].some((place) => !byDate.refused.has(place))) return;
      expect([told.today, told.later]).toEqual([byDate.today, byDate.later]);
      seen.told++;
      seen.ends += ends;
      seen.live += Number(live !== null && !told.refused.has('live'));
      seen.reversed += Number(steps.some(({ command }) => command === 'ReversePayment'));
      seen.overdue += Number(/"fellOverdueAt":"/.test(JSON.stringify(told.later)));
    }),
    { numRuns: 50, seed: 20261130 },
  );
  expect(seen.told).toBeGreaterThan(35);
  expect(neverSeen(seen)).toEqual([]);
});
