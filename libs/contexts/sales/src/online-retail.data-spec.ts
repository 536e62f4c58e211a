import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  type AnyEventDef,
  type AnyReadModelDef,
  type Asking,
  endOfDay,
  type EventOf,
  type Instant,
  localToInstant,
  ownSubject,
  type Recorded,
  streamOf,
  type Viewing,
  initialPolicies,
} from '@dossier/kernel';
import { readsOf } from '@dossier/testing';
import { parse } from 'csv-parse/sync';
import { cohorts } from './read/cohorts/cohorts';
import { concentration } from './read/concentration/concentration';
import { abc } from './read/abc/abc';
import { rfm } from './read/rfm/rfm';
import { salesSection, type SalesState } from './sales-section';
import { type SalesFact, salesFacts } from './sales-facts';
import { issueCreditNote } from './write/issue-credit-note/issue-credit-note';
import { placeOrder } from './write/place-order/place-order';

/**
 * The published figures of UCI Online Retail (Chen 2015, doi 10.24432/C5BW33), computed from the real file by the
 * decisions, folds and reports of this context alone.
 */
const FILE = resolve(__dirname, '../../../../../shared/data/online-retail/online_retail_2010_2011.csv.gz');
const ZONE = 'Europe/London';
const AS_OF = endOfDay('2011-12-10', ZONE);

interface Row {
  readonly Invoice: string;
  readonly StockCode: string;
  readonly Description: string;
  readonly Quantity: string;
  readonly InvoiceDate: string;
  readonly Price: string;
  readonly 'Customer ID': string;
}
interface Invoice {
  readonly number: string;
  readonly customer: string;
  readonly at: Instant;
  readonly events: readonly EventOf[];
}

function invoices(): readonly Invoice[] {
  const rows = parse<Row>(gunzipSync(readFileSync(FILE)), { columns: true });
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const known = found.get(row.Invoice);
    if (known) known.push(row);
    else found.set(row.Invoice, [row]);
  }
  return [...found].map(([number, lines]) => invoice(number, lines));
}

function invoice(number: string, rows: readonly Row[]): Invoice {
  const [{ 'Customer ID': customer, InvoiceDate }] = rows as [Row];
  const at = localToInstant(InvoiceDate, ZONE);
  const decision = {
    needed: { customer: undefined, order: undefined, past: undefined },
    backfill: true,
    now: '2026-01-01T00:00:00.000Z',
    occurredAt: at,
    actor: 'key-test',
    department: null,
    businessLine: null,
    policies: initialPolicies,
  };
  const lines = rows.map(({ StockCode, Description, Quantity, Price }) => ({
    sku: StockCode,
    ...(Description !== '' && { name: Description }),
    quantity: Number(Quantity),
    unitPrice: Price,
  }));
  const who = customer === '' ? {} : { customerId: customer };
  if (number.startsWith('C')) {
    const back = lines.map((line) => ({ ...line, quantity: -line.quantity }));
    const command = { number, ...who, lines: back, currency: 'GBP' };
    return { number, customer, at, events: issueCreditNote.decide(command, undefined, decision) };
  }
  const isLine = ({ quantity, unitPrice }: { quantity: number; unitPrice: string }): boolean =>
    quantity > 0 && Number(unitPrice) > 0;
  const command = {
    number,
    ...who,
    lines: lines.filter(isLine),
    adjustments: lines.filter((line) => !isLine(line)),
    currency: 'GBP',
    fulfilled: true,
  };
  return { number, customer, at, events: placeOrder.decide(command, undefined, decision) };
}

type Step = (state: unknown, data: unknown, at: Recorded) => unknown;
const handler = (def: { from: Readonly<Record<string, AnyEventDef>>; evolve: unknown }, type: string): Step => {
  const name = Object.entries(def.from).find(([, event]) => event.type === type)?.[0] ?? '';
  return (def.evolve as Record<string, Step>)[name] as Step;
};
const recorded = ({ number, customer, at }: Invoice, { type }: EventOf, position: number): Recorded => {
  const stream = streamOf({ category: type === 'sales.OrderPlaced' ? 'order' : 'credit-note' }, number);
  return {
    id: `event-${position}`,
    type,
    version: 1,
    stream,
    revision: 0,
    position,
    subject: customer === '' ? ownSubject(stream) : customer,
    occurredAt: at,
    recordedAt: at,
    actor: 'key-test',
    department: null,
    businessLine: null,
    correlationId: '',
    causationId: null,
    traceparent: null,
    backfill: true,
    hash: '',
  };
};

