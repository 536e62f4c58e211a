import { complaintStepEvents, type Complaints } from '@dossier/contexts/service';
import { addDays, byCustomer, defineProjection, type Instant } from '@dossier/kernel';
import { projectionSpec, told } from '@dossier/testing';
import fc from 'fast-check';
import { warningsPolicy } from '../warnings-policy';
import { complaintsUp } from './complaints';

const policy = warningsPolicy.initial; // 2 within 90 days, and more than in the 90 days before
const START = '2026-01-01T00:00:00.000Z';
const day = (n: number): Instant => addDays(START, n);
const { ComplaintFiled, ComplaintWithdrawn, ComplaintReopened, ComplaintStepCorrected, ComplaintStepRetracted } =
  complaintStepEvents;
const of = (number: string, n: number) => ({ stream: `complaint-${number}`, occurredAt: day(n) });
const filed = (number: string, n: number, severity: 'minor' | 'major' | 'critical' = 'minor') =>
  told(ComplaintFiled({ number, severity, complaint: 'scratched' }), of(number, n));
const withdrawn = (number: string, n: number) => told(ComplaintWithdrawn({}), of(number, n));
const reopened = (number: string, n: number) => told(ComplaintReopened({}), of(number, n));

/** The facts alone, folded as those who keep them do. */
const complained = defineProjection<Complaints>()({
  name: 'complained',
  title: { zh: '投诉', en: 'Complained' },
  version: 1,
  ...{ from: complaintsUp.from, initial: complaintsUp.initial, evolve: complaintsUp.evolve },
  key: byCustomer,
  fields: {},
  personal: true,
  view: (facts, { asOf }) => complaintsUp.ahead(facts, policy, asOf),
});
const spec = projectionSpec(complained);
const is = (wanted: object): never => expect.objectContaining(wanted) as never;

it('warns from the complaint that makes more than before, and weighs the severe ones', () =>
  spec
    .given(filed('a', 10), filed('b', 120, 'major'), filed('c', 130))
    .inAnyOrderOfStreams()
    .thenView(
      {
        ...{ is: 'stretch', cause: 'event-3', from: day(130), until: 'not-more-complaints' },
        measures: [
          { measure: 'complaints-now', value: 2, points: 30 },
          { measure: 'complaints-severe', value: 1, points: 20 },
          { measure: 'complaints-before', value: 1, points: 0 },
        ],
        ...{ amounts: [], eventIds: ['event-1', 'event-2', 'event-3'] },
      },
      { asOf: day(140) },
    ));

it('warns of none that are no more than before, however many, and says so', () => {
  spec
    .given(filed('a', 10), filed('b', 20), filed('c', 110), filed('d', 115))
    .thenView(is({ is: 'quiet', because: 'not-more-complaints' }), { asOf: day(116) });
  spec.given(filed('a', 10)).thenView(is({ is: 'quiet', because: 'not-more-complaints' }), { asOf: day(20) });
  spec.given(filed('a', 10)).thenView(is({ is: 'quiet', because: 'no-complaints', eventIds: ['event-1'] }), {
    asOf: day(101),
  });
});

it('counts no complaint that is taken back, from then on; and again from when it is reopened', () => {
  const all = [filed('a', 10), filed('b', 20), withdrawn('b', 30), reopened('b', 40)];
  spec.given(...all).thenView(is({ is: 'stretch', from: day(20) }), { asOf: day(29) });
  spec.given(...all.slice(0, 3)).thenView(is({ is: 'quiet' }), { asOf: day(30) });
  spec.given(...all).thenView(is({ is: 'stretch', from: day(40), cause: 'event-2' }), { asOf: day(50) });
});

it('goes by the day on which a complaint was filed by what is known now, and by none that was not filed', () => {
  const step = { stepId: 'event-2', step: 'filed' as const, reason: 'x' };
  const moved = ComplaintStepCorrected({ ...step, before: day(200), at: day(50) });
  const retracted = ComplaintStepRetracted({ ...step, before: day(200) });
  const two = [filed('a', 10), filed('b', 200)];
  spec.given(...two).thenView(is({ is: 'quiet' }), { asOf: day(300) });
  spec
    .given(...two, told(moved, of('b', 50)))
    .inAnyOrderOfCommit()
    .thenView(is({ is: 'stretch', from: day(50) }), { asOf: day(60) });
  spec
    .given(...two, filed('c', 210), told(retracted, of('b', 200)))
    .thenView(is({ is: 'quiet', eventIds: ['event-3'] }), { asOf: day(220) });
});

it('says of each day what counting its complaints gives', () => {
  const complaint = fc.record({
    ...{ at: fc.integer({ min: 0, max: 60 }), severe: fc.boolean() },
    lasts: fc.option(fc.integer({ min: 1, max: 30 })),
    back: fc.option(fc.integer({ min: 1, max: 20 })),
  });
  const by = Object.assign({}, policy, { complaintDays: 8 });
  const { warnedAt, endAfter, turnAfter, ahead } = complaintsUp;
  const days = Array.from({ length: 130 }, (_, n) => n);
  let warned = 0;
  fc.assert(
    fc.property(fc.array(complaint, { maxLength: 16, size: 'max' }), (all) => {
      const facts: Complaints = {
        complaints: all.map(({ at, severe, lasts, back }, n) => {
          const steps = [
            ...[['filed', at] as const],
            ...(lasts === null ? [] : [['withdrawn', at + lasts] as const]),
            ...(lasts === null || back === null ? [] : [['reopened', at + lasts + back] as const]),
          ].map(([kind, when]) => ({ kind, when: day(when) }));
          return {
            complaint: `complaint-${n}`,
            log: steps.map(({ kind, when }, revision) => ({
              ...{ is: 'step' as const, at: when, recordedAt: when, revision },
              step: { id: `${kind}-${n}`, kind, at: when, severity: severe ? 'major' : 'minor' },
            })),
          };
        }),
      };
      const warns = days.map((today) => {
        const counting = all.filter(({ at, lasts, back }) => {
          if (at > today) return false;
          const end = lasts === null ? Infinity : at + lasts;
          return today < end || (back !== null && today >= end + back);
        });
        const filedIn = (from: number, to: number) => counting.filter(({ at }) => at > from && at <= to).length;
        return counting.some(({ at }) => {
          const now = filedIn(at - 8, at);
          return at > today - 8 && now >= by.complaints && now > filedIn(at - 16, at - 8);
        });
      });
      warned += warns.filter(Boolean).length;
      expect(days.map((n) => warnedAt(facts, by, day(n)))).toEqual(warns);
      for (const n of days) {
        const end = warns.findIndex((each, later) => later > n && !each);
        if (warns[n]) expect(endAfter(facts, by, day(n))).toBe(day(end));
        const next = ahead(facts, by, day(n));
        const begins = warns.findIndex((each, later) => later > n && each);
        if (!warns[n] && begins < 0) expect(next.is).toBe('quiet');
        if (!warns[n] && next.is === 'stretch') expect(next.from).toBe(day(begins));
        const turn = turnAfter(facts, by, day(n));
        const changes = warns.findIndex((each, later) => later > n && each !== warns[n]);
        if (changes >= 0) expect((turn ?? '9') <= day(changes)).toBe(true);
      }
    }),
    { numRuns: 40 },
  );
  expect(warned).toBeGreaterThan(0);
});
