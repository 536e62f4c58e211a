import { defineCommand } from '@dossier/kernel';
import { settlesIt } from '../../allocating';
import { payment } from '../../payment';
import { ReversalCarriedOut } from '../../payment.events';

export class CarryOutReversal {
  readonly paymentId!: string;
  readonly invoiceIds!: readonly string[];
}

/** Sent by the reactor of the same name once a payment was reversed: first its invoices follow, each on its own stream. */
export const carryOutReversal = defineCommand({
  name: 'finance.CarryOutReversal',
  title: { zh: '退回收款后重开其发票', en: 'Reopen the invoices of a reversed payment' },
  command: CarryOutReversal,
  on: payment,
  id: ({ paymentId }) => paymentId,
  by: [],
  onlyStep: true,
  before: ({ paymentId, invoiceIds }) => invoiceIds.map((invoiceId) => settlesIt({ invoiceId, paymentId })),
  decide: (_, state) =>
    state === undefined || state.reversedAt === null || state.carriedOut
      ? []
      : [ReversalCarriedOut({}, { occurredAt: state.reversedAt })],
});
