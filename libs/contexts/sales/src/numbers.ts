import { comparable } from '@dossier/fields';
import { type Decision, type Naming, streamOf } from '@dossier/kernel';
import { isRefused } from './exceptions-policy';
import { order } from './order';
import { salesRefusal } from './sales.refusals';

/** Equal for numbers that differ only in case, width, white space and what is not seen. */
export const numberMeant = comparable;

/** The number of an order as a unique name: it belongs to the customer's first order with it. */
export const orderNumber = (
  { customerId, number, orderId }: { readonly customerId: string; readonly number: string; readonly orderId: string },
  context: Pick<Decision, 'policies' | 'backfill'>,
): Naming => ({
  name: ['sales.order-number', customerId, numberMeant(number)],
  owner: streamOf(order, orderId),
  ...(isRefused(context, 'sameNumber') && {
    refusal: (document: string) => salesRefusal('same-number', { customerId, number, document }),
  }),
});
