import {
  type Exact,
  exactPrice,
  exactTotal,
  less,
  type Minor,
  money,
  NO_AMOUNT,
  plus,
  rounded,
  times,
  toMinor,
  withShare,
} from '@dossier/kernel';
import { discountsOf, feesOf, isFree, pricedLines, valueOf } from './lines';
import { byPrice, type Credit, type Does, doesOf, type Given, givenIn } from './noted-credits';
import type { Lowered, Lowering, PlacedOrder } from './order';
import type { MovedLine, Repaid } from './order.events';
import { REPAID } from './order-status';
import { comesToMore, creditedAtMost, type Pieces, Prices } from './paid-pieces';
import { exact, kept, loweredBy, repaidBySku, type RepaidOf, sortedRepaid, wanted } from './quantities';

type Sum = Pick<Given, 'pieces' | 'worth'>;
const NONE: Sum = { pieces: 0, worth: NO_AMOUNT };
const sum = (a: Sum, b: Sum): Sum => ({ pieces: exact(a.pieces + b.pieces), worth: plus(a.worth, b.worth) });

/** What is known of one sku of an order. */
interface Account {
  readonly sku: string;
  /** Indexes of its lines. */
  readonly lines: number[];
  /** Pieces. */
  ordered: number;
  /** Ordered and not cancelled: pieces. */
  wanted: number;
  /** Worth of what is left of it: neither cancelled nor come back. */
  left: Exact;
  /** Adjustments that may be given back like goods. */
  fees: Sum;
  /** What notes give of it; undefined: none does. */
  given: Record<Does, Sum | undefined>;
  /** Among those of which notes give something. */
  place: number;
  /** Too much is given of it. */
  isPassed: boolean;
  /** Which of its prices notes reach, but for those that are not counted yet. */
  prices?: Prices;
  uncounted: Given[];
  /** Its part in what the order is worth at least. */
  least: Exact;
}

/** What is credited and what may be at most: of a sku or of all (null), in pieces or in money. */
export interface Passed {
  readonly code: 'more-credited-than-sold' | 'more-than-returned';
  readonly sku: string | null;
  readonly in: 'pieces' | 'money';
  readonly credited: number;
  readonly most: number;
}

/** By how much an order went down. */
export interface WentDown extends Pick<Lowered, 'gross' | 'net'> {
  /** What notes had given back of it. */
  readonly repaid: readonly Repaid[];
}

/**
 * What an order is worth and what notes give of it, by sku. It takes notes, cancellations and returns one after the
 * other, and for each it looks only at the skus that it names: an order may have thousands of lines, and of notes and of
 * returns hundreds. Sums are exact and rounded once.
 */
export class Books {
  private readonly lines: PlacedOrder['lines'];
  private readonly accounts = new Map<string, Account>();
  /** Those of which notes give something, in the order in which they first did. */
  private readonly named: Record<Does, Account[]> = { lower: [], settle: [] };
  /** A sku that is not in the order is among them: it is too much already, the first says so for all. */
  private readonly isStrange: Record<Does, boolean> = { lower: false, settle: false };
  private readonly given: Record<Does, Exact> = { lower: NO_AMOUNT, settle: NO_AMOUNT };
  /** Skus of which too much is given. */
  private passed = 0;
  private least: Exact = NO_AMOUNT;
  private readonly prices: readonly Exact[];
  private readonly moved: Record<'cancelled' | 'returned' | 'credited', number[]>;
  private readonly repaid: Record<RepaidOf, Map<string, Minor>>;
  private repaidInAll: Minor;
  /** Worth of the lines: as ordered, ordered and not cancelled, what is left. */
  private readonly whole: Exact;
  private wanted: Exact = NO_AMOUNT;
  private left: Exact = NO_AMOUNT;
  private readonly discounts: Exact;
  private readonly fees: Exact;
  private readonly currency: string;
  private isCancelled: boolean;
  private gross: Minor;
  private net: Minor;
  private lowered: Minor;

