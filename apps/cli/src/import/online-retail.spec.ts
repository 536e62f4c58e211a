import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Group, TableRow } from './groups';
import type { Mapped } from './mapping';
import { onlineRetail } from './online-retail';

const row = (line: number, ...fields: readonly string[]): TableRow => ({ line, fields, broken: false, fits: true });
const sale = (line: number, changes: Readonly<Record<number, string>> = {}): TableRow => {
  const fields = ['536365', '85123A', 'HOLDER ', '6', '2011-06-01 08:26:00', '2.55', '17850', 'United Kingdom'];
  return row(line, ...fields.map((field, i) => changes[i] ?? field));
};
const group = (first: TableRow, ...others: readonly TableRow[]): Group => ({
  key: first.fields[0] ?? '',
  rows: [first, ...others],
});
const naming = (kind: string, key: string): string => `${kind}/${key}`;
const map = (first: TableRow, ...others: readonly TableRow[]) => onlineRetail.map(group(first, ...others), naming);
/** What is taken without a fault. */
function mapped(first: TableRow, ...others: readonly TableRow[]): Mapped {
  const { document, rejected } = map(first, ...others);
  if (document === undefined) throw new Error(JSON.stringify(rejected));
  return document;
}

it('notes the customer as of the invoice, claims its number, and places its order', () => {
  const at = { occurredAt: '2011-06-01T07:26:00.000Z', department: 'sales' };
  expect(mapped(sale(2), sale(3, { 1: '71053', 2: '', 3: '8', 5: '03.390' }))).toMatchObject({
    customer: '17850',
    first: [
      {
        command: 'customers.NoteCustomer',
        data: {
          customerId: 'customer/17850',
          kind: 'organisation',
          facts: [{ attribute: 'country', value: 'United Kingdom' }],
          ...at,
        },
      },
      {
        command: 'customers.ClaimExternalId',
        data: { customerId: 'customer/17850', source: 'online-retail', value: '17850', ...at },
      },
    ],
    command: 'sales.PlaceOrder',
    rows: [3, 2],
    data: {
      orderId: 'order/536365',
      number: '536365',
      customerId: 'customer/17850',
      currency: 'GBP',
      lines: [
        { sku: '71053', quantity: 8, unitPrice: '3.39' },
        { sku: '85123A', name: 'HOLDER', quantity: 6, unitPrice: '2.55' },
      ],
      fulfilled: true,
      ...at,
    },
  });
});

it('makes the same of the same rows, in whatever order and form they are', () => {
  const early = { 4: '2011-06-01 08:25:00' };
  const rows = [sale(2), sale(3, { ...early, 3: '6.0', 5: '02.550' }), sale(4, { 1: 'Caf\u00e9', 6: '17850.0' })];
  const again = [
    sale(2, { 1: 'Cafe\u0301' }),
    sale(3, { ...early, 6: '017850' }),
    sale(4, { 5: '2.5500', 7: ' United Kingdom' }),
  ];
  const document = mapped(...(rows as [TableRow]));
  expect(mapped(...(again as [TableRow]))).toEqual({ ...document, rows: expect.anything() as unknown });
  expect(document.data).toMatchObject({ occurredAt: '2011-06-01T07:25:00.000Z' });
});

it.each(['nan', 'NULL', 'N/A', ' - ', '#N/A', 'NA', 'None', ''])('takes "%s" for no customer', (missing) => {
  expect(mapped(sale(2, { 6: missing }), sale(3, { 6: '' }))).not.toHaveProperty('customer');
});

it.each(['#N/A', ' \u3000', '\u200B'])('says nothing of a country or a name that is missing: "%s"', (missing) => {
  const { first, data } = mapped(sale(2, { 2: missing, 7: missing }));
  expect(first?.[0]?.data).not.toHaveProperty('facts');
  expect((data as { lines: object[] }).lines[0]).not.toHaveProperty('name');
});

it('keeps an invoice without customer as an anonymous order', () => {
  const order = mapped(sale(2, { 6: '' }));
  expect(order).not.toHaveProperty('first');
  expect(order.data).not.toHaveProperty('customerId');
});

