import { InTheClear, IsDecimalText, IsInstant, IsOneOf, Titled } from '@dossier/fields';
import { defineEvent, type Erased, type Instant, Personal } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsOptional, IsString, ValidateNested } from 'class-validator';
import { type Reopening, reopenings } from './terms';

/** A due date, and since when it was agreed: the first since the invoice was issued. */
export class Due {
  @Titled({ zh: '自何时起约定', en: 'Agreed since' }) @IsInstant() readonly since!: Instant;
  @Titled({ zh: '到期时间', en: 'Due' }) @IsInstant() readonly dueAt!: Instant;
}

/** Data of the invoice repeated in its later events, so that each can be counted alone. */
export class InvoiceOrigin {
  @InTheClear() readonly number!: string;
  @InTheClear() readonly currency!: string;
  @IsInstant() readonly issuedAt!: Instant;
  /** By when they were agreed. */
  @Titled({ zh: '到期时间', en: 'Due dates' })
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Due)
  readonly dues!: readonly Due[];
}

/** What changes how much of an invoice is open. */
abstract class BalanceChange {
  @Titled({ zh: '发票', en: 'Invoice' })
  @ValidateNested()
  @Type(() => InvoiceOrigin)
  readonly invoice!: InvoiceOrigin;
}

class InvoiceIssuedPayload {
  @InTheClear() readonly number!: string;
  @InTheClear() readonly currency!: string;
  @IsDecimalText() readonly amount!: string;
  @Titled({ zh: '到期时间', en: 'Due' }) @IsInstant() readonly dueAt!: Instant;
  /** The order that it bills. */
  @IsOptional() @InTheClear() readonly orderId?: string;
  /** The order was there before it. */
  @Titled({ zh: '订单已登记', en: 'The order was there' }) @IsOptional() @IsIn([true]) readonly orderKnown?: true;
}
class InvoiceCorrectedPayload extends BalanceChange {
  @Titled({ zh: '金额变化', en: 'Change of the amount' }) @IsDecimalText() readonly change!: string;
  @IsDecimalText() readonly amount!: string;
  @Titled({ zh: '到期时间', en: 'Due' }) @IsOptional() @IsInstant() readonly dueAt?: Instant;
  @Personal() @IsString() readonly reason!: string | Erased;
}
class DueDateMovedPayload {
  @Titled({ zh: '到期时间', en: 'Due' }) @IsInstant() readonly dueAt!: Instant;
  @InTheClear() readonly approvedBy!: string;
  @Personal() @IsString() readonly reason!: string | Erased;
}
class InvoiceCancelledPayload extends BalanceChange {
  @IsDecimalText() readonly amount!: string;
  @Personal() @IsString() readonly reason!: string | Erased;
}
class InvoiceSettledPayload extends BalanceChange {
  @InTheClear() readonly paymentId!: string;
  @IsDecimalText() readonly amount!: string;
}
class InvoiceReopenedPayload extends BalanceChange {
  @InTheClear() readonly paymentId!: string;
  @IsDecimalText() readonly amount!: string;
  @IsOneOf(reopenings) readonly because!: Reopening;
  /** Since when it had settled it. */
  @Titled({ zh: '原结清时间', en: 'Settled since' }) @IsInstant() readonly settledAt!: Instant;
}
class InvoiceWrittenOffPayload extends BalanceChange {
  @IsDecimalText() readonly amount!: string;
  @InTheClear() readonly approvedBy!: string;
  @Personal() @IsString() readonly reason!: string | Erased;
}
class WriteOffWithdrawnPayload extends BalanceChange {
  @IsDecimalText() readonly amount!: string;
  @Personal() @IsString() readonly reason!: string | Erased;
}
class InvoiceFellOverduePayload {
  @Titled({ zh: '到期时间', en: 'Due' }) @IsInstant() readonly dueAt!: Instant;
  @InTheClear() readonly currency!: string;
  @Titled({ zh: '未付金额', en: 'Open' }) @IsDecimalText() readonly open!: string;
}
class OverdueWithdrawnPayload {
  @Titled({ zh: '到期时间', en: 'Due' }) @IsInstant() readonly dueAt!: Instant;
}

