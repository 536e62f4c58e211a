import { IsId, IsInstant, IsText, Titled } from '@dossier/fields';
import { defineCommand, instant, milliseconds, money } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { financeRefusal } from '../../finance.refusals';
import { corrected, invoice, invoiceAt, invoiceRefuses, inWords, originOf, restated } from '../../invoice';
import { InvoiceCorrected } from '../../invoice.events';
import { amountRefuses, IsAmount, minorOf } from '../../rules';
import { DUE, INVOICE_ID, REASON } from '../../shown-parts';

export class CorrectInvoice {
  @Titled(INVOICE_ID) @IsId() readonly invoiceId!: string;
  @Titled({ zh: '正确金额', en: 'Right amount' }, { kind: 'money' })
  @IsOptional()
  @IsAmount()
  readonly amount?: string;
  @Titled(DUE, { help: { zh: '正确的到期时间。', en: 'The right due date.' } })
  @IsOptional()
  @IsInstant()
  readonly dueAt?: string;
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 更正发票: what was entered wrongly; it holds from when the invoice was issued. */
export const correctInvoice = defineCommand({
  name: 'finance.CorrectInvoice',
  title: { zh: '更正发票', en: 'Correct an invoice' },
  command: CorrectInvoice,
  on: invoice,
  id: ({ invoiceId }) => invoiceId,
  by: ['service', 'staff'],
  refuses: [
    invoiceRefuses,
    amountRefuses,
    financeRefusal.some('nothing-corrected', 'due-before-issued', 'invoice-settled'),
  ],
  route: {
    path: 'invoices/:invoiceId/correct',
    description: {
      zh: '更正录入错误，自开具时起生效。另行约定的到期时间请用 move-due-date。',
      en: 'Mends what was entered wrongly: it holds from when the invoice was issued. A due date that was agreed later is moved by move-due-date.',
    },
    example: { invoiceId: 'INV-2026-0042', amount: '1880.00', reason: '漏计运费' },
  },
  decide: ({ invoiceId, amount, dueAt, reason }, state, decision) => {
    const before = invoiceAt(decision.occurredAt, state, invoiceId);
    const { currency, issuedAt } = before;
    if (amount === undefined && dueAt === undefined) throw financeRefusal('nothing-corrected');
    const change = amount === undefined ? 0 : minorOf(amount, currency) - before.amount;
    const { dueAt: first } = before;
    const due = dueAt === undefined ? first : instant(milliseconds(dueAt));
    if (change === 0 && due === first) return [];
    if (due < issuedAt) throw financeRefusal('due-before-issued', { dueAt: due, issuedAt });
    const gone = before.settled + before.writtenOff;
    if (before.open + change < 0)
      throw financeRefusal('invoice-settled', { invoiceId, settled: inWords(gone, currency) });
    const then = corrected(before, change, due);
    return [
      InvoiceCorrected(
        {
          change: money(change, currency).amount,
          amount: money(then.amount, currency).amount,
          ...(due !== first && { dueAt: due }),
          reason,
          invoice: originOf(then),
        },
        { occurredAt: issuedAt },
      ),
      ...restated(then, decision),
    ];
  },
});
