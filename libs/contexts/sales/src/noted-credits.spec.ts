import { NO_AMOUNT, plus, rounded, total } from '@dossier/kernel';
import fc from 'fast-check';
import { byPrice, type Credit, Credits } from './noted-credits';
import { exact } from './quantities';

const line = fc.record({
  sku: fc.constantFrom('A', 'B', 'C'),
  quantity: fc.constantFrom(1, 0.001, 2.5, 0),
  unitPrice: fc.constantFrom('0.335', '10', '3'),
});
type Line = typeof line extends fc.Arbitrary<infer T> ? T : never;
const note = fc.record({
  lines: fc.array(line, { maxLength: 5 }),
  forReturn: fc.boolean(),
  currency: fc.constantFrom('CNY', 'EUR'),
});
const credit = (lines: readonly Line[], more: Pick<Credit, 'forReturn' | 'currency'>): Credit => ({
  ...{ creditNoteId: 'CN', customer: null, issuedAt: '2026-02-01T00:00:00.000Z', ...more },
  lines: {
    sku: lines.map(({ sku }) => sku),
    quantity: lines.map(({ quantity }) => quantity),
    unitPrice: lines.map(({ unitPrice }) => unitPrice),
  },
});
const pieces = (parts: readonly (readonly [string, number])[]): ReadonlyMap<string, number> => {
  const sums = new Map<string, number>();
  for (const [name, quantity] of parts) sums.set(name, exact((sums.get(name) ?? 0) + quantity));
  return sums;
};

it('gives of each sku what the lines of all notes come to, however they were put together', () => {
  const notes = fc.array(note, { maxLength: 12 });
  fc.assert(
    fc.property(notes, notes, (first, later) => {
      const of = (list: typeof first) => Credits.of(list.map(({ lines, ...more }) => credit(lines, more)));
      const [before, after] = [of(first), of(later)];
      for (const credits of [before.and(after), of([...first, ...later])])
        for (const does of ['lower', 'settle'] as const) {
          const lines = [...first, ...later]
            .filter(({ forReturn, currency }) => forReturn === (does === 'settle') && currency === 'CNY')
            .flatMap((each) => each.lines)
            .filter(({ quantity }) => quantity > 0);
          const given = credits.given(does, 'CNY');
          expect(credits).toHaveLength(first.length + later.length);
          expect([...pieces(given.map((each) => [each.sku, each.pieces]))]).toEqual([
            ...pieces(lines.map(({ sku, quantity }) => [sku, quantity])),
          ]);
          for (const sku of ['A', 'B', 'C']) {
            const of = given.filter((each) => each.sku === sku);
            const own = lines.filter((each) => each.sku === sku);
            expect(pieces(of.flatMap((each) => [...byPrice(each)]))).toEqual(
              pieces(own.map(({ unitPrice, quantity }) => [unitPrice, quantity])),
            );
            const worth = of.reduce((sum, each) => plus(sum, each.worth), NO_AMOUNT);
            expect(rounded(worth, 'CNY')).toBe(total(own, 'CNY'));
          }
        }
      expect(of(first)).toEqual(before); // it never changes
    }),
    { numRuns: 300, seed: 20261128 },
  );
});
