import {
  addMinutes,
  type AnyCommandDef,
  type EventOf,
  initialPolicies,
  type InStream,
  type Instant,
  type Policies,
  Refusal,
  Sequence,
} from '@dossier/kernel';
import { neverSeen } from '@dossier/testing';
import fc from 'fast-check';
import { type Complaint, complaint } from './complaint';
import { clockedComplaint, type ComplaintEntry } from './complaint-log';
import { complaintHandlingPolicy } from './complaint-policies';
import { complaintSummaryOf } from './complaint-summary';
import type { ComplaintStepKind, Severity } from './complaint-terms';
import { judgeComplaint } from './react/judge-complaint/judge-complaint';
import { nextDue } from './service-clock';
import { cut, verdictsOf } from './step-log';
import { type ServiceClock, serviceClocks } from './terms';
import { closeComplaint } from './write/close-complaint/close-complaint';
import { correctComplaint } from './write/correct-complaint/correct-complaint';
import { fileComplaint } from './write/file-complaint/file-complaint';
import { findCause } from './write/find-cause/find-cause';
import { investigateComplaint } from './write/investigate-complaint/investigate-complaint';
import { pauseComplaint } from './write/pause-complaint/pause-complaint';
import { reopenComplaint } from './write/reopen-complaint/reopen-complaint';
import { reportFinding } from './write/report-finding/report-finding';
import { resumeComplaint } from './write/resume-complaint/resume-complaint';
import { retractComplaintStep } from './write/retract-complaint-step/retract-complaint-step';
import { takeAction } from './write/take-action/take-action';
import { verifyAction } from './write/verify-action/verify-action';
import { withdrawComplaint } from './write/withdraw-complaint/withdraw-complaint';

/**
 * Complaints whose steps are recorded in any order, corrected and retracted, beside a person who goes minute by minute
 * through a book in which what was wrong is rubbed out.
 */
const FIRST = '2026-03-01T00:00:00.000Z';
const LAST_MINUTE = 3000;
const at = (minute: number): Instant => addMinutes(FIRST, minute);
const minuteOf = (when: Instant): number => Math.round((Date.parse(when) - Date.parse(FIRST)) / 60_000);

interface Noted {
  readonly id: string;
  readonly kind: ComplaintStepKind;
  readonly minute: number;
}
interface Counted {
  readonly outcome: 'met' | 'missed';
  readonly at: Instant;
  readonly until: Instant | null;
  readonly spentMinutes: number;
}

/** What a person sees who goes through the book: no two steps share a minute. */
function onPaper(
  book: readonly Noted[],
  clock: ServiceClock,
  target: number,
  last: number,
): {
  readonly status: string;
  readonly waiting: boolean;
  readonly verdicts: readonly Counted[];
  /** Minutes in which we waited for the customer. */
  readonly stood: number;
} {
  const byMinute = new Map(book.map(({ minute, kind }) => [minute, kind]));
  let status = 'nothing';
  let looked = false;
  let waiting = false;
  let count = 0;
  let stood = 0;
  let ran = false;
  let missed = false;
  const verdicts: { outcome: 'met' | 'missed'; at: Instant; until: Instant | null; spentMinutes: number }[] = [];
  const working = (): boolean => !['nothing', 'closed', 'withdrawn'].includes(status);
  const kept = (): boolean => (clock === 'response' ? looked : status === 'closed');
  const runs = (): boolean => working() && !waiting && (clock === 'resolution' || !looked);
  for (let minute = Math.min(...book.map((step) => step.minute)); minute <= last; minute++) {
    const [wasKept, wasRunning] = [kept(), runs()];
    const reached = ran && count === target;
    const step = byMinute.get(minute);
    if (step === 'filed' && status === 'nothing') status = 'filed';
    if ((step === 'asked' || step === 'reported') && status === 'filed') [status, looked] = ['investigating', true];
    else if (step === 'cause-found' && working() && status !== 'filed') status = 'cause-found';
    else if (step === 'acted' && ['cause-found', 'acted', 'verified'].includes(status)) status = 'acted';
    else if (step === 'verified' && status === 'acted') status = 'verified';
    else if (step === 'refuted' && (status === 'acted' || status === 'verified')) status = 'cause-found';
    else if (step === 'closed' && status === 'verified') status = 'closed';
    else if (step === 'withdrawn' && working()) status = 'withdrawn';
    else if (step === 'reopened' && (status === 'closed' || status === 'withdrawn'))
      status = looked ? 'investigating' : 'filed';
    if (step === 'resumed' || !working()) waiting = false;
    else if (step === 'paused') waiting = true;
    const isKept = kept() && !wasKept;
    if (!missed) {
      const before = verdicts.at(-1);
      if (wasKept && !kept() && before) before.until = at(minute);
      const nothingLeft = count === target && runs() && !wasRunning;
      if ((reached && !isKept) || nothingLeft) {
        missed = true;
        verdicts.push({ outcome: 'missed', at: at(minute), until: null, spentMinutes: target });
      } else if (isKept) verdicts.push({ outcome: 'met', at: at(minute), until: null, spentMinutes: count });
    }
    ran = runs();
    if (ran) count++;
    if (working() && waiting) stood++;
  }
  return { status, waiting, verdicts, stood };
}

