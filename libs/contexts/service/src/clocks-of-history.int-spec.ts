import { WEEKDAYS } from '@dossier/calendar';
import {
  addMinutes,
  type AnyCommandDef,
  dayNumber,
  type EventOf,
  initialPolicies,
  type InStream,
  type Instant,
  localTime,
  type Policies,
  Refusal,
  Sequence,
} from '@dossier/kernel';
import { neverSeen } from '@dossier/testing';
import fc from 'fast-check';
import { businessCalendarPolicy } from './business-calendar-policy';
import { restatePromise } from './react/restate-promise/restate-promise';
import { judgeRequest } from './react/judge-request/judge-request';
import { type ServiceRequest, serviceRequest } from './request';
import type { Entry } from './request-log';
import { summaryOf } from './request-summary';
import { serviceLevelsPolicy } from './service-levels-policy';
import { cut, stepsOf, verdictsOf } from './step-log';
import { type ClockHours, type ServiceClock, serviceClocks, type StepKind } from './terms';
import { closeRequest } from './write/close-request/close-request';
import { correctStep } from './write/correct-step/correct-step';
import { openRequest } from './write/open-request/open-request';
import { pauseRequest } from './write/pause-request/pause-request';
import { reopenRequest } from './write/reopen-request/reopen-request';
import { resolveRequest } from './write/resolve-request/resolve-request';
import { respondToRequest } from './write/respond-to-request/respond-to-request';
import { resumeRequest } from './write/resume-request/resume-request';
import { retractStep } from './write/retract-step/retract-step';
import { withdrawRequest } from './write/withdraw-request/withdraw-request';

/**
 * Requests around a festival with its make-up days, whose steps are recorded in any order, corrected and retracted, beside
 * a person who counts minute by minute on paper.
 */
const FIRST = '2026-02-12T16:00:00.000Z'; // midnight in Shanghai, before the Spring Festival
const LAST_MINUTE = 14 * 1440;
const at = (minute: number): Instant => addMinutes(FIRST, minute);

interface Noted {
  readonly id: string;
  readonly kind: StepKind;
  readonly minute: number;
}
interface Counted {
  readonly outcome: 'met' | 'missed';
  readonly at: Instant;
  readonly until: Instant | null;
  readonly spentMinutes: number;
}

const { document: CALENDAR } = initialPolicies(businessCalendarPolicy);
const isWorking = (hours: ClockHours): ((minute: number) => boolean) => {
  const known = new Map<string, boolean>();
  const holidays = CALENDAR.years.flatMap((year) => year.holidays);
  return (minute) => {
    if (hours === 'natural') return true;
    const [day = '', time = ''] = localTime(at(minute), CALENDAR.zone).split(' ');
    const key = `${day} ${time.slice(0, 5)}`;
    let found = known.get(key);
    if (found === undefined) {
      const isMakeUp = holidays.some(({ makeUpDays }) => makeUpDays.includes(day));
      const isFree = holidays.some(({ from, to }) => from <= day && day <= to);
      const weekday = WEEKDAYS[(dayNumber(day) + 3) % 7] ?? 'monday';
      const spans = isMakeUp ? CALENDAR.makeUpHours : isFree ? [] : CALENDAR.week[weekday];
      found = spans.some(({ from, to }) => from <= time.slice(0, 5) && time.slice(0, 5) < to);
      known.set(key, found);
    }
    return found;
  };
};
const working = { working: isWorking('working'), natural: isWorking('natural') };

/** Counts minute by minute up to and with the last one; steps never share a minute. */
function counted(
  steps: readonly Noted[],
  clock: ServiceClock,
  { target, hours, last }: { readonly target: number; readonly hours: ClockHours; readonly last: number },
): { readonly status: string; readonly verdicts: readonly Counted[] } {
  const byMinute = new Map(steps.map(({ minute, kind }) => [minute, kind]));
  let status = 'unopened';
  let answered = false;
  let count = 0;
  let ran = false;
  let missed = false;
  const verdicts: { outcome: 'met' | 'missed'; at: Instant; until: Instant | null; spentMinutes: number }[] = [];
  const kept = (): boolean => (clock === 'response' ? answered : status === 'resolved' || status === 'closed');
  const runs = (): boolean => status === 'open' && (clock === 'resolution' || !answered);
  for (let minute = Math.min(...steps.map((step) => step.minute)); minute <= last; minute++) {
    const wasKept = kept();
    const wasRunning = runs();
    const reached = ran && count === target;
    const step = byMinute.get(minute);
    const begun = status === 'open' || status === 'waiting';
    if (step === 'opened') status = 'open';
    if (step === 'responded' && begun) answered = true;
    if (step === 'paused' && status === 'open') status = 'waiting';
    else if (step === 'resumed' && status === 'waiting') status = 'open';
    else if (step === 'resolved' && begun) [status, answered] = ['resolved', true];
    else if (step === 'closed' && status === 'resolved') status = 'closed';
    else if (step === 'withdrawn' && begun) status = 'withdrawn';
    else if (step === 'reopened' && !begun) status = 'open';
    const isKept = kept() && !wasKept;
    if (!missed) {
      const before = verdicts.at(-1);
      if (wasKept && !kept() && before) before.until = at(minute);
      const isNothingLeft = count === target && runs() && !wasRunning;
      if ((reached && !isKept) || isNothingLeft) {
        missed = true;
        verdicts.push({ outcome: 'missed', at: at(minute), until: null, spentMinutes: target });
      } else if (isKept) verdicts.push({ outcome: 'met', at: at(minute), until: null, spentMinutes: count });
    }
    ran = runs() && working[hours](minute);
    if (ran) count++;
  }
  return { status, verdicts };
}

