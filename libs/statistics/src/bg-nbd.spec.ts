import { gammaThrow, Throws } from '../../testing/src/throws';
import { type BgNbd, type Buying, expectedOfNew, expectedPurchases, fitBgNbd, probabilityAlive } from './bg-nbd';

/** Of CDNOW, in weeks: published as .243, 4.414, .793, 2.426, here as cdnow.data-spec.ts finds them. */
const CDNOW: BgNbd = { r: 0.242593, alpha: 4.41353, a: 0.792885, b: 2.42575 };
const buyer = { repeats: 2, last: 30.43, age: 38.86 };

it('tells of customer 1 what was published', () => {
  expect(expectedPurchases(CDNOW, buyer, 39)).toBeCloseTo(1.226, 3);
  expect(probabilityAlive(CDNOW, buyer)).toBeCloseTo(0.7266, 4);
});

it.each([
  [0.1429, 0.0078],
  [1, 0.0532],
  [3, 0.1506],
  [31.857, 1.0405],
  [32, 1.0437],
  [78, 1.858], // published as 1.8576; thirty digits give 1.85797 at these parameters
])('expects of a new customer within %d weeks %d purchases', (time, expected) => {
  expect(expectedOfNew(CDNOW, time)).toBeCloseTo(expected, 4);
});

it('takes everybody without a repeat for alive, which is why this is no score', () => {
  expect(probabilityAlive(CDNOW, { repeats: 0, last: 0, age: 1000 })).toBe(1);
});

/** What customers do by chance whose rates and leavings differ as the model says. */
function simulated({ r, alpha, a, b }: BgNbd, ages: readonly number[], throws: Throws): readonly Buying[] {
  return ages.map((age) => {
    const rate = gammaThrow(throws, r) / alpha;
    const [leaving, staying] = [gammaThrow(throws, a), gammaThrow(throws, b)];
    const leaves = leaving / (leaving + staying);
    let [repeats, last] = [0, 0];
    for (let isThere = true; isThere; isThere = throws.next() >= leaves) {
      const next = last - Math.log(1 - throws.next()) / rate;
      if (!(next <= age)) break;
      [repeats, last] = [repeats + 1, next];
    }
    return { repeats, last, age };
  });
}

it.each<[BgNbd, number]>([
  [{ r: 2, alpha: 5, a: 2.5, b: 1.5 }, 10],
  [{ r: 0.7, alpha: 3, a: 0.4, b: 0.5 }, 30],
  [{ r: 4, alpha: 20, a: 30, b: 200 }, 60], // the other side of Euler's transformation
])('expects what simulated customers of %j do within %d', (model, time) => {
  const COUNT = 10_000;
  const counts = simulated(model, Array<number>(COUNT).fill(time), new Throws(1)).map(({ repeats }) => repeats);
  const mean = counts.reduce((sum, count) => sum + count, 0) / COUNT;
  const error = Math.sqrt(counts.reduce((sum, count) => sum + (count - mean) ** 2, 0)) / COUNT;
  expect(Math.abs(expectedOfNew(model, time) - mean)).toBeLessThan(3 * error);
});

it('expects of a customer what those of the same history do next', () => {
  const model = { r: 2, alpha: 5, a: 0.8, b: 1.5 };
  const NOW = 10;
  // of each simulated customer what is seen now, and what comes within as long again
  const [now, later] = [NOW, 2 * NOW].map((age) => simulated(model, Array<number>(20_000).fill(age), new Throws(2)));
  const expected = (now ?? []).reduce((sum, each) => sum + expectedPurchases(model, each, NOW), 0);
  const [before, after] = [now, later].map((all) => (all ?? []).reduce((sum, { repeats }) => sum + repeats, 0));
  expect(expected / ((after ?? 0) - (before ?? 0))).toBeCloseTo(1, 1);
});

it('is continuous where its formula is 0/0, and where it changes sides', () => {
  const around = (a: number, model: Partial<BgNbd>, customer: Buying) =>
    [a - 1e-4, a, a + 1e-4].map((each) => expectedPurchases({ ...CDNOW, ...model, a: each }, customer, 39));
  for (const [low, middle, high] of [
    around(1, {}, buyer),
    around(0.6, { b: 0.4 }, { repeats: 0, last: 0, age: 10 }),
    around(CDNOW.r + 3, {}, buyer),
  ] as [number, number, number][])
    expect(middle / ((low + high) / 2)).toBeCloseTo(1, 6);
});

