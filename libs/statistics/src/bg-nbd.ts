import { lgam as logGamma } from 'cephes';
import { checked } from './checked';
import { likeliest } from './maximum-likelihood';
import { hypergeometric } from './special-functions';

/**
 * When somebody buys again: the BG/NBD model of Fader, Hardie & Lee (2005, Marketing Science 24(2)). Each customer buys by
 * chance at a rate of his own, and after each purchase may leave for good.
 */

/** What the model asks of a customer; times in one unit for all customers and questions, weeks or days. */
export interface Buying {
  /** x: purchases after the first; several on one day are one. */
  readonly repeats: number;
  /** t_x: from the first purchase to the last, 0 without repeats. */
  readonly last: number;
  /** T: from the first purchase to now. */
  readonly age: number;
}
/** How rates (gamma: r, α in units of time) and chances to leave (beta: a, b) differ among customers. */
export interface BgNbd {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}
export interface FittedBgNbd extends BgNbd {
  readonly logLikelihood: number;
  /** Standard errors; null where the data do not settle a parameter. What is foretold from it is sound all the same. */
  readonly errors: BgNbd | null;
}

const named = ([r, alpha, a, b]: readonly number[]): BgNbd => {
  if (r === undefined || alpha === undefined || a === undefined || b === undefined)
    throw new RangeError('no parameters');
  return { r, alpha, a, b };
};

/**
 * The parameters that make these customers likeliest; the same customers in the same order give the same.
 * @throws RangeError for no customers, or one who cannot be: repeats that are not whole, a last purchase behind now or none
 * with repeats
 */
export function fitBgNbd(customers: readonly Buying[]): FittedBgNbd {
  checked(customers.length > 0, 'a model is fitted to some customers', customers);
  customers.forEach(checkBuying);
  const meanAge = customers.reduce((sum, { age }) => sum + age, 0) / customers.length;
  const histories = historiesOf(customers);
  const start = [0.5, meanAge / 4 || 1, 1, 2];
  const { at, logLikelihood, errors } = likeliest((parameters) => likelihood(named(parameters), histories), start);
  return { ...named(at), logLikelihood, errors: errors && named(errors) };
}

type History = readonly [buying: Buying, customers: number];
/** Many customers have the same, as all those of one age without repeats: each is computed once. */
function historiesOf(customers: readonly Buying[]): readonly History[] {
  const counts = new Map<string, [Buying, number]>();
  for (const customer of customers) {
    const key = `${customer.repeats} ${customer.last} ${customer.age}`;
    const known = counts.get(key);
    if (known) known[1]++;
    else counts.set(key, [customer, 1]);
  }
  return [...counts.values()];
}

/** ln of the product of L = A₁·A₂·(A₃ + [x>0]·A₄) over customers. */
function likelihood({ r, alpha, a, b }: BgNbd, histories: readonly History[]): number {
  /** ln A₁·A₂, and ln of the first factor of A₄, of each number of repeats. */
  const counted: (readonly [number, number])[] = [];
  const ofCount = (x: number): readonly [number, number] =>
    (counted[x] ??= [
      logGamma(r + x) -
        logGamma(r) +
        r * Math.log(alpha) +
        logGamma(a + b) +
        logGamma(b + x) -
        logGamma(b) -
        logGamma(a + b + x),
      x === 0 ? -Infinity : Math.log(a / (b + x - 1)),
    ]);
  let sum = 0;
  for (const [{ repeats: x, last, age }, customers] of histories) {
    const [common, factor] = ofCount(x);
    const stays = -(r + x) * Math.log(alpha + age);
    const left = factor - (r + x) * Math.log(alpha + last);
    const larger = Math.max(stays, left);
    // in logarithms: the powers themselves are 0 in doubles
    sum += customers * (common + larger + Math.log1p(Math.exp(Math.min(stays, left) - larger)));
  }
  return sum;
}

/** How much likelier it is that he left after his last purchase than that he stays. */
const oddsToHaveLeft = ({ r, alpha, a, b }: BgNbd, { repeats: x, last, age }: Buying): number =>
  x === 0 ? 0 : (a / (b + x - 1)) * ((alpha + age) / (alpha + last)) ** (r + x);

/**
 * P(alive): the chance that he has not left, 1 for everybody without a repeat. It says nothing of who buys again by itself
 * (on CDNOW it ranks worse than chance): it is no score, and never a headline.
 */
export function probabilityAlive(model: BgNbd, customer: Buying): number {
  checkBuying(customer);
  return 1 / (1 + oddsToHaveLeft(model, customer));
}

const BESIDE = 1e-6;
/** The formula is 0/0 at a = 1, and at a + b = 1 without repeats: beside them it is exact to six digits. */
const beside = (value: number, pole: number): number => (Math.abs(value - pole) < BESIDE ? pole + BESIDE : value);

/**
 * E[Y(t)]: purchases to expect within the next `time`, in the unit of the model.
 * @throws RangeError for a time below 0, for a customer who cannot be, or where `time` is some 50,000 times his age
 */
export function expectedPurchases(model: BgNbd, customer: Buying, time: number): number {
  checked(time >= 0, 'a time ahead is 0 or more', time);
  checkBuying(customer);
  const { r, alpha } = model;
  const { repeats: x, age } = customer;
  const a = beside(model.a, 1);
  const c = beside(a + model.b + x - 1, 0);
  const z = time / (alpha + age + time);
  // ((α+T)/(α+T+t))^(r+x)·₂F₁(r+x, b+x; c; z), by the side of Euler's transformation whose terms do not grow
  const staying =
    a - 1 >= r + x
      ? (1 - z) ** (r + x) * hypergeometric(r + x, c - a + 1, c, z)
      : (1 - z) ** (a - 1) * hypergeometric(c - r - x, a - 1, c, z);
  return ((c / (a - 1)) * (1 - staying)) / (1 + oddsToHaveLeft(model, customer));
}

/** E[X(t)]: purchases to expect of a new customer within `time` of his first, without that. */
export const expectedOfNew = (model: BgNbd, time: number): number =>
  expectedPurchases(model, { repeats: 0, last: 0, age: 0 }, time);

function checkBuying(customer: Buying): void {
  const { repeats, last, age } = customer;
  const isPossible = Number.isInteger(repeats) && (repeats === 0 ? last === 0 : repeats > 0 && last > 0) && last <= age;
  checked(isPossible && age < Infinity, 'a customer has whole repeats, the last of them not behind now', customer);
}
