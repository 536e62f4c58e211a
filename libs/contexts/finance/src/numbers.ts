import { numberMeant } from '@dossier/contexts/sales';
import { type Decision, type Naming, streamOf } from '@dossier/kernel';
import { isRefused } from './exceptions-policy';
import { financeRefusal } from './finance.refusals';
import { invoice } from './invoice';
import { payment } from './payment';

interface Numbered {
  readonly customerId: string;
  readonly number: string;
}
type Context = Pick<Decision, 'policies' | 'backfill'>;

/** The number of a document as a unique name: it belongs to the customer's first one with it, for ever. */
const numberOf = (
  kind: 'invoice' | 'payment',
  { customerId, number }: Numbered,
  owner: string,
  context: Context,
): Naming => ({
  name: [`finance.${kind}-number`, customerId, numberMeant(number)],
  owner,
  ...(isRefused(context, kind === 'invoice' ? 'sameInvoice' : 'sameNumber') && {
    refusal: (document: string) => financeRefusal(`same-${kind}`, { customerId, number, document }),
  }),
});

export const invoiceNumber = (of: Numbered & { readonly invoiceId: string }, context: Context): Naming =>
  numberOf('invoice', of, streamOf(invoice, of.invoiceId), context);
export const paymentNumber = (of: Numbered & { readonly paymentId: string }, context: Context): Naming =>
  numberOf('payment', of, streamOf(payment, of.paymentId), context);
