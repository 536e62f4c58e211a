import fc from 'fast-check';
import { Dictionary } from './dictionary';

it('gives what was put under a key last', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ maxLength: 2 }), fc.integer()), { maxLength: 300 }), (pairs) => {
      const all = pairs.reduce((known, [key, value]) => known.with(key, value), Dictionary.empty<number>());
      const last = new Map(pairs);
      for (const [key] of [...pairs, ['none', 0] as const, ['constructor', 0] as const])
        expect(all.get(key)).toBe(last.get(key));
    }),
  );
});

it('leaves those as they were that it goes on from', () => {
  const keys = Array.from({ length: 5000 }, (_, i) => `~order-${i}`);
  const before = keys.reduce((known, key, i) => known.with(key, i), Dictionary.empty<number>());
  const after = before.with('~order-7', -1).with('more', 1);
  expect([before.get('~order-7'), before.get('more')]).toEqual([7, undefined]);
  expect([after.get('~order-7'), after.get('more'), after.get('~order-8')]).toEqual([-1, 1, 8]);
  expect(keys.map((key) => before.get(key))).toEqual(keys.map((_, i) => i));
});

it('copies few entries for each key, however many there are', () => {
  const filter = jest.spyOn(Array.prototype, 'filter');
  const looked: number[] = [];
  let all = Dictionary.empty<number>();
  for (let i = 0; i < 30_000; i++) {
    all = all.with(`~credit-note-CN-${i}`, i);
    if (i > 29_000) looked.push((filter.mock.contexts.at(-1) as readonly unknown[]).length);
    filter.mockClear();
  }
  filter.mockRestore();
  expect(Math.max(...looked)).toBeLessThan(16);
});
