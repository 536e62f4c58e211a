import { defineCommand, type Step } from '@dossier/kernel';
import { settlesIt } from './allocating';
import { payment } from './payment';
import { ReversalCarriedOut } from './payment.events';

export class CarryOutReversal {
  readonly paymentId!: string;
  readonly invoiceIds!: readonly string[];
}

/**
 * Says that the invoices of a reversed payment followed it, each on its own stream; first those that it names do. The reactor of
 * the same name sends it where the process ended before it was said.
 */
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

/** Follows a reversal: each invoice, and then that all of them did. Where there is none, nobody waits for that. */
export const carriesOutReversal = (paymentId: string, invoiceIds: readonly string[]): readonly Step[] =>
  invoiceIds.length === 0
    ? []
    : [
        ...invoiceIds.map((invoiceId) => settlesIt({ invoiceId, paymentId })),
        { def: carryOutReversal, command: { paymentId, invoiceIds: [] } satisfies CarryOutReversal },
      ];
