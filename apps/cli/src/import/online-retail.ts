import { type Instant, localToInstant, type Text } from '@dossier/kernel';
import type { Row } from './csv';
import type { Group } from './groups';
import type { Mapped, MappedGroup, Mapper, Mapping, Naming, Rejection } from './mapping';

/** The shop keeps British time and prices in pounds. */
const ZONE = 'Europe/London';
const CURRENCY = 'GBP';
const SOURCE = 'online-retail';
const DEPARTMENT = 'sales';

const columns = ['Invoice', 'StockCode', 'Description', 'Quantity', 'InvoiceDate', 'Price', 'Customer ID', 'Country'];

interface Line {
  readonly sku: string;
  readonly name?: string;
  readonly quantity: number;
  readonly unitPrice: string;
}

const reasons = {
  columns: { zh: '列数不是 8', en: 'the row has not 8 columns' },
  quote: { zh: '右引号之后还有文字', en: 'text follows a closing quote' },
  empty: { zh: '不能为空', en: 'must not be empty' },
  quantity: { zh: '不是整数', en: 'is no whole number' },
  price: { zh: '不是最多六位小数的十进制数', en: 'is no decimal number with at most six places' },
  date: { zh: '不是 YYYY-MM-DD HH:mm:ss 形式的时间', en: 'is no time in the form YYYY-MM-DD HH:mm:ss' },
  differs: { zh: '与同一发票的其他行不一致', en: 'differs from other rows of the invoice' },
  credit: {
    zh: '贷项单的行应为负数量、正价格',
    en: 'a row of a credit note has a negative quantity and a positive price',
  },
  sibling: { zh: '同一发票的其他行被拒绝', en: 'another row of the invoice was rejected' },
} satisfies Readonly<Record<string, Text>>;

/**
 * The Online Retail files of UCI: one row an invoice line, invoice numbers with C are credit notes. Lines whose price
 * or quantity is not above zero are adjustments of their order. The goods were handed over when the invoice was
 * written: the shop's history knows of no other moment.
 */
export const onlineRetail: Mapping = {
  source: SOURCE,
  columns,
  groupOf: (row) => value(row, 0),
  open: (naming) => new RetailMapper(naming),
};

class RetailMapper implements Mapper {
  /** Last country of each customer. */
  private readonly countries = new Map<string, string>();
  private readonly interned = new Map<string, string>();

  constructor(private readonly naming: Naming) {}

  customers(): number {
    return this.countries.size;
  }

  map(group: Group): MappedGroup {
    const rejected = this.check(group);
    if (rejected.length > 0) return { commands: [], rejected: withSiblings(group, rejected) };
    const [first] = group.rows;
    const occurredAt = localToInstant(value(first, 4), ZONE);
    const external = value(first, 6);
    const customer = external === '' ? [] : this.customer(external, first, occurredAt);
    return { commands: [...customer, this.document(group, external, occurredAt)], rejected: [] };
  }

  /** What goes before the first document of a customer, and before one from another country than the last. */
  private customer(external: string, first: Row, occurredAt: Instant): readonly Mapped[] {
    const country = value(first, 7);
    const last = this.countries.get(external);
    if (last === country) return [];
    this.countries.set(external, this.intern(country));
    const customerId = this.naming('customer', external);
    const command = (name: string, key: string, data: object): Mapped => ({
      id: this.naming(`message ${name} ${key}`, external),
      command: `customers.${name}`,
      data: { customerId, ...data, occurredAt, department: DEPARTMENT },
      rows: [first.line],
    });
    if (last !== undefined)
      return [command('AssertFacts', value(first, 0), { facts: [{ attribute: 'country', value: country }] })];
    return [
      command('RegisterCustomer', '', { kind: 'organisation', country }),
      command('ClaimExternalId', '', { source: SOURCE, value: external }),
    ];
  }

