import { type Exact, exactPrice, type Instant, plus, Sequence, times } from '@dossier/kernel';
import type { PricedColumns } from './lines';
import { exact } from './quantities';

/** Of what was recorded as it happened: it counts from when it was recorded, imported history from when it happened. */
export interface Live {
  readonly recordedAt: Instant;
  /** Place in the order's stream. */
  readonly revision: number;
}

/** What a credit note gives back of an order. */
export interface Credit {
  readonly creditNoteId: string;
  /** null: the note was issued without a customer. */
  readonly customer: string | null;
  /** When the note was issued. */
  readonly issuedAt: Instant;
  /** Not always that of the order: in history brought in. */
  readonly currency: string;
  readonly lines: PricedColumns;
  /** It settles goods that came back: net was lowered then. */
  readonly forReturn: boolean;
  /** Of one that was checked when it was recorded. */
  readonly live?: Live;
}

/** What notes give of one sku. */
export interface Given {
  readonly sku: string;
  readonly pieces: number;
  readonly worth: Exact;
  /** The price of all pieces, or the pieces by price. */
  readonly prices: string | ReadonlyMap<string, number>;
}
/** Credit by what it does: it lowers net, or settles returns. */
export type Does = 'lower' | 'settle';
export const doesOf = ({ forReturn }: Pick<Credit, 'forReturn'>): Does => (forReturn ? 'settle' : 'lower');

/** Pieces of a sku by price. */
export const byPrice = ({ pieces, prices }: Given): Iterable<readonly [string, number]> =>
  typeof prices === 'string' ? [[prices, pieces]] : prices;

/** Several parts of one sku, while they are added up. */
class Adding implements Given {
  readonly sku: string;
  pieces: number;
  worth: Exact;
  prices: string | Map<string, number>;

  constructor(first: Given) {
    const { prices } = first;
    ({ sku: this.sku, pieces: this.pieces, worth: this.worth } = first);
    this.prices = typeof prices === 'string' ? prices : new Map(prices);
  }

  add(part: Given): void {
    if (typeof this.prices !== 'string' || this.prices !== part.prices) {
      const prices = typeof this.prices === 'string' ? new Map([[this.prices, this.pieces]]) : this.prices;
      for (const [price, pieces] of byPrice(part)) prices.set(price, exact((prices.get(price) ?? 0) + pieces));
      this.prices = prices;
    }
    this.pieces = exact(this.pieces + part.pieces);
    this.worth = plus(this.worth, part.worth);
  }
}

/** One entry for each sku, in the order of their first. */
function bySku(parts: Iterable<Given>): readonly Given[] {
  const sums = new Map<string, Given>();
  const adding = new Map<string, Adding>();
  for (const part of parts) {
    const first = sums.get(part.sku);
    if (!first) {
      sums.set(part.sku, part);
      continue;
    }
    let sum = adding.get(part.sku);
    if (!sum) {
      sum = new Adding(first);
      adding.set(part.sku, sum);
      sums.set(part.sku, sum);
    }
    sum.add(part);
  }
  return [...sums.values()];
}

/** What the lines of a note give, by sku. */
export const givenIn = ({ sku: skus, quantity, unitPrice }: PricedColumns): readonly Given[] =>
  bySku(
    skus.flatMap((sku, index) => {
      const [pieces = 0, prices = '0'] = [quantity[index], unitPrice[index]];
      return pieces === 0 ? [] : [{ sku, pieces, worth: times(pieces, exactPrice(prices)), prices }];
    }),
  );

/** Sums by sku. */
interface Part {
  readonly given: readonly Given[];
  /** How many there are by sku and price. */
  readonly size: number;
}
const partOf = (given: readonly Given[]): Part => ({
  given,
  size: given.reduce((size, { prices }) => size + (typeof prices === 'string' ? 1 : prices.size), 0),
});

/**
 * Credit notes that name an order, with what they give of each sku: a decision must not add up thousands of lines of
 * each of hundreds of notes again. It never changes; one with one more note shares nearly all of it.
 */
export class Credits implements Iterable<Credit> {
  private static readonly none = new Credits(Sequence.empty(), new Map());

  private constructor(
    private readonly notes: Sequence<Credit>,
    /** By what they do and their currency. In several parts, each at least twice as large as the next: so few are added up anew for a note. */
    private readonly sums: ReadonlyMap<string, readonly Part[]>,
  ) {}

  static empty(): Credits {
    return Credits.none;
  }
  static of(credits: Iterable<Credit>): Credits {
    let all = Credits.empty();
    for (const credit of credits) all = all.with(credit);
    return all;
  }

  /** With one more note. */
  with(credit: Credit): Credits {
    const key = keyOf(doesOf(credit), credit.currency);
    const parts = [...(this.sums.get(key) ?? [])];
    let last = partOf(givenIn(credit.lines));
    for (let before; (before = parts.at(-1)) && before.size < 2 * last.size; parts.pop())
      last = partOf(bySku([...before.given, ...last.given]));
    return new Credits(this.notes.with(credit), new Map([...this.sums, [key, [...parts, last]]]));
  }

  /** With those of another, after them. */
  and(more: Credits): Credits {
    if (more.length === 0) return this;
    let { notes } = this;
    for (const credit of more) notes = notes.with(credit);
    const sums = new Map(this.sums);
    for (const [key, parts] of more.sums) sums.set(key, [...(sums.get(key) ?? []), ...parts]);
    return new Credits(notes, sums);
  }

  get all(): readonly Credit[] {
    return this.notes.all;
  }
  get length(): number {
    return this.notes.length;
  }
  [Symbol.iterator](): Iterator<Credit> {
    return this.notes[Symbol.iterator]();
  }

  /** What notes in a currency give; a sku may be in it several times. */
  given(does: Does, currency: string): readonly Given[] {
    return (this.sums.get(keyOf(does, currency)) ?? []).flatMap(({ given }) => given);
  }
}
const keyOf = (does: Does, currency: string): string => `${does} ${currency}`;
