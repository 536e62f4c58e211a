import { turns } from './turns';

function work(ms: number): void {
  for (const began = performance.now(); performance.now() - began < ms;);
}

/** Rounds of the event loop, in each of which others work so long, until all pieces of 1 ms had their turn. */
async function roundsOf(pieces: number, others: number): Promise<number> {
  let rounds = 0;
  let isOver = false;
  const round = (): void => {
    rounds++;
    work(others);
    if (!isOver) setImmediate(round);
  };
  setImmediate(round);
  await Promise.all(
    Array.from({ length: pieces }, async () => {
      await turns.next();
      work(1);
    }),
  );
  isOver = true;
  return rounds;
}

it('lets others go on after each millisecond of pieces', async () => {
  expect(await roundsOf(20, 0)).toBeGreaterThanOrEqual(10);
});

it('gives pieces a quarter of what others take, so that long rounds leave them time', async () => {
  expect(await roundsOf(40, 40)).toBeLessThanOrEqual(20);
});
