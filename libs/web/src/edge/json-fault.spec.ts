import fc from 'fast-check';
import { jsonFault } from './json-fault';

it.each([
  ['', 1, 1],
  ['{', 1, 2],
  ['{"a":}', 1, 6],
  ['{"a":1,}', 1, 8],
  ['{"a" 1}', 1, 6],
  ['{"a":1}x', 1, 8],
  ['[1,]', 1, 4],
  ['[1 2]', 1, 4],
  ['[1}', 1, 3],
  ['{"n":01}', 1, 7],
  ['{"n":+1}', 1, 6],
  ["{'a':1}", 1, 2],
  ['[tru]', 1, 2],
  ['{\n  "a": 1,\n  "苏💶": "open\n}', 3, 9],
  [String.raw`["\x"]`, 1, 2],
  ['['.repeat(100_000), 1, 100_001],
])('finds what is wrong with %j', (text, line, column) => {
  expect(() => JSON.parse(text) as unknown).toThrow();
  expect(jsonFault(text)).toEqual({ line, column });
});

it('finds nothing wrong with JSON before its end, nor with a text of a megabyte', () => {
  const atEnd = (text: string): boolean => jsonFault(text).column === Array.from(text).length + 1;
  fc.assert(fc.property(fc.json(), atEnd));
  expect(atEnd(JSON.stringify({ text: '\\"x'.repeat(300_000) }))).toBe(true);
});
