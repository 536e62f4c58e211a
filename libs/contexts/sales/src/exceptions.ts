import { customersProjection, deactivations } from '@dossier/contexts/customers';
import {
  type AnyReadModelDef,
  type Asking,
  type Condition,
  LongWork,
  defineQuery,
  type GroupRow,
  NoParams,
  kind,
  orNull,
  shape,
  type Shown,
  streamOf,
  READERS,
} from '@dossier/kernel';
import { begunCredits, begunKey } from './begun-credits';
import { creditNote } from './credit-note';
import { type Booked, Books } from './books';
import { Credits } from './noted-credits';
import { numberMeant } from './numbers';
import { order } from './order';
import { type CreditNoteDocument, creditNotes } from './read/credit-notes/credit-notes';
import { type OrderDocument, orders } from './read/orders/orders';
import { ANY_CUSTOMER, NUMBER } from './shown-parts';
import { exceptionKinds } from './terms';

const exceptionsShape = shape({
  rows: kind.rows(
    { zh: '例外', en: 'Exceptions' },
    {
      kind: kind.code(exceptionKinds.title, exceptionKinds),
      label: kind.words({ zh: '名称', en: 'Name' }),
      document: kind.text({ zh: '单据', en: 'Document' }),
      number: orNull(NUMBER),
      customer: ANY_CUSTOMER,
      order: orNull(kind.link({ zh: '所写明的订单', en: 'Order that it names' }, 'orders')),
      amount: orNull(
        kind.money(
          { zh: '多结清的金额', en: 'Amount too much' },
          {
            help: {
              zh: '发票结清超过其金额的部分；其他例外为 null',
              en: 'What an invoice took beyond what it is for; null of other exceptions',
            },
          },
        ),
      ),
    },
  ),
});
export type SalesException = Shown<typeof exceptionsShape>['rows'][number];

/**
 * Records that break a rule: allowed by policy, imported as history, written by two commands at once, or linked later.
 * Computed from today's documents, not from what was known when they were written.
 */
export const exceptions = defineQuery({
  name: 'report.exceptions',
  title: {
    zh: '例外：与规则不符而仍在账上的单据',
    en: 'Exceptions: documents that are in the books against a rule',
  },
  params: NoParams,
  by: READERS,
  ofNow: true,
  over: [orders, creditNotes, begunCredits, customersProjection],
  shape: exceptionsShape,
  run: async (_, { reads }): Promise<{ readonly rows: readonly SalesException[] }> => ({
    rows: [
      ...(await ofCredits(reads)),
      ...(await ofDeactivated(reads, MODELS)),
      ...(await ofSameNumber(reads, MODELS)),
    ],
  }),
});
type Reads = Asking['reads'];

/** Documents of customers, in the columns of the report. */
export interface ExceptionModel {
  readonly model: AnyReadModelDef;
  /** The field of when it happened. */
  readonly at: string;
  /** `customer` among them; for {@link ofSameNumber} `number` too, for {@link ofUnfitOrders} `order`. */
  readonly shown: readonly string[];
  /** Which of them are in the books; left out: all. */
  readonly where?: readonly Condition[];
}
const MODELS: readonly ExceptionModel[] = [
  { model: orders, at: 'placedAt', shown: ['customer', 'number'] },
  { model: creditNotes, at: 'issuedAt', shown: ['customer', 'number', 'order'] },
];

/** @param row by the names of fields; of an order without `order` */
export const exception = (
  kind: SalesException['kind'],
  row: GroupRow,
  amount: SalesException['amount'] = null,
): SalesException => ({
  kind,
  label: exceptionKinds.words[kind],
  document: String(row['key']),
  number: (row['number'] ?? null) as string | null,
  customer: row['customer'] as string | null,
  order: (row['order'] ?? null) as string | null,
  amount,
});

/** Adds an item to the group of a key. */
function addTo<T>(groups: Map<string, T[]>, key: string, one: T): void {
  const group = groups.get(key);
  if (group) group.push(one);
  else groups.set(key, [one]);
}