  private document({ key: number, rows }: Group, external: string, occurredAt: Instant): Mapped {
    const isCredit = number.startsWith('C');
    const customer = external === '' ? {} : { customerId: this.naming('customer', external) };
    const data = { number, ...customer, currency: CURRENCY, occurredAt, department: DEPARTMENT };
    const base = { id: this.naming('message document', number), document: true } as const;
    const numbers = (of: readonly Row[]): readonly number[] => of.map(({ line }) => line);
    if (isCredit) {
      const creditNoteId = this.naming('credit-note', number);
      const lines = rows.map((row) => lineOf(row, -1));
      return { ...base, command: 'sales.IssueCreditNote', data: { creditNoteId, ...data, lines }, rows: numbers(rows) };
    }
    const orderId = this.naming('order', number);
    const sales = rows.filter(isSale);
    const others = rows.filter((row) => !isSale(row));
    const content = {
      ...(sales.length > 0 && { lines: sales.map((row) => lineOf(row, 1)) }),
      ...(others.length > 0 && { adjustments: others.map((row) => lineOf(row, 1)) }),
    };
    return {
      ...base,
      command: 'sales.PlaceOrder',
      data: { orderId, ...data, ...content, fulfilled: true },
      rows: numbers([...sales, ...others]),
    };
  }

  private check({ key, rows }: Group): readonly Rejection[] {
    const isCredit = key.startsWith('C');
    const [first] = rows;
    let time = '';
    return rows.flatMap((row) => {
      const reject = (column: number, reason: Text): Rejection[] => [
        { line: row.line, field: columns[column] ?? '', value: value(row, column), reason },
      ];
      if (row.broken) return reject(-1, reasons.quote);
      if (row.fields.length !== columns.length) return reject(-1, reasons.columns);
      const faults: Rejection[] = [];
      for (const column of [0, 1, 7]) if (value(row, column) === '') faults.push(...reject(column, reasons.empty));
      if (!/^-?\d{1,9}$/.test(value(row, 3))) faults.push(...reject(3, reasons.quantity));
      if (!/^-?\d{1,9}(\.\d{1,6})?$/.test(value(row, 5))) faults.push(...reject(5, reasons.price));
      // most rows of an invoice have the time of the row before
      if (value(row, 4) !== time && !isTime((time = value(row, 4)))) faults.push(...reject(4, reasons.date));
      for (const column of [6, 7])
        if (value(row, column) !== value(first, column)) faults.push(...reject(column, reasons.differs));
      if (faults.length === 0 && isCredit && !(Number(value(row, 3)) < 0 && Number(value(row, 5)) > 0))
        faults.push(...reject(3, reasons.credit));
      return faults;
    });
  }

  /** Strings cut from the file keep the piece they were cut from alive: those kept for long are shared. */
  private intern(text: string): string {
    const known = this.interned.get(text);
    if (known !== undefined) return known;
    this.interned.set(text, text);
    return text;
  }
}

const value = (row: Row, column: number): string => (row.fields[column] ?? '').trim();

function isTime(local: string): boolean {
  try {
    localToInstant(local, ZONE);
    return true;
  } catch {
    return false;
  }
}

const isSale = (row: Row): boolean => Number(value(row, 3)) > 0 && Number(value(row, 5)) > 0;

function lineOf(row: Row, sign: 1 | -1): Line {
  const name = value(row, 2);
  return {
    sku: value(row, 1),
    ...(name === '' ? {} : { name }),
    quantity: Number(value(row, 3)) * sign,
    unitPrice: decimal(value(row, 5)),
  };
}

/** Without leading zeros, and without a minus before zero. */
const decimal = (text: string): string => (/[1-9]/.test(text) ? text.replace(/^(-?)0+(?=\d)/, '$1') : '0');

/** The rows without a fault of their own that stay out with the others. */
function withSiblings({ rows }: Group, rejected: readonly Rejection[]): readonly Rejection[] {
  const named = new Set(rejected.map(({ line }) => line));
  const siblings = rows
    .filter(({ line }) => !named.has(line))
    .map((row) => ({ line: row.line, field: columns[0] ?? '', value: value(row, 0), reason: reasons.sibling }));
  return [...rejected, ...siblings].sort((a, b) => a.line - b.line);
}
