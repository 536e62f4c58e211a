import { MOST } from '../../shown-parts';
import { Moved } from './moved';

it('counts all who move, and says how many are not among the rows', () => {
  const moved = new Moved<{
    readonly from: 'value-high' | 'value-low';
    readonly to: 'value-medium';
    readonly isUnknown: boolean;
    readonly customer: number;
  }>('value');
  for (let customer = 0; customer < MOST + 5; customer++) {
    const from = customer % 2 ? ('value-high' as const) : ('value-low' as const);
    const row = { from, to: 'value-medium' as const, isUnknown: customer < 2 };
    moved.add(row, () => ({ ...row, customer }));
  }
  expect(moved.counts).toEqual({ moved: MOST + 5, raised: MOST / 2 + 3, lowered: MOST / 2 + 2, byUnknown: 2, left: 5 });
  expect(moved.rows).toHaveLength(MOST);
  expect(moved.rows.at(-1)?.customer).toBe(MOST - 1);
});
