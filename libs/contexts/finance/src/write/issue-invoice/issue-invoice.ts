import { IsCurrencyCode, IsCustomerReference, IsId, IsInstant, IsReference, Titled } from '@dossier/fields';
import { addDays, type DataOf, defineCommand, instant, milliseconds, money } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { itsOrder, linksOfOrder, mustFitOrder, unfitRefuses } from '../../billed-order';
import { isRefused, itsCustomer, mustBeInUse } from '../../exceptions-policy';
import { financeRefusal } from '../../finance.refusals';
import { invoice } from '../../invoice';
import { InvoiceIssued } from '../../invoice.events';
import { invoiceNumber } from '../../numbers';
import { amountRefuses, documentId, idRefuses, IsAmount, minorOf } from '../../rules';
import { INVOICE_ID } from '../../shown-parts';
import { receivablesPolicy } from '../../receivables-policy';

export class IssueInvoice {
  @Titled(INVOICE_ID, {
    help: { zh: '省略则以发票号为编号（须可作编号）。', en: 'Left out: the number, where it can serve as an id.' },
  })
  @IsOptional()
  @IsId()
  readonly invoiceId?: string;
  @IsCustomerReference() readonly customerId!: string;
  @Titled({ zh: '发票号', en: 'Number' }, { help: { zh: '单据上所印。', en: 'As printed.' } })
  @IsReference()
  readonly number!: string;
  @Titled(
    { zh: '金额', en: 'Amount' },
    { help: { zh: '含税总额。', en: 'All that is to be paid, with tax.' }, kind: 'money' },
  )
  @IsAmount()
  readonly amount!: string;
  @Titled({ zh: '币种', en: 'Currency' })
  @IsCurrencyCode()
  readonly currency!: string;
  @Titled(
    { zh: '到期时间', en: 'Due' },
    {
      help: {
        zh: '省略则按政策 receivables 的付款天数。到此时仍未付清即为逾期。',
        en: 'Left out: by the days to pay of policy receivables. What is open at this instant is overdue.',
      },
    },
  )
  @IsOptional()
  @IsInstant()
  readonly dueAt?: string;
  @Titled({ zh: '订单编号', en: 'Order id' }, { help: { zh: '所结算的订单。', en: 'The order that it bills.' } })
  @IsOptional()
  @IsId()
  readonly orderId?: string;
}

const idOf = ({ invoiceId, number }: Pick<IssueInvoice, 'invoiceId' | 'number'>): string =>
  documentId('invoiceId', invoiceId, number);

/** 开具发票 */
export const issueInvoice = defineCommand({
  name: 'finance.IssueInvoice',
  title: { zh: '开具发票', en: 'Issue an invoice' },
  command: IssueInvoice,
  on: invoice,
  id: idOf,
  by: ['service', 'staff'],
  refuses: [
    idRefuses,
    amountRefuses,
    unfitRefuses,
    financeRefusal.some('due-before-issued', 'customer-deactivated', 'same-invoice'),
  ],
  creates: true,
  ended: ({ cancelled }) => cancelled,
  /** Sent again, it is the same invoice, whether or not its order came meanwhile. */
  meaning: ({ number, currency, amount, dueAt, orderId }: DataOf<typeof InvoiceIssued>) => ({
    ...{ number, currency, amount, dueAt, orderId },
  }),
  subject: ({ customerId }) => customerId,
  customer: 'customerId',
  needs: { customer: itsCustomer, order: itsOrder, links: linksOfOrder },
  names: (command, _, context) => {
    const { customerId, number } = command;
    return [invoiceNumber({ customerId, number, invoiceId: idOf(command) }, context)];
  },
  route: {
    path: 'invoices',
    description: {
      zh: '未给 dueAt 时按政策 receivables 的付款天数到期。未给 invoiceId 时以发票号为编号。',
      en: 'Without dueAt it falls due after the days to pay of policy receivables. Without invoiceId its number is its id.',
    },
    example: {
      customerId: 'c-1001',
      number: 'INV-2026-0042',
      amount: '1800.00',
      currency: 'CNY',
      dueAt: '2026-04-02T23:59:59+08:00',
      orderId: 'SO-2026-0042',
      occurredAt: '2026-03-03T09:00:00+08:00',
    },
  },
  decide: ({ customerId, number, amount, currency, dueAt, orderId }, _, context) => {
    const { occurredAt: issuedAt, policies, needed } = context;
    mustBeInUse('invoiceOfDeactivated', { customer: needed.customer, customerId }, issuedAt, context);
    if (orderId !== undefined && isRefused(context, 'unfitOrder'))
      mustFitOrder(orderId, { customerId, currency }, needed.order, needed.links);
    const minor = minorOf(amount, currency);
    const due =
      dueAt === undefined
        ? addDays(issuedAt, policies(receivablesPolicy).document.paymentDays)
        : instant(milliseconds(dueAt));
    if (due < issuedAt) throw financeRefusal('due-before-issued', { dueAt: due, issuedAt });
    // one that is dated before its order comes before it wherever things are taken by when they happened
    const orderKnown = needed.order !== undefined && needed.order.origin.placedAt <= issuedAt;
    return [
      InvoiceIssued({
        ...{ number, currency, amount: money(minor, currency).amount, dueAt: due },
        ...(orderId !== undefined && { orderId, ...(orderKnown && { orderKnown }) }),
      }),
    ];
  },
});
