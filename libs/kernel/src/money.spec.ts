import fc from 'fast-check';
import {
  converted,
  exactTotal,
  isExact,
  less,
  minorDigits,
  money,
  NO_AMOUNT,
  plus,
  rounded,
  shortest,
  times,
  exactPrice,
  exactText,
  toMinor,
  total,
  withShare,
} from './money';

it.each([
  ['1234.50', 'CNY', 123450],
  ['-0.01', 'CNY', -1],
  ['7', 'JPY', 7],
  ['0.5', 'JPY', 1],
  ['-0.5', 'JPY', -1],
  ['1.2345', 'KWD', 1235],
  ['0.004', 'EUR', 0],
])('%s %s is %d minor units', (amount, currency, minor) => {
  expect(toMinor(amount, currency)).toBe(minor);
});

it.each([
  [123450, 'CNY', '1234.50'],
  [-1, 'CNY', '-0.01'],
  [0, 'CNY', '0.00'],
  [7, 'JPY', '7'],
  [-1234, 'KWD', '-1.234'],
])('%d minor units of %s are %s', (minor, currency, amount) => {
  expect(money(minor, currency)).toEqual({ amount, currency });
});

it.each([
  ['18', '18'],
  ['18.0', '18'],
  ['018.50', '18.5'],
  ['-0.00', '0'],
  ['-00.250', '-0.25'],
  ['100', '100'],
  ['0', '0'],
])('%s is shortly %s', (text, short) => {
  expect(shortest(text)).toBe(short);
});

it('reads back what it wrote', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.constantFrom('CNY', 'JPY', 'KWD'), (minor, currency) => {
      expect(toMinor(money(minor, currency).amount, currency)).toBe(minor === 0 ? 0 : minor);
    }),
  );
});

it('knows what is finer than the minor unit', () => {
  expect([isExact('1.10', 'CNY'), isExact('1.100', 'CNY'), isExact('1.101', 'CNY'), isExact('1.0', 'JPY')]).toEqual([
    true,
    true,
    false,
    true,
  ]);
  expect(minorDigits('GBP')).toBe(2);
});

it.each([
  ['HUF', 2],
  ['IDR', 2],
  ['COP', 2],
  ['PKR', 2],
  ['IQD', 3],
  ['BHD', 3],
  ['CLP', 0],
  ['ISK', 0],
  ['VND', 0],
  ['CLF', 4],
])('takes the minor unit of %s from ISO 4217, whatever is usual in shops: %d digits', (currency, digits) => {
  expect(minorDigits(currency)).toBe(digits);
});

it('adds lines exactly and rounds once', () => {
  expect(
    total(
      Array.from({ length: 100 }, () => ({ quantity: 1, unitPrice: '0.001' })),
      'GBP',
    ),
  ).toBe(10);
  expect(
    total(
      [
        { quantity: 2.5, unitPrice: '0.10' },
        { quantity: -3, unitPrice: '1' },
      ],
      'GBP',
    ),
  ).toBe(-275);
  expect(total([], 'GBP')).toBe(0);
});

it('does not depend on the order of the lines', () => {
  const line = fc.record({
    quantity: fc.integer({ min: -9999, max: 9999 }),
    unitPrice: fc.integer({ min: -99999, max: 99999 }).map((n) => (n / 1000).toFixed(3)),
  });
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      expect(total([...lines].reverse(), 'GBP')).toBe(total(lines, 'GBP'));
    }),
  );
});

it('tells exact amounts, and those that no number can hold exactly, by digits alone', () => {
  const told = (...prices: readonly string[]) => exactText(prices.map(exactPrice).reduce(plus, NO_AMOUNT));
  expect([told(), told('0.005', '0.005'), told('-0.0500'), told('-12', '0.5'), told('1.25', '-1.25')]).toEqual([
    ...['0', '0.01', '-0.05', '-11.5', '0'],
  ]);
  const dear = { currency: 'EUR', rate: '999999999' };
  const minor = converted(1_000_000_000_000, dear, { currency: 'USD', rate: '0.0001' });
  expect(money(minor, 'USD').amount).toMatch(/^999999999\d{14}\.\d\d$/);
  expect(money(-minor, 'JPY').amount).toMatch(/^-\d{25}$/);
});

it('keeps exact amounts that may be added and taken away in any order, and are rounded last', () => {
  const [third, tenth] = [times(3, exactPrice('0.335')), times(0.1, exactPrice('0.05'))];
  const both = plus(third, tenth);
  expect([both, third, tenth].map((amount) => rounded(amount, 'CNY'))).toEqual([101, 101, 1]);
  expect(rounded(less(both, third), 'CNY')).toBe(1);
  expect(less(less(both, third), tenth).units).toBe(NO_AMOUNT.units);
  expect(rounded(times(0.00005, exactPrice('100')), 'CNY')).toBe(1); // finer than any quantity is allowed to be
});

describe('what is left of lines with its share', () => {
  const one = (unitPrice: string, quantity = 1) => ({ quantity, unitPrice });
  type Lines = readonly ReturnType<typeof one>[];
  const worth = (sums: Readonly<Record<'all' | 'left' | 'shared' | 'others', Lines>>, currency: string) => {
    const { all, left, shared: amounts, others } = sums;
    const exact = {
      all: exactTotal(all),
      left: exactTotal(left),
      shared: exactTotal(amounts),
      others: exactTotal(others),
    };
    return withShare(exact, currency);
  };
  const shared = (left: string, all: string, amount: string, currency = 'CNY') =>
    worth({ all: [one(all)], left: [one(left)], shared: [one(amount)], others: [] }, currency);

  it('is shared by value and rounded half away from zero, however large', () => {
    expect([shared('1', '3', '-1'), shared('2', '3', '-1'), shared('0', '3', '-1')]).toEqual([67, 133, 0]);
    expect([shared('1', '2', '0.01'), shared('1', '2', '-2.01')]).toEqual([101, -1]);
    expect(shared('9999999999.98', '9999999999.99', '-9999999999.99')).toBe(0);
  });
  it('has all of the others, and all that is shared where the lines are worth nothing', () => {
    const sums = { left: [one('0')], shared: [one('5', -1)], others: [one('7')] };
    expect(worth({ ...sums, all: [one('1')] }, 'CNY')).toBe(700);
    expect(worth({ ...sums, all: [one('0')] }, 'CNY')).toBe(200);
  });
  it('is never more where less is left, though parts are finer than the minor unit', () => {
    const [all, left] = [[one('0.005'), one('7.25', 2)], [one('7.25', 2)]];
    const sums = { all, shared: [one('1.115', -1)], others: [] };
    expect([all, left].map((each) => worth({ ...sums, left: each }, 'JPY'))).toEqual([13, 13]);
  });
});

it.each([
  [10_000, 'EUR', '8.1234', 'CNY', '1', 81_234],
  [1, 'EUR', '8.5', 'CNY', '1', 9], // 8.5 fen, away from zero
  [-1, 'EUR', '8.5', 'CNY', '1', -9],
  [1_000, 'JPY', '0.05', 'KWD', '23.5', 2_128], // 50 / 23.5
  [100_000_000_000, 'CNY', '1', 'JPY', '0.0500000001', 19_999_999_960],
])('%d minor units of %s at %s are in %s at %s %d', (minor, from, by, into, to, expected) => {
  expect(converted(minor, { currency: from, rate: by }, { currency: into, rate: to })).toBe(expected);
});
