import { ServiceLevelMet, ServiceLevelMissed, VerdictWithdrawn } from '@dossier/contexts/service';
import { addDays, byCustomer, defineProjection, type Instant } from '@dossier/kernel';
import { projectionSpec, told } from '@dossier/testing';
import fc from 'fast-check';
import { warningsPolicy } from '../warnings-policy';
import { serviceBreaches, type Verdicts } from './breaches';

const policy = warningsPolicy.initial; // 3 within 90 days
const START = '2026-01-01T00:00:00.000Z';
const day = (n: number): Instant => addDays(START, n);
const arithmetic = {
  ...{ clock: 'resolution' as const, targetMinutes: 60, spentMinutes: 60, stretches: [] },
  ...{ hours: 'natural' as const, levelsVersion: 0, calendarVersion: 0 },
};
const missed = (request: string, n: number) =>
  told(ServiceLevelMissed(arithmetic), { stream: `service-request-${request}`, occurredAt: day(n) });
const met = (request: string, n: number) =>
  told(ServiceLevelMet(arithmetic), { stream: `service-request-${request}`, occurredAt: day(n) });
const withdrawn = (request: string, verdictId: string, n: number) =>
  told(
    VerdictWithdrawn({
      ...{ verdictId, clock: 'resolution', outcome: 'missed', because: 'late', fact: 'resolved', factAt: day(n) },
    }),
    { stream: `service-request-${request}`, occurredAt: day(n) },
  );

/** The facts alone, folded as those who keep them do. */
const served = defineProjection<Verdicts>()({
  name: 'served',
  title: { zh: '服务', en: 'Served' },
  version: 1,
  ...{ from: serviceBreaches.from, initial: serviceBreaches.initial, evolve: serviceBreaches.evolve },
  key: byCustomer,
  fields: {},
  personal: true,
  view: (facts, { asOf }) => serviceBreaches.ahead(facts, policy, asOf),
});

it('warns from the verdict that makes as many within the window, with the share that is missed', () =>
  projectionSpec(served)
    .given(missed('a', 10), missed('b', 20), met('c', 30), missed('d', 40))
    .inAnyOrderOfCommit()
    .thenView(
      {
        ...{ is: 'stretch', cause: 'event-4', from: day(40), until: 'few-breaches' },
        measures: [
          { measure: 'breaches', value: 3, points: 30 },
          { measure: 'breach-percent', value: 75, points: 30 },
          { measure: 'verdicts', value: 4, points: 0 },
        ],
        ...{ amounts: [], eventIds: ['event-1', 'event-2', 'event-4'] },
      },
      { asOf: day(50) },
    ));

it('says why it does not', () => {
  projectionSpec(served)
    .given(missed('a', 10), missed('b', 20))
    .thenView(
      expect.objectContaining({ is: 'quiet', because: 'few-breaches', eventIds: ['event-1', 'event-2'] }) as never,
      { asOf: day(30) },
    );
  projectionSpec(served)
    .given(missed('a', 10), missed('b', 20))
    .thenView(expect.objectContaining({ is: 'quiet', because: 'no-verdicts', eventIds: [] }) as never, {
      asOf: day(200),
    });
});

it('judges the same facts by each policy', () => {
  const facts: Verdicts = {
    verdicts: [1, 2].map((n) => ({ id: `event-${n}`, outcome: 'missed', at: day(n), until: null })),
  };
  const strict = Object.assign({}, policy, { breaches: 2 });
  const by = [policy, strict, policy].map((each) => serviceBreaches.warnedAt(facts, each, day(9)));
  expect(by).toEqual([false, true, false]);
});

it('counts no verdict that never should have been given, and one that ceased to hold until then', () => {
  projectionSpec(served)
    .given(missed('a', 10), missed('b', 20), missed('c', 40), withdrawn('b', 'event-2', 20))
    .thenView(expect.objectContaining({ is: 'quiet' }) as never, { asOf: day(50) });
  projectionSpec(served)
    .given(missed('a', 10), missed('b', 20), missed('c', 40), withdrawn('b', 'event-2', 45))
    .thenView(expect.objectContaining({ is: 'stretch', from: day(40) }) as never, { asOf: day(44) });
  projectionSpec(served)
    .given(missed('a', 10), missed('b', 20), missed('c', 40), withdrawn('b', 'event-2', 45))
    .thenView(expect.objectContaining({ is: 'quiet' }) as never, { asOf: day(45) });
});

it('says of each day what counting its verdicts gives', () => {
  const verdict = fc.record({
    ...{ at: fc.integer({ min: 0, max: 40 }), isMissed: fc.boolean() },
    lasts: fc.option(fc.integer({ min: 0, max: 30 })),
  });
  const by = Object.assign({}, policy, { breachDays: 12 });
  const { warnedAt, endAfter, turnAfter, ahead } = serviceBreaches;
  fc.assert(
    fc.property(fc.array(verdict, { maxLength: 14 }), (all) => {
      const facts: Verdicts = {
        verdicts: all.map(({ at, isMissed, lasts }, n) => ({
          ...{ id: `event-${String(n).padStart(2, '0')}`, outcome: isMissed ? 'missed' : 'met', at: day(at) },
          until: lasts === null ? null : day(at + lasts),
        })),
      };
      const days = Array.from({ length: 60 }, (_, n) => n);
      const warns = days.map(
        (n) =>
          all.filter(
            ({ at, isMissed, lasts }) => isMissed && at <= n && n < at + 12 && (lasts === null || n < at + lasts),
          ).length >= by.breaches,
      );
      expect(days.map((n) => warnedAt(facts, by, day(n)))).toEqual(warns);
      for (const n of days) {
        const end = warns.findIndex((is, later) => later > n && !is);
        if (warns[n]) expect(endAfter(facts, by, day(n))).toBe(day(end));
        const next = ahead(facts, by, day(n));
        if (next.is === 'stretch' && !warns[n]) expect(next.from).toBe(day(warns.findIndex((is, at) => at > n && is)));
        const turn = turnAfter(facts, by, day(n));
        const changes = warns.findIndex((is, later) => later > n && is !== warns[n]);
        if (changes >= 0) expect((turn ?? '9') <= day(changes)).toBe(true);
      }
    }),
    { numRuns: 40 },
  );
});
