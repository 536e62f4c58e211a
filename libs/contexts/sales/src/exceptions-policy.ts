import { type Customer, customer, deactivationAt } from '@dossier/contexts/customers';
import { IsOneOf, Titled } from '@dossier/fields';
import { type Decision, definePolicy, type Instant, type Need } from '@dossier/kernel';
import { salesRefusal } from './sales.refusals';
import { type Handling, handlings } from './terms';

export class SalesExceptionsPolicy {
  @Titled(
    { zh: '贷记超过售出', en: 'Credited more than sold' },
    {
      help: {
        zh: '订单的贷项合计超过售出，含因其后退货或取消所致。',
        en: 'Credit notes of an order come to more than was sold, also because goods came back or were cancelled afterwards.',
      },
    },
  )
  @IsOneOf(handlings)
  readonly creditedMoreThanSold!: Handling;
  @Titled(
    { zh: '客户已停用', en: 'Deactivated customer' },
    {
      help: {
        zh: '客户停用期间的订单或贷项单。',
        en: 'An order or credit note of a customer that was deactivated then.',
      },
    },
  )
  @IsOneOf(handlings)
  readonly deactivatedCustomer!: Handling;
  @Titled(
    { zh: '单号重复', en: 'Same number' },
    {
      help: {
        zh: '同一客户另有同号订单，不分大小写、全半角、空格与不可见字符。',
        en: 'An order with a number that another order of its customer has, whatever its case, width, white space and invisible characters.',
      },
    },
  )
  @IsOneOf(handlings)
  readonly sameNumber!: Handling;
}

/** 销售例外 */
export const salesExceptions = definePolicy<SalesExceptionsPolicy>({
  name: 'sales-exceptions',
  title: { zh: '销售例外', en: 'Sales exceptions' },
  document: SalesExceptionsPolicy,
  initial: { creditedMoreThanSold: 'refuse', deactivatedCustomer: 'refuse', sameNumber: 'flag' },
});

/** Whether the policy refuses such a case. Imported history is never refused. */
export const isRefused = (
  { policies, backfill }: Pick<Decision, 'policies' | 'backfill'>,
  exception: keyof SalesExceptionsPolicy,
): boolean => !backfill && policies(salesExceptions).document[exception] === 'refuse';

/** The customer for {@link mustBeInUse}. */
export const itsCustomer: Need<{ readonly customerId?: string }, Customer | undefined> = {
  of: customer,
  id: ({ customerId }) => customerId,
  unlessBackfill: true,
};

/** @throws Refusal `sales/customer-deactivated` for something that happened while the customer was deactivated, if the policy refuses that */
export function mustBeInUse(
  customer: Customer | undefined,
  customerId: string | undefined,
  at: Instant,
  context: Pick<Decision, 'policies' | 'backfill'>,
): void {
  const found = customer && deactivationAt(customer, at);
  if (customerId !== undefined && found && isRefused(context, 'deactivatedCustomer'))
    throw salesRefusal('customer-deactivated', { customerId, since: found.since, at });
}
