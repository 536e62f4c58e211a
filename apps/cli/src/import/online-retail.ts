import { isMissing } from '@dossier/fields';
import { type Instant, localToInstant, shortest, type Text } from '@dossier/kernel';
import type { Group, TableRow } from './groups';
import type { Column, Mapped, MappedGroup, Mapping, Naming, Rejection } from './mapping';

/** The shop keeps British time and prices in pounds. */
const ZONE = 'Europe/London';
/** No command tells of an earlier year. */
const FIRST = '1900';
const CURRENCY = 'GBP';
const SOURCE = 'online-retail';
const DEPARTMENT = 'sales';

const columns: readonly Column[] = [
  { name: 'InvoiceNo', also: ['Invoice'] },
  { name: 'StockCode' },
  { name: 'Description' },
  { name: 'Quantity' },
  { name: 'InvoiceDate' },
  { name: 'UnitPrice', also: ['Price'] },
  { name: 'CustomerID' },
  { name: 'Country' },
];
/** Places of the columns. */
const [INVOICE, SKU, NAME, QUANTITY, DATE, PRICE, CUSTOMER, COUNTRY] = [0, 1, 2, 3, 4, 5, 6, 7];

/** Columns by the fields of commands that they become. */
const FIELDS: Readonly<Record<string, number>> = {
  number: INVOICE,
  sku: SKU,
  name: NAME,
  quantity: QUANTITY,
  occurredAt: DATE,
  unitPrice: PRICE,
  customerId: CUSTOMER,
  value: COUNTRY, // of the fact
};

const reasons = {
  columns: { zh: '列数与标题行不同', en: 'the row has not as many columns as the heading' },
  quote: { zh: '右引号之后还有文字', en: 'text follows a closing quote' },
  nul: { zh: '含有 NUL 字符', en: 'holds a NUL character' },
  empty: { zh: '不能为空', en: 'must not be empty' },
  quantity: { zh: '不是整数', en: 'is no whole number' },
  price: { zh: '不是最多六位小数的十进制数', en: 'is no decimal number with at most six places' },
  date: {
    zh: '不是 1900 年以来、形式为 YYYY-MM-DD HH:mm:ss 的时间',
    en: 'is no time from 1900 on in the form YYYY-MM-DD HH:mm:ss',
  },
  customer: { zh: '不是整数形式的客户编号', en: 'is no customer number, which is a whole number' },
  differs: { zh: '与同一发票的其他行不一致', en: 'differs from other rows of the invoice' },
  sibling: { zh: '同一发票的其他行被拒绝', en: 'another row of the invoice was rejected' },
} satisfies Readonly<Record<string, Text>>;

/**
 * The Online Retail files of UCI: one row an invoice line, invoice numbers with C are credit notes. Lines whose price
 * or quantity is not above zero are adjustments of their order; a credit note with a row that gives nothing back is
 * an adjustment as a whole. The goods were handed over when the invoice was written: the shop's history knows of no
 * other moment. Each invoice says since when its customer is known and of which country it was then.
 */
export const onlineRetail: Mapping = {
  source: SOURCE,
  documents: 'orders and credit notes',
  columns,
  columnOf: (pointer) => {
    const place = FIELDS[pointer.split('/').at(-1) ?? ''];
    return place === undefined ? undefined : columns[place]?.name;
  },
  groupOf: (row) => formed(row, INVOICE).toUpperCase(), // `c700007` is the credit note C700007
  map: ({ key, rows: [first, ...others] }, naming) => {
    const group: Group = { key, rows: [inOneForm(first), ...others.map(inOneForm)] };
    const rejected = check(group);
    return rejected.length > 0 ? { rejected: withSiblings(group, rejected) } : document(group, naming);
  },
};

/** The row with an empty field where a value is missing, and characters in one form. */
const inOneForm = (row: TableRow): TableRow => ({ ...row, fields: columns.map((_, column) => formed(row, column)) });

function document({ key: number, rows }: Group, naming: Naming): MappedGroup {
  const [row] = rows;
  const customer = customerOf(row);
  const happened = { occurredAt: earliest(rows), department: DEPARTMENT };
  const document = { number, currency: CURRENCY, ...happened };
  const id = naming('message document', number);
  if (customer === '') return { document: { id, ...content(rows, document, naming) } };
  const known = { customerId: naming('customer', customer), ...happened };
  const country = text(row, COUNTRY);
  const facts = country === '' ? {} : { facts: [{ attribute: 'country', value: country }] };
  const first = [
    { command: 'customers.NoteCustomer', data: { ...known, kind: 'organisation', ...facts } },
    { command: 'customers.ClaimExternalId', data: { ...known, source: SOURCE, value: customer } },
  ];
  return { document: { id, customer, first, ...content(rows, { ...document, ...known }, naming) } };
}

