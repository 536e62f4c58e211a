import { Rarely } from './rarely';

it('lets a matter be told at once, then once a minute, whatever others there are', () => {
  let now = 0;
  const rarely = new Rarely(() => now);
  expect([rarely.due('a'), rarely.due('a'), rarely.due('b')]).toEqual([true, false, true]);
  now = 59_999;
  expect(rarely.due('a')).toBe(false);
  now = 60_000;
  expect([rarely.due('a'), rarely.due('a')]).toEqual([true, false]);
});
