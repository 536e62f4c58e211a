import { IsCurrencyCode, IsCustomerReference, IsId, IsLabel, IsReference, Titled } from '@dossier/fields';
import { defineCommand, money } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { allocation, allocationRefuses, itsInvoice, followsIt } from '../../allocating';
import { itsCustomer, mustBeInUse } from '../../exceptions-policy';
import { financeRefusal } from '../../finance.refusals';
import { paymentNumber } from '../../numbers';
import { payment, UNALLOCATED } from '../../payment';
import { PaymentReceived } from '../../payment.events';
import { amountRefuses, documentId, idRefuses, IsAmount, minorOf } from '../../rules';
import { INVOICE_ID, PAYMENT_ID } from '../../shown-parts';

export class ReceivePayment {
  @Titled(PAYMENT_ID, {
    help: { zh: '省略则以流水号为编号（须可作编号）。', en: 'Left out: the number, where it can serve as an id.' },
  })
  @IsOptional()
  @IsId()
  readonly paymentId?: string;
  /** Left out: nobody knows yet whose it is. */
  @IsOptional() @IsCustomerReference() readonly customerId?: string;
  @Titled(
    { zh: '流水号', en: 'Number' },
    { help: { zh: '银行回单或收据上的编号。', en: 'As on the statement of the bank or the receipt.' } },
  )
  @IsReference()
  readonly number!: string;
  @Titled({ zh: '金额', en: 'Amount' }, { kind: 'money' })
  @IsAmount()
  readonly amount!: string;
  @Titled({ zh: '币种', en: 'Currency' })
  @IsCurrencyCode()
  readonly currency!: string;
  @Titled({ zh: '付款方式', en: 'Way of paying' })
  @IsOptional()
  @IsLabel()
  readonly method?: string;
  @Titled(INVOICE_ID, {
    help: {
      zh: '全额用于此发票；省略则先不核销，以后用 allocate。',
      en: 'All of it is for this invoice; left out, it is allocated later by allocate.',
    },
  })
  @IsOptional()
  @IsId()
  readonly invoiceId?: string;
}

const idOf = ({ paymentId, number }: Pick<ReceivePayment, 'paymentId' | 'number'>): string =>
  documentId('paymentId', paymentId, number);

/** 收款 */
export const receivePayment = defineCommand({
  name: 'finance.ReceivePayment',
  title: { zh: '登记收款', en: 'Record a payment' },
  command: ReceivePayment,
  on: payment,
  id: idOf,
  by: ['service', 'staff'],
  refuses: [idRefuses, amountRefuses, allocationRefuses, financeRefusal.some('customer-deactivated', 'same-payment')],
  creates: true,
  ended: ({ reversedAt }) => reversedAt !== null,
  subject: ({ customerId }) => customerId,
  customer: 'customerId',
  needs: { customer: itsCustomer, invoice: itsInvoice },
  names: (command, _, context) => {
    const { customerId, number } = command;
    return customerId === undefined ? [] : [paymentNumber({ customerId, number, paymentId: idOf(command) }, context)];
  },
  after: (command) => {
    const { invoiceId } = command;
    return invoiceId === undefined ? [] : followsIt({ invoiceId, paymentId: idOf(command) });
  },
  route: {
    path: 'payments',
    description: {
      zh: '未给 customerId 的收款为未知来款，之后可用 /attribute 归属；未给 invoiceId 的收款之后可用 /allocate 核销。occurredAt 为到账时间。',
      en: 'Without customerId nobody knows whose it is, and /attribute says it later; without invoiceId it is allocated later by /allocate. occurredAt is when the money came in.',
    },
    example: {
      customerId: 'c-1001',
      number: 'BANK-2026-0815',
      amount: '1000.00',
      currency: 'CNY',
      method: 'transfer',
      occurredAt: '2026-03-25T11:20:00+08:00',
    },
  },
  decide: (command, _, context) => {
    const { occurredAt: receivedAt, backfill, needed } = context;
    const { customerId, number, amount, currency, method, invoiceId } = command;
    mustBeInUse('paymentOfDeactivated', { customer: needed.customer, customerId }, receivedAt, context);
    const minor = minorOf(amount, currency);
    const came = PaymentReceived({
      ...{ number, currency, amount: money(minor, currency).amount },
      ...(method !== undefined && { method }),
    });
    if (invoiceId === undefined) return [came];
    const of = { amount: minor, currency, receivedAt, paymentId: idOf(command), ...UNALLOCATED };
    return [came, allocation({ invoiceId, state: needed.invoice }, of, { minor, backfill })];
  },
});
