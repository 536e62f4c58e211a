import { customersProjection } from '@dossier/contexts/customers';
import {
  exception,
  type ExceptionModel,
  exceptions,
  ofDeactivated,
  ofSameNumber,
  order,
  orders,
  type SalesException,
} from '@dossier/contexts/sales';
import { type Asking, defineQuery, type GroupRow, money, NoParams, READERS, streamOf } from '@dossier/kernel';
import { invoices } from './read/invoices/invoices';
import { payments } from './read/payments/payments';

const INVOICES: ExceptionModel = {
  model: invoices,
  at: 'issuedAt',
  shown: ['customer', 'number', 'order'],
  where: [{ field: 'statusReached', op: 'ne', value: 'cancelled' }],
};
const PAYMENTS: ExceptionModel = {
  model: payments,
  at: 'receivedAt',
  shown: ['customer', 'number'],
  where: [{ field: 'reversed', op: 'eq', value: false }],
};

/** Invoices and payments that break a rule; of those cancelled or reversed none but what has money that it is not for. */
export const exceptionsOfFinance = defineQuery({
  name: 'finance.exceptions',
  title: { zh: '例外：发票与收款', en: 'Exceptions: invoices and payments' },
  params: NoParams,
  by: READERS,
  ofNow: true,
  addsTo: exceptions.name,
  over: [invoices, payments, orders, customersProjection],
  run: async (_, { reads }): Promise<{ readonly rows: readonly SalesException[] }> => ({
    rows: [
      ...(await ofUnfitOrders(reads)),
      ...(await overpaid(reads)),
      ...(await ofDeactivated(reads, [INVOICES, PAYMENTS])),
      ...(await ofSameNumber(reads, [INVOICES, PAYMENTS])),
    ],
  }),
});

/** Orders looked up at a time. */
const PIECE = 500;

/** Invoices that name an order that is not there, of another customer, or in another currency. */
async function ofUnfitOrders(reads: Asking['reads']): Promise<readonly SalesException[]> {
  const found: SalesException[] = [];
  const { model, shown, where = [] } = INVOICES;
  const naming = await reads.rows(model, [...shown, 'currency'], {
    where: [...where, { field: 'order', op: 'ne', value: null }],
  });
  for (let from = 0; from < naming.length; from += PIECE) {
    const piece = naming.slice(from, from + PIECE);
    const keys = [...new Set(piece.map(keyOfOrder))];
    const named = await reads.rows(orders, ['customer', 'currency'], { keys });
    const byKey = new Map(named.map((row) => [String(row['key']), row]));
    for (const row of piece)
      for (const kind of misfits(row, byKey.get(keyOfOrder(row)))) found.push(exception(kind, row));
  }
  return found;
}

/** Invoices that took more than they are for, as only history does; cancelled ones with money of a payment among them. */
const overpaid = async (reads: Asking['reads']): Promise<readonly SalesException[]> =>
  (
    await reads.rows(invoices, [...INVOICES.shown, 'open', 'currency'], {
      where: [{ field: 'open', op: 'lt', value: 0 }],
    })
  ).map((row) => exception('overpaid', row, money(-Number(row['open']), String(row['currency']))));

const keyOfOrder = (row: GroupRow): string => streamOf(order, String(row['order']));

/** An anonymous order fits every customer. */
function misfits(bill: GroupRow, named: GroupRow | undefined): readonly SalesException['kind'][] {
  if (named === undefined) return ['order-missing'];
  const isOfAnother = named['customer'] !== null && named['customer'] !== bill['customer'];
  return [
    ...(isOfAnother ? (['other-customer'] as const) : []),
    ...(named['currency'] === bill['currency'] ? [] : (['other-currency'] as const)),
  ];
}
