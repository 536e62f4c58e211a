import { LeastRecent } from './least-recent';

it('forgets what was used least recently', () => {
  const known = new LeastRecent<string, number>(2);
  known.set('a', 1);
  known.set('b', 2);
  known.get('a');
  known.set('c', 3);
  expect(['a', 'b', 'c'].map((key) => known.get(key))).toEqual([1, undefined, 3]);
});

const byLength = (size: number): LeastRecent<string, string> => new LeastRecent(size, ({ length }) => length);

it('holds many that are small or few that are large', () => {
  const known = byLength(10);
  for (const key of ['a', 'b', 'c', 'd', 'e']) known.set(key, key.repeat(2));
  expect(known.get('a')).toBe('aa');
  known.set('large', 'x'.repeat(5));
  expect(['a', 'b', 'c', 'd', 'e', 'large'].map((key) => known.get(key)?.length)).toEqual(
    [2, undefined, undefined, undefined, 2, 5], // prettier-ignore
  );
  known.set('large', 'x'); // what it took before is given back
  known.delete('large');
  for (const key of ['f', 'g', 'h']) known.set(key, key.repeat(2));
  expect(['a', 'e', 'f', 'g', 'h'].map((key) => known.get(key)?.length)).toEqual([2, 2, 2, 2, 2]);
});

it('holds one that is larger than all may be, beside small ones', () => {
  const known = byLength(10);
  for (const key of ['a', 'b', 'c', 'd']) known.set(key, key.repeat(2));
  known.set('huge', 'x'.repeat(1000));
  expect(['a', 'b', 'c', 'd', 'huge'].map((key) => known.get(key)?.length)).toEqual([undefined, undefined, 2, 2, 1000]);
  for (const key of ['e', 'f', 'g', 'h']) {
    known.set(key, key.repeat(2));
    expect(known.get('huge')).toHaveLength(1000);
  }
  known.set('other', 'x'.repeat(2000));
  expect(['g', 'h', 'huge', 'other'].map((key) => known.get(key)?.length)).toEqual([undefined, undefined, 1000, 2000]);
  known.set('third', 'x'.repeat(3000));
  expect(['huge', 'other', 'third'].map((key) => known.get(key)?.length)).toEqual([undefined, 2000, 3000]);
});

it('gives a large one back where it is replaced or removed', () => {
  const known = byLength(10);
  known.set('huge', 'x'.repeat(1000));
  known.set('huge', 'x'.repeat(2));
  for (const key of ['a', 'b', 'c', 'd']) known.set(key, key.repeat(2));
  expect(['huge', 'a', 'b', 'c', 'd'].map((key) => known.get(key)?.length)).toEqual([2, 2, 2, 2, 2]);
});