/** The command that an invoice becomes. */
function content(
  rows: readonly TableRow[],
  about: { readonly number: string },
  naming: Naming,
): Pick<Mapped, 'command' | 'data' | 'rows'> {
  const { number } = about;
  const isCreditNote = number.startsWith('C');
  if (isCreditNote && rows.every(isCredit)) {
    const credited = linesOf(rows, -1);
    const data = { creditNoteId: naming('credit-note', number), ...about, lines: credited.lines };
    return { command: 'sales.IssueCreditNote', data, rows: credited.rows };
  }
  const sold = linesOf(isCreditNote ? [] : rows.filter(isSale), 1);
  const others = linesOf(isCreditNote ? rows : rows.filter((row) => !isSale(row)), 1);
  const lines = {
    ...(sold.lines.length > 0 && { lines: sold.lines }),
    ...(others.lines.length > 0 && { adjustments: others.lines }),
  };
  return {
    command: 'sales.PlaceOrder',
    data: { orderId: naming('order', number), ...about, ...lines, fulfilled: true },
    rows: [...sold.rows, ...others.rows],
  };
}

function check({ rows }: Group): readonly Rejection[] {
  const [first] = rows;
  let time: string | undefined;
  return rows.flatMap((row) => {
    const reject = (column: number, reason: Text): Rejection[] => [
      { line: row.line, field: columns[column]?.name ?? '', value: text(row, column), reason },
    ];
    if (row.broken) return reject(-1, reasons.quote);
    if (!row.fits) return reject(-1, reasons.columns);
    const faults: Rejection[] = [];
    const nul = row.fields.findIndex((field) => field.includes('\0'));
    if (nul >= 0) faults.push(...reject(nul, reasons.nul));
    for (const column of [INVOICE, SKU]) if (text(row, column) === '') faults.push(...reject(column, reasons.empty));
    if (wholeNumber(text(row, QUANTITY)) === undefined) faults.push(...reject(QUANTITY, reasons.quantity));
    if (!/^-?\d{1,9}(\.\d{1,6})?$/.test(text(row, PRICE))) faults.push(...reject(PRICE, reasons.price));
    // most rows of an invoice have the time of the row before
    if (text(row, DATE) !== time) {
      if (isTime(text(row, DATE))) time = text(row, DATE);
      else faults.push(...reject(DATE, reasons.date));
    }
    if (!/^\d{0,18}$/.test(customerOf(row))) faults.push(...reject(CUSTOMER, reasons.customer));
    else if (customerOf(row) !== customerOf(first)) faults.push(...reject(CUSTOMER, reasons.differs));
    if (text(row, COUNTRY) !== text(first, COUNTRY)) faults.push(...reject(COUNTRY, reasons.differs));
    return faults;
  });
}

function formed(row: TableRow, column: number): string {
  const field = (row.fields[column] ?? '').trim();
  return isMissing(field) ? '' : field.normalize();
}
const text = (row: TableRow, column: number): string => row.fields[column] ?? '';

/** A whole number in its shortest form, also where a program wrote it with a point: `6` for `6.0`; undefined for others. */
const wholeNumber = (field: string): string | undefined =>
  /^-?\d{1,18}(\.0+)?$/.test(field) ? shortest(field) : undefined;

/** Customers have whole numbers; empty where the row names nobody. `NA` is a country elsewhere, here it is none. */
function customerOf(row: TableRow): string {
  const field = text(row, CUSTOMER);
  if (/^(na|none)$/i.test(field)) return '';
  return wholeNumber(field) ?? field;
}

function isTime(local: string): boolean {
  try {
    return localToInstant(local, ZONE) >= FIRST;
  } catch {
    return false;
  }
}

const earliest = ([first, ...rows]: Group['rows']): Instant =>
  localToInstant(
    rows.reduce((time, row) => (text(row, DATE) < time ? text(row, DATE) : time), text(first, DATE)),
    ZONE,
  );

const quantityOf = (row: TableRow): number => Number(text(row, QUANTITY));
const priceOf = (row: TableRow): number => Number(text(row, PRICE));
const isSale = (row: TableRow): boolean => quantityOf(row) > 0 && priceOf(row) > 0;
const isCredit = (row: TableRow): boolean => quantityOf(row) < 0 && priceOf(row) > 0;

/** What rows say of lines, in an order that does not depend on that of the file, and the numbers of the rows. */
function linesOf(rows: readonly TableRow[], sign: 1 | -1) {
  const said = rows.map((row) => {
    const name = text(row, NAME);
    const line = {
      sku: text(row, SKU),
      ...(name === '' ? {} : { name }),
      quantity: quantityOf(row) * sign,
      unitPrice: shortest(text(row, PRICE)),
    };
    return { line, row: row.line, as: JSON.stringify(line) };
  });
  said.sort((a, b) => (a.as === b.as ? a.row - b.row : a.as < b.as ? -1 : 1));
  return { lines: said.map(({ line }) => line), rows: said.map(({ row }) => row) };
}

/** The rows without a fault of their own that stay out with the others. */
function withSiblings({ key, rows }: Group, rejected: readonly Rejection[]): readonly Rejection[] {
  const named = new Set(rejected.map(({ line }) => line));
  const siblings = rows
    .filter(({ line }) => !named.has(line))
    .map(({ line }) => ({ line, field: columns[INVOICE]?.name ?? '', value: key, reason: reasons.sibling }));
  return [...rejected, ...siblings].sort((a, b) => a.line - b.line);
}
