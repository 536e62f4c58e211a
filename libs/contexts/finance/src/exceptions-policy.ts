import { type Customer, customer, deactivationAt } from '@dossier/contexts/customers';
import { type Handling, handlings } from '@dossier/contexts/sales';
import { IsOneOf, Titled } from '@dossier/fields';
import { type Decision, definePolicy, type Instant, type Need } from '@dossier/kernel';
import { financeRefusal } from './finance.refusals';

export class FinanceExceptionsPolicy {
  @Titled(
    { zh: '与订单不符的发票', en: 'Invoice that does not fit its order' },
    {
      help: {
        zh: '发票所写明的订单不存在、属于其他客户或币种不同。',
        en: 'The order that an invoice names is not there, is of another customer, or in another currency.',
      },
    },
  )
  @IsOneOf(handlings)
  readonly unfitOrder!: Handling;
  @Titled(
    { zh: '已停用客户的发票', en: 'Invoice of a deactivated customer' },
    { help: { zh: '客户停用期间开具的发票。', en: 'An invoice issued while its customer was deactivated.' } },
  )
  @IsOneOf(handlings)
  readonly invoiceOfDeactivated!: Handling;
  @Titled(
    { zh: '已停用客户的收款', en: 'Payment of a deactivated customer' },
    {
      help: {
        zh: '客户停用期间到账的收款，含以后归属的。拒绝登记并不能让款项不存在。',
        en: 'Money that came in while its customer was deactivated, attributed later or not. To refuse it does not make it go away.',
      },
    },
  )
  @IsOneOf(handlings)
  readonly paymentOfDeactivated!: Handling;
  @Titled(
    { zh: '发票号重复', en: 'Same number of an invoice' },
    {
      help: {
        zh: '同一客户另有同号发票，不分大小写、全半角、空格与不可见字符；作废的发票仍占用其号码。',
        en: 'An invoice with a number that another one of its customer has, whatever its case, width, white space and invisible characters; one that was cancelled keeps its number.',
      },
    },
  )
  @IsOneOf(handlings)
  readonly sameInvoice!: Handling;
  /** Of payments alone: before there was `sameInvoice` it was of both. */
  @Titled(
    { zh: '收款流水号重复', en: 'Same number of a payment' },
    {
      help: {
        zh: '同一客户另有同号收款，含已退回的：退票后再次兑付的支票号码不变。不分大小写、全半角、空格与不可见字符。',
        en: 'A payment with a number that another one of its customer has, reversed or not: a cheque that bounced is presented again under its number. Whatever its case, width, white space and invisible characters.',
      },
    },
  )
  @IsOneOf(handlings)
  readonly sameNumber!: Handling;
}

/** 财务例外 */
export const financeExceptions = definePolicy<FinanceExceptionsPolicy>({
  name: 'finance-exceptions',
  title: { zh: '财务例外', en: 'Finance exceptions' },
  document: FinanceExceptionsPolicy,
  initial: {
    unfitOrder: 'refuse',
    invoiceOfDeactivated: 'refuse',
    paymentOfDeactivated: 'flag',
    sameInvoice: 'refuse',
    sameNumber: 'flag',
  },
  saidBefore: ({ sameNumber }) => (sameNumber === undefined ? {} : { sameInvoice: sameNumber }),
});

/** Whether the policy refuses such a case. Imported history is never refused. */
export const isRefused = (
  { policies, backfill }: Pick<Decision, 'policies' | 'backfill'>,
  exception: keyof FinanceExceptionsPolicy,
): boolean => !backfill && policies(financeExceptions).document[exception] === 'refuse';

/** The customer for {@link mustBeInUse}. */
export const itsCustomer: Need<{ readonly customerId?: string }, Customer | undefined> = {
  of: customer,
  id: ({ customerId }) => customerId,
  unlessBackfill: true,
};

/** @throws Refusal `finance/customer-deactivated` for what happened while the customer was deactivated, if the policy refuses that */
export function mustBeInUse(
  exception: 'invoiceOfDeactivated' | 'paymentOfDeactivated',
  { customer: named, customerId }: { readonly customer: Customer | undefined; readonly customerId: string | undefined },
  at: Instant,
  context: Pick<Decision, 'policies' | 'backfill'>,
): void {
  const found = named && deactivationAt(named, at);
  if (customerId !== undefined && found && isRefused(context, exception))
    throw financeRefusal('customer-deactivated', { customerId, since: found.since, at });
}