  constructor({ lines, adjustments, quantities, origin: { currency }, credits, ...order }: Booked) {
    this.lines = lines;
    this.currency = currency;
    this.isCancelled = order.is === 'cancelled';
    ({ gross: this.gross, net: this.net, lowered: this.lowered } = order);
    this.prices = lines.unitPrice.map(exactPrice);
    const columnOf = (move: keyof Books['moved']): number[] =>
      lines.sku.map((_, index) => quantities[move]?.[index] ?? 0);
    this.moved = { cancelled: columnOf('cancelled'), returned: columnOf('returned'), credited: columnOf('credited') };
    this.repaid = {
      repaid: new Map(repaidBySku(quantities.repaid, currency)),
      repaidCancelled: new Map(repaidBySku(quantities.repaidCancelled, currency)),
    };
    this.repaidInAll = sumOf(this.repaid.repaid.values()) + sumOf(this.repaid.repaidCancelled.values());
    let whole = NO_AMOUNT;
    for (const [index, sku] of lines.sku.entries()) {
      const account = this.account(sku);
      const price = this.priceOf(index);
      account.lines.push(index);
      const quantity = lines.quantity[index] ?? 0;
      const ordered = times(quantity, price);
      const toHave = wanted(lines, this.moved, index);
      const isLeft = kept(lines, this.moved, index);
      const left = isLeft === quantity ? ordered : times(isLeft, price);
      account.ordered = exact(account.ordered + quantity);
      account.wanted = exact(account.wanted + toHave);
      account.left = plus(account.left, left);
      this.left = plus(this.left, left);
      this.wanted = plus(this.wanted, toHave === quantity ? ordered : times(toHave, price));
      whole = plus(whole, ordered);
    }
    this.whole = whole;
    this.discounts = adjustments ? exactTotal(pricedLines(discountsOf(adjustments))) : NO_AMOUNT;
    const fees = adjustments && feesOf(adjustments);
    this.fees = fees ? exactTotal(pricedLines(fees)) : NO_AMOUNT;
    for (const { sku, ...fee } of fees ? givenIn(fees) : []) {
      const account = this.account(sku);
      account.fees = sum(account.fees, fee);
    }
    for (const does of ['lower', 'settle'] as const)
      for (const part of credits.given(does, currency)) {
        const account = this.take(does, part);
        if (does === 'lower') account?.uncounted.push(part);
      }
    for (const account of this.accounts.values()) this.judge(account);
  }

  /** One more note. That in another currency is in no sum. */
  add({ lines, currency, forReturn }: Pick<Credit, 'lines' | 'currency' | 'forReturn'>): void {
    if (currency !== this.currency) return;
    const does = doesOf({ forReturn });
    for (const part of givenIn(lines)) {
      const account = this.take(does, part);
      if (!account) continue;
      this.judge(account);
      // at once: nothing is kept of notes but sums
      if (does === 'lower') this.countAtPrices(account, part);
    }
  }

