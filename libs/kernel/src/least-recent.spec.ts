import { LeastRecent } from './least-recent';

it('forgets what was used least recently', () => {
  const known = new LeastRecent<string, number>(2);
  known.set('a', 1);
  known.set('b', 2);
  known.get('a');
  known.set('c', 3);
  expect(['a', 'b', 'c'].map((key) => known.get(key))).toEqual([1, undefined, 3]);
});

it('holds many that are small or few that are large, and none that is larger than all may be', () => {
  const known = new LeastRecent<string, string>(10, ({ length }) => length);
  for (const key of ['a', 'b', 'c', 'd', 'e']) known.set(key, key.repeat(2));
  expect(known.get('a')).toBe('aa');
  known.set('large', 'x'.repeat(8));
  expect(['a', 'b', 'e', 'large'].map((key) => known.get(key)?.length)).toEqual([2, undefined, undefined, 8]);
  known.set('large', 'x'); // what it took before is given back
  known.delete('large');
  for (const key of ['f', 'g', 'h', 'i']) known.set(key, key.repeat(2));
  expect(['a', 'f', 'g', 'h', 'i'].map((key) => known.get(key)?.length)).toEqual([2, 2, 2, 2, 2]);
  known.set('huge', 'x'.repeat(11));
  expect(['a', 'i', 'huge'].map((key) => known.get(key))).toEqual([undefined, undefined, undefined]);
});
