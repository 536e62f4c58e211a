import { firstIndex } from '@dossier/kernel';
import { isFree, type PricedColumns } from './lines';
import { exact } from './quantities';

/*
 * Pieces that came back as credited, and the pieces of notes that pay for them: each by one at its own price or above. A
 * note below the price of a piece corrects that price alone. An order may have thousands of prices of one sku, and so may
 * its notes: they are put in order once, and counted from the dearest down.
 */

/** Pieces of one sku; the n-th quantity is at the n-th price. */
export type Pieces = Pick<PricedColumns, 'quantity' | 'unitPrice'>;

/** True when at some price or above more came back than notes gave. */
export const comesToMore = (came: Pieces, given: Pieces): boolean =>
  spare({ given, came }, came.unitPrice).some(({ pieces }) => pieces < 0);

/**
 * What came back as credited, and the most of what is still out that may.
 * @param out paid pieces that have not come back
 */
export function creditedAtMost({ given, came, out }: Readonly<Record<'given' | 'came' | 'out', Pieces>>): Pieces {
  // a piece takes no more than is to spare at its price and at every price below
  const most = new Map<number, number>();
  let least = Infinity;
  for (const { price, pieces } of spare({ given, came }, [...out.unitPrice, ...came.unitPrice]).toReversed()) {
    least = Math.min(least, pieces);
    most.set(price, least);
  }
  const dearest = dearestFirst(out);
  let taken = 0;
  const parts = dearest.map(({ price, pieces }) => {
    const part = Math.max(0, Math.min(pieces, exact((most.get(price) ?? 0) - taken)));
    taken += part;
    return part;
  });
  return {
    quantity: [...came.quantity, ...parts],
    unitPrice: [...came.unitPrice, ...dearest.map(({ text }) => text)],
  };
}

interface Priced {
  readonly text: string;
  readonly price: number;
  readonly pieces: number;
}

const dearestFirst = ({ quantity, unitPrice }: Pieces): readonly Priced[] =>
  unitPrice
    .map((text, index) => ({ text, price: Number(text), pieces: quantity[index] ?? 0 }))
    .sort((a, b) => b.price - a.price);

/** How many more notes give at a price or above than came back at it or above: at each of the prices, the dearest first. */
function spare(
  { given, came }: Readonly<Record<'given' | 'came', Pieces>>,
  prices: readonly string[],
): readonly Omit<Priced, 'text'>[] {
  const [gave, took] = [atOrAbove(given), atOrAbove(came)];
  return [...new Set(prices.map(Number))]
    .sort((a, b) => b - a)
    .map((price) => ({ price, pieces: exact(gave(price) - took(price)) }));
}

/** Counts the pieces at a price or above. @returns to be asked from the dearest price down */
function atOrAbove(of: Pieces): (price: number) => number {
  const dearest = dearestFirst(of);
  let counted = 0;
  let sum = 0;
  return (price) => {
    for (let next; (next = dearest[counted]) && next.price >= price; counted++) sum = exact(sum + next.pieces);
    return sum;
  };
}

/**
 * Pieces of notes by the dearest price of lines that theirs reaches. No more is asked of their prices: so some numbers
 * stand for any number of notes.
 */
export class Prices {
  private readonly rising: readonly { readonly text: string; readonly price: number }[];
  private readonly pieces: number[];

  /** @param texts prices of lines */
  constructor(texts: readonly string[]) {
    const prices = new Map(texts.filter((text) => !isFree(text)).map((text) => [Number(text), text]));
    this.rising = [...prices].map(([price, text]) => ({ text, price })).sort((a, b) => a.price - b.price);
    this.pieces = this.rising.map(() => 0);
  }

  add(unitPrice: string, quantity: number): void {
    const paid = Number(unitPrice);
    const reached = firstIndex(this.rising, ({ price }) => price > paid) - 1;
    if (reached >= 0) this.pieces[reached] = exact((this.pieces[reached] ?? 0) + quantity);
  }

  get reached(): Pieces {
    return { quantity: this.pieces, unitPrice: this.rising.map(({ text }) => text) };
  }
}