/** The same number of one customer on several documents of a kind. */
export async function ofSameNumber(
  reads: Reads,
  models: readonly ExceptionModel[],
): Promise<readonly SalesException[]> {
  const found: SalesException[] = [];
  const known: Condition = { field: 'customer', op: 'ne', value: null };
  const work = new LongWork();
  for (const { model, shown, where = [] } of models) {
    const byNumber = new Map<string, GroupRow[]>();
    for (const row of await reads.rows(model, shown, { where: [known, ...where] })) {
      const name = `${String(row['customer'])}\n${numberMeant(String(row['number']))}`;
      addTo(byNumber, name, row);
      await work.yieldIfDue();
    }
    for (const rows of byNumber.values())
      if (rows.length > 1) found.push(...rows.map((row) => exception('same-number', row)));
  }
  return found;
}

/** Orders looked up at a time. */
const PIECE = 500;

/** Documents that name an order that is not there, of another customer, or, where they have one, in another currency. */
export async function ofUnfitOrders(
  reads: Reads,
  models: readonly ExceptionModel[],
): Promise<readonly SalesException[]> {
  const found: SalesException[] = [];
  for (const { model, shown, where = [] } of models) {
    const naming = await reads.rows(model, shown, { where: [...where, { field: 'order', op: 'ne', value: null }] });
    for (let from = 0; from < naming.length; from += PIECE) {
      const piece = naming.slice(from, from + PIECE);
      const keys = [...new Set(piece.map(keyOfOrder))];
      const named = await reads.rows(orders, ['customer', 'currency'], { keys });
      const byKey = new Map(named.map((row) => [String(row['key']), row]));
      for (const row of piece)
        for (const kind of unfit(row, byKey.get(keyOfOrder(row)))) found.push(exception(kind, row));
    }
  }
  return found;
}

const keyOfOrder = (row: GroupRow): string => streamOf(order, String(row['order']));

/** An anonymous order fits every customer, and a document of nobody knows every order. */
function unfit(document: GroupRow, named: GroupRow | undefined): readonly SalesException['kind'][] {
  if (named === undefined) return ['order-missing'];
  const [buyer, customer] = [named['customer'], document['customer']];
  const isOfAnother = buyer !== null && customer !== null && buyer !== customer;
  const isInOther = 'currency' in document && named['currency'] !== document['currency'];
  return [...(isOfAnother ? (['other-customer'] as const) : []), ...(isInOther ? (['other-currency'] as const) : [])];
}

/** What happened while its customer was deactivated. */
export async function ofDeactivated(
  reads: Reads,
  models: readonly ExceptionModel[],
): Promise<readonly SalesException[]> {
  const found: SalesException[] = [];
  const ever = { where: [{ field: 'deactivatedAt', op: 'ne', value: null }] } as const;
  for await (const chunk of reads.documents(customersProjection, ever))
    for (const { key, doc } of chunk)
      for (const { since, until } of deactivations(doc.statuses))
        for (const { model, at, shown, where = [] } of models)
          for (const row of await reads.rows(model, shown, {
            where: [
              ...where,
              { field: 'customer', op: 'eq', value: key },
              { field: at, op: 'gte', value: since },
              ...(until === null ? [] : [{ field: at, op: 'lt', value: until } as const]),
            ],
          }))
            found.push(exception('customer-deactivated', row));
  return found;
}

/** What is kept of a note until all of its order were seen: not its lines, of which it may have thousands. */
type Note = Pick<CreditNoteDocument, 'creditNoteId' | 'number' | 'customer' | 'currency' | 'issuedAt'>;

/** The notes that name an order. */
class OfOrder {
  private readonly notes: Note[] = [];
  private readonly books: Books | null;

  constructor(
    readonly orderId: string,
    private readonly order: OrderDocument | null,
  ) {
    this.books = order && new Books(placedOf(order));
  }

