import fc from 'fast-check';
import { inserted } from './ordered';
import { Sequence } from './sequence';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

it('gives what was put into it, in its order', () => {
  for (const count of [0, 1, 255, 256, 257, 1000]) {
    const all = Sequence.of(upTo(count));
    expect([[...all], all.length]).toEqual([upTo(count), count]);
  }
});

it('leaves those as they were that it goes on from', () => {
  const before = Sequence.of(upTo(600));
  const one = before.with(1000);
  const other = before.with(2000).withBefore((each) => each > 5, 5.5);
  expect([...before]).toEqual(upTo(600));
  expect([...one]).toEqual([...upTo(600), 1000]);
  expect([...other]).toEqual([...upTo(6), 5.5, ...upTo(600).slice(6), 2000]);
});

it('is the same in parts as in one piece, in whatever order items come', () => {
  const item = fc.record({ at: fc.integer({ min: 0, max: 40 }), name: fc.integer() });
  const order = fc.array(item, { maxLength: 1500, size: 'max' });
  fc.assert(
    fc.property(order, fc.integer({ min: -1, max: 41 }), (items, at) => {
      let all = Sequence.empty<(typeof items)[number]>();
      let list: readonly (typeof items)[number][] = [];
      for (const one of items) {
        all = all.withBefore((each) => each.at > one.at, one);
        list = inserted(list, one, (a, b) => a.at - b.at);
      }
      expect([...all]).toEqual(list);
      expect(all.first((each) => each.at > at)).toBe(list.find((each) => each.at > at));
      expect(all.lastBefore((each) => each.at > at)).toBe(list.findLast((each) => each.at <= at));
    }),
    { numRuns: 60 },
  );
});

it.each(['rising', 'falling'])('looks at few items for each one that comes in %s order', (order) => {
  let all = Sequence.empty<number>();
  let most = 0;
  for (let i = 0; i < 20_000; i++) {
    const one = order === 'rising' ? i : 20_000 - i;
    let looks = 0;
    all = all.withBefore((each) => (looks++, each > one), one);
    most = Math.max(most, looks);
  }
  expect([all.length, all.lastBefore(() => false)]).toEqual([20_000, order === 'rising' ? 19_999 : 20_000]);
  expect(most).toBeLessThan(30);
});