  /**
   * Goods came back or were cancelled. What notes had given back of those goods lowered the order before, so it is
   * lowered by that much less: by sku, what they gave beyond what is left of it (`repaid`). In all net never rises, and
   * never falls below what the notes gave and the fees that they did not. So once everything of an order was cancelled or
   * came back, net less the notes is 0 exactly, or its fees: whatever the discount, the prices in the notes and the order
   * of steps. Of what comes back, pieces that notes pay for at their price come back as credited instead: their money is
   * not counted here.
   */
  lower({ by, lines, whole = false, credited = false }: Omit<Lowering, 'at'>): WentDown {
    if (credited) {
      // notes that gave the goods back lowered the order by them
      this.move('returned', lines);
      this.move('credited', lines);
      return { repaid: [], gross: 0, net: 0 };
    }
    // where too much had been credited, what is cancelled is lost: the report of exceptions goes on to say so
    const isLost = by === 'cancellation' && this.overcredited() !== undefined;
    const taken = this.takenBy(lines);
    const repaid = isLost ? [] : this.repaidOf(by, taken, whole);
    for (const { sku, amount } of repaid) {
      const minor = toMinor(amount, this.currency);
      const of = this.repaid[REPAID[by]];
      of.set(sku, (of.get(sku) ?? 0) + minor);
      this.repaidInAll += minor;
    }
    this.move(by === 'cancellation' ? 'cancelled' : 'returned', lines);
    if (whole) this.isCancelled = true;
    for (const [account, { pieces, worth }] of taken) {
      account.left = less(account.left, worth);
      this.left = less(this.left, worth);
      if (by === 'return') continue;
      account.wanted = exact(account.wanted - pieces);
      this.wanted = less(this.wanted, worth);
    }
    // a cancellation may take the fees of all
    for (const account of by === 'cancellation' ? this.accounts.values() : taken.keys()) this.judge(account);
    const left = this.worth();
    const covered = left.net + this.repaidInAll;
    const least = isLost || this.passed > 0 ? covered : Math.max(covered, rounded(this.least, this.currency));
    // an order may be worth less than nothing by itself: then it is worth more without what went
    const net = this.net - Math.min(Math.max(this.net, left.net), least);
    const gross = by === 'cancellation' ? this.gross - left.gross - this.repaidOfLines() : 0;
    this.net -= net;
    this.gross -= gross;
    if (by === 'return') this.lowered += net;
    return { repaid, gross, net };
  }

  /** All that was taken into account of what notes had given back. */
  allRepaid(by: Lowering['by']): readonly Repaid[] {
    return sortedRepaid(this.repaid[REPAID[by]], this.currency);
  }

  /** Where notes give too much; undefined: nowhere. */
  overcredited(): Passed | undefined {
    return this.uncovered() ?? this.oversettled();
  }

  /** The same of notes that lower net: by sku no more pieces than were sold, and no more money than is left of them. */
  uncovered(): Passed | undefined {
    const account = this.passed > 0 ? this.named.lower.find(({ isPassed }) => isPassed) : undefined;
    if (account) return this.passedIn(account);
    const given = rounded(this.given.lower, this.currency);
    if (this.isCancelled || given === 0 || given <= this.net) return undefined;
    return { code: 'more-credited-than-sold', sku: null, in: 'money', credited: given, most: this.net };
  }

  /** The first sku of which more came back as credited than notes had given at its price; undefined: none. */
  uncredited(): string | undefined {
    const looked = new Set<Account>();
    for (const [index, sku] of this.lines.sku.entries()) {
      const account = this.account(sku);
      if (this.moved.credited[index] === 0 || this.isFree(index) || looked.has(account)) continue;
      looked.add(account);
      if (comesToMore(this.cameAsCredited(account), this.givenAtPrices(account))) return sku;
    }
    return undefined;
  }

  private account(sku: string): Account {
    const known = this.accounts.get(sku);
    if (known) return known;
    const account: Account = {
      sku,
      lines: [],
      ordered: 0,
      wanted: 0,
      left: NO_AMOUNT,
      fees: NONE,
      given: { lower: undefined, settle: undefined },
      place: 0,
      isPassed: false,
      least: NO_AMOUNT,
      uncounted: [],
    };
    this.accounts.set(sku, account);
    return account;
  }
  private readonly textOf = (index: number): string => this.lines.unitPrice[index] ?? '0';
  private readonly isFree = (index: number): boolean => isFree(this.textOf(index));
  private readonly priceOf = (index: number): Exact => this.prices[index] ?? NO_AMOUNT;
  private readonly repaidTo = (sku: string): Minor =>
    (this.repaid.repaid.get(sku) ?? 0) + (this.repaid.repaidCancelled.get(sku) ?? 0);
  /** Fees go with the whole order. */
  private readonly feesOf = ({ fees }: Account, isCancelled = this.isCancelled): Sum => (isCancelled ? NONE : fees);