  add(note: CreditNoteDocument): void {
    const { creditNoteId, number, customer, currency, issuedAt } = note;
    this.notes.push({ creditNoteId, number, customer, currency, issuedAt });
    this.books?.add(note);
  }

  get found(): readonly SalesException[] {
    const { orderId, order: named, books, notes } = this;
    const found: SalesException[] = [];
    if (named && books) {
      const row = { key: streamOf(order, orderId), number: named.number, customer: named.customer };
      if (books.overcredited()) found.push(exception('credited-more-than-sold', row));
      if (books.uncredited() !== undefined) found.push(exception('not-credited-before', row));
    }
    const buyer = named?.customer ?? notes.find((note) => note.customer !== null)?.customer ?? null;
    for (const note of notes) {
      const { creditNoteId, number, customer } = note;
      for (const kind of misfits(note, named, buyer))
        found.push(exception(kind, { key: streamOf(creditNote, creditNoteId), number, customer, order: orderId }));
    }
    return found;
  }
}

/**
 * Orders credited beyond what was sold; those of which goods came back as credited that no note gave back; credit notes
 * that do not fit their order; and notes counted on an order but never issued. One order after the other, and of its
 * notes one after the other: all at once would not fit into memory.
 */
async function ofCredits(reads: Reads): Promise<readonly SalesException[]> {
  const unissued = new Map<string, GroupRow>(); // read first: a note is issued after it is counted
  for await (const chunk of reads.documents(begunCredits))
    for (const { key, doc } of chunk)
      unissued.set(key, {
        key: streamOf(creditNote, doc.creditNoteId),
        number: null,
        customer: doc.customer,
        order: doc.orderId,
      });
  const found: SalesException[] = [];
  const work = new LongWork();
  const cameCredited = { where: [{ field: 'cameCredited', op: 'eq', value: true }] } as const;
  const others = new Set((await reads.rows(orders, [], cameCredited)).map(({ key }) => String(key)));
  let now: OfOrder | undefined;
  const byOrder = { where: [{ field: 'order', op: 'ne', value: null }], sort: 'order' } as const;
  for await (const chunk of reads.documents(creditNotes, byOrder))
    for (const { doc } of chunk) {
      const { order: orderId, creditNoteId } = doc;
      if (orderId === null) continue;
      if (now?.orderId !== orderId) {
        found.push(...(now?.found ?? []));
        const key = streamOf(order, orderId);
        now = new OfOrder(orderId, await reads.get(orders, key));
        others.delete(key);
      }
      unissued.delete(begunKey(orderId, creditNoteId));
      now.add(doc);
      await work.yieldIfDue();
    }
  found.push(...(now?.found ?? []));
  for (const key of others) {
    const doc = await reads.get(orders, key);
    if (doc) found.push(...new OfOrder(doc.orderId, doc).found);
    await work.yieldIfDue();
  }
  return [...found, ...[...unissued.values()].map((row) => exception('note-missing', row))];
}

/** How a note does not fit its order. @param buyer of the order; where it has none, of the first of its notes that has one */
function misfits(note: Note, order: OrderDocument | null, buyer: string | null): readonly SalesException['kind'][] {
  if (order === null) return ['order-missing'];
  const found: SalesException['kind'][] = [];
  const isAnonymous = order.customer === null && note.customer === null;
  if (!isAnonymous && note.customer !== buyer) found.push('other-customer');
  if (note.currency !== order.currency) found.push('other-currency');
  if (note.issuedAt < order.placedAt) found.push('before-order');
  return found;
}

/** The order in the form of decisions, with amounts only. */
const placedOf = ({ cancelled, adjustments, currency, ...order }: OrderDocument): Booked => ({
  ...order,
  is: cancelled ? 'cancelled' : 'placed',
  adjustments: adjustments ?? null,
  credits: Credits.empty(),
  origin: { placedAt: order.placedAt, currency, purchase: false },
});
