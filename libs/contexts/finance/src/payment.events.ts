import { InTheClear, IsDecimalText, IsInstant, IsMostlyOneOf, Titled } from '@dossier/fields';
import { defineEvent, type Erased, type Instant, Personal } from '@dossier/kernel';
import { IsOptional, IsString } from 'class-validator';
import { paymentMethods } from './terms';

class PaymentReceivedPayload {
  @InTheClear() readonly number!: string;
  @InTheClear() readonly currency!: string;
  @IsDecimalText() readonly amount!: string;
  @IsOptional() @IsMostlyOneOf(paymentMethods) readonly method?: string;
}
class PaymentAllocatedPayload {
  @InTheClear() readonly invoiceId!: string;
  @InTheClear() readonly currency!: string;
  @IsDecimalText() readonly amount!: string;
}
class AllocationWithdrawnPayload {
  @InTheClear() readonly invoiceId!: string;
  @InTheClear() readonly currency!: string;
  @IsDecimalText() readonly amount!: string;
  /** Since when it had settled the invoice. */
  @Titled({ zh: '原结清时间', en: 'Settled since' }) @IsInstant() readonly settledAt!: Instant;
  @Personal() @IsString() readonly reason!: string | Erased;
}
class PaymentReversedPayload {
  @InTheClear() readonly currency!: string;
  @IsDecimalText() readonly amount!: string;
  /** What of it was not allocated. */
  @Titled({ zh: '未核销金额', en: 'Not allocated' }) @IsDecimalText() readonly unallocated!: string;
  @Personal() @IsString() readonly reason!: string | Erased;
}
/** The invoices that it had settled are open again. */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- a fact that says nothing more
class ReversalCarriedOutPayload {}
/** Its invoices were looked at again. */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- a fact that says nothing more
class AllocationsCarriedOutPayload {}

/** 收款 */
export const PaymentReceived = defineEvent(
  'finance.PaymentReceived',
  {
    title: { zh: '已收款', en: 'Payment received' },
    says: { zh: '收款 {number}，金额 {amount}[，{method}]', en: 'Payment {number} received, {amount}[, {method}]' },
  },
  PaymentReceivedPayload,
);
/** It counts from the day of the money, or from when the invoice was issued if that is later. */
export const PaymentAllocated = defineEvent(
  'finance.PaymentAllocated',
  {
    title: { zh: '收款已核销发票', en: 'Payment allocated' },
    says: { zh: '以 {amount} 核销发票 {invoiceId}', en: '{amount} allocated to invoice {invoiceId}' },
  },
  PaymentAllocatedPayload,
);
/** It was an error: it never counted. */
export const AllocationWithdrawn = defineEvent(
  'finance.AllocationWithdrawn',
  {
    title: { zh: '收款核销已撤回', en: 'Allocation withdrawn' },
    says: {
      zh: '撤回对发票 {invoiceId} 的核销 {amount}，原因：{reason}',
      en: '{amount} no longer allocated to invoice {invoiceId}, reason: {reason}',
    },
  },
  AllocationWithdrawnPayload,
);
/** 退票: the money went back. */
export const PaymentReversed = defineEvent(
  'finance.PaymentReversed',
  {
    title: { zh: '收款已退回', en: 'Payment reversed' },
    says: { zh: '收款 {amount} 退回，原因：{reason}', en: 'Payment of {amount} reversed, reason: {reason}' },
  },
  PaymentReversedPayload,
);
export const ReversalCarriedOut = defineEvent(
  'finance.ReversalCarriedOut',
  { title: { zh: '所核销的发票已重新未付', en: 'Its invoices are open again' } },
  ReversalCarriedOutPayload,
);
/** Recorded where an invoice is of another customer, or did not follow at once. */
export const AllocationsCarriedOut = defineEvent(
  'finance.AllocationsCarriedOut',
  { title: { zh: '发票已按核销核对', en: 'Its invoices follow it' } },
  AllocationsCarriedOutPayload,
);

export const paymentEvents = {
  PaymentReceived,
  PaymentAllocated,
  AllocationWithdrawn,
  PaymentReversed,
  ReversalCarriedOut,
  AllocationsCarriedOut,
};
