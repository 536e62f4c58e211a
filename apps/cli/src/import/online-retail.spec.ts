import type { Row } from './csv';
import type { Group } from './groups';
import { onlineRetail } from './online-retail';

const row = (line: number, ...fields: readonly string[]): Row => ({ line, fields, broken: false });
const sale = (line: number, changes: Readonly<Record<number, string>> = {}): Row => {
  const fields = ['536365', '85123A', 'HOLDER ', '6', '2011-06-01 08:26:00', '2.55', '17850', 'United Kingdom'];
  return row(line, ...fields.map((field, i) => changes[i] ?? field));
};
const group = (first: Row, ...others: readonly Row[]): Group => ({
  key: first.fields[0] ?? '',
  rows: [first, ...others],
});
const mapper = () => onlineRetail.open((kind, key) => `${kind}/${key}`);
const map = (first: Row, ...others: readonly Row[]) => mapper().map(group(first, ...others));

it('registers a customer, claims its number, and places its order, when it is seen first', () => {
  const { commands } = map(sale(2), sale(3, { 1: '71053', 2: '', 3: '8', 5: '03.390' }));
  const at = { occurredAt: '2011-06-01T07:26:00.000Z', department: 'sales' };
  expect(commands).toMatchObject([
    {
      command: 'customers.RegisterCustomer',
      data: { customerId: 'customer/17850', kind: 'organisation', country: 'United Kingdom', ...at },
    },
    {
      command: 'customers.ClaimExternalId',
      data: { customerId: 'customer/17850', source: 'online-retail', value: '17850', ...at },
    },
    {
      command: 'sales.PlaceOrder',
      document: true,
      rows: [2, 3],
      data: {
        orderId: 'order/536365',
        number: '536365',
        customerId: 'customer/17850',
        currency: 'GBP',
        lines: [
          { sku: '85123A', name: 'HOLDER', quantity: 6, unitPrice: '2.55' },
          { sku: '71053', quantity: 8, unitPrice: '3.390' },
        ],
        fulfilled: true,
        ...at,
      },
    },
  ]);
});

it('says of a known customer only when its country changes', () => {
  const one = mapper();
  const commands = (invoice: string, country: string) =>
    one.map(group(sale(2, { 0: invoice, 7: country }))).commands.map(({ command }) => command);
  commands('1', 'Cyprus');
  expect(commands('2', 'Cyprus')).toEqual(['sales.PlaceOrder']);
  expect(commands('3', 'Austria')).toEqual(['customers.AssertFacts', 'sales.PlaceOrder']);
  expect(commands('4', 'Cyprus')).toEqual(['customers.AssertFacts', 'sales.PlaceOrder']);
  expect(one.customers()).toBe(1);
});

it('keeps an invoice without customer as an anonymous order', () => {
  const [order, ...others] = map(sale(2, { 6: '' })).commands;
  expect(others).toEqual([]);
  expect(order?.data).not.toHaveProperty('customerId');
});

it('makes lines without a positive price and quantity adjustments of their order', () => {
  const { commands } = map(
    sale(2, { 5: '-11062.06', 6: '' }),
    sale(3, { 3: '-5', 5: '-0.00', 6: '' }),
    sale(4, { 6: '' }),
  );
  expect(commands[0]).toMatchObject({
    rows: [4, 2, 3],
    data: {
      lines: [{ quantity: 6, unitPrice: '2.55' }],
      adjustments: [
        { quantity: 6, unitPrice: '-11062.06' },
        { quantity: -5, unitPrice: '0' },
      ],
    },
  });
});

it('turns an invoice with C into a credit note of positive quantities', () => {
  const { commands } = map(sale(2, { 0: 'C536379', 3: '-1' }));
  expect(commands.at(-1)).toMatchObject({
    command: 'sales.IssueCreditNote',
    data: { creditNoteId: 'credit-note/C536379', number: 'C536379', lines: [{ quantity: 1, unitPrice: '2.55' }] },
  });
});

it('gives message ids that only who knows the installation’s secret can make', () => {
  const naming = jest.fn((kind: string, key: string) => `secret ${kind} ${key}`);
  const { commands } = onlineRetail.open(naming).map({ key: '1', rows: [sale(2, { 0: '1' })] });
  expect(commands).toHaveLength(3);
  for (const { id } of commands) expect(naming.mock.results.map(({ value }) => value as unknown)).toContain(id);
});
it('gives the same message ids in every run, and different ones to different documents', () => {
  const ids = (invoice: string) => map(sale(2, { 0: invoice })).commands.map(({ id }) => id);
  expect(ids('1')).toEqual(ids('1'));
  expect(new Set([...ids('1'), ...ids('2').slice(-1)]).size).toBe(4);
});

it.each([
  ['Quantity', { 3: '1.5' }],
  ['Price', { 5: '1e3' }],
  ['Price', { 5: '' }],
  ['InvoiceDate', { 4: '2011-02-30 10:00:00' }],
  ['StockCode', { 1: ' ' }],
  ['Customer ID', { 6: '1' }],
  ['Country', { 7: 'France' }],
])('leaves out a whole invoice for a row with a wrong %s, and says which row it is', (field, changes) => {
  const { commands, rejected } = map(sale(2), sale(3, changes));
  expect(commands).toEqual([]);
  expect(rejected.map(({ line, field: named }) => [line, named])).toEqual([
    [2, 'Invoice'],
    [3, field],
  ]);
});

it.each([
  ['too few columns', row(2, '536365', 'x')],
  ['text behind a quote', { ...sale(2), broken: true }],
  ['a credit of a negative amount', sale(2, { 0: 'C1', 3: '1' })],
])('refuses %s', (_what, bad) => {
  expect(map(bad).rejected).toHaveLength(1);
});