it('holds far out: many purchases, long times', () => {
  const keen = { repeats: 800, last: 999.5, age: 1000 };
  expect(expectedPurchases(CDNOW, keen, 10) / (8 * 0.99)).toBeCloseTo(1, 1);
  const gone = { repeats: 2000, last: 500, age: 1000 };
  expect([probabilityAlive(CDNOW, gone), expectedPurchases(CDNOW, gone, 10)]).toEqual([0, 0]);
  expect(expectedPurchases(CDNOW, keen, 10_000)).toBeGreaterThan(expectedPurchases(CDNOW, keen, 1000));
  const [few, many] = [1, 100].map((times) => ({ r: 4, alpha: 20, a: 30 * times, b: 200 * times }));
  expect(expectedOfNew(many as BgNbd, 60) / expectedOfNew(few as BgNbd, 60)).toBeCloseTo(1, 1);
  expect(expectedPurchases(CDNOW, buyer, 0)).toBeCloseTo(0, 12);
  expect(expectedPurchases(CDNOW, buyer, 100_000)).toBeGreaterThan(expectedPurchases(CDNOW, buyer, 1000));
});

describe('fit', () => {
  const truth = { r: 0.8, alpha: 6, a: 0.9, b: 2.5 };
  const names = ['r', 'alpha', 'a', 'b'] as const;

  it('recovers what was simulated, in about as many cases as its errors say', () => {
    const throws = new Throws(3);
    const hits = Array.from({ length: 12 }, () => {
      const ages = Array.from({ length: 400 }, () => 20 + throws.next() * 60);
      const { errors, ...found } = fitBgNbd(simulated(truth, ages, throws));
      return names.map((name) => errors !== null && Math.abs(found[name] - truth[name]) < 1.96 * errors[name]);
    }).flat();
    const share = hits.filter(Boolean).length / hits.length;
    expect(share).toBeGreaterThan(0.8);
  });

  it('counts each of those who are alike', () => {
    const customers = simulated(truth, Array<number>(100).fill(52), new Throws(5));
    const [once, twice] = [fitBgNbd(customers), fitBgNbd([...customers, ...customers])];
    expect(twice.logLikelihood / once.logLikelihood).toBeCloseTo(2, 9);
  });

  it('gives the same in another unit of time', () => {
    const weeks = simulated(truth, Array<number>(300).fill(52), new Throws(4));
    const days = weeks.map(({ repeats, last, age }) => ({ repeats, last: last * 7, age: age * 7 }));
    const [byWeek, byDay] = [fitBgNbd(weeks), fitBgNbd(days)];
    expect(byDay.r / byWeek.r).toBeCloseTo(1, 4);
    expect(byDay.alpha / byWeek.alpha / 7).toBeCloseTo(1, 4);
  });

  it('foretells though nobody ever leaves: the parameters are not settled, and it says so', () => {
    const steady = Array.from({ length: 50 }, (_, i) => ({ repeats: 8 + (i % 5), last: 50, age: 52 }));
    const fitted = fitBgNbd(steady);
    expect(fitted.errors).toBeNull();
    expect(probabilityAlive(fitted, { repeats: 10, last: 50, age: 52 })).toBeGreaterThan(0.99);
    expect(expectedPurchases(fitted, { repeats: 10, last: 50, age: 52 }, 52)).toBeCloseTo(10, 0);
  });

  it('refuses customers that cannot be', () => {
    expect(() => fitBgNbd([])).toThrow(RangeError);
    for (const customer of [
      { repeats: 1.5, last: 1, age: 2 },
      { repeats: -1, last: 0, age: 2 },
      { repeats: 0, last: 1, age: 2 },
      { repeats: 1, last: 0, age: 2 },
      { repeats: 1, last: 3, age: 2 },
      { repeats: 0, last: 0, age: Infinity },
    ]) {
      expect(() => fitBgNbd([buyer, customer])).toThrow(RangeError);
      expect(() => expectedPurchases(CDNOW, customer, 1)).toThrow(RangeError);
      expect(() => probabilityAlive(CDNOW, customer)).toThrow(RangeError);
    }
    expect(() => expectedPurchases(CDNOW, buyer, -1)).toThrow(RangeError);
  });
});
