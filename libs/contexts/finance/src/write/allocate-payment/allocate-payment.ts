import { IsId, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { allocation, allocationRefuses, itsInvoice, followsIt } from '../../allocating';
import { payment, paymentRefuses, standingPayment } from '../../payment';
import { financeRefusal } from '../../finance.refusals';
import { amountRefuses, IsAmount, minorOf } from '../../rules';
import { INVOICE_ID, PAYMENT_ID } from '../../shown-parts';

export class AllocatePayment {
  @Titled(PAYMENT_ID) @IsId() readonly paymentId!: string;
  @Titled(INVOICE_ID) @IsId() readonly invoiceId!: string;
  @Titled(
    { zh: '金额', en: 'Amount' },
    {
      help: {
        zh: '省略则为发票未付与收款余额中较小者。',
        en: 'Left out: what is open of the invoice, or what is left of the payment if that is less.',
      },
      kind: 'money',
    },
  )
  @IsOptional()
  @IsAmount()
  readonly amount?: string;
}

/** 核销: says which invoice a payment is for. */
export const allocatePayment = defineCommand({
  name: 'finance.AllocatePayment',
  title: { zh: '核销收款', en: 'Allocate a payment' },
  command: AllocatePayment,
  on: payment,
  id: ({ paymentId }) => paymentId,
  by: ['service', 'staff'],
  refuses: [paymentRefuses, amountRefuses, allocationRefuses, financeRefusal.some('nothing-left', 'nothing-open')],
  needs: { invoice: itsInvoice },
  after: followsIt,
  route: {
    path: 'payments/:paymentId/allocate',
    description: {
      zh: '收款与发票可以属于不同客户（母公司代付）。自到账时起计，发票开具更晚的自开具时起计。',
      en: 'Payment and invoice may be of different customers, as where a parent pays. It counts from when the money came in, or from when the invoice was issued if that is later.',
    },
    example: { paymentId: 'BANK-2026-0815', invoiceId: 'INV-2026-0042', amount: '1000.00' },
  },
  decide: ({ paymentId, invoiceId, amount }, state, { backfill, needed }) => {
    const before = standingPayment(state, paymentId);
    const { currency } = before;
    const left = before.amount - before.allocated;
    if (amount === undefined) {
      if (left <= 0) throw financeRefusal('nothing-left', { paymentId });
      if (needed.invoice?.cancelled === false && needed.invoice.open <= 0)
        throw financeRefusal('nothing-open', { invoiceId });
    }
    const minor =
      amount === undefined ? Math.max(0, Math.min(left, needed.invoice?.open ?? left)) : minorOf(amount, currency);
    const found = allocation({ invoiceId, state: needed.invoice }, { ...before, paymentId }, { minor, backfill });
    return [found];
  },
});
