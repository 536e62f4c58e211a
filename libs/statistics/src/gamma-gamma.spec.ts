import { gammaThrow, Throws } from '../../testing/src/throws';
import { expectedAmount, fitGammaGamma, type GammaGamma, type Spending } from './gamma-gamma';

/** Of the repeat buyers of CDNOW, in dollars. */
const CDNOW: GammaGamma = { p: 6.25, q: 3.74, v: 15.44 };
const names = ['p', 'q', 'v'] as const;

function simulated({ p, q, v }: GammaGamma, count: number, throws: Throws): readonly Spending[] {
  return Array.from({ length: count }, () => {
    const purchases = 1 + throws.below(8);
    const scale = v / gammaThrow(throws, q);
    return { purchases, mean: (gammaThrow(throws, p * purchases) * scale) / purchases };
  });
}

it('recovers what it was simulated from, within its standard errors', () => {
  const { errors, ...found } = fitGammaGamma(simulated(CDNOW, 1000, new Throws(2)));
  for (const name of names) expect(Math.abs(found[name] - CDNOW[name])).toBeLessThan(errors?.[name] ?? 0);
});

it('has errors of the right size: about 95 of 100 cases lie within 1.96 of them', () => {
  const throws = new Throws(2);
  const hits = Array.from({ length: 20 }, () => {
    const { errors, ...found } = fitGammaGamma(simulated(CDNOW, 400, throws));
    return names.map((name) => Math.abs(found[name] - CDNOW[name]) < 1.96 * (errors?.[name] ?? 0));
  }).flat();
  const share = hits.filter(Boolean).length / hits.length;
  expect(share).toBeGreaterThan(0.85);
});

it('expects of a customer his own mean, drawn to that of all', () => {
  const ofAll = expectedAmount(CDNOW, null);
  expect(ofAll).toBeCloseTo((6.25 * 15.44) / 2.74, 12);
  expect(expectedAmount(CDNOW, { purchases: 2, mean: 20 })).toBeCloseTo((6.25 * (15.44 + 40)) / 15.24, 12);
  expect(expectedAmount(CDNOW, { purchases: 1000, mean: 20 })).toBeCloseTo(20, 1);
  expect(expectedAmount({ p: 2, q: 0.9, v: 10 }, null)).toBe(Infinity);
});

it('expects of customers what they spend next', () => {
  const throws = new Throws(3);
  const customers = Array.from({ length: 20_000 }, () => {
    const scale = CDNOW.v / gammaThrow(throws, CDNOW.q);
    const [first, second, next] = [1, 2, 3].map(() => gammaThrow(throws, CDNOW.p) * scale) as [number, number, number];
    return { expected: expectedAmount(CDNOW, { purchases: 2, mean: (first + second) / 2 }), next };
  });
  const [expected, next] = (['expected', 'next'] as const).map((name) =>
    customers.reduce((sum, customer) => sum + customer[name], 0),
  );
  expect((next ?? 0) / (expected ?? 1)).toBeCloseTo(1, 1);
});

it('gives the same in another currency', () => {
  const dollars = simulated(CDNOW, 500, new Throws(4));
  const yuan = dollars.map(({ purchases, mean }) => ({ purchases, mean: mean * 710 }));
  const [one, other] = [fitGammaGamma(dollars), fitGammaGamma(yuan)];
  expect(other.p / one.p).toBeCloseTo(1, 4);
  expect(other.v / one.v / 710).toBeCloseTo(1, 4);
});

it('refuses amounts that are none', () => {
  expect(() => fitGammaGamma([])).toThrow(RangeError);
  for (const wrong of [
    { mean: 0 },
    { mean: -3 },
    { mean: NaN },
    { mean: Infinity },
    { purchases: 0 },
    { purchases: 1.5 },
  ]) {
    const customer = { purchases: 1, mean: 5, ...wrong };
    expect(() => fitGammaGamma([customer])).toThrow(RangeError);
    expect(() => expectedAmount(CDNOW, customer)).toThrow(RangeError);
  }
});
