/** As it crosses the door: a decimal text and an ISO 4217 code. */
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
const power = (exponent: number): bigint => 10n ** BigInt(exponent);

/** Currencies of ISO 4217 (list one, 2024) whose minor unit has not two digits. */
const EXPONENTS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};
const digitsOf = new Map(
  Object.entries(EXPONENTS).flatMap(([digits, codes]) => codes.split(' ').map((code) => [code, Number(digits)])),
);
/**
 * Digits of the minor unit after ISO 4217: 2 for CNY and HUF, 0 for JPY, 3 for KWD. Not asked of Intl: what it says
 * follows CLDR, which leaves out minor units that are little used, and changes with the version of Node, while amounts
 * in the log are for ever.
 */
export const minorDigits = (currency: string): number => digitsOf.get(currency) ?? 2;

/** Rounds half away from zero, as invoices do. */
function round({ units, scale }: Decimal, digits: number): Minor {
  if (scale <= digits) return Number(units * power(digits - scale));
  const divisor = power(scale - digits);
  const half = divisor / 2n;
  return Number((units < 0n ? units - half : units + half) / divisor);
}

/** Minor units of a decimal text; what is finer than the minor unit is rounded half away from zero. */
export const toMinor = (amount: string, currency: string): Minor => round(decimal(amount), minorDigits(currency));

/** True when the text is no finer than the currency's minor unit. */
export const isExact = (amount: string, currency: string): boolean => {
  const { units, scale } = decimal(amount);
  const digits = minorDigits(currency);
  return scale <= digits || units % power(scale - digits) === 0n;
};

export const money = (minor: Minor, currency: string): Money => {
  const digits = minorDigits(currency);
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const amount = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return { amount: minor < 0 ? `-${amount}` : amount, currency };
};

/** `amount` × `part` ÷ `whole`, exact, then rounded half away from zero. @param whole above zero */
export function shareOf(amount: Minor, part: Minor, whole: Minor): Minor {
  const twice = 2n * BigInt(amount) * BigInt(part);
  const divisor = BigInt(whole);
  return Number((twice < 0n ? twice - divisor : twice + divisor) / (2n * divisor));
}

/**
 * Sum of quantity × unit price over lines: exact, then rounded once to the minor unit, so that a hundred lines at
 * 0.001 are 0.10 and not nothing.
 */
export function total(
  lines: readonly { readonly quantity: number; readonly unitPrice: string }[],
  currency: string,
): Minor {
  let sum: Decimal = { units: 0n, scale: 0 };
  for (const { quantity, unitPrice } of lines) {
    const a = decimal(String(quantity));
    const b = decimal(unitPrice);
    const units = a.units * b.units;
    const scale = a.scale + b.scale;
    sum =
      scale > sum.scale
        ? { units: sum.units * power(scale - sum.scale) + units, scale }
        : { units: sum.units + units * power(sum.scale - scale), scale: sum.scale };
  }
  return round(sum, minorDigits(currency));
}