const commands = {
  asked: [investigateComplaint, { departments: ['purchasing'] }],
  reported: [reportFinding, { finding: 'x' }],
  'cause-found': [findCause, { cause: 'material', explanation: 'x' }],
  acted: [takeAction, { corrective: 'x', preventive: 'x' }],
  verified: [verifyAction, { effective: true }],
  refuted: [verifyAction, { effective: false }],
  paused: [pauseComplaint, {}],
  resumed: [resumeComplaint, {}],
  closed: [closeComplaint, { answer: 'x' }],
  reopened: [reopenComplaint, {}],
  withdrawn: [withdrawComplaint, {}],
} as const satisfies Partial<Record<ComplaintStepKind, readonly [AnyCommandDef, object]>>;
type Simple = keyof typeof commands;

/** One complaint, as the engine would keep it. */
class Desk {
  private state: Complaint | undefined;
  private ids = 0;

  constructor(private readonly policies: Policies) {}

  send(def: AnyCommandDef, command: object, minute: number, now: number): boolean {
    const context = { needed: {}, backfill: false, actor: 'a', department: 'purchasing', businessLine: null };
    let events: readonly EventOf[];
    try {
      const decision = { ...context, now: at(now), occurredAt: at(minute), policies: this.policies };
      events = def.decide({ complaintId: 'k', ...command }, this.state, decision) as readonly EventOf[];
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return false;
    }
    for (const { type, data, occurredAt } of events) {
      const name = type.split('.')[1] as keyof typeof complaint.evolve;
      const envelope = { id: `e-${++this.ids}`, type, occurredAt: occurredAt ?? at(minute), recordedAt: at(now) };
      this.state = complaint.evolve[name](this.state, data as never, { ...envelope, stream: 'k' } as InStream);
    }
    return events.length > 0;
  }

  get log(): readonly ComplaintEntry[] {
    return (this.state?.log ?? Sequence.empty<ComplaintEntry>()).all;
  }
}

/** The steps as a person keeps them who rubs out what was wrong, and the severity. */
function booked(log: readonly ComplaintEntry[]): { readonly book: readonly Noted[]; readonly severity: Severity } {
  let book: readonly Noted[] = [];
  let severity: Severity = 'minor';
  for (const entry of log)
    if (entry.is === 'step') {
      const { id, kind, at: when, severity: said } = entry.step;
      if (kind === 'filed' && said) severity = said;
      if (kind !== 'escalated') book = [...book, { id, kind, minute: minuteOf(when) }];
    } else if (entry.is === 'moved') {
      const { stepId, to, rightly } = entry;
      severity = rightly?.severity ?? severity;
      book = book.flatMap((one) => (one.id !== stepId ? [one] : to === null ? [] : [{ ...one, minute: minuteOf(to) }]));
    }
  return { book: [...book].sort((a, b) => a.minute - b.minute), severity };
}

