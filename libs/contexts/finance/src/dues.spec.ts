import { type KnownDues, NO_DUES, withAgreed } from './dues';
import { dueBy, dueFollowed } from './invoice';

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();

it('puts one more due date in its place without a look at all the others', () => {
  let looks = 0;
  const counting = <T extends object>(one: T): T =>
    new Proxy(one, {
      get: (of, name) => {
        looks += 1;
        return Reflect.get(of, name) as unknown;
      },
    });
  const all = Array.from({ length: 1000 }, (_, i) => counting({ since: at(2 * i), dueAt: at(5000), revision: i }));
  const known: KnownDues = { dues: all, agreed: all, duesSaid: -1 };
  for (const [since, revision] of [
    [at(1001), 1000],
    [at(5000), 1001],
    [at(-1), 1002],
  ] as const) {
    looks = 0;
    const { dues, agreed = [] } = withAgreed(known, { since, dueAt: at(6000) }, { revision });
    expect([dues.length, agreed.length]).toEqual([1001, 1001]);
    expect(looks).toBeLessThan(50);
  }
});

it('knows the due date of each instant that is asked for in rising order', () => {
  const { dues } = [3, 1, 2, 2].reduce<KnownDues>(
    (known, minute, revision) => withAgreed(known, { since: at(minute), dueAt: at(100 + revision) }, { revision }),
    NO_DUES,
  );
  const minutes = [0, 1, 1.5, 2, 2, 3, 9];
  const follow = dueFollowed(dues);
  expect(minutes.map((minute) => follow(at(minute)))).toEqual(minutes.map((minute) => dueBy(dues, at(minute))));
  expect(dueFollowed([])(at(1))).toBe('');
});
