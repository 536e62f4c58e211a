import fc from 'fast-check';
import { serialized, serializedInParts } from './serialized';

/** As it is sent: a text, or bytes. */
const sent = (answer: unknown): string => String(answer);

it('gives in parts what JSON gives, also of parts that were shown before', () => {
  const part = fc.jsonValue();
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.oneof(part, fc.constant(undefined))), part, (answer, shown) => {
      for (const each of [answer, { key: '客户', shown, ...answer }, { shown }]) {
        expect(sent(serializedInParts(each))).toBe(JSON.stringify(each));
        expect(sent(serializedInParts(each))).toBe(JSON.stringify(each));
      }
    }),
  );
});

it('makes no JSON of a part that is the same object', () => {
  const part = { toJSON: jest.fn(() => 1) };
  expect([1, 2].map((key) => sent(serializedInParts({ key, part })))).toEqual([
    '{"key":1,"part":1}',
    '{"key":2,"part":1}',
  ]);
  expect(part.toJSON).toHaveBeenCalledTimes(1);
});

it('sends a large answer as bytes, a small one as text', () => {
  expect(typeof serialized({ a: 1 })).toBe('string');
  const large = { a: '客'.repeat(20_000) };
  expect(Buffer.isBuffer(serialized(large))).toBe(true);
  expect(sent(serialized(large))).toBe(JSON.stringify(large));
});
