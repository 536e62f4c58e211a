import { type AnyReadModelDef } from '@dossier/kernel';
import { readsOf, viewing } from '@dossier/testing';
import { aPurchase } from '../../../../../testing/src/purchases-of';
import { EMPTY, type Ledger } from '../../ledger';
import { lifecycleSection } from '../../lifecycle-section';
import { lifecycleConversions, type LifecycleConversionsParams } from './lifecycle-conversions';

const at = (day: string): string => `${day}T08:00:00.000Z`;
const bought = (...days: readonly string[]): Ledger => ({
  ...EMPTY,
  purchases: days.map((day) => aPurchase(at(day), `order-${day}`)),
});
const registered = (day: string, ledger: Ledger = EMPTY): Ledger => ({
  ...ledger,
  registered: { at: at(day), eventId: 'registered' },
});
const ledgers: Readonly<Record<string, Ledger>> = {
  prospect: registered('2026-01-10'),
  bought: registered('2026-01-10', bought('2026-02-20', '2026-03-10')),
  lost: bought('2025-08-01'), // 180 days: churned on 28 January
  back: bought('2025-08-01', '2026-03-31'),
  undone: {
    ...EMPTY,
    purchases: [
      {
        ...aPurchase(at('2026-02-03'), 'order-u'),
        taken: [{ at: at('2026-02-04'), by: 'cancellation', quantity: 1, worth: 990 }],
      },
    ],
  },
};
const ask = (day: string, params: LifecycleConversionsParams = {}, zone = 'Europe/London') =>
  lifecycleConversions.run(params, {
    ...viewing({ asOf: at(day), zone }),
    reads: readsOf(new Map<AnyReadModelDef, typeof ledgers>([[lifecycleSection, ledgers]])),
  });
const moves = async (...given: Parameters<typeof ask>) =>
  (await ask(...given)).rows.map(({ period, from, to, count, percent }) => [period, from, to, count, percent]);
const stays = async (...given: Parameters<typeof ask>) =>
  (await ask(...given)).stays.map(({ period, stage, atStart, arrived, came, went, atEnd }) => [
    ...[period, stage, atStart, arrived, came, went, atEnd],
  ]);

it('counts by calendar period who went where, of all who were in the stage', async () => {
  expect(await moves('2026-04-10', { periods: 4 })).toEqual([
    ['2026-01', 'first-purchase', 'churned', 2, 100],
    ['2026-02', 'prospect', 'first-purchase', 1, 33.33],
    ['2026-03', 'first-purchase', 'repeat', 1, 100],
    ['2026-03', 'churned', 'won-back', 1, 50],
  ]);
  expect(await stays('2026-04-10', { periods: 4 })).toEqual([
    ['2026-01', 'prospect', 0, 2, 0, 0, 2],
    ['2026-01', 'first-purchase', 2, 0, 0, 2, 0],
    ['2026-01', 'churned', 0, 0, 2, 0, 2],
    ['2026-02', 'prospect', 2, 1, 0, 1, 2],
    ['2026-02', 'first-purchase', 0, 0, 1, 0, 1],
    ['2026-02', 'churned', 2, 0, 0, 0, 2],
    ['2026-03', 'prospect', 2, 0, 0, 0, 2],
    ['2026-03', 'first-purchase', 1, 0, 0, 1, 0],
    ['2026-03', 'repeat', 0, 0, 1, 0, 1],
    ['2026-03', 'churned', 2, 0, 0, 1, 1],
    ['2026-03', 'won-back', 0, 0, 1, 0, 1],
    ['2026-04', 'prospect', 2, 0, 0, 0, 2],
    ['2026-04', 'repeat', 1, 0, 0, 0, 1],
    ['2026-04', 'churned', 1, 0, 0, 0, 1],
    ['2026-04', 'won-back', 1, 0, 0, 0, 1],
  ]);
});
it('ends with the day that is asked for', async () => {
  expect(await moves('2026-03-10', { periods: 2 })).toEqual([
    ['2026-02', 'prospect', 'first-purchase', 1, 33.33],
    ['2026-03', 'first-purchase', 'repeat', 1, 100],
  ]);
  expect((await moves('2026-03-09', { periods: 2 })).length).toBe(1);
});
it('takes quarters and years too, and the days of the company', async () => {
  expect((await moves('2026-04-10', { per: 'quarter', periods: 2 })).map(([period]) => period)).toEqual([
    ...['2026-Q1', '2026-Q1', '2026-Q1', '2026-Q1'],
  ]);
  expect(await stays('2026-04-10', { per: 'year', periods: 1 })).toContainEqual(['2026', 'churned', 0, 0, 2, 1, 1]);
  const evening = { late: { ...EMPTY, registered: { at: '2026-03-31T20:00:00.000Z', eventId: 'registered' } } };
  for (const [zone, period] of [
    ['Europe/London', '2026-03'],
    ['Asia/Shanghai', '2026-04'],
  ] as const) {
    const reads = readsOf(new Map<AnyReadModelDef, typeof evening>([[lifecycleSection, evening]]));
    const answer = await lifecycleConversions.run(
      { periods: 2 },
      { ...viewing({ asOf: at('2026-04-10'), zone }), reads },
    );
    expect(answer.stays.filter(({ arrived }) => arrived > 0)).toMatchObject([{ period, stage: 'prospect' }]);
  }
});
