import fc from 'fast-check';
import { Problem } from './problem';
import { receiveJson } from './sane-json';

const receive = (text: string): unknown => receiveJson(Buffer.from(text)).value;
function faultOf(work: () => unknown): { code: string; pointer?: string; kind?: string } {
  try {
    work();
  } catch (error) {
    const { code, errors } = error as Problem;
    return { code, ...(errors[0] && { pointer: errors[0].pointer, kind: errors[0].code }) };
  }
  return { code: 'accepted' };
}

it.each([
  ['{"a":{"__proto__":{}}}', '/a/__proto__', 'forbidden-name'],
  ['[{"constructor":1}]', '/0/constructor', 'forbidden-name'],
  ['{"prototype":1}', '/prototype', 'forbidden-name'],
  ['{"\\u005f\\u005fproto__":1}', '/__proto__', 'forbidden-name'],
  ['{"n":-0}', '/n', 'negative-zero'],
  ['{"n":-0.0e5}', '/n', 'negative-zero'],
  ['{"n":1e999}', '/n', 'too-large'],
  ['{"n":-1e999}', '/n', 'too-large'],
  ['{"t":"\\ud800"}', '/t', 'broken-text'],
  ['{"\\udfff":1}', '/\ufffd', 'broken-text'],
  ['{"t":"a\\u0000b"}', '/t', 'nul'],
  ['["\\u0000"]', '/0', 'nul'],
  ['{"a\\u0000":1}', '/a\u0000', 'nul'],
  ['{"a":1,"a":2}', '/a', 'twice-named'],
  ['{"a":1,"b":[{},{"c:":{"d":"x"},"\\u0063:":{}}]}', '/b/1/c:', 'twice-named'],
  ['{"a\\"b":":","x":{"a\\"b":1},"a\\"b":{}}', '/a"b', 'twice-named'],
  ['{"a":{"b":1},"a":{"b":1}}', '/a', 'twice-named'],
  ['{"a/b~c":-0}', '/a~1b~0c', 'negative-zero'],
])('refuses %s and says where', (text, pointer, kind) => {
  expect(faultOf(() => receive(text))).toEqual({ code: 'request/invalid', pointer, kind });
});

it('takes thirty combining marks in a row and refuses more: to order them takes time by the square of their number', () => {
  const marked = (count: number): string => `x${'\u0301\u0323'.repeat(count / 2)}y`;
  expect(receive(JSON.stringify(marked(30)))).toBe(marked(30).normalize('NFC'));
  for (const text of [marked(32), marked(20_000), '\u0301'.repeat(31)])
    for (const [json, pointer] of [
      [{ a: ['b', text] }, '/a/1'],
      [{ [text]: 1 }, `/${text.slice(0, 64)}`],
    ] as const)
      expect(faultOf(() => receive(JSON.stringify(json)))).toEqual({
        ...{ code: 'request/invalid', pointer, kind: 'too-many-marks' },
      });
});

it('takes 32 levels and refuses 33, and a hundred thousand', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  expect(receive(nested(33))).toBeDefined(); // the outermost is level 0
  for (const depth of [34, 500_000]) expect(faultOf(() => receive(nested(depth))).kind).toBe('too-deep');
});

it.each(['', '{', '{"a":}', 'NaN', "{'a':1}", '{"a":1}x', '[1,]', '{"n":01}', '{"n":0x10}'])(
  'refuses %j as no JSON',
  (text) => {
    expect(faultOf(() => receive(text)).code).toBe('request/not-json');
  },
);

it.each([[[0xff]], [[0x22, 0xc0, 0xaf, 0x22]], [[0x22, 0xed, 0xa0, 0x80, 0x22]], [[0xfe, 0xff, 0x00, 0x7b]]])(
  'refuses the bytes %j as no UTF-8',
  (bytes) => {
    expect(faultOf(() => receiveJson(Buffer.from(bytes))).code).toBe('request/not-utf8');
  },
);

it('gives every sane value as it was sent, and counts its values', () => {
  expect(receiveJson(Buffer.from('{"a":[1,2,{"b":null}]}')).nodes).toBe(6);
  const sane = fc
    .jsonValue({ maxDepth: 10 })
    .filter((value) => !/"(__proto__|constructor|prototype)":|\\\\u0000/.test(JSON.stringify(value)))
    .map((value) => JSON.stringify(value));
  fc.assert(fc.property(sane, (text) => expect(JSON.stringify(receive(text))).toBe(text)));
});

it('gives every text in NFC, wherever it stands', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const clean = text.replaceAll('\0', '');
      const received = receive(JSON.stringify({ a: [clean.normalize('NFD')], b: { c: clean.normalize('NFD') } }));
      expect(received).toEqual({ a: [clean.normalize('NFC')], b: { c: clean.normalize('NFC') } });
    }),
  );
  expect(receive('"e\\u0301"')).toBe('é');
});
