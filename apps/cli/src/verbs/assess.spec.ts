import { table } from '../table';
import { openTerminal } from '../terminal';
import { withoutMeasures } from './assess';

const english = openTerminal('en', false);

it.each([
  ['zh', '未知'],
  ['en', 'unknown'],
] as const)(
  'shows figures in a line, in the order of the measures, and which of them is not known: %s',
  (language, word) => {
    const measures = [
      { measure: 'net-revenue', value: '130.00', currency: 'CNY' },
      { measure: 'profit', value: null, currency: null },
      { measure: 'purchases', value: '2', currency: null },
    ];
    const body = { rows: [{ customer: 'c-1', measures }], left: 0 };
    const figures = `130.00 CNY · ${word} · 2`;
    const told = withoutMeasures(body, openTerminal(language, false));
    expect(told).toEqual({ rows: [{ customer: 'c-1', figures }], left: 0 });
  },
);

it('cuts no figure off, however many columns there are beside it', () => {
  const measures = [
    { measure: 'profit', value: '-83191.69', currency: 'CNY' },
    { measure: 'net-revenue', value: '444129.31', currency: 'CNY' },
    { measure: 'relationship-months', value: '37', currency: null },
    { measure: 'growth-percent', value: null, currency: null },
  ];
  const others = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`column-${i}`, `value ${i}`]));
  const body = { rows: [{ customer: 'c-1', ...others, measures }] };
  const { rows } = withoutMeasures(body, english) as { readonly rows: object[] };
  expect(table(rows, { language: 'en' }, 100).join('\n')).toContain('-83191.69 CNY · 444129.31 CNY · 37 · unknown');
});
