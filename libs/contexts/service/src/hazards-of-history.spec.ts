import {
  addDays,
  type AnyCommandDef,
  type EventOf,
  initialPolicies,
  type InStream,
  type Instant,
  type Recorded,
  Refusal,
} from '@dossier/kernel';
import { viewing } from '@dossier/testing';
import fc from 'fast-check';
import { type HazardNotice, hazardNotice } from './hazard-notice';
import { hazardsSection, type HazardsState, type HazardsView } from './hazards-section';
import { recordUnacknowledged } from './react/record-unacknowledged/record-unacknowledged';
import { acknowledgeHazardNotice } from './write/acknowledge-hazard-notice/acknowledge-hazard-notice';
import { correctHazardNotice } from './write/correct-hazard-notice/correct-hazard-notice';
import { giveHazardNotice } from './write/give-hazard-notice/give-hazard-notice';
import { withdrawAcknowledgement } from './write/withdraw-acknowledgement/withdraw-acknowledgement';
import { withdrawHazardNotice } from './write/withdraw-hazard-notice/withdraw-hazard-notice';

/** Notices of which anything is told on any day, beside a person who keeps one line of each in a book and rubs out what was wrong. */
const FIRST = '2026-03-01T08:00:00.000Z';
const DAYS = 30;
const day = (n: number): Instant => addDays(FIRST, n);
/** All of it is told long after. */
const TOLD = DAYS + 10;

interface Line {
  given: number;
  due: number;
  acknowledged: number | null;
  withdrawn: number | null;
}
type Status = 'none' | 'open' | 'overdue' | 'acknowledged' | 'late' | 'withdrawn';
function statusOn({ given, due, acknowledged, withdrawn }: Line, on: number): Status {
  if (on < given) return 'none';
  if (withdrawn !== null && withdrawn <= on) return 'withdrawn';
  if (acknowledged !== null && acknowledged <= on) return acknowledged <= due ? 'acknowledged' : 'late';
  return due <= on ? 'overdue' : 'open';
}

const acts = ['acknowledge', 'take back', 'move due', 'move given', 'withdraw', 'judge'] as const;
interface Act {
  readonly does: (typeof acts)[number];
  readonly on: number;
}

/** What the person writes, who knows what cannot be; false: nothing is written. */
function write(line: Line, { does, on }: Act): boolean {
  switch (does) {
    case 'acknowledge': {
      const can = line.acknowledged === null && on >= line.given && (line.withdrawn === null || on < line.withdrawn);
      if (can) line.acknowledged = on;
      return can;
    }
    case 'take back': {
      const can = line.acknowledged !== null;
      line.acknowledged = null;
      return can;
    }
    case 'withdraw': {
      const can = line.withdrawn === null && on >= line.given && (line.acknowledged === null || line.acknowledged < on);
      if (can) line.withdrawn = on;
      return can;
    }
    default: {
      const then = does === 'move due' ? { ...line, due: on } : { ...line, given: on };
      const isOther = then.due !== line.due || then.given !== line.given;
      const can = isOther && line.withdrawn === null && line.acknowledged === null && then.due >= then.given;
      if (can) Object.assign(line, then);
      return can;
    }
  }
}
const reason = 'x';
const commandOf = ({ does, on }: Act): readonly [AnyCommandDef, object] => {
  switch (does) {
    case 'acknowledge':
      return [acknowledgeHazardNotice, { acknowledgedBy: 'y', method: 'call' }];
    case 'take back':
      return [withdrawAcknowledgement, { reason }];
    case 'withdraw':
      return [withdrawHazardNotice, { reason }];
    case 'move due':
      return [correctHazardNotice, { dueAt: day(on), reason }];
    default:
      return [correctHazardNotice, { givenAt: day(on), reason }];
  }
};

type Handlers = Readonly<Record<string, (state: never, data: never, at: never) => object>>;
const handlers = hazardsSection.evolve as unknown as Handlers;
const nameOf = (type: string): string => type.split('.')[1] ?? '';

/** One notice, as the engine would keep it. */
class Desk {
  private state: HazardNotice | undefined;
  readonly told: (EventOf & { readonly at: Recorded })[] = [];

  constructor(private readonly id: string) {}

