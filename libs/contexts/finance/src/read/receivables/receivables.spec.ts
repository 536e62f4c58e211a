import type { Refusal } from '@dossier/kernel';
import { readsOf, viewing } from '@dossier/testing';
import { type ReceivableFact, receivableFacts } from './receivable-facts';
import { receivables } from './receivables';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
let count = 0;
const fact = (invoice: string, customer: string, day: number, more: Partial<ReceivableFact>): ReceivableFact => ({
  ...{ invoice, customer, at: march(day), revision: count++, currency: 'CNY', change: 0, dueAt: null },
  ...more,
});
const facts = [
  fact('A', 'c-1', 1, { change: 10_000, dueAt: march(10) }),
  fact('A', 'c-1', 5, { change: -4_000 }),
  fact('A', 'c-1', 8, { currency: null, dueAt: march(20) }),
  fact('B', 'c-1', 2, { change: 2_000, dueAt: march(3) }),
  fact('B', 'c-1', 9, { change: -2_000 }),
  fact('C', 'c-2', 1, { change: 9_000, dueAt: march(3) }),
];
const ask = (day: number, params: object = {}, of: readonly ReceivableFact[] = facts) => {
  const documents = Object.fromEntries(of.map((doc) => [`${doc.invoice}@${doc.revision}`, doc]));
  const reads = readsOf(new Map([[receivableFacts, documents]]));
  return receivables.run(params, { ...viewing({ asOf: march(day) }), reads });
};
const CNY = (amount: string) => ({ amount, currency: 'CNY' });
const ages = (...amounts: readonly string[]) => {
  const names = ['not-due', '0-29', '30-59', '60-89', '90+'];
  return Object.fromEntries(names.map((name, i) => [name, CNY(amounts[i] ?? '0.00')]));
};

it('adds up what is open of each customer, by how long it is overdue, largest first', async () => {
  expect(await ask(12)).toEqual({
    rows: [
      {
        ...{ customer: 'c-2', invoices: 1, open: CNY('90.00'), overdue: CNY('90.00'), oldestDueAt: march(3) },
        ages: ages('0.00', '90.00'),
      },
      {
        ...{ customer: 'c-1', invoices: 1, open: CNY('60.00'), overdue: CNY('0.00'), oldestDueAt: march(20) },
        ages: ages('60.00'),
      },
    ],
    total: {
      ...{ invoices: 2, open: CNY('150.00'), overdue: CNY('90.00'), oldestDueAt: march(3) },
      ages: ages('60.00', '90.00'),
    },
  });
});
it('is as of a day, with what was agreed by then', async () => {
  const { rows } = await ask(7);
  expect(
    rows.map(({ customer, invoices, open, oldestDueAt }) => [customer, invoices, open.amount, oldestDueAt]),
  ).toEqual([
    ['c-2', 1, '90.00', march(3)],
    ['c-1', 2, '80.00', march(3)],
  ]);
  expect(await ask(0)).toEqual({ rows: [], total: null });
});
it('falls due as was agreed, also where that was agreed at once and the first due date was corrected later', async () => {
  const one = [
    fact('D', 'c-1', 1, { change: 500, dueAt: march(10) }),
    fact('D', 'c-1', 1, { currency: null, dueAt: march(20) }),
    fact('D', 'c-1', 1, { dueAt: march(11) }),
  ];
  for (const some of [one, one.toReversed()])
    expect((await ask(12, {}, some)).rows).toMatchObject([{ oldestDueAt: march(20), overdue: CNY('0.00') }]);
});
it('never adds up several currencies', async () => {
  const both = [...facts, fact('D', 'c-1', 1, { currency: 'EUR', change: 500, dueAt: march(30) })];
  const refused = await ask(12, {}, both).catch((error: unknown) => error as Refusal);
  expect(refused).toMatchObject({ code: 'finance/choose-currency' });
  expect((await ask(12, { currency: 'EUR' }, both)).total).toMatchObject({ open: { amount: '5.00', currency: 'EUR' } });
  expect(await ask(12, { currency: 'USD' }, both)).toMatchObject({ rows: [], total: { invoices: 0 } });
});