  /** Notes what is given of a sku. */
  private take(does: Does, { sku, pieces, worth }: Given): Account | undefined {
    this.given[does] = plus(this.given[does], worth);
    if (!this.accounts.has(sku)) {
      if (this.isStrange[does]) return undefined;
      this.isStrange[does] = true;
    }
    const account = this.account(sku);
    const before = account.given[does];
    if (!before) {
      if (does === 'lower') account.place = this.named.lower.length;
      this.named[does].push(account);
    }
    account.given[does] = before ? sum(before, { pieces, worth }) : { pieces, worth };
    return account;
  }

  /** Counts again what an account has a part in. */
  private judge(account: Account): void {
    if (!account.given.lower && account.fees === NONE) return;
    const given = account.given.lower?.worth ?? NO_AMOUNT;
    const fees = this.feesOf(account).worth;
    const isMore = fees === NO_AMOUNT || rounded(given, this.currency) >= rounded(fees, this.currency);
    const least = isMore ? given : fees;
    if (least !== account.least) this.least = plus(less(this.least, account.least), least);
    account.least = least;
    const isPassed = this.passedIn(account) !== undefined;
    this.passed += Number(isPassed) - Number(account.isPassed);
    account.isPassed = isPassed;
  }

  private passedIn(account: Account): Passed | undefined {
    const { sku, given, ordered, left } = account;
    if (!given.lower) return undefined;
    const { pieces, worth } = given.lower;
    // what was cancelled after it was credited had been sold
    const wasSold = this.repaid.repaidCancelled.has(sku);
    const most = exact(wasSold ? ordered + account.fees.pieces : account.wanted + this.feesOf(account).pieces);
    const code = 'more-credited-than-sold';
    if (pieces > most) return { code, sku, in: 'pieces', credited: pieces, most };
    const credited = rounded(worth, this.currency);
    const worthOf = rounded(plus(left, this.feesOf(account).worth), this.currency) + this.repaidTo(sku);
    return credited > worthOf ? { code, sku, in: 'money', credited, most: worthOf } : undefined;
  }

  /** Notes that settle a return come to no more than what came back, less what notes had given back of it before. */
  private oversettled(): Passed | undefined {
    const code = 'more-than-returned';
    for (const { sku, lines, given } of this.named.settle) {
      const { pieces, worth } = given.settle ?? NONE;
      let back = NONE;
      for (const index of lines) {
        const quantity = loweredBy(this.moved, index);
        back = sum(back, { pieces: quantity, worth: times(quantity, this.priceOf(index)) });
      }
      if (pieces > back.pieces) return { code, sku, in: 'pieces', credited: pieces, most: back.pieces };
      const credited = rounded(worth, this.currency);
      const most = rounded(back.worth, this.currency) - (this.repaid.repaid.get(sku) ?? 0);
      if (credited > most) return { code, sku, in: 'money', credited, most };
    }
    const credited = rounded(this.given.settle, this.currency);
    // a discount was given back with its goods
    return credited > 0 && credited > this.lowered
      ? { code, sku: null, in: 'money', credited, most: this.lowered }
      : undefined;
  }

  private move(move: keyof Books['moved'], lines: readonly MovedLine[]): void {
    const column = this.moved[move];
    for (const { line, quantity } of lines) column[line - 1] = exact((column[line - 1] ?? 0) + quantity);
  }

  /** What goes, by account. */
  private takenBy(lines: readonly MovedLine[]): ReadonlyMap<Account, Sum> {
    const taken = new Map<Account, Sum>();
    for (const { line, quantity } of lines) {
      const account = this.account(this.lines.sku[line - 1] ?? '');
      const part = { pieces: quantity, worth: times(quantity, this.priceOf(line - 1)) };
      taken.set(account, sum(taken.get(account) ?? NONE, part));
    }
    return taken;
  }

