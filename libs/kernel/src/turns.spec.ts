import { turns } from './turns';

/** Time passes only where something is said to take it: a busy machine must not make rounds longer. */
let now = performance.now();
const work = (ms: number): void => void (now += ms);
beforeEach(() => void jest.spyOn(performance, 'now').mockImplementation(() => now));
afterEach(() => jest.restoreAllMocks());

/** Rounds of the event loop, in each of which others work so long, until all is done. */
async function roundsUntil(done: Promise<unknown>, others: number): Promise<number> {
  let rounds = 0;
  let isOver = false;
  const round = (): void => {
    rounds++;
    work(others);
    if (!isOver) setImmediate(round);
  };
  setImmediate(round);
  await done;
  isOver = true;
  return rounds;
}
const piece = async (ms: number): Promise<void> => {
  await turns.next();
  work(ms);
};
const pieces = (count: number): Promise<unknown> => Promise.all(Array.from({ length: count }, () => piece(1)));

it('lets others go on after each millisecond of pieces', async () => {
  expect(await roundsUntil(pieces(20), 0)).toBeGreaterThanOrEqual(19); // between twenty
});

it('gives pieces a quarter of what others take, so that long rounds leave them time', async () => {
  expect(await roundsUntil(pieces(40), 40)).toBeLessThanOrEqual(6);
});

it('gives a caller his turn between those of another, whoever asked first', async () => {
  const order: string[] = [];
  const asked = (caller: string): Promise<void> => turns.next(caller).then(() => void order.push(caller));
  await Promise.all(['a', 'a', 'a', 'a', 'b', 'c', 'b'].map(asked));
  expect(order.join('')).toBe('abcabaa');
});

describe('after a long piece: the event loop takes one new connection in a round', () => {
  it.each([
    ['who waits already', (long: Promise<void>) => Promise.all([turns.next(), long]).then(() => undefined)],
    ['who comes when it is over', (long: Promise<void>) => long.then(() => turns.next())],
    [
      'who comes a round later',
      (long: Promise<void>) => long.then(() => new Promise(setImmediate)).then(() => turns.next()),
    ],
  ])('others have a round for each millisecond before %s', async (_who, next) => {
    await piece(0);
    expect(await roundsUntil(next(piece(40)), 0)).toBeGreaterThanOrEqual(39);
  });
  it('others have a quarter of its time at most', async () => {
    await piece(0);
    expect(await roundsUntil(Promise.all([piece(40), turns.next()]), 3)).toBeLessThan(8);
  });

  it('others have rounds as long as each brings somebody new, but no longer than the piece took', async () => {
    const come = async (count: number): Promise<void> => {
      for (let n = 0; n < count; n++) {
        turns.come();
        await new Promise(setImmediate);
      }
    };
    const rounds = async (newcomers: number): Promise<number> => {
      await piece(0);
      const coming = come(newcomers);
      const all = await roundsUntil(Promise.all([piece(40), turns.next()]), 3);
      await coming;
      return all;
    };
    expect(await rounds(80)).toBeGreaterThanOrEqual(12);
    expect(await rounds(80)).toBeLessThanOrEqual(16);
    expect(await rounds(6)).toBeLessThan(8);
  });
});