const severities = ['minor', 'major', 'critical'] as const;
const target = fc.record({
  response: fc.integer({ min: 1, max: 400 }),
  resolution: fc.integer({ min: 1, max: 2500 }),
});
const line: readonly Simple[] = ['asked', 'reported', 'cause-found', 'acted', 'verified', 'closed'];
const story = fc
  .record({
    targets: fc.record({ minor: target, major: target, critical: target }),
    filedAs: fc.constantFrom(...severities),
    minutes: fc.uniqueArray(fc.nat(LAST_MINUTE), { minLength: 32, maxLength: 32 }),
    acts: fc.array(
      fc.record({
        what: fc.constantFrom<Simple | 'go on' | 'move' | 'regrade' | 'retract' | 'judge'>(
          ...(['go on', 'go on', 'go on', 'go on', 'go on', 'go on', 'go on', 'go on', 'go on', 'go on'] as const),
          ...(['go on', 'go on', 'go on', 'refuted', 'reopened', 'reopened', 'withdrawn'] as const),
          ...(['paused', 'paused', 'paused', 'resumed', 'resumed'] as const),
          ...(['asked', 'cause-found', 'acted', 'move', 'move', 'regrade', 'retract', 'judge'] as const),
        ),
        of: fc.constantFrom<ComplaintStepKind>(
          'filed',
          'filed',
          ...line,
          'refuted',
          'paused',
          'resumed',
          'reopened',
          'withdrawn',
        ),
        severity: fc.constantFrom(...severities),
        wait: fc.nat(20),
      }),
      { minLength: 4, maxLength: 30, size: 'max' },
    ),
    ordered: fc.nat(3),
    straight: fc.boolean(),
  })
  .map(({ minutes, acts, ordered, straight, ...given }) => {
    const [filed = 0, ...free] = ordered > 0 ? [...minutes].sort((a, b) => a - b) : minutes;
    // half go the whole line first: else few are closed within their time, and fewer opened again after it
    const isStraight = (i: number): boolean => straight && i < line.length;
    return {
      ...given,
      filed,
      acts: acts.map((act, i) => ({ ...act, ...(isStraight(i) && { what: 'go on' as const }), minute: free[i] ?? 0 })),
    };
  });

