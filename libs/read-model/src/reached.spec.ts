import { laneName, reached, reachedIn } from './read-model.port';

const progress = (lanes: Readonly<Record<string, number>>): ReadonlyMap<string, number> =>
  new Map(Object.entries(lanes));

it('is the whole log in one lane, and a part of it in one of several', () => {
  expect([laneName(0, 1), laneName(3, 16)]).toEqual(['*', '3/16']);
});

it.each<[string, Readonly<Record<string, number>>, number]>([
  ['nothing', {}, 0],
  ['the whole log', { '*': 7 }, 7],
  ['all lanes', { '0/2': 7, '1/2': 5 }, 5],
  ['not all of them', { '1/2': 5 }, 0],
  ['lanes that were doubled, before they move', { '0/2': 7, '1/2': 5, '3/4': 9 }, 5],
  [
    'lanes that were doubled, each further than before',
    { '0/2': 7, '1/2': 5, '0/4': 8, '1/4': 9, '2/4': 9, '3/4': 8 },
    8,
  ],
  ['lanes that came after one', { '*': 7, '0/2': 9 }, 7],
])('is as far as the lane that is furthest behind: %s', (_, lanes, upTo) => {
  expect(reached(progress(lanes))).toBe(upTo);
});

it('begins a new lane where the lane was that it was a part of', () => {
  const before = progress({ '0/2': 7, '1/2': 5 });
  expect([0, 1, 2, 3].map((lane) => reachedIn(before, lane, 4))).toEqual([7, 5, 7, 5]);
  expect([0, 1].map((lane) => reachedIn(progress({ '0/4': 9 }), lane, 2))).toEqual([0, 0]);
});
