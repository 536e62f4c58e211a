import { type AnyShape, describeShape, type Refusal } from '@dossier/kernel';
import { readsOf, viewing } from '@dossier/testing';
import { exceptionsOfFinance } from '../../exceptions';
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
        ...{
          customer: 'c-2',
          invoices: 1,
          open: CNY('90.00'),
          overpaid: CNY('0.00'),
          overdue: CNY('90.00'),
          oldestDueAt: march(3),
        },
        ages: ages('0.00', '90.00'),
      },
      {
        ...{
          customer: 'c-1',
          invoices: 1,
          open: CNY('60.00'),
          overpaid: CNY('0.00'),
          overdue: CNY('0.00'),
          oldestDueAt: march(20),
        },
        ages: ages('60.00'),
      },
    ],
    total: {
      ...{ invoices: 2, open: CNY('150.00'), overpaid: CNY('0.00'), overdue: CNY('90.00'), oldestDueAt: march(3) },
      ages: ages('60.00', '90.00'),
    },
  });
});
it('says what was settled beyond what invoices are for, which lowers what is open', async () => {
  const over = [fact('E', 'c-1', 2, { change: 1_000, dueAt: march(3) }), fact('E', 'c-1', 4, { change: -9_800 })];
  const { rows, total } = await ask(12, {}, [...facts, ...over]);
  expect(rows.map(({ customer, invoices, open, overpaid }) => [customer, invoices, open.amount, overpaid])).toEqual([
    ['c-2', 1, '90.00', CNY('0.00')],
    ['c-1', 1, '-28.00', CNY('88.00')],
  ]);
  expect(total).toMatchObject({ open: CNY('62.00'), overpaid: CNY('88.00'), ages: { 'not-due': CNY('-28.00') } });
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

it('says of the report that lists what was settled too much that it is as of now, whatever day this one is of', () => {
  expect(exceptionsOfFinance.ofNow).toBe(true);
  const told = JSON.stringify(describeShape(receivables.shape as AnyShape));
  expect(told).toContain('例外报表（以当前为准）');
  expect(told).toContain('as of now is in the report of exceptions');
});
