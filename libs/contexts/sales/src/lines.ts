import { InTheClear, IsDecimalText, OrNull } from '@dossier/fields';
import { canonicalJson, LARGEST, type Minor, money, shortest, type Text, total } from '@dossier/kernel';
import { IsArray, IsNumber, IsOptional } from 'class-validator';
import { salesRefusal } from './sales.refusals';

export const linesRefuse = salesRefusal.some('quantity-too-fine', 'amount-too-large');

/**
 * Lines by column: the n-th entry of each column belongs to line n. A column that no line fills is left out, so that
 * 5,000 lines fit into one append; a table program reads it as it is.
 */
export class PricedColumns {
  @IsArray() @InTheClear({ each: true }) readonly sku!: readonly string[];
  @IsArray() @IsNumber({}, { each: true }) readonly quantity!: readonly number[];
  /** Decimal text in the document's currency. */
  @IsArray() @IsDecimalText({ each: true }) readonly unitPrice!: readonly string[];
  /** Of the goods. */
  @IsOptional() @IsArray() @InTheClear({ each: true }) @OrNull({ each: true }) readonly name?: readonly (
    string | null
  )[];
}

interface Priced {
  readonly sku: string;
  readonly name?: string | undefined;
  readonly quantity: number;
  readonly unitPrice: string;
}

/** A column, or nothing where no item has a value. */
export const column = <Name extends string, T, V extends string | boolean>(
  name: Name,
  items: readonly T[],
  of: (item: T) => V | undefined,
): { readonly [K in Name]?: readonly (V | null)[] } =>
  Object.fromEntries(
    items.every((item) => of(item) === undefined) ? [] : [[name, items.map((item) => of(item) ?? null)]],
  ) as unknown as { readonly [K in Name]?: readonly (V | null)[] };

/** An item of a list, as people count them. */
const PLACES = {
  lines: (number: number): Text => ({ zh: `第 ${number} 行商品`, en: `line ${number}` }),
  adjustments: (number: number): Text => ({ zh: `第 ${number} 行调整`, en: `adjustment ${number}` }),
};

/** @throws Refusal `sales/quantity-too-fine` */
export function pricedColumns(
  items: readonly Priced[],
  of: keyof typeof PLACES,
): Pick<PricedColumns, keyof PricedColumns> {
  for (const [index, { quantity }] of items.entries())
    if (Math.round(quantity * 1000) / 1000 !== quantity)
      throw salesRefusal('quantity-too-fine', { at: PLACES[of](index + 1), quantity }).of(
        of,
        String(index),
        'quantity',
      );
  return {
    sku: items.map(({ sku }) => sku),
    quantity: items.map(({ quantity }) => quantity),
    unitPrice: items.map(({ unitPrice }) => unitPrice),
    ...column('name', items, ({ name }) => name),
  };
}

/** Columns that hold decimals. */
const DECIMALS = ['unitPrice', 'unitCost'];

/** What each line says, whatever form its numbers have: equal texts for lines that mean the same. */
export const meaningOfLines = (columns: Pick<PricedColumns, 'sku'>): readonly string[] =>
  columns.sku.map((_, index) => {
    const line = (Object.entries(columns) as [string, readonly unknown[]][]).map(([name, values]) => {
      const value = values[index] ?? undefined;
      return [name, DECIMALS.includes(name) && typeof value === 'string' ? shortest(value) : value];
    });
    return canonicalJson(Object.fromEntries(line));
  });

/** Value of lines at given quantities, exact and rounded once. */
export const valueOf = (currency: string, ...parts: readonly Parameters<typeof pricedLines>[0][]): Minor =>
  total(parts.flatMap(pricedLines), currency);

export const pricedLines = ({
  quantity,
  unitPrice,
}: Pick<PricedColumns, 'quantity' | 'unitPrice'>): readonly Pick<Priced, 'quantity' | 'unitPrice'>[] =>
  unitPrice.map((price, index) => ({ quantity: quantity[index] ?? 0, unitPrice: price }));

/** Adjustments that lower the amount. */
export const discountsOf = (adjustments: PricedColumns): PricedColumns => only(adjustments, true);
/** Adjustments that do not lower the amount: each as so many pieces at a price, also where both were below zero. */
export const feesOf = (adjustments: PricedColumns): PricedColumns => {
  const { sku, quantity, unitPrice } = only(adjustments, false);
  return { sku, quantity: quantity.map(Math.abs), unitPrice: unitPrice.map((price) => price.replace('-', '')) };
};
const only = ({ sku, quantity, unitPrice }: PricedColumns, discounts: boolean): PricedColumns => {
  const kept = [...sku.keys()].filter(
    (index) => ((quantity[index] ?? 0) < 0 !== (unitPrice[index] ?? '').startsWith('-')) === discounts,
  );
  const of = <T>(values: readonly T[]): readonly T[] => kept.map((index) => values[index] as T);
  return { sku: of(sku), quantity: of(quantity), unitPrice: of(unitPrice) };
};

/** @throws Refusal `sales/amount-too-large` */
export function checkAmount(amount: Minor, currency: string): void {
  if (Math.abs(amount) > LARGEST)
    throw salesRefusal('amount-too-large', { largest: money(LARGEST, currency).amount, currency });
}

export const isFree = (unitPrice: string): boolean => !/[1-9]/.test(unitPrice);

/** True when something is paid for: a line with a price above zero (quantities of lines always are). */
export const isPaid = ({ unitPrice }: Pick<PricedColumns, 'unitPrice'>): boolean =>
  unitPrice.some((price) => !isFree(price));
