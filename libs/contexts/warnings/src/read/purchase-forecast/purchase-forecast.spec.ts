import { readsOf, viewing } from '@dossier/testing';
import { aPurchase } from '../../../../../testing/src/purchases-of';
import { warningsSection, type WarningsState } from '../../warnings-section';
import { purchaseForecast } from './purchase-forecast';

const DAY = 86_400_000;
const at = (day: number): string => new Date(Date.UTC(2025, 0, 1, 8) + day * DAY).toISOString();
const who = (every: number, until: number, worth: number, currency = 'CNY'): WarningsState => ({
  ...warningsSection.initial,
  purchases: Array.from({ length: Math.floor(until / every) + 1 }, (_, n) =>
    aPurchase(at(n * every), `o-${every}-${n}`, { worth: worth * (1 + (n % 3) / 10), currency }),
  ),
});
/** Many of several rhythms, so that the models have something to learn from. */
const documents: Record<string, WarningsState> = {
  weekly: who(7, 360, 10_000),
  stopped: who(7, 60, 10_000),
  ...Object.fromEntries(
    Array.from({ length: 40 }, (_, n) => [`c-${n}`, who(10 + n * 3, 100 + ((n * 37) % 260), 5_000 + n * 100)]),
  ),
};
const asked = (docs: Record<string, WarningsState>, params = {}) =>
  purchaseForecast.run(params, {
    ...viewing({ asOf: at(362) }),
    reads: readsOf(new Map([[warningsSection, docs]])),
  });

it('tells when, how often and how much, and ranks who buys again', async () => {
  const { summary, rows, purchases, amounts } = await asked(documents);
  expect(summary).toMatchObject({ customers: 42, days: 90, policyVersion: 0 });
  expect(purchases?.r).toBeGreaterThan(0);
  expect(amounts?.p).toBeGreaterThan(0);
  const [weekly, stopped] = ['weekly', 'stopped'].map((name) => rows.find(({ customer }) => customer === name));
  expect(rows[0]?.place).toBe(100);
  expect(weekly?.customer).toBe(rows[0]?.customer);
  expect(weekly).toMatchObject({ nextPurchaseOn: '2026-01-01', isPast: false });
  expect(stopped).toMatchObject({ nextPurchaseOn: '2025-03-14', isPast: true });
  expect(weekly?.expectedPurchases).toBeGreaterThan(8);
  const { expected, expectedPurchases = 0 } = weekly ?? {};
  expect(Number(expected?.amount) / expectedPurchases / 110).toBeCloseTo(1, 1);
  expect(stopped?.place).toBeLessThan(80);
  const sum = rows.reduce((all, row) => all + Math.round(Number(row.expected?.amount) * 100), 0);
  expect(Math.round(Number(summary.expected?.amount) * 100)).toBe(sum);
});

it('adds up no currencies, and tells of one that is chosen', async () => {
  const both = { ...documents, euro: who(30, 300, 5_000, 'EUR') };
  await expect(asked(both)).rejects.toMatchObject({ code: 'warnings/choose-currency' });
  expect((await asked(both, { currency: 'CNY' })).rows).toHaveLength(42);
});

it('is empty where nothing was bought', async () =>
  expect(await asked({})).toMatchObject({ purchases: null, amounts: null, rows: [], summary: { expected: null } }));

it('gives the likeliest rows of many, and sums of all', async () => {
  const [likely, once] = [who(10, 360, 10_000), who(400, 100, 5_000)];
  const many = Object.fromEntries(Array.from({ length: 2_003 }, (_, n) => [`m-${n}`, n < 3 ? likely : once]));
  const { rows, left, summary } = await asked(many);
  expect([rows.length, left, summary.customers]).toEqual([2_000, 3, 2_003]);
  expect(rows.slice(0, 3).map(({ customer }) => customer)).toEqual(['m-0', 'm-1', 'm-2']);
});

it('forecasts nothing of a customer while it is deactivated, says of how many, and learns from them all the same', async () => {
  const statuses = [
    { status: 'deactivated' as const, since: at(100), position: 1, eventId: 'out' },
    { status: 'active' as const, since: at(200), position: 2, eventId: 'back' },
    { status: 'deactivated' as const, since: at(361), position: 3, eventId: 'out again' },
  ];
  const all = await asked(documents);
  const off = await asked({ ...documents, weekly: { ...who(7, 360, 10_000), statuses } });
  expect(off.summary).toMatchObject({ customers: 41, deactivated: 1 });
  expect([all.summary.deactivated, off.purchases, off.amounts]).toEqual([0, all.purchases, all.amounts]);
  expect(off.rows.map(({ customer }) => customer)).not.toContain('weekly');
  expect(off.rows[0]?.place).toBe(100);
  expect(off.summary.expectedPurchases).toBeCloseTo(
    off.rows.reduce((sum, row) => sum + row.expectedPurchases, 0),
    6,
  );
  const back = await asked({ ...documents, weekly: { ...who(7, 360, 10_000), statuses: statuses.slice(0, 2) } });
  expect(back.rows).toEqual(all.rows);
});