  /** What notes had given back, by sku, of goods that go now: at the prices of the order. */
  private repaidOf(by: Lowering['by'], taken: ReadonlyMap<Account, Sum>, whole: boolean): readonly Repaid[] {
    const found: Repaid[] = [];
    const looked = by === 'cancellation' ? this.named.lower : [...taken.keys()].sort((a, b) => a.place - b.place);
    for (const account of looked) {
      const { sku, given } = account;
      if (!given.lower) continue;
      const goes = taken.get(account) ?? NONE;
      const [before, then] = [this.feesOf(account), this.feesOf(account, this.isCancelled || whole)];
      const was = rounded(plus(account.left, before.worth), this.currency);
      const left = rounded(plus(less(account.left, goes.worth), then.worth), this.currency);
      const beyond = (needed: Minor): Minor =>
        rounded(given.lower?.worth ?? NO_AMOUNT, this.currency) - this.repaidTo(sku) - needed;
      let amount = Math.min(beyond(Math.max(0, left)), was - left);
      // asked last: all prices of the sku have a part in it
      if (amount > 0 && by === 'return') amount = Math.min(beyond(this.creditable(account)), amount);
      // of more pieces than are left, though their money is: they had been sold when they were credited
      const wereSold = by === 'cancellation' && given.lower.pieces > exact(account.wanted - goes.pieces + then.pieces);
      if (amount > 0 || wereSold) found.push({ sku, amount: money(Math.max(0, amount), this.currency).amount });
    }
    return found;
  }

  /** Money kept for what came back of a sku as credited, and for the most that is still out and may. */
  private creditable(account: Account): Minor {
    const out = this.paidPieces(account, (index) =>
      exact(wanted(this.lines, this.moved, index) - (this.moved.returned[index] ?? 0)),
    );
    const given = this.givenAtPrices(account);
    return valueOf(this.currency, creditedAtMost({ given, came: this.cameAsCredited(account), out }));
  }

  private readonly cameAsCredited = (account: Account): Pieces =>
    this.paidPieces(account, (index) => this.moved.credited[index] ?? 0);
  private paidPieces({ lines }: Account, of: (index: number) => number): Pieces {
    const counted = lines.filter((index) => !this.isFree(index) && of(index) !== 0);
    return { quantity: counted.map(of), unitPrice: counted.map(this.textOf) };
  }

  private givenAtPrices(account: Account): Pieces {
    for (const part of account.uncounted.splice(0)) this.countAtPrices(account, part);
    return account.prices?.reached ?? { quantity: [], unitPrice: [] };
  }
  private countAtPrices(account: Account, part: Given): void {
    if (account.lines.length === 0) return;
    account.prices ??= new Prices(account.lines.map(this.textOf));
    for (const [price, pieces] of byPrice(part)) account.prices.add(price, pieces);
  }

  /**
   * What the order is worth by what is left of it: gross is what was ordered and not cancelled; net is that less what
   * came back, with the adjustments. A discount is of all goods by their value and goes with those that go; a fee stays
   * until it is credited. Of a cancelled order nothing is left.
   */
  private worth(): { readonly gross: Minor; readonly net: Minor } {
    if (this.isCancelled) return { gross: 0, net: 0 };
    const { whole: all, left, discounts: shared, fees: others } = this;
    return {
      gross: rounded(this.wanted, this.currency),
      net: withShare({ all, left, shared, others }, this.currency),
    };
  }

  /** Money of cancelled goods that notes had given back. */
  private repaidOfLines(): Minor {
    return [...this.repaid.repaidCancelled].reduce(
      (all, [sku, amount]) => all + ((this.accounts.get(sku)?.lines.length ?? 0) > 0 ? amount : 0),
      0,
    );
  }
}
export type Booked = Pick<
  PlacedOrder,
  'is' | 'origin' | 'lines' | 'adjustments' | 'quantities' | 'gross' | 'net' | 'lowered' | 'credits'
>;
const sumOf = (amounts: Iterable<Minor>): Minor => [...amounts].reduce((all, each) => all + each, 0);
