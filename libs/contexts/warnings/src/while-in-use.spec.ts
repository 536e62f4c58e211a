import { type InUse } from '@dossier/contexts/customers';
import { addDays, type Instant } from '@dossier/kernel';
import fc from 'fast-check';
import { neverSeen } from '../../../testing/src/never-seen';
import { aPurchase } from '../../../testing/src/purchases-of';
import type { Signal } from './judgement';
import { serviceBreaches } from './signals/breaches';
import { complaintsUp } from './signals/complaints';
import { satisfactionFalling } from './signals/satisfaction';
import { volumeDown } from './signals/volume';
import { walletShareFalling } from './signals/wallet-share';
import { inTimes, type Time } from './times';
import { warningsPolicy } from './warnings-policy';
import { whileInUse } from './while-in-use';

const DAYS = 30;
const day = (n: number): Instant => addDays('2026-03-01T00:00:00.000Z', n);
interface Facts {
  readonly times: readonly Time[];
}
/** Warns in the times that its facts name. */
const timely: Signal<Facts> = {
  code: 'silence',
  formula: 'silence-1',
  action: 'call-buyer',
  from: {},
  initial: { times: [] },
  evolve: {},
  ...inTimes<Facts, object, Time>({
    timesOf: ({ times }) => times,
    stretchOf: (_, __, { from }) => ({
      ...{ is: 'stretch', cause: from, from, until: 'not-yet' },
      ...{ measures: [], amounts: [], eventIds: [] },
    }),
    quietAt: () => ({ is: 'quiet', because: 'not-down', measures: [], amounts: [], eventIds: [] }),
    turnsOf: ({ times }) => times.flatMap(({ from, until }) => [from, ...(until === null ? [] : [until])]),
  }),
};
const signal = whileInUse(timely);

/** Times and deactivations that begin and end at the turns of days, in turns. */
const turns = fc
  .uniqueArray(fc.integer({ min: 1, max: DAYS - 1 }), { maxLength: 8 })
  .map((all) => all.sort((a, b) => a - b));
const timesOf = (all: readonly number[]): readonly Time[] =>
  all.flatMap((n, i) =>
    i % 2 === 0 ? { from: day(n), until: all[i + 1] === undefined ? null : day(all[i + 1] ?? 0) } : [],
  );
const factsOf = (warning: readonly number[], unused: readonly number[]): Facts & InUse => ({
  times: timesOf(warning),
  statuses: unused.map((n, i) => ({
    ...{ since: day(n), position: i, eventId: `e-${n}` },
    status: i % 2 === 0 ? ('deactivated' as const) : ('active' as const),
  })),
});
const isOn = (all: readonly number[], n: number): boolean => all.filter((turn) => turn <= n).length % 2 === 1;

it('warns just on the days on which the customer is in use, and says of each day when it begins, ends and changes', () => {
  const held = { warns: 0, again: 0, quiet: 0 };
  fc.assert(
    fc.property(turns, turns, (warning, unused) => {
      const facts = factsOf(warning, unused);
      const policy = {} as never;
      const warns = (n: number): boolean => isOn(warning, n) && !isOn(unused, n);
      const days = Array.from({ length: DAYS }, (_, n) => n);
      for (const n of days) {
        const at = day(n);
        expect([n, signal.warnedAt(facts, policy, at)]).toEqual([n, warns(n)]);
        const found = signal.ahead(facts, policy, at);
        const next = days.find((each) => each >= n && warns(each));
        if (next === undefined) {
          expect(found.is).toBe('quiet');
          held.quiet++;
        } else {
          // where it warns already it says since when: without a gap since then
          const since =
            days.findLast((each) => each <= next && warns(each) && (!warns(each - 1) || each === 0)) ?? next;
          const begins = warning.findLast((each, i) => i % 2 === 0 && each <= next) ?? 0;
          expect([n, found.is === 'stretch' && found.from]).toEqual([n, day(Math.max(since, begins))]);
          held[unused.includes(since) ? 'again' : 'warns']++;
        }
        if (warns(n)) {
          const end = days.find((each) => each > n && !warns(each));
          expect([n, signal.endAfter(facts, policy, at)]).toEqual([n, end === undefined ? null : day(end)]);
        }
        // nothing changes before it says so
        const turn = signal.turnAfter(facts, policy, at);
        for (const each of days.filter((later) => later > n && (turn === null || day(later) < turn)))
          expect(signal.ahead(facts, policy, day(each))).toEqual(found);
      }
    }),
    {
      examples: [
        [[2], [5, 9]],
        [[2, 20], [1]],
      ],
    },
  );
  expect(neverSeen(held)).toEqual([]);
});

