import { attributed, type IdentityLinks, identityLinks, ownerOf } from './identity';
import { attributions, SubjectAttributed } from './identity.events';

const linked = (...pairs: readonly (readonly [string, string])[]): IdentityLinks =>
  pairs.reduce<IdentityLinks>(
    (links, [member, into]) => identityLinks.evolve.SubjectAttributed(links, { member, into }, undefined as never),
    identityLinks.initial,
  );

describe('attributing a subject', () => {
  it('links it to the customer', () =>
    expect(attributed(linked(), '~order-A1', 'c-1')).toEqual([
      SubjectAttributed({ member: '~order-A1', into: 'c-1' }),
    ]));
  it('is nothing to do for one that is linked to the customer', () =>
    expect(attributed(linked(['~order-A1', 'c-1']), '~order-A1', 'c-1')).toEqual([]));
  it('is refused for one that belongs to another, among however many', () => {
    const many = linked(...Array.from({ length: 300 }, (_, i) => [`~order-${i}`, `c-${i}`] as const));
    for (const i of [0, 150, 299])
      expect(() => attributed(many, `~order-${i}`, 'c-x')).toThrow('customers/attributed-elsewhere');
    expect(attributed(many, '~order-A1', 'c-1')).toHaveLength(1);
  });
  it('tells the engine which two are one', () => {
    const link = { member: '~order-A1', into: 'c-1' };
    expect(attributions.link(link as never)).toEqual(link);
  });
});

it('gives what was recorded without a customer to whom it belongs today', () => {
  expect(ownerOf(linked(), '~order-A1')).toBeNull();
  expect(ownerOf(linked(), 'c-1')).toBe('c-1');
  expect(ownerOf(linked(['~order-A1', 'c-1']), '~order-A1')).toBe('c-1');
  expect(ownerOf(linked(['~order-A1', 'c-1'], ['c-1', 'c-2']), '~order-A1')).toBe('c-2');
});
