import fc from 'fast-check';
import { canonicalJson } from './canonical-json';

it('writes keys in code-unit order at every depth, and leaves undefined members out', () => {
  expect(canonicalJson({ b: [{ d: 1, c: null }], a: 'x', u: undefined, '\u20ac': true, '\r': -0 })).toBe(
    '{"\\r":0,"a":"x","b":[{"c":null,"d":1}],"\u20ac":true}',
  );
});

it('writes the numbers of RFC 8785, appendix B, as published', () => {
  expect(canonicalJson([333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001])).toBe(
    '[333333333.3333333,1e+30,4.5,0.002,1e-27]',
  );
});

it('gives equal text for equal values, whatever the order of their keys', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalJson(reversed)).toBe(canonicalJson(value));
    }),
  );
});

it('loses nothing', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      expect(JSON.parse(canonicalJson(JSON.parse(text)))).toEqual(JSON.parse(text));
    }),
  );
});

it.each([[Number.NaN], [Infinity], ['\ud800'], [() => 1], [undefined], [10n]])('refuses %p', (value) => {
  expect(() => canonicalJson(value)).toThrow(TypeError);
});
