import { defineCommand } from '@dossier/kernel';
import { fitsIt, settlesIt } from '../../allocating';
import { payment } from '../../payment';
import { AllocationsCarriedOut } from '../../payment.events';

export class CarryOutAllocation {
  readonly paymentId!: string;
  readonly invoiceIds!: readonly string[];
}

/** Sent by the reactor of the same name: first the invoices follow the payment, each on its own stream. */
export const carryOutAllocation = defineCommand({
  name: 'finance.CarryOutAllocation',
  title: { zh: '按核销结清发票', en: 'Settle the invoices of an allocated payment' },
  command: CarryOutAllocation,
  on: payment,
  id: ({ paymentId }) => paymentId,
  by: [],
  onlyStep: true,
  before: ({ paymentId, invoiceIds }) => invoiceIds.map((invoiceId) => settlesIt({ invoiceId, paymentId })),
  after: ({ paymentId, invoiceIds }) => invoiceIds.map((invoiceId) => fitsIt({ invoiceId, paymentId })),
  decide: (_, state) => (state === undefined ? [] : [AllocationsCarriedOut({}, { occurredAt: state.receivedAt })]),
});
