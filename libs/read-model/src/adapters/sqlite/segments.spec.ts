import * as fc from 'fast-check';
import { isSame, type Segment, segmentsOf, textOf } from './segments';

const items = (count: number): readonly object[] => Array.from({ length: count }, (_, number) => ({ number }));
const textsOf = (doc: object): string | undefined => segmentsOf(doc)?.map(textOf).join('');
/** How many segments of one document are written where the other stands. */
const written = (doc: object, before: object): number => {
  const old: readonly Segment[] = segmentsOf(before) ?? [];
  return (segmentsOf(doc) ?? []).filter((segment, i) => !isSame(segment, old[i])).length;
};

it('leaves a document without long lists whole', () => {
  expect(segmentsOf({ list: items(255), deep: { list: items(10) }, text: 'x'.repeat(100_000) })).toBeUndefined();
});

it('cuts a document into what is its JSON', () => {
  const json = fc.jsonValue({ maxDepth: 3 });
  const long = fc
    .tuple(fc.integer({ min: 256, max: 700 }), fc.array(json, { minLength: 1 }))
    .map(([length, some]) => Array.from({ length }, (_, i) => some[i % some.length]));
  const member = fc.oneof(json, fc.constant(undefined), long, fc.dictionary(fc.string(), fc.oneof(json, long)));
  fc.assert(
    fc.property(fc.dictionary(fc.string(), member), long, (doc, list) => {
      const whole = { ...doc, list, facts: { told: doc, list }, after: [undefined] };
      expect(textsOf(whole)).toBe(JSON.stringify(whole));
    }),
    { numRuns: 50 },
  );
});

it('writes the last piece of a list that grows, and all behind a place where one comes between', () => {
  const list = items(1_000); // 8 pieces, before and behind them one segment each
  const doc = { list, count: 1_000 };
  expect(written(doc, doc)).toBe(0);
  expect(written({ ...doc }, doc)).toBe(0);
  expect(written({ list: [...list, {}], count: 1_000 }, doc)).toBe(1);
  expect(written({ list: list.with(300, {}), count: 1_001 }, doc)).toBe(2);
  expect(written({ list: list.toSpliced(300, 0, {}), count: 1_000 }, doc)).toBe(6);
  expect(written({ list: list.slice(0, 999), count: 1_000 }, doc)).toBe(1);
});

it('finds long lists as deep as reactors keep them', () => {
  const remembered = (list: readonly object[]): object => ({ doc: { facts: { list }, told: {} } });
  const list = items(1_000);
  expect(written(remembered([...list, {}]), remembered(list))).toBe(1);
});