const present = existsSync(FILE);
if (!present) console.warn(`${FILE} is not there: the published figures of Online Retail are NOT checked`);
const viewing: Viewing = { asOf: AS_OF, policies: initialPolicies, zone: ZONE };

(present ? describe : describe.skip)('on the real invoices of Online Retail', () => {
  const facts: Record<string, SalesFact> = {};
  const sections = new Map<string, SalesState>();
  let asking: Asking;
  let found: readonly Invoice[];

  beforeAll(() => {
    found = invoices();
    for (const [index, one] of found.entries())
      for (const event of one.events) {
        const at = recorded(one, event, index + 1);
        const key = salesFacts.key(at, event.data) as string;
        facts[key] = handler(salesFacts, event.type)(null, event.data, at) as SalesFact;
        if (one.customer === '') continue;
        const state = sections.get(one.customer) ?? salesSection.initial;
        sections.set(one.customer, handler(salesSection, event.type)(state, event.data, at) as SalesState);
      }
    const documents = new Map<AnyReadModelDef, Record<string, object>>([
      [salesFacts, facts],
      [salesSection, Object.fromEntries(sections)],
    ]);
    asking = { ...viewing, reads: readsOf(documents) };
  });

  it('25,900 invoices of 4,372 customers are taken without a refusal', () => {
    expect(found.length).toBe(25_900);
    expect(sections.size).toBe(4_372);
  });

  it('identified customers, net of cancellations, sum to 8,300,065.814 but for rounding once a document', () => {
    const net = Object.values(facts).reduce((sum, fact) => sum + (fact.customer === null ? 0 : fact.net), 0);
    expect(net).toBe(830_006_581); // 0.004 below the exact sum
  });

  it('RFM on gross: 4,338 customers, means 93.06 days, 4.27 orders, 2,054.27', async () => {
    const { summary, rows } = await rfm.run({ basis: 'gross' }, asking);
    expect(summary).toEqual({
      customers: 4_338,
      recencyDays: 93.06,
      frequency: 4.27,
      monetary: { amount: '2054.27', currency: 'GBP' },
      total: { amount: '8911407.90', currency: 'GBP' },
    });
    expect(rows.find(({ customer }) => customer === '12347')).toMatchObject({
      recencyDays: 3,
      frequency: 7,
      monetary: { amount: '4310.00', currency: 'GBP' },
    });
  });

  it('the top 20 % of customers hold 74.6 % of gross revenue', async () => {
    const { summary, rows } = await concentration.run({ basis: 'gross' }, asking);
    expect(summary.customers).toBe(4_338);
    expect(Math.round(summary.topShare * 10) / 10).toBe(74.6);
    expect(rows[0]?.customer).toBe('14646');
  });

  it('customer 12346, who bought and cancelled at once, is worth nothing net', async () => {
    const { rows } = await rfm.run({}, asking);
    expect(rows.find(({ customer }) => customer === '12346')?.monetary?.amount).toBe('0.00');
    const view = salesSection.view(sections.get('12346') ?? salesSection.initial, viewing);
    expect([view.gross, view.net]).toEqual([
      [{ amount: '77183.60', currency: 'GBP' }],
      [{ amount: '0.00', currency: 'GBP' }],
    ]);
  });

  it('of 885 customers first seen in December 2010 these come back in the months after', async () => {
    const { rows } = await cohorts.run({}, asking);
    expect(rows[0]).toEqual({
      cohort: '2010-12',
      customers: 885,
      active: [324, 286, 340, 321, 352, 321, 309, 313, 350, 331, 445, 235],
    });
  });

  it('classes A, B and C bring 80, 15 and 5 % of gross revenue', async () => {
    const { summary } = await abc.run({ basis: 'gross' }, asking);
    expect(summary.classes.map(({ customers, percent }) => [customers, percent])).toEqual([
      [1_133, 80.01],
      [1_469, 14.99],
      [1_736, 5],
    ]);
  });

  it('the 34 customers who bought nothing are named beside the ranking, so that sums agree', async () => {
    const { summary } = await concentration.run({}, asking);
    expect([summary.total?.amount, summary.withoutPurchase, summary.ofUnknown]).toEqual([
      '8310477.05',
      { customers: 34, value: { amount: '-10411.24', currency: 'GBP' } },
      [{ amount: '1447682.12', currency: 'GBP' }], // 9,747,747.93 in all
    ]);
  });
});
