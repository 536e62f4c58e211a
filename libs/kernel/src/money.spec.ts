import fc from 'fast-check';
import { isExact, minorDigits, money, toMinor, total } from './money';

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

it('adds up large and fine amounts to the same as integers of any size do', () => {
  const price = fc.oneof(
    fc.integer({ min: -99_999, max: 99_999 }).map((n) => (n / 1000).toFixed(3)),
    fc.integer({ min: -999_999_999, max: 999_999_999 }).map(String),
    fc.bigInt({ min: -999_999_999_999_999n, max: 999_999_999_999_999n }).map((n) => {
      const digits = String(n < 0n ? -n : n).padStart(7, '0');
      return `${n < 0n ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)}`;
    }),
  );
  const quantity = fc.oneof(
    fc.integer({ min: -1e9, max: 1e9 }),
    fc.integer({ min: -99, max: 99 }).map((n) => n / 8),
  );
  const millionths = (text: string): bigint => {
    const [whole = '', part = ''] = text.split('.');
    return BigInt(whole + part.padEnd(6, '0'));
  };
  fc.assert(
    fc.property(
      fc.array(fc.record({ quantity, unitPrice: price }), { maxLength: 6 }),
      fc.constantFrom('JPY', 'CNY', 'KWD'),
      (lines, currency) => {
        const exact = lines.reduce(
          (sum, line) => sum + millionths(line.unitPrice) * BigInt(Math.round(line.quantity * 1000)),
          0n,
        );
        const divisor = 10n ** BigInt(9 - minorDigits(currency));
        const minor = ((exact < 0n ? -exact : exact) + divisor / 2n) / divisor;
        expect(total(lines, currency) + 0).toBe(Number(exact < 0n ? -minor : minor) + 0);
      },
    ),
    { numRuns: 2000 },
  );
});
