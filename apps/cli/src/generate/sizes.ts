/** Lines of an order: what one customer buys in a history, at its usual size. */
export interface Bought {
  readonly quantity: number;
  /** Of one. */
  readonly price: number;
}

/** Part of all that is bought which the largest fifth of customers holds. */
const TOP_FIFTH = 0.75;
const STEPS = 30;
const LARGEST = 8;

/** Whole pieces; what could be shipped in two parts still can. */
export const sized = (quantity: number, size: number): number =>
  Math.max(Math.min(2, quantity), Math.round(quantity * size));

/**
 * How much more or less than usual each customer takes at once, so that the largest fifth holds its part however few
 * they are. Whoever buys more than another still does; all together buy about as much as before.
 */
export function sizesFor(customers: readonly (readonly Bought[])[]): readonly number[] {
  const usual = customers.map((lines) => amount(lines, 1));
  const buyers = usual.filter((each) => each > 0);
  if (buyers.length < 2) return usual.map(() => 1);
  const sizes = (power: number): readonly number[] => {
    const scale = sum(buyers) / sum(buyers.map((each) => each ** power));
    return usual.map((each) => (each === 0 ? 1 : scale * each ** (power - 1)));
  };
  const held = (wanted: readonly number[]): number =>
    topFifth(customers.map((lines, i) => amount(lines, wanted[i] ?? 1)));
  let [flat, steep] = [0, LARGEST];
  for (let step = 0; step < STEPS; step++) {
    const power = (flat + steep) / 2;
    if (held(sizes(power)) < TOP_FIFTH) flat = power;
    else steep = power;
  }
  // whole pieces: between the two there may be a step
  const [less, more] = [sizes(flat), sizes(steep)];
  return TOP_FIFTH - held(less) < held(more) - TOP_FIFTH ? less : more;
}

/** Part that the largest fifth holds of the whole. */
export function topFifth(amounts: readonly number[]): number {
  const buyers = amounts.filter((each) => each > 0).sort((a, b) => b - a);
  return sum(buyers.slice(0, Math.ceil(buyers.length / 5))) / sum(buyers);
}

/** What lines come to at a size. */
export const amount = (lines: readonly Bought[], size: number): number =>
  lines.reduce((all, { quantity, price }) => all + sized(quantity, size) * price, 0);
const sum = (of: readonly number[]): number => of.reduce((all, each) => all + each, 0);
