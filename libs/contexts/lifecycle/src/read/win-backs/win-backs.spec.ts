import { addDays, type AnyReadModelDef } from '@dossier/kernel';
import { readsOf, viewing } from '@dossier/testing';
import { aPurchase } from '../../../../../testing/src/purchases-of';
import { EMPTY, type Ledger } from '../../ledger';
import { lifecycleSection } from '../../lifecycle-section';
import { winBacks } from './win-backs';

const day = (number: number) => addDays('2026-01-01T08:00:00.000Z', number);
const bought = (...days: readonly number[]): Ledger => ({
  ...EMPTY,
  purchases: days.map((number) => aPurchase(day(number), `order-${number}`)),
});
const because = (ledger: Ledger, on: number): Ledger => ({
  ...ledger,
  causes: [
    { at: day(on), stream: 's', revision: 0, eventId: 'told', said: { cause: 'service', lostBecause: 'dispute' } },
  ],
});
const NOT_RECORDED = { zh: '未登记', en: 'not recorded' };
const ask = (asOf: number, ledgers: Readonly<Record<string, Ledger>>) =>
  winBacks.run(
    {},
    {
      ...viewing({ asOf: day(asOf) }),
      reads: readsOf(new Map<AnyReadModelDef, typeof ledgers>([[lifecycleSection, ledgers]])),
    },
  );

it('lists who came back and why, the latest first, and how many stayed', async () => {
  const ledgers = { a: because(bought(0, 200), 201), b: bought(0, 250, 500), lost: bought(0), never: bought(499) };
  const { summary, rows, left, causes } = await ask(500, ledgers);
  expect(summary).toEqual({
    ...{ asOf: day(500), policyVersion: 0, churns: 5, wonBack: 3, winBackPercent: 60, customers: 2 },
    ...{ withoutCause: 2, medianDays: 70 },
  });
  expect(rows).toEqual([
    {
      ...{ customer: 'b', wonBackOn: day(500).slice(0, 10), silentDays: 70, stayed: true },
      ...{ cause: null, label: NOT_RECORDED, lostBecause: null },
    },
    {
      ...{ customer: 'b', wonBackOn: day(250).slice(0, 10), silentDays: 70, stayed: false },
      ...{ cause: null, label: NOT_RECORDED, lostBecause: null },
    },
    {
      ...{ customer: 'a', wonBackOn: day(200).slice(0, 10), silentDays: 20, stayed: false },
      ...{ cause: 'service', lostBecause: 'dispute' },
    },
  ]);
  expect([left, causes]).toEqual([
    0,
    [
      { cause: 'service', wonBack: 1, stayed: 0 },
      { cause: null, label: NOT_RECORDED, wonBack: 2, stayed: 1 },
    ],
  ]);
  expect((await ask(200, ledgers)).causes).toEqual([{ cause: null, label: NOT_RECORDED, wonBack: 1, stayed: 1 }]);
  expect((await ask(100, ledgers)).summary).toMatchObject({
    churns: 0,
    wonBack: 0,
    winBackPercent: null,
    medianDays: null,
  });
});
it('gives the latest of very many, and says how many there are besides', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 4_100 }, (_, i) => [`c-${i}`, bought(0, i < 4_000 ? 200 : 210)] as const),
  );
  const { rows, left, summary } = await ask(220, many);
  expect([rows.length, left, rows[0]?.wonBackOn, summary.wonBack]).toEqual([
    2_000,
    2_100,
    day(210).slice(0, 10),
    4_100,
  ]);
});