const commands = {
  responded: respondToRequest,
  paused: pauseRequest,
  resumed: resumeRequest,
  resolved: resolveRequest,
  reopened: reopenRequest,
  closed: closeRequest,
  withdrawn: withdrawRequest,
} as const;
type Simple = keyof typeof commands;

/** One request, as the engine would keep it. */
class Desk {
  state: ServiceRequest | undefined;
  readonly book = new Map<string, Noted>();
  private ids = 0;

  constructor(private readonly policies: Policies) {}

  /** False: it was refused, or there was nothing to do. */
  send(def: AnyCommandDef, command: object, minute: number, now: number): boolean {
    const context = { needed: {}, backfill: false, actor: 'a', department: null, businessLine: null };
    let events: readonly EventOf[];
    try {
      const decision = { ...context, now: at(now), occurredAt: at(minute), policies: this.policies };
      events = def.decide({ requestId: 'r', ...command }, this.state, decision) as readonly EventOf[];
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return false;
    }
    for (const event of events) this.take(event, at(minute), at(now));
    return events.length > 0;
  }

  log(): readonly Entry[] {
    return (this.state?.log ?? Sequence.empty<Entry>()).all;
  }

  private take({ type, data, occurredAt }: EventOf, by: Instant, recordedAt: Instant): void {
    const name = type.split('.')[1] as keyof typeof serviceRequest.evolve;
    const envelope = {
      id: `e-${++this.ids}`,
      type,
      occurredAt: occurredAt ?? by,
      recordedAt,
      stream: 'r',
      subject: 'c-1',
    };
    this.state = serviceRequest.evolve[name](this.state, data as never, envelope as InStream);
  }
}

interface Action {
  readonly what: Simple | 'correct' | 'retract' | 'judge' | 'entitle';
  readonly of: StepKind;
  readonly minute: number;
  readonly wait: number;
  /** Minutes that a tier gives which becomes known. */
  readonly entitled: Readonly<Record<ServiceClock, number>>;
}
const story = fc
  .record({
    target: fc.record({ response: fc.integer({ min: 1, max: 700 }), resolution: fc.integer({ min: 1, max: 2500 }) }),
    hours: fc.constantFrom<ClockHours>('working', 'working', 'natural'),
    minutes: fc.uniqueArray(fc.nat(LAST_MINUTE), { minLength: 24, maxLength: 24 }),
    acts: fc.array(
      fc.record({
        what: fc.constantFrom<Action['what']>(
          ...([
            'responded',
            'paused',
            'resumed',
            'paused',
            'resumed',
            'resolved',
            'resolved',
            'reopened',
            'reopened',
            'closed',
          ] as const),
          ...(['withdrawn', 'correct', 'correct', 'correct', 'retract', 'judge', 'entitle'] as const),
        ),
        of: fc.constantFrom<StepKind>('opened', 'responded', 'paused', 'resumed', 'resolved', 'reopened'),
        wait: fc.nat(2000),
        entitled: fc.record({
          response: fc.integer({ min: 1, max: 700 }),
          resolution: fc.integer({ min: 1, max: 2500 }),
        }),
      }),
      { minLength: 3, maxLength: 20 },
    ),
    ordered: fc.nat(3), // three of four in order: else few are resolved in time and fewer opened again after it
  })
  .map(({ minutes, acts, ordered, ...given }) => {
    const [opened = 0, ...free] = ordered > 0 ? [...minutes].sort((a, b) => a - b) : minutes;
    return { ...given, opened, acts: acts.map((act, i): Action => ({ ...act, minute: free[i] ?? 0 })) };
  });

const BY_TIER = { scheme: 'value', tier: 'value-high', since: FIRST, policyVersion: 0 } as const;

