import { Changes } from './changes';
import { MOST } from './shown-parts';

it('counts all changes, keeps the first in their order whatever order they come in, and says how many are left', () => {
  const changes = new Changes<{ move: 'first' | 'raised'; tier: 'value-high' | 'value-medium'; customer: string }>();
  const all = 3 * MOST;
  for (let i = 0; i < all; i++) {
    const customer = `c-${String((i * 7) % all).padStart(6, '0')}`;
    changes.add({ move: 'first', tier: 'value-high', customer });
  }
  changes.add({ move: 'raised', tier: 'value-medium', customer: 'z' });
  changes.add({ move: 'raised', tier: 'value-high', customer: 'y' });
  expect(changes.counts).toEqual({
    first: all,
    raised: 2,
    lowered: 0,
    announced: 0,
    withdrawn: 0,
    left: all + 2 - MOST,
  });
  const { rows } = changes;
  expect(rows).toHaveLength(MOST);
  expect(rows.slice(0, 4).map(({ customer }) => customer)).toEqual(['y', 'z', 'c-000000', 'c-000001']);
});
it('leaves none where there are few', () => {
  expect(new Changes().counts).toEqual({ first: 0, raised: 0, lowered: 0, announced: 0, withdrawn: 0, left: 0 });
});
