import { withoutMeasures } from './assess';

it('shows figures in a line, in the order of the measures, and which of them is not known', () => {
  const measures = [
    { measure: 'net-revenue', value: '130.00', currency: 'CNY' },
    { measure: 'profit', value: null, currency: null },
    { measure: 'purchases', value: '2', currency: null },
  ];
  const body = { rows: [{ customer: 'c-1', measures }], left: 0 };
  expect(withoutMeasures(body)).toEqual({ rows: [{ customer: 'c-1', figures: '130.00 CNY · ? · 2' }], left: 0 });
});
