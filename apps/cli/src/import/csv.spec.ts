import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { CsvReader, MixedLineEnds, UnclosedQuote } from './csv';

const read = (...pieces: readonly string[]) => {
  const csv = new CsvReader();
  return [...pieces.flatMap((piece) => csv.push(piece)), ...csv.end()];
};
const fields = (...pieces: readonly string[]) => read(...pieces).map((row) => row.fields);

it('reads quotes, commas, line breaks and doubled quotes as RFC 4180 means them', () => {
  expect(fields('a,"b ""c"" , d",e\r\n"1\n2",,3"x\n')).toEqual([
    ['a', 'b "c" , d', 'e'],
    ['1\n2', '', '3"x'],
  ]);
});

it('names the line of the file on which each record begins', () => {
  expect(read('a\n"1\n2\n3",x\n\nb\n').map((row) => row.line)).toEqual([1, 2, 6]);
});

it('reads the last record also without a line break', () => {
  expect(fields('a,b\nc,"d"')).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
});

it('marks a record in which text follows a closing quote', () => {
  expect(read('"a"b,c\n"a",b\n').map((row) => row.broken)).toEqual([true, false]);
});

it.each([['a\nb,"c\nd'], [`"${'x'.repeat(1_000_001)}`]])(
  'stops at a quote that is never closed, and says on which line it was opened',
  (text) => {
    expect(() => read(text)).toThrow(UnclosedQuote);
  },
);

it.each([
  ['between two lines', 'a,b\n1,2\r3,4\n5,6\n', 2],
  ['behind a quoted field', '"a","b"\n"1\n2","3"\r"4","5"\n', 3],
  ['in the last line, which has no line break', 'a,b\n1,2\r3,4', 2],
])('refuses a CR alone %s, and names its line', (_where, text, line) => {
  for (const pieces of [[text], text.split('')]) {
    const reading = () => read(...pieces);
    expect(reading).toThrow(MixedLineEnds);
    expect(reading).toThrow(`line ${line}`);
  }
});

it('takes a CR alone for data inside quotes, and at the end of a field', () => {
  expect(fields('"a\rb",c\r,d\r\r\n')).toEqual([['a\rb', 'c\r', 'd\r']]);
});

const cell = fc.string({ unit: fc.constantFrom('a', '张', '"', ',', '\n', '\r\n', '\r', ' ') });
const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;

it('reads what csv-parse reads, however the file is cut into pieces', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
      fc.constantFrom('\n', '\r\n'),
      fc.array(fc.nat(60), { maxLength: 5 }),
      (rows, eol, cuts) => {
        const text = rows.map((row) => row.map(quote).join(',')).join(eol) + eol;
        const at = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
        const pieces = at.slice(1).map((end, i) => text.slice(at[i], end));
        expect(fields(...pieces)).toEqual(parse(text, { relax_column_count: true, record_delimiter: eol }));
      },
    ),
  );
});
