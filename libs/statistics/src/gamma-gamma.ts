import { lgam as logGamma } from 'cephes';
import { checked } from './checked';
import { likeliest } from './maximum-likelihood';

/**
 * How much a purchase is worth: the Gamma-Gamma model of Fader, Hardie & Lee (2005, Journal of Marketing Research 42; note 025
 * of Fader & Hardie, 2013). Amounts differ from purchase to purchase around a mean of the customer, and these means among
 * customers; it holds where who buys more often does not spend more or less at a time.
 */

/** Amounts in one unit and currency for all customers, above 0. */
export interface Spending {
  /** x: purchases whose amounts are known. */
  readonly purchases: number;
  /** Their mean amount. */
  readonly mean: number;
}
/** p and q are shapes; v is an amount. */
export interface GammaGamma {
  readonly p: number;
  readonly q: number;
  readonly v: number;
}
export interface FittedGammaGamma extends GammaGamma {
  readonly logLikelihood: number;
  /** Standard errors; null where the data do not settle a parameter. */
  readonly errors: GammaGamma | null;
}

const named = ([p, q, v]: readonly number[]): GammaGamma => {
  if (p === undefined || q === undefined || v === undefined) throw new RangeError('no parameters');
  return { p, q, v };
};

/**
 * The parameters that make these customers likeliest; the same ones in the same order give the same.
 * @throws RangeError for no customers, or one without purchases or with a mean that is not above 0
 */
export function fitGammaGamma(customers: readonly Spending[]): FittedGammaGamma {
  checked(customers.length > 0, 'a model is fitted to some customers', customers);
  customers.forEach(checkSpending);
  const mean = customers.reduce((sum, each) => sum + each.mean, 0) / customers.length;
  const { at, logLikelihood, errors } = likeliest(
    (parameters) => likelihood(named(parameters), customers),
    [2, 3, mean],
  );
  return { ...named(at), logLikelihood, errors: errors && named(errors) };
}

function likelihood({ p, q, v }: GammaGamma, customers: readonly Spending[]): number {
  /** What customers with the same number of purchases share. */
  const counted = new Map<number, number>();
  const ofCount = (x: number): number => {
    let known = counted.get(x);
    if (known === undefined) {
      known = logGamma(p * x + q) - logGamma(p * x) - logGamma(q) + q * Math.log(v) + p * x * Math.log(x);
      counted.set(x, known);
    }
    return known;
  };
  let sum = 0;
  for (const { purchases: x, mean } of customers)
    sum += ofCount(x) + (p * x - 1) * Math.log(mean) - (p * x + q) * Math.log(v + mean * x);
  return sum;
}

/**
 * What a purchase of this customer will be worth: his own mean, drawn towards that of all the more the fewer purchases there
 * are. Infinity where the model has no mean (q ≤ 1, without purchases).
 * @param customer null: one of whom no amounts are known
 */
export function expectedAmount({ p, q, v }: GammaGamma, customer: Spending | null): number {
  if (customer) checkSpending(customer);
  const { purchases: x, mean } = customer ?? { purchases: 0, mean: 0 };
  const shape = p * x + q - 1;
  return shape > 0 ? (p * (v + x * mean)) / shape : Infinity;
}

function checkSpending(customer: Spending): void {
  const { purchases, mean } = customer;
  checked(Number.isInteger(purchases) && purchases > 0, 'amounts are of some purchases', customer);
  checked(mean > 0 && mean < Infinity, 'a mean amount lies above 0', customer);
}
