import { IsId, IsLabel, IsText, Titled } from '@dossier/fields';
import { defineCommand, money } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { financeRefusal } from '../../finance.refusals';
import {
  invoice,
  invoiceAt,
  invoiceRefuses,
  inWords,
  mustBeOpen,
  openSince,
  originOf,
  restated,
  writtenOff,
} from '../../invoice';
import { InvoiceWrittenOff } from '../../invoice.events';
import { amountRefuses, IsAmount, minorOf } from '../../rules';
import { APPROVED_BY, INVOICE_ID, REASON } from '../../shown-parts';

export class WriteOffInvoice {
  @Titled(INVOICE_ID) @IsId() readonly invoiceId!: string;
  @Titled(
    { zh: '金额', en: 'Amount' },
    { help: { zh: '省略则为全部未付。', en: 'Left out: all that is open.' }, kind: 'money' },
  )
  @IsOptional()
  @IsAmount()
  readonly amount?: string;
  @Titled(APPROVED_BY) @IsLabel() readonly approvedBy!: string;
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 坏账核销 */
export const writeOffInvoice = defineCommand({
  name: 'finance.WriteOffInvoice',
  title: { zh: '核销坏账', en: 'Write off an invoice' },
  command: WriteOffInvoice,
  on: invoice,
  id: ({ invoiceId }) => invoiceId,
  by: ['service', 'staff'],
  refuses: [invoiceRefuses, amountRefuses, financeRefusal.some('more-than-open', 'nothing-open', 'not-open-then')],
  route: {
    path: 'invoices/:invoiceId/write-off',
    example: { invoiceId: 'INV-2026-0042', amount: '80.00', approvedBy: '财务总监', reason: '尾款无法收回' },
  },
  decide: ({ invoiceId, amount, approvedBy, reason }, state, decision) => {
    const { occurredAt } = decision;
    const before = invoiceAt(occurredAt, state, invoiceId);
    const { currency } = before;
    const minor = amount === undefined ? before.open : minorOf(amount, currency);
    if (before.open <= 0) throw financeRefusal('nothing-open', { invoiceId });
    mustBeOpen(before, invoiceId, minor);
    const since = openSince(before, minor, occurredAt);
    // as of the days between it would be settled twice
    if (occurredAt < since)
      throw financeRefusal('not-open-then', { invoiceId, amount: inWords(minor, currency), at: occurredAt, since });
    const then = writtenOff(before, minor, occurredAt);
    return [
      InvoiceWrittenOff({ amount: money(minor, currency).amount, approvedBy, reason, invoice: originOf(then) }),
      ...restated(then, decision),
    ];
  },
});
