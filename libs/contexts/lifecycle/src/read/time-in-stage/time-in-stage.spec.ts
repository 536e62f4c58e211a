import { addDays, type AnyReadModelDef } from '@dossier/kernel';
import { readsOf, viewing } from '@dossier/testing';
import { aPurchase } from '../../../../../testing/src/purchases-of';
import { EMPTY, type Ledger } from '../../ledger';
import { lifecycleSection } from '../../lifecycle-section';
import { timeInStage } from './time-in-stage';

const day = (number: number) => addDays('2026-01-01T00:00:00.000Z', number);
const bought = (...days: readonly number[]): Ledger => ({
  ...EMPTY,
  purchases: days.map((number) => aPurchase(day(number), `order-${number}`)),
});
const ledgers: Readonly<Record<string, Ledger>> = {
  a: bought(0, 10),
  b: bought(0, 20),
  c: bought(0, 40),
  open: bought(5),
  prospect: { ...EMPTY, registered: { at: day(0), eventId: 'registered' } },
};
const ask = async (asOf: number) => {
  const reads = readsOf(new Map<AnyReadModelDef, typeof ledgers>([[lifecycleSection, ledgers]]));
  const { rows } = await timeInStage.run({}, { ...viewing({ asOf: day(asOf) }), reads });
  return rows;
};

it('takes a stay that goes on for one of at least so many days, not for an ended one', async () => {
  const [prospect, first, repeat, loyal] = await ask(35);
  // ended after 10 and 20 days; c goes on for 35 and the open one for 30
  expect(first).toEqual({
    ...{ stage: 'first-purchase', label: { zh: '初次购买', en: 'first purchase' }, ended: 2, open: 2 },
    ...{ days10: 10, days25: 15, days50: 20, days75: null, days90: null, longestDays: 35 },
  });
  expect(prospect).toMatchObject({ ended: 0, open: 1, days50: null, longestDays: 35 });
  expect(repeat).toMatchObject({ ended: 0, open: 2, longestDays: 25 });
  expect(loyal).toMatchObject({ ended: 0, open: 0, days50: null, longestDays: null });
});
it('knows more as days go by', async () => {
  const [, first] = await ask(60);
  expect(first).toMatchObject({ ended: 3, open: 1, days25: 15, days50: 30, days75: 40 });
});
