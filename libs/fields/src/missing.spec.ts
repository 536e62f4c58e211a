import { isMissing } from './missing';

it.each([
  '',
  ' ',
  'nan',
  'NaN',
  '-nan',
  'NULL',
  ' null ',
  'N/A',
  'n/a',
  '#N/A',
  '<NA>',
  'undefined',
  '-',
  '--',
  '—',
  '\u200B \uFEFF',
  '\u3164',
  '\u115F\u1160 \uFFA0',
  '\u2800',
  '\uFE0F\u2066\u2069',
])('finds no value in "%s"', (text) => expect(isMissing(text)).toBe(true));
it.each(['0', 'NA', 'Nan Jing', 'null-7', '-1', 'a-', 'none of these', '无锡', '.', '?'])(
  'finds a value in "%s"',
  (text) => expect(isMissing(text)).toBe(false),
);