it('says why where nothing warns, with the event of the deactivation', () => {
  const facts = factsOf([2], [5]);
  expect(signal.ahead(facts, {} as never, day(6))).toMatchObject({ because: 'deactivated', eventIds: ['e-5'] });
  expect([signal.because?.(facts, day(6)), signal.because?.(facts, day(4))]).toEqual(['deactivated', null]);
});

it('looks at the months before it is in use again, not at those before it was given up', () => {
  const month = (n: number): Instant => new Date(Date.UTC(2025, n)).toISOString();
  const purchases = Array.from({ length: 15 }, (_, n) =>
    aPurchase(addDays(month(n), 10), `order-${n}`, { worth: n < 12 ? 100 : 50, currency: 'CNY' }),
  );
  const statuses = [
    { status: 'deactivated' as const, since: addDays(month(15), 10), position: 1, eventId: 'out' },
    { status: 'active' as const, since: addDays(month(20), 1), position: 2, eventId: 'back' },
  ];
  const down = whileInUse(volumeDown).ahead({ purchases, credits: {}, statuses }, warningsPolicy.initial, month(21));
  expect(down).toMatchObject({
    from: addDays(month(20), 1),
    measures: [{ measure: 'drop-percent', value: 100 }, { measure: 'purchases-before' }, { value: 0 }],
  });
});

describe('what began before it was given up, and lasts, is told as it is seen then', () => {
  const since = (n: number): Instant => addDays('2025-01-01T00:00:00.000Z', n);
  const statuses = [
    { status: 'deactivated' as const, since: since(65), position: 1, eventId: 'out' },
    { status: 'active' as const, since: since(100), position: 2, eventId: 'back' },
  ];
  const seen = <F extends object>(warned: Signal<F>, facts: F): unknown =>
    whileInUse(warned).ahead({ ...facts, statuses }, warningsPolicy.initial, since(101));
  const first = { from: since(100), until: 'deactivated' };

  it('of service levels', () => {
    const verdicts = [1, 2, 3, 61, 62, 63, 64].map((n) => ({
      ...{ id: `v-${String(n).padStart(2, '0')}`, outcome: 'missed' as const, at: since(n), until: null },
    }));
    const eventIds = ['v-61', 'v-62', 'v-63', 'v-64'];
    expect(seen(serviceBreaches, { verdicts })).toMatchObject({ ...first, cause: 'v-64', eventIds });
  });
  it('of complaints', () => {
    const facts = [1, 2, 50, 60].reduce((before, n) => {
      const [at, id] = [since(n), `c-${n}`];
      const of = { stream: `complaint-${n}`, revision: 0, position: n, id, occurredAt: at, recordedAt: at };
      const { ComplaintFiled: filed } = complaintsUp.evolve;
      return filed(before, { number: id, severity: 'minor', complaint: 'x' } as never, of as never);
    }, complaintsUp.initial);
    const found = { ...first, eventIds: ['c-1', 'c-2', 'c-50', 'c-60'] };
    expect(seen(complaintsUp, facts)).toMatchObject({ ...found, measures: [{ value: 4 }, { value: 0 }, { value: 0 }] });
  });
  it('of answers', () => {
    const answers = [...[5, 4, 5, 4, 5], ...[3, 4, 3, 2, 3, 1]].map((score, n) => ({
      ...{ at: since(n < 5 ? n * 20 - 300 : n * 10 - 45), response: `r-${n}`, instrument: 'csat' as const },
      ...{ scale: 5, score, count: 1, eventId: `a-${n}` },
    }));
    expect(seen(satisfactionFalling, { answers })).toMatchObject({ ...first, cause: 'a-10' });
  });
  it('of shares of wallet', () => {
    const [before, ...then] = [
      [0, '60'],
      [10, '40'],
      [80, '20'],
    ].map(([n, value]) => ({
      ...{ since: since(Number(n)), value: String(value), standard: true, position: Number(n), eventId: `s-${n}` },
    }));
    const facts = { shareOfWallet: { sales: [before, ...then] } };
    expect(seen(walletShareFalling, facts as never)).toMatchObject({
      ...{ ...first, cause: 's-80', eventIds: ['s-0', 's-80'] },
      measures: [{ value: 40 }, { measure: 'wallet-share-now', value: 20 }, { value: 60 }],
    });
  });
});
