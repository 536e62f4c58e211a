import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand, money } from '@dossier/kernel';
import { financeRefusal } from '../../finance.refusals';
import { invoice, invoiceAt, invoiceRefuses, originOf, restated, writtenOff } from '../../invoice';
import { WriteOffWithdrawn } from '../../invoice.events';
import { INVOICE_ID, REASON } from '../../shown-parts';

export class WithdrawWriteOff {
  @Titled(INVOICE_ID) @IsId() readonly invoiceId!: string;
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 撤回坏账核销: the customer pays after all. */
export const withdrawWriteOff = defineCommand({
  name: 'finance.WithdrawWriteOff',
  title: { zh: '撤回坏账核销', en: 'Withdraw a write-off' },
  command: WithdrawWriteOff,
  on: invoice,
  id: ({ invoiceId }) => invoiceId,
  by: ['service', 'staff'],
  refuses: [invoiceRefuses, financeRefusal.some('nothing-written-off', 'written-off-since')],
  route: {
    path: 'invoices/:invoiceId/withdraw-write-off',
    example: { invoiceId: 'INV-2026-0042', reason: '客户已同意付款' },
  },
  decide: ({ invoiceId, reason }, state, decision) => {
    const { occurredAt } = decision;
    const before = invoiceAt(occurredAt, state, invoiceId);
    const { currency, writtenOff: minor, writtenOffAt: since } = before;
    if (minor === 0 || since === null) throw financeRefusal('nothing-written-off', { invoiceId });
    if (occurredAt < since) throw financeRefusal('written-off-since', { invoiceId, since, at: occurredAt });
    const then = writtenOff(before, -minor, occurredAt);
    return [
      WriteOffWithdrawn({ amount: money(minor, currency).amount, reason, invoice: originOf(then) }),
      ...restated(then, decision),
    ];
  },
});
