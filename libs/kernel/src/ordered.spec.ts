import fc from 'fast-check';
import { firstIndex, inserted } from './ordered';

const ordered = fc.array(fc.integer({ min: 0, max: 20 })).map((items) => items.sort((a, b) => a - b));

it('finds what a walk from the beginning finds', () => {
  fc.assert(
    fc.property(ordered, fc.integer({ min: -1, max: 21 }), fc.nat(5), (items, bound, from) => {
      const walked = items.findIndex((item, index) => index >= from && item >= bound);
      const expected = walked < 0 ? Math.max(items.length, from) : walked;
      expect(firstIndex(items, (item) => item >= bound, from)).toBe(expected);
    }),
  );
});

it('inserts one behind its equals and leaves the list that it was given', () => {
  fc.assert(
    fc.property(ordered, fc.integer({ min: -1, max: 21 }), (numbers, number) => {
      const items = numbers.map((n) => ({ n }));
      const one = { n: number };
      const before = [...items];
      const after = inserted(items, one, (a, b) => a.n - b.n);
      expect(items).toEqual(before);
      expect(after).toEqual([...items, one].sort((a, b) => a.n - b.n));
      expect(after.findLastIndex(({ n }) => n === number)).toBe(after.indexOf(one));
    }),
  );
});
