import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsText, Titled } from '@dossier/fields';
import type { Text } from '@dossier/kernel';
import type { PlacedOrder } from './order';
import type { LineColumns, MovedLine } from './order.events';
import { exact, wanted } from './quantities';
import { IsPositiveQuantity, MOST_LINES } from './rules';
import { salesRefusal } from './sales.refusals';

export const selectionRefuses = salesRefusal.some(
  'line-unnamed',
  'no-such-line',
  'more-than-left',
  'quantity-too-fine',
);

/**
 * Names lines of an order, by number or by sku. One sku may be on several lines (real orders have duplicates): it is
 * taken from them in order.
 */
export class OrderLineSelection {
  @Titled(
    { zh: '行号', en: 'Line' },
    { help: { zh: '从 1 起；与货号二选一即可。', en: 'From 1; it or the sku is enough.' } },
  )
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MOST_LINES)
  readonly line?: number;
  @Titled({ zh: '货号', en: 'SKU' })
  @IsOptional()
  @IsText(64)
  readonly sku?: string;
  @Titled({ zh: '数量', en: 'Quantity' }, { help: { zh: '省略则为余下全部。', en: 'Left out: all that is left.' } })
  @IsOptional()
  @IsPositiveQuantity()
  readonly quantity?: number;
}

/**
 * The selected parts of lines, by line number.
 * @param selections left out: everything
 * @param left what is left of the line with this index, 0 or more
 * @throws Refusal `sales/line-unnamed`, `sales/no-such-line`, `sales/more-than-left`, `sales/quantity-too-fine`
 */
export function select(
  { sku: skus }: Pick<LineColumns, 'sku'>,
  selections: readonly OrderLineSelection[] | undefined,
  left: (index: number) => number,
): readonly MovedLine[] {
  const stock = new Stock(skus, left);
  for (const selection of selections ?? skus.map((_, index): OrderLineSelection => ({ line: index + 1 }))) {
    const { line, sku } = selection;
    if (line === undefined && sku === undefined) throw salesRefusal('line-unnamed');
    const found = line === undefined ? stock.ofSku(sku ?? '') : stock.ofLine(line - 1, sku);
    if (found === undefined) throw salesRefusal('no-such-line', name(selection));
    const asked = selection.quantity ?? found.available;
    if (exact(asked) !== asked) throw salesRefusal('quantity-too-fine', { at: describe(selection), quantity: asked });
    if (asked > found.available)
      throw salesRefusal('more-than-left', { ...name(selection), asked, left: found.available });
    found.take(asked);
  }
  return stock.taken();
}

/** Lines of one sku: the first of `indexes` from `next` on is the first with something left. */
interface OfSku {
  readonly indexes: number[];
  next: number;
  available: number;
}
interface Available {
  readonly available: number;
  readonly take: (quantity: number) => void;
}

/** What is left of each line, and what is taken of it: each line is looked at once, however many selections name its sku. */
class Stock {
  private readonly rest: number[];
  private readonly parts = new Map<number, number>();
  private readonly bySku = new Map<string, OfSku>();

  constructor(
    private readonly skus: readonly string[],
    left: (index: number) => number,
  ) {
    this.rest = skus.map((_, index) => left(index));
    for (const [index, sku] of skus.entries()) {
      const of = this.bySku.get(sku);
      if (of) of.indexes.push(index);
      else this.bySku.set(sku, { indexes: [index], next: 0, available: 0 });
    }
    for (const of of this.bySku.values())
      of.available = exact(of.indexes.reduce((sum, index) => sum + this.of(index), 0));
  }

  /** @returns undefined: no such line */
  ofSku(sku: string): Available | undefined {
    const of = this.bySku.get(sku);
    return of && { available: of.available, take: (quantity) => this.takeInOrder(of, quantity) };
  }

  /** @param sku the line must be of it; left out: of any. @returns undefined: no such line */
  ofLine(index: number, sku: string | undefined): Available | undefined {
    const own = this.skus[index];
    if (own === undefined || (sku !== undefined && sku !== own)) return undefined;
    const of = this.bySku.get(own);
    return of && { available: this.of(index), take: (quantity) => this.take(of, index, quantity) };
  }

  /** By line. */
  taken(): readonly MovedLine[] {
    return [...this.parts]
      .sort(([a], [b]) => a - b)
      .map(([index, quantity]) => ({ line: index + 1, sku: this.skus[index] ?? '', quantity }));
  }

  private of(index: number): number {
    return this.rest[index] ?? 0;
  }

  private takeInOrder(of: OfSku, quantity: number): void {
    for (let asked = quantity; asked > 0 && of.next < of.indexes.length;) {
      const index = of.indexes[of.next] ?? 0;
      const part = Math.min(asked, this.of(index));
      this.take(of, index, part);
      asked = exact(asked - part);
      if (this.of(index) === 0) of.next++;
    }
  }

  private take(of: OfSku, index: number, quantity: number): void {
    if (quantity === 0) return;
    this.rest[index] = exact(this.of(index) - quantity);
    of.available = exact(of.available - quantity);
    this.parts.set(index, exact((this.parts.get(index) ?? 0) + quantity));
  }
}

const name = ({ line, sku }: OrderLineSelection): { readonly line: number | string; readonly sku: string } => ({
  line: line ?? '–',
  sku: sku ?? '–',
});
const describe = ({ line, sku }: OrderLineSelection): Text | string =>
  sku ?? { zh: `第 ${line ?? '–'} 行`, en: `line ${line ?? '–'}` };

/** True when each selection names a line for which this is true; left out counts as one selection of all. */
function eachNames(
  { sku: skus }: Pick<LineColumns, 'sku'>,
  selections: readonly OrderLineSelection[] = [{}],
  holds: (index: number) => boolean,
): boolean {
  const holding = new Set(skus.filter((_, index) => holds(index)));
  return selections.every(({ line, sku }) => {
    if (line === undefined) return sku === undefined ? holding.size > 0 : holding.has(sku);
    const own = skus[line - 1];
    return own !== undefined && (sku ?? own) === own && holds(line - 1);
  });
}

type Named = readonly OrderLineSelection[] | undefined;

/**
 * Only shipped goods can arrive or be returned. A repeat is nothing to do; goods never shipped are refused, also
 * without a quantity.
 * @param selections left out: everything
 * @throws Refusal `sales/nothing-shipped`
 */
export function mustHaveShipped({ lines, quantities }: PlacedOrder, selections: Named, orderId: string): void {
  if (!eachNames(lines, selections, (index) => (quantities.shipped?.[index] ?? 0) > 0))
    throw salesRefusal('nothing-shipped', { orderId });
}

/** The same for shipping: a wholly cancelled line cannot be shipped. @throws Refusal `sales/nothing-to-ship` */
export function mustBeWanted({ lines, quantities }: PlacedOrder, selections: Named, orderId: string): void {
  if (!eachNames(lines, selections, (index) => wanted(lines, quantities, index) > 0))
    throw salesRefusal('nothing-to-ship', { orderId });
}