it('makes lines without a positive price and quantity adjustments of their order', () => {
  const order = mapped(sale(2, { 5: '-11062.06', 6: '' }), sale(3, { 3: '-5', 5: '-0.00', 6: '' }), sale(4, { 6: '' }));
  expect(order).toMatchObject({
    rows: [4, 3, 2],
    data: {
      lines: [{ quantity: 6, unitPrice: '2.55' }],
      adjustments: [
        { quantity: -5, unitPrice: '0' },
        { quantity: 6, unitPrice: '-11062.06' },
      ],
    },
  });
});

it('turns an invoice with C into a credit note of positive quantities', () => {
  expect(mapped(sale(2, { 0: 'C536379', 3: '-1' }))).toMatchObject({
    command: 'sales.IssueCreditNote',
    data: { creditNoteId: 'credit-note/C536379', number: 'C536379', lines: [{ quantity: 1, unitPrice: '2.55' }] },
  });
});

it.each([{ 3: '1' }, { 3: '0' }, { 3: '-1', 5: '-2.55' }, { 3: '-1', 5: '0' }])(
  'makes a credit note that does not give back an adjustment: %j',
  (changes) => {
    const back = { sku: '85123A', quantity: -2, unitPrice: '2.55' };
    const order = mapped(sale(2, { 0: 'C1', 3: '-2' }), sale(3, { 0: 'C1', ...changes }));
    expect(order).toMatchObject({ command: 'sales.PlaceOrder', data: { orderId: 'order/C1', number: 'C1' } });
    expect(order.data).not.toHaveProperty('lines');
    expect((order.data as { adjustments: object[] }).adjustments).toContainEqual({ ...back, name: 'HOLDER' });
  },
);

it('gives a message id that only who knows the installation’s secret can make', () => {
  const secret = (kind: string, key: string): string => `secret ${kind} ${key}`;
  expect(onlineRetail.map(group(sale(2)), secret).document?.id).toMatch(/^secret /);
});
it('gives the same message id in every run, and different ones to different documents', () => {
  const id = (invoice: string) => mapped(sale(2, { 0: invoice })).id;
  expect(id('1')).toBe(id('1'));
  expect(id('1')).not.toBe(id('2'));
});

it.each([
  ['Quantity', { 3: '1.5' }],
  ['UnitPrice', { 5: '1e3' }],
  ['UnitPrice', { 5: '' }],
  ['InvoiceDate', { 4: '2011-02-30 10:00:00' }],
  ['StockCode', { 1: ' ' }],
  ['StockCode', { 1: 'nan' }],
  ['Description', { 2: 'a\0b' }],
  ['CustomerID', { 6: '1' }],
  ['CustomerID', { 6: '' }],
  ['CustomerID', { 6: '17850.5' }],
  ['CustomerID', { 6: 'ACME' }],
  ['Country', { 7: 'France' }],
])('leaves out a whole invoice for a row with a wrong %s, and says which row it is', (field, changes) => {
  const { document, rejected } = map(sale(2), sale(3, changes));
  expect(document).toBeUndefined();
  expect(rejected?.map(({ line, field: named }) => [line, named])).toEqual([
    [2, 'InvoiceNo'],
    [3, field],
  ]);
});

it.each(['', 'NULL', 'N/A', '-', '2011-02-30 10:00:00'])('rejects each row whose time is "%s"', (time) => {
  const { rejected } = map(sale(2, { 4: time }), sale(3, { 4: time }));
  expect(rejected?.map(({ line, field }) => [line, field])).toEqual([
    [2, 'InvoiceDate'],
    [3, 'InvoiceDate'],
  ]);
});

it.each([
  ['too few columns', { ...sale(2), fits: false }],
  ['text behind a quote', { ...sale(2), broken: true }],
])('refuses %s', (_what, bad) => {
  expect(map(bad).rejected).toHaveLength(1);
});

it('calls its columns as the README does', () => {
  const readme = readFileSync(resolve(__dirname, '../../../../README.md'), 'utf8');
  const [, named] = /^`(InvoiceNo,[^`]+)`/m.exec(readme) ?? [];
  expect(named).toBe(onlineRetail.columns.map(({ name }) => name).join());
});
