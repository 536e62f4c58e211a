import { readsOf, viewing } from '@dossier/testing';
import { financeSection } from '../../finance-section';
import { credit } from './credit';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const CNY = (amount: string) => ({ amount, currency: 'CNY' });
type State = typeof financeSection.initial;
const who = (limit: string | null, open: number, currency = 'CNY'): State => {
  const { initial } = financeSection;
  const invoice = {
    invoice: 'i',
    currency,
    open,
    eventId: 'e',
    duesSaid: 0,
    dues: [{ since: march(1), dueAt: march(9) }],
  };
  const set = { limit: limit === null ? null : CNY(limit), at: march(1), position: 1 };
  return { ...initial, limit: set, invoices: open === 0 ? [] : [invoice] };
};
const ask = (documents: Record<string, State>) =>
  credit.run({}, { ...viewing({ asOf: march(20) }), reads: readsOf(new Map([[financeSection, documents]])) });

it('tells who is over the limit first, then who uses most of it, last of whom no use can be told, and nothing of who has none', async () => {
  const { summary, rows } = await ask({
    half: who('200.00', 100_00),
    over: who('100.00', 120_50),
    none: who(null, 999_00),
    removed: { ...who('1.00', 5_00), limit: { limit: null, at: march(2), position: 2 } },
    zero: who('0.00', 1_00),
    idle: who('50.00', 0),
    closed: who('0.00', 0),
    abroad: who('100.00', 10_00, 'XAF'), // no rate
  });
  expect(summary).toEqual({ customers: 6, over: 2, withoutRate: 1 });
  expect(rows.map(({ customer, used, overLimit }) => [customer, used, overLimit])).toEqual([
    ['zero', null, true],
    ['over', 120.5, true],
    ['half', 50, false],
    ['idle', 0, false],
    ['abroad', null, null],
    ['closed', null, false],
  ]);
  expect(rows[1]).toMatchObject({
    ...{ exposure: [CNY('120.50')], creditLimit: CNY('100.00'), exposureOfLimit: CNY('120.50') },
    available: CNY('-20.50'),
  });
  expect(rows[4]).toMatchObject({ exposureOfLimit: null, available: null });
});

it('is empty where nobody has a limit', async () =>
  expect(await ask({ none: who(null, 1_00) })).toEqual({
    summary: { customers: 0, over: 0, withoutRate: 0 },
    rows: [],
  }));
