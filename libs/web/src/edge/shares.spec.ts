import { type Patience, Shares } from './shares';

const patience = (differs: Partial<Patience> = {}): Patience => ({
  withinMs: 60_000,
  whenGone: () => () => undefined,
  ...differs,
});
const take = (shares: Shares, who: string, amount = 1): Promise<boolean> => shares.take(who, amount, patience());

it('gives one caller no more than his share, and all of them no more than there is', () => {
  const places = new Shares(3, 2);
  expect(['a', 'a', 'a', 'b', 'b'].map((who) => places.tryTake(who))).toEqual([true, true, false, true, false]);
  places.give('a');
  expect([places.taken, places.takenBy('a'), places.tryTake('b')]).toEqual([2, 1, true]);
});

it('lets those who wait have their turn caller by caller', async () => {
  const places = new Shares(1, 1);
  const order: string[] = [];
  places.tryTake('a');
  const waiting = ['a', 'a', 'a', 'b', 'c'].map(async (who, i) => {
    await take(places, who);
    order.push(`${who}${i}`);
    places.give(who);
  });
  places.give('a');
  await Promise.all(waiting);
  expect(order).toEqual(['a0', 'b3', 'c4', 'a1', 'a2']);
  expect(places.taken).toBe(0);
});

it('takes what is larger than a share where the caller has nothing, or it could never be had', () => {
  const bytes = new Shares(10, 5);
  expect([bytes.tryTake('a', 8), bytes.tryTake('a', 1), bytes.tryTake('b', 20), bytes.tryTake('b', 2)]).toEqual([
    true,
    false,
    false,
    true,
  ]);
});

it('gives up after its time, and lets the one behind it have what is enough for him', async () => {
  const bytes = new Shares(10, 10);
  bytes.tryTake('a', 8);
  const large = bytes.take('b', 5, patience({ withinMs: 20 }));
  const small = take(bytes, 'b', 2);
  expect([await large, await small, bytes.taken]).toEqual([false, true, 10]);
});

it('lets who goes leave the queue, and the one behind him have what is enough for him', async () => {
  const bytes = new Shares(10, 10);
  bytes.tryTake('a', 8);
  let leave = (): void => undefined;
  const whenGone: Patience['whenGone'] = (over) => {
    leave = over;
    return () => (leave = () => undefined);
  };
  const large = bytes.take('b', 5, patience({ whenGone }));
  const small = take(bytes, 'b', 2);
  expect(bytes.waiting).toBe(2);
  leave();
  expect([await large, await small, bytes.taken, bytes.waiting]).toEqual([false, true, 10, 0]);
  const isGone: Patience['whenGone'] = (over) => {
    over();
    return () => undefined;
  };
  expect(await bytes.take('c', 1, patience({ whenGone: isGone }))).toBe(false);
  expect([bytes.taken, bytes.waiting]).toEqual([10, 0]);
});
