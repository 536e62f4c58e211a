import { Pace } from './pace';

it('tells nothing until it was seen for some seconds', () => {
  const pace = new Pace(0);
  expect([100, 1000, 2900].map((now) => pace.at(now, now))).toEqual([undefined, undefined, undefined]);
  expect(pace.at(3000, 3000)).toBe(1000);
});

it('tells nothing while nothing goes on', () => expect(new Pace(0).at(60_000, 0)).toBeUndefined());

it('is that of late: a rush at the beginning does not count for ever', () => {
  const pace = new Pace(0);
  let told: number | undefined;
  for (let now = 1000; now <= 60_000; now += 1000) told = pace.at(now, now <= 10_000 ? now * 10 : 100_000 + now / 100);
  expect(told).toBeCloseTo(10, 5);
});
