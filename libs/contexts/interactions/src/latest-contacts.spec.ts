import { neverSeen } from '@dossier/testing';
import fc from 'fast-check';
import { atPlace, PLACES, type Tally, tallied, withContacts } from './latest-contacts';

/** One contact: by whom, when, and whether it is taken back. */
const contact = fc.record({
  name: fc.constantFrom(null, 'phone', 'wechat'),
  at: fc.nat({ max: 99 }),
  gone: fc.boolean(),
});
type Contact = typeof contact extends fc.Arbitrary<infer C> ? C : never;
const contacts = fc.array(contact, { maxLength: 200 });
const dated = (at: number): string => `2026-01-01T00:00:00.0${String(at).padStart(2, '0')}Z`;

interface Change {
  readonly name: string | null;
  readonly place: { readonly at: string; readonly interaction: string };
  readonly contacts: number;
  readonly order: number;
}
/** In any order, save that what is taken back was there. */
const changes = (all: readonly Contact[], order: (i: number) => number): readonly Change[] =>
  all
    .flatMap(({ name, at, gone }, i) => {
      const place = { at: dated(at), interaction: `i-${i}` };
      const there = { name, place, contacts: 1, order: order(i) };
      return gone ? [there, { ...there, contacts: -1, order: there.order + order(i + 1) + 1 }] : [there];
    })
    .sort((a, b) => a.order - b.order);
const tally = (all: readonly Change[]): readonly Tally[] =>
  all.reduce<readonly Tally[]>((t, { name, place, contacts: n }) => tallied(t, name, { ...place, contacts: n }), []);

it('counts exactly, keeps no more than it needs, and is the same in any order', () => {
  const held = { known: 0, unknown: 0, gone: 0 };
  // chance never takes back all that are kept
  const allGone = Array.from({ length: PLACES }, (_, n): Contact => ({ name: 'phone', at: n + 1, gone: true }));
  fc.assert(
    fc.property(contacts, fc.integer({ min: 1, max: 1_000 }), (all, seed) => {
      const mixed = tally(changes(all, (i) => (i * 7_919 * seed) % 1_009));
      expect(mixed).toEqual(tally(changes(all, (i) => i)));
      for (const { latest } of mixed) expect(latest.length).toBeLessThanOrEqual(PLACES);
      const names = [...new Set(all.filter(({ gone }) => !gone).map(({ name }) => name))];
      const told = withContacts(mixed);
      expect(new Set(told.map(({ name }) => name))).toEqual(new Set(names));
      for (const { name, contacts: count, lastAt } of told) {
        const its = all.map((each, i) => ({ ...each, i })).filter((each) => each.name === name);
        const left = its.filter(({ gone }) => !gone);
        expect(count).toBe(left.length);
        held.gone += its.length - left.length;
        // of the places that are kept one must be left, else nobody knows
        const kept = its
          .toSorted((a, b) => b.at - a.at || (`i-${a.i}` < `i-${b.i}` ? 1 : -1))
          .slice(0, PLACES)
          .filter(({ gone }) => !gone);
        if (kept.length > 0) held.known += 1;
        else held.unknown += 1;
        expect(lastAt).toBe(kept.length > 0 ? dated(Math.max(...left.map(({ at }) => at))) : null);
      }
    }),
    { examples: [[[{ name: 'phone', at: 0, gone: false }, ...allGone], 1]] },
  );
  expect(neverSeen(held)).toEqual([]);
});

it('says that it does not know when the last was where all that are kept were taken back', () => {
  const all = Array.from({ length: PLACES + 1 }, (_, i) => ({ name: null, at: i, gone: i > 0 }));
  expect(withContacts(tally(changes(all, (i) => i)))).toEqual([{ name: null, contacts: 1, lastAt: null }]);
  expect(withContacts(tally(changes(all.slice(0, -1), (i) => i)))).toEqual([
    { name: null, contacts: 1, lastAt: dated(0) },
  ]);
});

it('forgets what falls out of the latest, and takes it for none of them when it is told again', () => {
  const one = (at: number) => ({ at: dated(at), interaction: 'i', n: 1 });
  const join = (before: { readonly n: number; readonly at: string; readonly interaction: string }) => ({
    ...before,
    n: before.n + 1,
  });
  const kept = [3, 1, 2].reduce<readonly ReturnType<typeof one>[]>((all, at) => atPlace(all, one(at), 2, join), []);
  expect(kept).toEqual([one(3), one(2)]);
  expect(atPlace(kept, one(1), 2, join)).toEqual(kept);
  expect(atPlace(kept, one(2), 2, join)).toEqual([one(3), { ...one(2), n: 2 }]);
});
