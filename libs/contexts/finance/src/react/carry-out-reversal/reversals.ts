import { byStream, defineReactor, idIn, type Instant } from '@dossier/kernel';
import { payment } from '../../payment';
import { AllocationWithdrawn, PaymentAllocated, PaymentReversed, ReversalCarriedOut } from '../../payment.events';
import { carryOutReversal } from '../../carry-out-reversal';

interface Allocated {
  /** That it settled at any time. */
  readonly invoiceIds: readonly string[];
  readonly reversedAt: Instant | null;
  /** Its reversal was brought in as history. */
  readonly isHistory: boolean;
}

/** What a reversed payment had settled is open again, also of what was brought in as history. */
export const reversals = defineReactor<Allocated>()({
  name: 'carry-out-reversal',
  title: { zh: '重开已退回收款的发票', en: 'Reopen the invoices of reversed payments' },
  version: 2,
  from: { PaymentAllocated, AllocationWithdrawn, PaymentReversed, ReversalCarriedOut },
  key: byStream,
  evolve: {
    PaymentAllocated: (doc, { invoiceId }) => {
      const { invoiceIds = [], reversedAt = null, isHistory = false } = doc ?? {};
      return { invoiceIds: [...new Set([...invoiceIds, invoiceId])], reversedAt, isHistory };
    },
    AllocationWithdrawn: (doc) => doc,
    PaymentReversed: (doc, _, { occurredAt: reversedAt, backfill: isHistory }) =>
      doc === null ? null : { ...doc, reversedAt, isHistory },
    ReversalCarriedOut: () => null,
  },
  reactsToHistory: true,
  dueAt: ({ reversedAt }) => reversedAt,
  sends: carryOutReversal,
  react: ({ invoiceIds, isHistory }, stream) => ({
    command: { paymentId: idIn(payment, stream), invoiceIds },
    ...(isHistory && { backfill: true }),
  }),
});