/** 发票已开具 */
export const InvoiceIssued = defineEvent(
  'finance.InvoiceIssued',
  {
    title: { zh: '发票已开具', en: 'Invoice issued' },
    says: {
      zh: '开具发票 {number}，金额 {amount}，{dueAt} 到期[，订单：{orderId}]',
      en: 'Invoice {number} issued, {amount}, due {dueAt}[, order: {orderId}]',
    },
  },
  InvoiceIssuedPayload,
);
/** What was entered wrongly: it holds from when the invoice was issued. */
export const InvoiceCorrected = defineEvent(
  'finance.InvoiceCorrected',
  {
    title: { zh: '发票已更正', en: 'Invoice corrected' },
    says: {
      zh: '发票更正为 {amount}（变化 {change}）[，{dueAt} 到期]，原因：{reason}',
      en: 'Invoice corrected to {amount} (by {change})[, due {dueAt}], reason: {reason}',
    },
  },
  InvoiceCorrectedPayload,
);
/** Another due date was agreed: it holds from then on. */
export const DueDateMoved = defineEvent(
  'finance.DueDateMoved',
  {
    title: { zh: '到期时间已改期', en: 'Due date moved' },
    says: {
      zh: '改为 {dueAt} 到期，批准人 {approvedBy}，原因：{reason}',
      en: 'Now due {dueAt}, approved by {approvedBy}, reason: {reason}',
    },
  },
  DueDateMovedPayload,
);
export const InvoiceCancelled = defineEvent(
  'finance.InvoiceCancelled',
  {
    title: { zh: '发票已作废', en: 'Invoice cancelled' },
    says: { zh: '作废发票，金额 {amount}，原因：{reason}', en: 'Invoice cancelled, {amount}, reason: {reason}' },
  },
  InvoiceCancelledPayload,
);
/** It counts from the day of the money, or from when the invoice was issued if that is later. */
export const InvoiceSettled = defineEvent(
  'finance.InvoiceSettled',
  {
    title: { zh: '发票已结清', en: 'Invoice settled' },
    says: { zh: '收款 {paymentId} 结清 {amount}', en: 'Payment {paymentId} settles {amount}' },
  },
  InvoiceSettledPayload,
);
export const InvoiceReopened = defineEvent(
  'finance.InvoiceReopened',
  {
    title: { zh: '发票重新未付', en: 'Invoice open again' },
    says: {
      zh: '收款 {paymentId} 不再结清 {amount}：{because}',
      en: 'Payment {paymentId} no longer settles {amount}: {because}',
    },
  },
  InvoiceReopenedPayload,
);
/** 坏账 */
export const InvoiceWrittenOff = defineEvent(
  'finance.InvoiceWrittenOff',
  {
    title: { zh: '已核销为坏账', en: 'Written off' },
    says: {
      zh: '核销坏账 {amount}，批准人 {approvedBy}，原因：{reason}',
      en: '{amount} written off, approved by {approvedBy}, reason: {reason}',
    },
  },
  InvoiceWrittenOffPayload,
);
export const WriteOffWithdrawn = defineEvent(
  'finance.WriteOffWithdrawn',
  {
    title: { zh: '坏账核销已撤回', en: 'Write-off withdrawn' },
    says: { zh: '撤回坏账核销 {amount}，原因：{reason}', en: 'Write-off of {amount} withdrawn, reason: {reason}' },
  },
  WriteOffWithdrawnPayload,
);
export const InvoiceFellOverdue = defineEvent(
  'finance.InvoiceFellOverdue',
  {
    title: { zh: '发票逾期', en: 'Invoice overdue' },
    says: { zh: '{dueAt} 到期，尚有 {open} 未付', en: 'Due {dueAt}, {open} still open' },
  },
  InvoiceFellOverduePayload,
);
/** What was recorded late shows that nothing was open, or nothing due, at the instant at which it was said to be overdue. */
export const OverdueWithdrawn = defineEvent(
  'finance.OverdueWithdrawn',
  {
    title: { zh: '逾期认定已撤回', en: 'Not overdue after all' },
    says: {
      zh: '后续登记表明：{dueAt} 并未逾期',
      en: 'What was recorded since shows: it was not overdue at {dueAt}',
    },
  },
  OverdueWithdrawnPayload,
);

export const invoiceEvents = {
  InvoiceIssued,
  InvoiceCorrected,
  DueDateMoved,
  InvoiceCancelled,
  InvoiceSettled,
  InvoiceReopened,
  InvoiceWrittenOff,
  WriteOffWithdrawn,
  InvoiceFellOverdue,
  OverdueWithdrawn,
};
