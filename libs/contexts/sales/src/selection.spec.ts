import { Refusal } from '@dossier/kernel';
import fc from 'fast-check';
import type { MovedLine } from './order.events';
import { exact } from './quantities';
import { type OrderLineSelection, select } from './selection';

/** What is selected, in the plainest way: all lines are looked at for each selection. */
function plainly(
  skus: readonly string[],
  selections: readonly OrderLineSelection[],
  left: readonly number[],
): readonly MovedLine[] | string {
  const rest = [...left];
  for (const { line, sku, quantity } of selections) {
    if (line === undefined && sku === undefined) return 'sales/line-unnamed';
    const found = [...skus.keys()].filter(
      (index) => (line ?? index + 1) === index + 1 && (sku ?? skus[index]) === skus[index],
    );
    if (found.length === 0) return 'sales/no-such-line';
    const available = exact(found.reduce((sum, index) => sum + (rest[index] ?? 0), 0));
    let asked = quantity ?? available;
    if (exact(asked) !== asked) return 'sales/quantity-too-fine';
    if (asked > available) return `sales/more-than-left ${asked} of ${available}`;
    for (const index of found) {
      const part = Math.min(asked, rest[index] ?? 0);
      rest[index] = exact((rest[index] ?? 0) - part);
      asked = exact(asked - part);
    }
  }
  return skus.flatMap((sku, index) => {
    const quantity = exact((left[index] ?? 0) - (rest[index] ?? 0));
    return quantity === 0 ? [] : [{ line: index + 1, sku, quantity }];
  });
}

const sku = fc.constantFrom('A', 'B', 'C');
const quantity = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.integer({ min: 1, max: 3000 }).map((n) => n / 1000),
);
const selection = fc.record(
  { line: fc.integer({ min: 1, max: 7 }), sku, quantity: fc.oneof(quantity, fc.constant(0.0005)) },
  { requiredKeys: [] },
);
const lines = fc.array(fc.record({ sku, left: quantity }), { minLength: 1, maxLength: 6 });

it('takes of each line the same as when every selection looks at all lines', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(lines, fc.array(selection, { maxLength: 6 }), (of, selections) => {
      const [skus, left] = [of.map((each) => each.sku), of.map((each) => each.left)];
      const expected = plainly(skus, selections, left);
      seen.add(typeof expected === 'string' ? (expected.split(' ')[0] ?? '') : 'taken');
      const taken = (): unknown => {
        try {
          return select({ sku: skus }, selections, (index) => left[index] ?? 0);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          const { asked, left: available } = error.details;
          return error.code === 'sales/more-than-left'
            ? `${error.code} ${String(asked)} of ${String(available)}`
            : error.code;
        }
      };
      expect(taken()).toEqual(expected);
    }),
    { numRuns: 2_000, seed: 7 },
  );
  expect([...seen].sort()).toEqual([
    'sales/line-unnamed',
    'sales/more-than-left',
    'sales/no-such-line',
    'sales/quantity-too-fine',
    'taken',
  ]);
});