it('a complaint, its verdicts and its escalations are what a person would keep, now and as of any day, whatever is told late, corrected or retracted', () => {
  const seen = {
    met: 0,
    missed: 0,
    stood: 0,
    waiting: 0,
    restated: 0,
    void: 0,
    ended: 0,
    closed: 0,
    escalated: 0,
    groundless: 0,
    regraded: 0,
  };
  fc.assert(
    fc.property(
      story,
      fc.array(fc.nat(LAST_MINUTE), { minLength: 3, maxLength: 3 }),
      ({ targets, filedAs, filed, acts }, days) => {
        const levels = severities.map((severity) => ({
          ...{ severity, hours: 'natural' as const, escalatesAtOnce: severity === 'critical' },
          responseMinutes: targets[severity].response,
          resolutionMinutes: targets[severity].resolution,
        }));
        const policies: Policies = (policy) =>
          policy.name === complaintHandlingPolicy.name
            ? { ...initialPolicies(policy), document: { levels, escalateTo: 'executives' } as never }
            : initialPolicies(policy);
        const desk = new Desk(policies);
        let now = filed;
        desk.send(fileComplaint, { number: 'k', customerId: 'c', severity: filedAs, complaint: 'x' }, filed, now);
        let next = 0;
        const known: { readonly at: Instant; readonly summary: unknown }[] = [];
        for (const { what, of, severity, minute, wait } of acts) {
          now = Math.max(now, minute) + wait;
          const correct = { step: of, reason: 'x' };
          if (what === 'judge') desk.send(judgeComplaint, { dueAt: at(0) }, now, now);
          else if (what === 'move') desk.send(correctComplaint, correct, minute, now);
          else if (what === 'regrade') {
            if (desk.send(correctComplaint, { ...correct, step: 'filed', severity }, now, now)) seen.regraded++;
          } else if (what === 'retract') desk.send(retractComplaintStep, correct, now, now);
          else {
            const [def, command] = commands[what === 'go on' ? (line[next] ?? 'closed') : what];
            if (desk.send(def, command, minute, now) && what === 'go on') next++;
            if (what === 'reopened' || what === 'refuted') next = what === 'refuted' ? 3 : 2;
          }
          known.push({ at: at(now), summary: complaintSummaryOf(desk.log, at(now)) });
          now++; // what was known then is told apart by its minute
        }
        desk.send(judgeComplaint, { dueAt: at(0) }, now, now);
        const { log } = desk;
        const { book, severity } = booked(log);
        const summary = complaintSummaryOf(log, at(now));
        const missed = new Set<ServiceClock>();
        for (const clock of serviceClocks.codes) {
          const wanted = targets[severity][clock];
          const paper = onPaper(book, clock, wanted, now);
          const given = verdictsOf(log).filter((each) => each.clock === clock);
          for (const each of given) {
            seen[each.outcome]++;
            if (each.restates !== null) seen.restated++;
            if (each.void) seen.void++;
            if (each.until !== null) seen.ended++;
            // every turn names the verdict before it
            if (each.restates !== null) expect(given.map(({ id }) => id)).toContain(each.restates);
          }
          const standing = given.filter((each) => !each.void).sort((a, b) => (a.at < b.at ? -1 : 1));
          expect(
            standing.map(({ outcome, at: when, until, spentMinutes }) => ({ outcome, at: when, until, spentMinutes })),
          ).toEqual(paper.verdicts);
          expect([summary?.status, summary?.waitingId !== null]).toEqual([paper.status, paper.waiting]);
          seen.stood += paper.stood;
          if (paper.verdicts.some(({ outcome }) => outcome === 'missed')) missed.add(clock);
          for (const day of days.filter((each) => each >= filed && each <= now)) {
            const then = book.filter(({ minute }) => minute <= day);
            const asOf = complaintSummaryOf(cut(log, { asOf: at(day) }), at(day));
            if (!then.some(({ kind }) => kind === 'filed')) {
              expect(asOf).toBeNull();
              continue;
            }
            const onDay = onPaper(then, clock, wanted, day);
            const held = onDay.verdicts.findLast(({ until }) => until === null)?.outcome;
            expect([asOf?.status, asOf?.waitingId !== null]).toEqual([onDay.status, onDay.waiting]);
            expect(asOf?.[clock]).toBe(held ?? (onDay.status === 'withdrawn' ? 'none' : 'running'));
          }
        }
        // executives were told of each deadline that is missed, and of what is severe; other telling lost its ground
        const reasons = summary?.escalated.map(({ escalation }) => escalation?.clock ?? escalation?.because).sort();
        expect([...new Set(reasons)]).toEqual([...missed, ...(severity === 'critical' ? ['severity'] : [])].sort());
        seen.escalated += reasons?.length ?? 0;
        if ((summary?.steps.filter(({ kind }) => kind === 'escalated').length ?? 0) > (reasons?.length ?? 0))
          seen.groundless++;
        if (summary?.status === 'closed') seen.closed++;
        const due = nextDue(clockedComplaint(log), policies);
        if (due !== null) expect(due > at(now)).toBe(true); // what had run out is judged
        if (summary !== null && summary.waitingId !== null) {
          seen.waiting++;
          expect(due).toBeNull(); // both clocks stand
        }
        for (const { at: knownAt, summary: then } of known)
          expect(complaintSummaryOf(cut(log, { asOf: knownAt, knownAt }), knownAt)).toEqual(then);
      },
    ),
    { numRuns: 250 },
  );
  expect(neverSeen(seen)).toEqual([]);
});
