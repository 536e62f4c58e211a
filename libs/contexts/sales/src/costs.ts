import { type Exact, exactPrice, less, type Minor, NO_AMOUNT, plus, rounded, times } from '@dossier/kernel';
import { exact } from './quantities';
import type { SalesFact } from './sales-facts';

/** What goods and freight cost us. */
export interface Costs {
  /** In minor units, by currency: exact sums, each rounded once. */
  readonly sums: ReadonlyMap<string, Minor>;
  /** The facts of the orders of which a line counts whose cost nobody told; none: all costs are known. */
  readonly unknown: readonly SalesFact[];
}

/**
 * What the goods that stayed sold and the freight of some facts cost us. Goods that were cancelled or came back take their
 * cost back on the day of that, unless they cannot be sold again; an order that was void before anything was shipped spends
 * no freight. A line of which as much came back as was ordered among the facts does not count, whatever it cost.
 * @param facts of a time
 * @param all of the same customer: goods that come back may have been ordered before that time
 */
export function costsOf(facts: readonly SalesFact[], all: readonly SalesFact[]): Costs {
  const orders = new Map(all.flatMap((fact) => (fact.kind === 'order' ? [[fact.document, fact] as const] : [])));
  const sums = new Map<string, Exact>();
  const add = (currency: string, cost: Exact): void =>
    void sums.set(currency, plus(sums.get(currency) ?? NO_AMOUNT, cost));
  const pieces = new Map<string, Map<number, number>>();
  for (const { document, currency, quantity = [], freight, back = [], whole = false } of facts) {
    const lines = pieces.get(document) ?? new Map<number, number>();
    const move = (line: number, by: number): void => void lines.set(line, exact((lines.get(line) ?? 0) + by));
    for (const [index, each] of quantity.entries()) move(index + 1, each);
    for (const { line, quantity: each } of back) move(line, -each);
    if (lines.size > 0) pieces.set(document, lines);
    if (freight !== undefined) add(currency, exactPrice(freight));
    const spared = whole ? orders.get(document)?.freight : undefined;
    if (spared !== undefined) add(currency, less(NO_AMOUNT, exactPrice(spared)));
  }
  const unknown = new Set<string>();
  for (const [document, lines] of pieces) {
    const { unitCost = [], currency = '' } = orders.get(document) ?? {};
    for (const [line, quantity] of lines) {
      if (quantity === 0) continue;
      const cost = unitCost[line - 1] ?? null;
      if (cost === null) unknown.add(document);
      else add(currency, times(quantity, exactPrice(cost)));
    }
  }
  return {
    sums: new Map([...sums].map(([currency, sum]) => [currency, rounded(sum, currency)])),
    unknown: facts.filter(({ document }) => unknown.has(document)),
  };
}
