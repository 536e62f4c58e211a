import { addDays, type AnyReadModelDef } from '@dossier/kernel';
import { readsOf, viewing } from '@dossier/testing';
import { aPurchase } from '../../../../../testing/src/purchases-of';
import { EMPTY, type Ledger } from '../../ledger';
import { lifecycleSection } from '../../lifecycle-section';
import { lifecycleReport } from './lifecycle-report';

const START = '2026-01-01T00:00:00.000Z';
const day = (number: number) => addDays(START, number);
const bought = (...days: readonly number[]): Ledger => ({
  ...EMPTY,
  purchases: days.map((number) => aPurchase(day(number), `order-${number}`)),
});
const ledgers: Record<string, Ledger> = {
  registered: { ...EMPTY, registered: { at: day(0), eventId: 'registered' } },
  once: bought(300),
  silent: bought(0, 10),
  back: bought(0, 20, 250),
  slow: { ...bought(100), registered: { at: day(0), eventId: 'registered' } },
  later: bought(500),
};
const asking = (asOf: string) => ({
  ...viewing({ asOf }),
  reads: readsOf(new Map<AnyReadModelDef, typeof ledgers>([[lifecycleSection, ledgers]])),
});

it('counts stages, the ways between them and the time in them', async () => {
  const { summary, rows, conversions } = await lifecycleReport.run({}, asking(day(300)));
  expect(summary).toEqual({ customers: 5, asOf: day(300), policyVersion: 0 });
  const short = rows.map(({ stage, customers, percent, entered, left, meanDays, medianDays }) => [
    ...[stage, customers, percent, entered, left, meanDays, medianDays],
  ]);
  expect(short).toEqual([
    ['prospect', 1, 20, 2, 1, 100, 100],
    ['first-purchase', 1, 20, 4, 3, 70, 20],
    ['repeat', 0, 0, 2, 2, 180, 180],
    ['loyal', 0, 0, 0, 0, null, null],
    ['churned', 2, 40, 3, 1, 50, 50],
    ['won-back', 1, 20, 1, 0, null, null],
  ]);
  expect(conversions).toEqual([
    { from: 'prospect', to: 'first-purchase', count: 1, percent: 100 },
    { from: 'first-purchase', to: 'repeat', count: 2, percent: 66.67 },
    { from: 'first-purchase', to: 'churned', count: 1, percent: 33.33 },
    { from: 'repeat', to: 'churned', count: 2, percent: 100 },
    { from: 'churned', to: 'won-back', count: 1, percent: 100 },
  ]);
});

it('is right as of a day in the past', async () => {
  const { rows } = await lifecycleReport.run({}, asking(day(15)));
  expect(rows.map(({ stage, customers }) => [stage, customers])).toEqual([
    ['prospect', 2],
    ['first-purchase', 1],
    ['repeat', 1],
    ['loyal', 0],
    ['churned', 0],
    ['won-back', 0],
  ]);
});

it('halves the middle of an even number of stays', async () => {
  const two = { a: bought(0, 10), b: bought(0, 15) };
  const reads = readsOf(new Map<AnyReadModelDef, typeof two>([[lifecycleSection, two]]));
  const { rows } = await lifecycleReport.run({}, { ...viewing({ asOf: day(20) }), reads });
  expect(rows[1]).toMatchObject({ stage: 'first-purchase', left: 2, meanDays: 12.5, medianDays: 12.5 });
});

it('says nothing of nobody', async () => {
  const { summary, rows, conversions } = await lifecycleReport.run({}, asking('2020-01-01T00:00:00.000Z'));
  expect([summary.customers, rows.length, rows[0]?.percent, conversions]).toEqual([0, 6, 0, []]);
});
