import { openFactEvents } from '@dossier/contexts/customers';
import { addDays, byCustomer, defineProjection, type Instant } from '@dossier/kernel';
import { neverSeen, projectionSpec, told } from '@dossier/testing';
import fc from 'fast-check';
import { warningsPolicy } from '../warnings-policy';
import { type Shares, walletShareFalling } from './wallet-share';

const policy = warningsPolicy.initial; // 10 points below the highest of 365 days
const day = (n: number): Instant => addDays('2025-01-01T00:00:00.000Z', n);
const { FactAsserted, FactWithdrawn } = openFactEvents;
const attribute = 'shareOfWallet';
const tells = (value: string, n: number, department = 'sales', standard = true) =>
  told(FactAsserted({ attribute, value, standard }), { occurredAt: day(n), department });
const tellsNone = (n: number, department = 'sales') =>
  told(FactWithdrawn({ attribute }), { occurredAt: day(n), department });

/** The facts alone, folded as those who keep them do. */
const shares = defineProjection<Shares>()({
  name: 'shares',
  title: { zh: '份额', en: 'Shares' },
  version: 1,
  ...{ from: walletShareFalling.from, initial: walletShareFalling.initial, evolve: walletShareFalling.evolve },
  key: byCustomer,
  fields: {},
  personal: true,
  view: (facts, { asOf }) => walletShareFalling.ahead(facts, policy, asOf),
});
const spec = projectionSpec(shares);
const wanted = (found: object): never => expect.objectContaining(found) as never;

it('warns from the day on which a department tells so much less than before, and says by how much', () =>
  spec
    .given(tells('45.3', 0), tells('50', 10), tells('37.5', 100))
    .inAnyOrderOfCommit()
    .thenView(
      {
        ...{ is: 'stretch', cause: 'event-3', from: day(100), until: 'wallet-share-not-falling' },
        measures: [
          { measure: 'wallet-share-fallen', value: 12.5, points: 38 },
          { measure: 'wallet-share-now', value: 37.5, points: 13 },
          { measure: 'wallet-share-before', value: 50, points: 0 },
        ],
        ...{ amounts: [], eventIds: ['event-2', 'event-3'] },
      },
      { asOf: day(200) },
    ));

it('warns of a fall of exactly the border, whatever the decimals', () =>
  spec
    .given(tells('35.3', 0), tells('25.3', 10))
    .thenView(wanted({ is: 'stretch', from: day(10) }), { asOf: day(20) }));

it('compares each department with itself alone, and says why it does not warn', () => {
  spec.given(tells('50', 0), tells('20', 10, 'finance')).thenView(
    {
      ...{ is: 'quiet', because: 'wallet-share-not-falling', amounts: [], eventIds: ['event-2'] },
      measures: [{ measure: 'wallet-share-now', value: 20, points: 0 }],
    },
    { asOf: day(20) },
  );
  spec.given(tells('50', 0), tellsNone(5)).thenView(wanted({ is: 'quiet', because: 'no-wallet-share' }), {
    asOf: day(20),
  });
});

it('takes what is no share for none', () =>
  spec
    .given(tells('50', 0), tells('a third', 5, 'sales', false))
    .thenView(wanted({ is: 'quiet', because: 'no-wallet-share' }), { asOf: day(20) }));

it('ends when more is told, or by time alone once the higher share is too old', () => {
  const facts = (...all: readonly (readonly [share: string, n: number])[]): Shares => ({
    shareOfWallet: {
      sales: all.map(([value, n]) => ({
        ...{ value, standard: true, since: day(n), position: n, eventId: `e-${n}` },
      })) as never,
    },
  });
  const { endAfter } = walletShareFalling;
  expect(endAfter(facts(['50', 0], ['40', 100]), policy, day(150))).toBe(day(100 + 365));
  expect(endAfter(facts(['50', 0], ['40', 100], ['45', 200]), policy, day(150))).toBe(day(200));
});

it('says of each day what comparing it with all shares before gives', () => {
  const by = Object.assign({}, policy, { walletShareDays: 20 });
  const { warnedAt, endAfter, turnAfter, ahead } = walletShareFalling;
  const statement = fc.record({
    ...{ n: fc.nat({ max: 100 }), department: fc.constantFrom('sales', 'service') },
    share: fc.option(fc.integer({ min: 100, max: 400 }), { freq: 8 }),
  });
  const days = Array.from({ length: 140 }, (_, n) => n);
  const seen = { warned: 0, quiet: 0 };
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 30, size: 'max' }), (some) => {
      const all = [...new Map(some.map((one) => [`${one.department} ${one.n}`, one])).values()];
      const of = (department: string) => all.filter((one) => one.department === department).sort((a, b) => a.n - b.n);
      const facts = {
        shareOfWallet: Object.fromEntries(
          [...new Set(all.map(({ department }) => department))].map((department) => [
            department,
            of(department).map(({ n, share }) => ({
              ...{ since: day(n), position: n, eventId: `${department}-${n}`, standard: true },
              value: share === null ? null : String(share / 10),
            })),
          ]),
        ),
      } as unknown as Shares;
      const warns = days.map((today) =>
        ['sales', 'service'].some((department) => {
          const said = of(department);
          const at = (n: number) => said.findLast((one) => one.n <= n)?.share ?? null;
          const now = at(today);
          // a share of the day before counts until that day has been over for as long
          const before = days.filter((n) => n < today && n >= today - 20).map(at);
          return now !== null && before.some((share) => share !== null && share - now >= 100 - 1e-9);
        }),
      );
      for (const n of days) {
        expect([n, warnedAt(facts, by, day(n))]).toEqual([n, warns[n]]);
        seen[warns[n] ? 'warned' : 'quiet']++;
        const end = warns.findIndex((each, later) => later > n && !each);
        if (warns[n]) expect(endAfter(facts, by, day(n))).toBe(day(end));
        const begins = warns.findIndex((each, later) => later > n && each);
        const next = ahead(facts, by, day(n));
        if (!warns[n]) expect(next).toMatchObject(begins < 0 ? { is: 'quiet' } : { is: 'stretch', from: day(begins) });
        const turns = warns.findIndex((each, later) => later > n && each !== warns[n]);
        if (turns >= 0) expect((turnAfter(facts, by, day(n)) ?? '9') <= day(turns)).toBe(true);
      }
    }),
    { numRuns: 30 },
  );
  expect(neverSeen(seen)).toEqual([]);
});
