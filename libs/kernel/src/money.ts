/** An amount as sent and shown: a decimal text and an ISO 4217 code. */
export interface Money {
  readonly amount: string;
  readonly currency: string;
}
/** An integer count of a currency's minor unit (cents, fen; whole yen). */
export type Minor = number;

/** Largest amount of one document, in minor units: thousands of them still add up exactly in a JavaScript number. */
export const LARGEST: Minor = 1_000_000_000_000;

interface Decimal {
  readonly units: bigint;
  /** Digits after the point. */
  readonly scale: number;
}
function decimal(text: string): Decimal {
  const point = text.indexOf('.');
  return point < 0
    ? { units: BigInt(text), scale: 0 }
    : { units: BigInt(text.slice(0, point) + text.slice(point + 1)), scale: text.length - point - 1 };
}
/** The shortest text of the same number: `18` for `18.0` and `018`, `0` for `-0.00`. @param text digits, at most one point */
export function shortest(text: string): string {
  const [, minus = '', whole = '', part = ''] = /^(-?)0*(\d*?)(?:\.(\d*?)0*)?$/.exec(text) ?? [];
  const number = `${whole === '' ? '0' : whole}${part === '' ? '' : `.${part}`}`;
  return number === '0' ? number : minus + number;
}
const POWERS = Array.from({ length: 20 }, (_, exponent) => 10n ** BigInt(exponent));
const power = (exponent: number): bigint => POWERS[exponent] ?? 10n ** BigInt(exponent);

/** Currencies of ISO 4217 (list one, 2024) whose minor unit does not have two digits. */
const EXPONENTS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};
const digitsOf = new Map(
  Object.entries(EXPONENTS).flatMap(([digits, codes]) => codes.split(' ').map((code) => [code, Number(digits)])),
);
/**
 * Digits of the minor unit after ISO 4217: 2 for CNY and HUF, 0 for JPY, 3 for KWD. Not from Intl: it follows CLDR,
 * which drops rarely used minor units and changes with Node's version, while amounts in the log stay.
 */
export const minorDigits = (currency: string): number => digitsOf.get(currency) ?? 2;

/** Rounds half away from zero, as invoices do. */
const round = ({ units, scale }: Decimal, digits: number): Minor =>
  scale <= digits ? Number(units * power(digits - scale)) : quotient(units, power(scale - digits));
const quotient = (of: bigint, by: bigint): Minor => Number((2n * of + (of < 0n ? -by : by)) / (2n * by));

/** Minor units of a decimal text; finer digits are rounded half away from zero. */
export const toMinor = (amount: string, currency: string): Minor => round(decimal(amount), minorDigits(currency));

/** True when the text is no finer than the currency's minor unit. */
export const isExact = (amount: string, currency: string): boolean => {
  const { units, scale } = decimal(amount);
  const digits = minorDigits(currency);
  return scale <= digits || units % power(scale - digits) === 0n;
};

/** What one unit of a currency is worth in another one that all rates are told in, as decimal text above zero. */
interface Rated {
  readonly currency: string;
  readonly rate: string;
}
/** An amount in another currency: exact, then rounded once to its minor unit. */
export function converted(minor: Minor, from: Rated, into: Rated): Minor {
  const [by, to] = [decimal(from.rate), decimal(into.rate)];
  const digits = minorDigits(into.currency) + to.scale;
  return quotient(BigInt(minor) * by.units * power(digits), to.units * power(minorDigits(from.currency) + by.scale));
}

export const money = (minor: Minor, currency: string): Money => {
  const digits = minorDigits(currency);
  const size = Math.abs(minor);
  // String() gives the largest an exponent
  const text = (size < 1e21 ? String(size) : BigInt(size).toString()).padStart(digits + 1, '0');
  const amount = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return { amount: minor < 0 ? `-${amount}` : amount, currency };
};

interface Priced {
  readonly quantity: number;
  /** Decimal text. */
  readonly unitPrice: string;
}

/**
 * Sum of quantity × unit price over lines: exact, then rounded once to the minor unit, so that a hundred lines at
 * 0.001 are 0.10 and not nothing.
 */
export const total = (lines: readonly Priced[], currency: string): Minor => rounded(exactTotal(lines), currency);

/** An exact amount that is not rounded yet: sums of such are the same whatever their parts are. */
export type Exact = Decimal;
export const NO_AMOUNT: Exact = { units: 0n, scale: 0 };
export const rounded = (amount: Exact, currency: string): Minor => round(amount, minorDigits(currency));
export const exactPrice = (unitPrice: string): Exact => decimal(unitPrice);
/** The shortest decimal text of it. */
export function exactText({ units, scale }: Exact): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  const end = digits.length - scale;
  return shortest(`${units < 0n ? '-' : ''}${digits.slice(0, end)}.${digits.slice(end)}`);
}
/** Quantity × price. */
export function times(quantity: number, { units, scale }: Exact): Exact {
  const thousandths = Math.round(quantity * 1000);
  // nearly always; the way by the text takes ten times as long
  if (thousandths / 1000 === quantity) return { units: BigInt(thousandths) * units, scale: scale + 3 };
  const finer = decimal(String(quantity));
  return { units: finer.units * units, scale: finer.scale + scale };
}
export function plus(a: Exact, b: Exact): Exact {
  if (a === NO_AMOUNT) return b;
  if (b === NO_AMOUNT) return a;
  if (a.scale === b.scale) return { units: a.units + b.units, scale: a.scale };
  const scale = Math.max(a.scale, b.scale);
  return { units: unitsAt(a, scale) + unitsAt(b, scale), scale };
}
export const less = (a: Exact, { units, scale }: Exact): Exact => plus(a, { units: -units, scale });

export function exactTotal(lines: readonly Priced[]): Exact {
  let sum = NO_AMOUNT;
  for (const { quantity, unitPrice } of lines) sum = plus(sum, times(quantity, decimal(unitPrice)));
  return sum;
}
const unitsAt = ({ units, scale }: Decimal, wanted: number): bigint =>
  wanted === scale ? units : units * power(wanted - scale);

/**
 * The worth of what is left of lines: with its share by value of the amounts that belong to all lines, plus the amounts
 * that are not shared. Exact, then rounded once, so that less left is never worth more. Lines worth nothing keep the
 * whole amounts.
 */
export function withShare(
  { all, left, shared, others }: Readonly<Record<'all' | 'left' | 'shared' | 'others', Exact>>,
  currency: string,
): Minor {
  const digits = minorDigits(currency);
  const unshared = plus(left, others);
  if (all.units === 0n) return round(plus(unshared, shared), digits);
  const scale = Math.max(all.scale, shared.scale, unshared.scale);
  const by = unitsAt(all, scale);
  return quotient(
    (unitsAt(unshared, scale) * by + unitsAt(shared, scale) * unitsAt(left, scale)) * power(digits),
    by * power(scale),
  );
}
