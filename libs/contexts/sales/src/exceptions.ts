import { customersProjection, deactivations } from '@dossier/contexts/customers';
import { type Asking, defineQuery, type GroupRow, type Text } from '@dossier/kernel';
import { overcredited } from './credits';
import type { Credit, PlacedOrder } from './order';
import { creditNotes } from './read/credit-notes/credit-notes';
import { type OrderDocument, orders } from './read/orders/orders';

// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- a question without parameters
export class ExceptionsParams {}

const KINDS = {
  'credited-more-than-sold': { zh: '贷记超过售出', en: 'credited more than sold' },
  'customer-deactivated': { zh: '客户已停用', en: 'customer deactivated' },
  'same-number': { zh: '单号重复', en: 'same number' },
  'other-customer': { zh: '与订单的客户不一致', en: 'not of the customer of its order' },
} satisfies Readonly<Record<string, Text>>;

export interface SalesException {
  readonly kind: keyof typeof KINDS;
  readonly label: Text;
  /** Stream of the order or credit note. */
  readonly document: string;
  readonly number: string;
  readonly customer: string | null;
}

/**
 * What is against a rule and in the books all the same: by policy, as history, of two commands at one instant, or
 * because links came later. It follows from the documents as they are today, whatever was known when they were written.
 */
export const exceptions = defineQuery({
  name: 'report.exceptions',
  title: {
    zh: '例外：与规则不符而仍在账上的订单与贷项单',
    en: 'Exceptions: orders and credit notes that are in the books against a rule',
  },
  params: ExceptionsParams,
  by: ['service', 'analyst', 'auditor', 'staff'],
  ofNow: true,
  over: [orders, creditNotes, customersProjection],
  run: async (_, { reads }): Promise<{ readonly rows: readonly SalesException[] }> => ({
    rows: [...(await ofCredits(reads)), ...(await ofDeactivated(reads)), ...(await ofSameNumber(reads))],
  }),
});
type Reads = Asking['reads'];

const MODELS = [
  { model: orders, at: 'placedAt' },
  { model: creditNotes, at: 'issuedAt' },
] as const;
const SHOWN = ['customer', 'number'];

const exception = (kind: SalesException['kind'], row: GroupRow): SalesException => ({
  kind,
  label: KINDS[kind],
  document: String(row['key']),
  number: String(row['number']),
  customer: row['customer'] as string | null,
});

/** The same number of one customer on several documents of a kind. */
async function ofSameNumber(reads: Reads): Promise<readonly SalesException[]> {
  const found: SalesException[] = [];
  for (const { model } of MODELS) {
    const known = { field: 'customer', op: 'ne', value: null } as const;
    const groups = await reads.group(model, {
      where: [known],
      by: ['customer', 'number'],
      compute: { count: { fn: 'count' } },
    });
    for (const { customer = null, number = null, count } of groups)
      if (Number(count) > 1)
        for (const row of await reads.rows(model, SHOWN, {
          where: [
            { field: 'customer', op: 'eq', value: customer },
            { field: 'number', op: 'eq', value: number },
          ],
        }))
          found.push(exception('same-number', row));
  }
  return found;
}

/** What happened while its customer was deactivated. */
async function ofDeactivated(reads: Reads): Promise<readonly SalesException[]> {
  const found: SalesException[] = [];
  const ever = { where: [{ field: 'deactivatedAt', op: 'ne', value: null }] } as const;
  for await (const chunk of reads.documents(customersProjection, ever))
    for (const { key, doc } of chunk)
      for (const { since, until } of deactivations(doc.statuses))
        for (const { model, at } of MODELS)
          for (const row of await reads.rows(model, SHOWN, {
            where: [
              { field: 'customer', op: 'eq', value: key },
              { field: at, op: 'gte', value: since },
              ...(until === null ? [] : [{ field: at, op: 'lt', value: until } as const]),
            ],
          }))
            found.push(exception('customer-deactivated', row));
  return found;
}

/** Orders credited beyond what was sold, and credit notes that belong to another customer than their order, or to none. */
async function ofCredits(reads: Reads): Promise<readonly SalesException[]> {
  const credits = new Map<string, { readonly key: string; readonly number: string; readonly credit: Credit }[]>();
  for await (const chunk of reads.documents(creditNotes, { where: [{ field: 'order', op: 'ne', value: null }] }))
    for (const { key, doc } of chunk) {
      const { creditNoteId, customer, lines, forReturn, order, number } = doc;
      const of = credits.get(order ?? '') ?? [];
      of.push({ key, number, credit: { creditNoteId, customer, lines, forReturn } });
      credits.set(order ?? '', of);
    }
  const found: SalesException[] = [];
  for (const [orderId, notes] of credits) {
    const order = await reads.get(orders, `order-${orderId}`);
    if (order === null) continue;
    const { number, customer } = order;
    const all = notes.map(({ credit }) => credit);
    if (overcredited(orderId, placedOf(order, all)) !== undefined)
      found.push(exception('credited-more-than-sold', { key: `order-${orderId}`, number, customer }));
    for (const { key, number: noteNumber, credit } of notes)
      if (credit.customer !== customer && customer !== null)
        found.push(exception('other-customer', { key, number: noteNumber, customer: credit.customer }));
  }
  return found;
}

/** The order as decisions see it, as far as its worth goes. */
const placedOf = (
  { cancelled, lines, adjustments, quantities, currency, placedAt, customer }: OrderDocument,
  credits: readonly Credit[],
): PlacedOrder => ({
  is: cancelled ? 'cancelled' : 'placed',
  ...{ lines, quantities, customer, credits, moves: [], promisedShipAt: null, missed: false },
  adjustments: adjustments ?? null,
  origin: { placedAt, currency, purchase: false },
});
