import { documentIdOf, IsForm } from '@dossier/fields';
import { isExact, LARGEST, type Minor, minorDigits, money, toMinor } from '@dossier/kernel';
import { financeRefusal } from './finance.refusals';

/** An amount as decimal text, above zero: at most eleven digits before and four after the point. */
export const IsAmount = (): PropertyDecorator =>
  IsForm(/^(?!0(?:\.0*)?$)(?:0|[1-9]\d{0,10})(?:\.\d{1,4})?$/, {
    zh: '文本形式的金额，大于零，小数点前最多十一位、后最多四位，如 "12800.00"',
    en: 'an amount as text, above zero, at most eleven digits before and four after the point, such as "12800.00"',
  });

export const amountRefuses = financeRefusal.some('amount-too-fine', 'amount-too-large');

/** @throws Refusal `finance/amount-too-fine`, `finance/amount-too-large` */
export function minorOf(amount: string, currency: string, field = 'amount'): Minor {
  if (!isExact(amount, currency))
    throw financeRefusal('amount-too-fine', { amount, currency, digits: minorDigits(currency) }).of(field);
  const minor = toMinor(amount, currency);
  if (minor > LARGEST)
    throw financeRefusal('amount-too-large', { amount, currency, largest: money(LARGEST, currency).amount }).of(field);
  return minor;
}

export const idRefuses = financeRefusal.some('id-needed', 'personal-id');

/**
 * The id of a document: the chosen one, else its number if that can be an id.
 * @throws Refusal `finance/id-needed`, `finance/personal-id`
 */
export function documentId(field: 'invoiceId' | 'paymentId', chosen: string | undefined, number: string): string {
  const id = documentIdOf(chosen, number);
  if (id !== undefined) return id;
  throw chosen === undefined
    ? financeRefusal('id-needed', { number })
    : financeRefusal('personal-id', { id: chosen }).of(field);
}
