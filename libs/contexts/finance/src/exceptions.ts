import { customersProjection } from '@dossier/contexts/customers';
import {
  exception,
  type ExceptionModel,
  exceptions,
  ofDeactivated,
  ofSameNumber,
  ofUnfitOrders,
  orders,
  type SalesException,
} from '@dossier/contexts/sales';
import { type Asking, defineQuery, money, NoParams, READERS } from '@dossier/kernel';
import { invoices } from './read/invoices/invoices';
import { payments } from './read/payments/payments';

const INVOICES: ExceptionModel = {
  model: invoices,
  at: 'issuedAt',
  shown: ['customer', 'number', 'order', 'currency'],
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
      ...(await ofUnfitOrders(reads, [INVOICES])),
      ...(await overpaid(reads)),
      ...(await ofDeactivated(reads, [INVOICES, PAYMENTS])),
      ...(await ofSameNumber(reads, [INVOICES, PAYMENTS])),
    ],
  }),
});

/** Invoices that took more than they are for, as only history does; cancelled ones with money of a payment among them. */
const overpaid = async (reads: Asking['reads']): Promise<readonly SalesException[]> =>
  (
    await reads.rows(invoices, [...INVOICES.shown, 'open'], {
      where: [{ field: 'open', op: 'lt', value: 0 }],
    })
  ).map((row) => exception('overpaid', row, money(-Number(row['open']), String(row['currency']))));
