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
 * @param left what is left of the line with this index
 * @throws Refusal `sales/line-unnamed`, `sales/no-such-line`, `sales/more-than-left`, `sales/quantity-too-fine`
 */
export function select(
  { sku }: Pick<LineColumns, 'sku'>,
  selections: readonly OrderLineSelection[] | undefined,
  left: (index: number) => number,
): readonly MovedLine[] {
  const rest = sku.map((_, index) => left(index));
  const taken = new Map<number, number>();
  const take = (index: number, quantity: number): void => {
    if (quantity === 0) return;
    rest[index] = exact((rest[index] ?? 0) - quantity);
    taken.set(index, exact((taken.get(index) ?? 0) + quantity));
  };
  for (const selection of selections ?? sku.map((_, index): OrderLineSelection => ({ line: index + 1 }))) {
    const lines = named(sku, selection);
    const available = exact(lines.reduce((sum, index) => sum + (rest[index] ?? 0), 0));
    let asked = selection.quantity ?? available;
    if (exact(asked) !== asked) throw salesRefusal('quantity-too-fine', { at: describe(selection), quantity: asked });
    if (asked > available) throw salesRefusal('more-than-left', { ...name(selection), asked, left: available });
    for (const index of lines) {
      const part = Math.min(asked, rest[index] ?? 0);
      take(index, part);
      asked = exact(asked - part);
    }
  }
  return [...taken]
    .sort(([a], [b]) => a - b)
    .map(([index, quantity]) => ({ line: index + 1, sku: sku[index] ?? '', quantity }));
}

/** Indexes of the lines that a selection names. */
function named(skus: readonly string[], selection: OrderLineSelection): readonly number[] {
  const { line, sku } = selection;
  if (line === undefined && sku === undefined) throw salesRefusal('line-unnamed');
  const candidates = line === undefined ? [...skus.keys()] : line <= skus.length ? [line - 1] : [];
  const found = candidates.filter((index) => sku === undefined || skus[index] === sku);
  if (found.length === 0) throw salesRefusal('no-such-line', name(selection));
  return found;
}

const name = ({ line, sku }: OrderLineSelection): { readonly line: number | string; readonly sku: string } => ({
  line: line ?? '–',
  sku: sku ?? '–',
});
const describe = ({ line, sku }: OrderLineSelection): Text | string =>
  sku ?? { zh: `第 ${line ?? '–'} 行`, en: `line ${line ?? '–'}` };

/** True when each selection names a line for which this is true; left out counts as one selection of all. */
const eachNames = (
  { sku: skus }: Pick<LineColumns, 'sku'>,
  selections: readonly OrderLineSelection[] = [{}],
  holds: (index: number) => boolean,
): boolean =>
  selections.every(({ line, sku }) =>
    skus.some((of, index) => (line ?? index + 1) === index + 1 && (sku ?? of) === of && holds(index)),
  );

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