  /** Whether anything was recorded. */
  send(def: AnyCommandDef, command: object, on: number): boolean {
    const context = { needed: {}, backfill: false, actor: 'a', department: null, businessLine: null };
    let events: readonly EventOf[];
    try {
      const decision = { ...context, now: day(TOLD), occurredAt: day(on), policies: initialPolicies };
      events = def.decide({ noticeId: this.id, customerId: 'c', ...command }, this.state, decision) as never;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return false;
    }
    for (const event of events) {
      const { type, data, occurredAt = day(on) } = event;
      const revision = this.told.length;
      const stream = `hazard-notice-${this.id}`;
      const at = { id: `${this.id}-${revision}`, type, occurredAt, recordedAt: day(TOLD), stream, revision };
      const evolve = hazardNotice.evolve as unknown as Handlers;
      this.state = evolve[nameOf(type)]?.(this.state as never, data as never, at as InStream as never) as HazardNotice;
      this.told.push({ ...event, at: at as unknown as Recorded });
    }
    return events.length > 0;
  }

  judge(): void {
    const dueAt = this.state?.origin?.dueAt;
    this.send(recordUnacknowledged, { dueAt }, TOLD);
  }

  /** Deadlines that stand as missed. */
  get missed(): readonly Instant[] {
    const of = (name: string): readonly Instant[] =>
      this.told.flatMap(({ type, data }) =>
        type === `service.${name}` ? [(data as { readonly dueAt: Instant }).dueAt] : [],
      );
    const withdrawn = [...of('AcknowledgementMissWithdrawn')];
    return of('AcknowledgementMissed').filter((dueAt) => {
      const found = withdrawn.indexOf(dueAt);
      if (found >= 0) withdrawn.splice(found, 1);
      return found < 0;
    });
  }
}

/** In an order that has nothing to do with that of writing. */
const shuffled = <T>(all: readonly T[], keys: readonly number[]): readonly T[] =>
  all
    .map((one, i) => ({ one, key: keys[i % keys.length] ?? 0, i }))
    .sort((a, b) => a.key - b.key || b.i - a.i)
    .map(({ one }) => one);

const when = fc.nat(DAYS);
const story = fc.record({
  given: when,
  takes: fc.nat(8),
  acts: fc.array(fc.record({ does: fc.constantFrom(...acts), on: when }), { maxLength: 12, size: 'max' }),
});

it('stands on each day as in a book that is kept by hand, whatever is told late, corrected or taken back, in any order', () =>
  fc.assert(
    fc.property(
      fc.array(story, { minLength: 1, maxLength: 3 }),
      fc.array(fc.nat(1000), { minLength: 40, maxLength: 40, size: 'max' }),
      (stories, keys) => {
        const book = stories.map(({ given, takes, acts: all }, i) => {
          const line: Line = { given, due: given + takes, acknowledged: null, withdrawn: null };
          const desk = new Desk(`n${i}`);
          const said = { product: 'p', severity: 'danger', channel: 'call', givenBy: 'g', hazard: 'h' };
          desk.send(giveHazardNotice, { ...said, responsibility: 'r', dueAt: day(line.due) }, given);
          for (const act of all) {
            if (act.does === 'judge') {
              desk.judge();
              continue;
            }
            const [def, command] = commandOf(act);
            expect([act, desk.send(def, command, act.on)]).toEqual([act, write(line, act)]);
          }
          desk.judge();
          expect(desk.missed).toEqual(statusOn(line, line.due) === 'overdue' ? [day(line.due)] : []);
          return { line, desk };
        });
        const all = shuffled(
          book.flatMap(({ desk }) => desk.told),
          keys,
        );
        for (let on = 0; on <= DAYS + 10; on++) {
          const state = all
            .filter(({ at, type }) => at.occurredAt <= day(on) && nameOf(type) in handlers)
            .reduce<HazardsState>(
              (so, { type, data, at }) =>
                handlers[nameOf(type)]?.(so as never, data as never, at as never) as HazardsState,
              hazardsSection.initial,
            );
          const asOf = day(on);
          const view = hazardsSection.view(state, viewing({ asOf }));
          const count = (...of: readonly Status[]): number =>
            book.filter(({ line }) => of.includes(statusOn(line, on))).length;
          expect([on, counted(view)]).toEqual([
            on,
            [count('open'), count('overdue'), count('acknowledged', 'late'), count('late'), count('withdrawn')],
          ]);
          const last = book.flatMap(({ line }) =>
            ['acknowledged', 'late'].includes(statusOn(line, on)) ? [line.acknowledged ?? -1] : [],
          );
          expect(view.lastAcknowledgedAt).toBe(last.length === 0 ? null : day(Math.max(...last)));
        }
      },
    ),
  ));

const counted = (view: HazardsView): readonly number[] => [
  ...[view.openNotices.length, view.overdueNotices.length],
  ...[view.acknowledgedNotices, view.acknowledgedLateNotices, view.withdrawnNotices],
];