it('a request and its verdicts equal a count of minutes, now and as of any day, whatever is recorded late, corrected or retracted, and whatever tier becomes known', () => {
  const seen = { met: 0, missed: 0, restated: 0, void: 0, ended: 0, entitled: 0 };
  fc.assert(
    fc.property(
      story,
      fc.array(fc.nat(LAST_MINUTE), { minLength: 3, maxLength: 3 }),
      ({ opened, acts, ...given }, days) => {
        const levels = { priority: 'normal' as const, hours: given.hours };
        const { response: responseMinutes, resolution: resolutionMinutes } = given.target;
        const policies: Policies = (policy) =>
          policy.name === serviceLevelsPolicy.name
            ? {
                ...initialPolicies(policy),
                document: { levels: [{ ...levels, responseMinutes, resolutionMinutes }] } as never,
              }
            : initialPolicies(policy);
        const desk = new Desk(policies);
        let now = opened;
        desk.send(openRequest, { number: 'r' }, opened, now);
        const known: { readonly at: Instant; readonly summary: unknown }[] = [];
        let entitled: Action['entitled'] | null = null;
        for (const { what, of, minute, wait, entitled: minutes } of acts) {
          now = Math.max(now, minute) + wait;
          if (what === 'judge') desk.send(judgeRequest, { dueAt: at(0) }, now, now);
          else if (what === 'entitle') {
            const entitlements = serviceClocks.codes.map((clock) => ({
              ...BY_TIER,
              benefit: clock,
              value: minutes[clock],
            }));
            desk.send(restatePromise, { entitlements }, now, now);
            entitled = minutes;
          } else if (what === 'correct') {
            const isDone = desk.send(correctStep, { step: of, reason: 'x' }, minute, now);
            if (isDone && of === 'opened') entitled = null; // as the tiers of the right time say: here none
          } else if (what === 'retract') desk.send(retractStep, { step: of, reason: 'x' }, now, now);
          else desk.send(commands[what], {}, minute, now);
          known.push({ at: at(now), summary: summaryOf(desk.log(), at(now)) });
          now++; // what was known then is told apart by its minute
        }
        desk.send(judgeRequest, { dueAt: at(0) }, now, now);
        const log = desk.log();
        const steps = stepsOf(log).map(({ id, kind, at: when }): Noted => ({ id, kind, minute: minuteOf(when) }));
        const book = booked(desk.log());
        expect(steps).toEqual(book);
        for (const clock of serviceClocks.codes) {
          const target = Math.min(given.target[clock], (entitled ?? given.target)[clock]);
          const paper = counted(book, clock, { target, hours: given.hours, last: now });
          for (const each of verdictsOf(log).filter((one) => one.clock === clock)) {
            seen[each.outcome]++;
            if (each.entitlement) seen.entitled++;
            if (each.restates !== null) seen.restated++;
            if (each.void) seen.void++;
            if (each.until !== null) seen.ended++;
          }
          const said = verdictsOf(log).filter((each) => each.clock === clock && !each.void);
          expect(
            said
              .map(({ outcome, at: when, until, spentMinutes }) => ({ outcome, at: when, until, spentMinutes }))
              .sort((a, b) => (a.at < b.at ? -1 : 1)),
          ).toEqual(paper.verdicts);
          for (const day of days.filter((each) => each >= opened && each <= now)) {
            const then = book.filter(({ minute }) => minute <= day);
            const summary = summaryOf(cut(log, { asOf: at(day) }), at(day));
            if (!then.some(({ kind }) => kind === 'opened')) {
              expect(summary).toBeNull();
              continue;
            }
            const onPaper = counted(then, clock, { target, hours: given.hours, last: day });
            const held = onPaper.verdicts.findLast(({ until }) => until === null)?.outcome;
            expect(summary?.status).toBe(onPaper.status);
            expect(summary?.[clock]).toBe(held ?? (onPaper.status === 'withdrawn' ? 'none' : 'running'));
          }
        }
        for (const { at: knownAt, summary } of known)
          expect(summaryOf(cut(log, { asOf: knownAt, knownAt }), knownAt)).toEqual(summary);
      },
    ),
    { numRuns: 120 },
  );
  expect(neverSeen(seen)).toEqual([]);
});

const minuteOf = (when: Instant): number => Math.round((Date.parse(when) - Date.parse(FIRST)) / 60_000);

/** The steps as a person keeps them who rubs out what was wrong. */
function booked(log: readonly Entry[]): readonly Noted[] {
  let book: readonly Noted[] = [];
  for (const entry of log)
    if (entry.is === 'step')
      book = [...book, { id: entry.step.id, kind: entry.step.kind, minute: minuteOf(entry.step.at) }];
    else if (entry.is === 'moved') {
      const { stepId, to } = entry;
      book = book.flatMap((one) => (one.id !== stepId ? [one] : to === null ? [] : [{ ...one, minute: minuteOf(to) }]));
    }
  return [...book].sort((a, b) => a.minute - b.minute);
}
