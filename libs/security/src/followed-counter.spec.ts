import { FollowedCounter, UNASKED } from './followed-counter';

let now: number;
let count: number;
let asked: number;
let changes: number;
/** Lets the questions under way be answered. */
let answer: () => void;
let answered: Promise<void>;
let followed: FollowedCounter;
const current = async (): Promise<void> => followed.current();
beforeEach(() => {
  [now, count, asked, changes] = [0, 7, 0, 0];
  [answer, answered] = [() => undefined, Promise.resolve()];
  const counter = async (): Promise<number> => {
    asked += 1;
    const answers = count;
    await answered;
    return answers;
  };
  followed = new FollowedCounter(
    counter,
    () => void (changes += 1),
    () => now,
  );
});
const slowly = (): void => {
  answered = new Promise((resolve) => (answer = resolve));
};

it('asks before the first use, then not again for a while', async () => {
  await followed.current();
  now = UNASKED - 1;
  expect(followed.current()).toBeUndefined();
  now = UNASKED;
  expect(followed.current()).toBeInstanceOf(Promise);
  await followed.current();
  expect([asked, changes]).toEqual([2, 1]);
});

it('calls for each change, before whoever asked goes on', async () => {
  await followed.current();
  count += 1;
  now = UNASKED;
  await followed.current();
  expect(changes).toBe(2);
});

it('asks once for all who wait', async () => {
  slowly();
  const waiting = [current(), current(), current()];
  answer();
  await Promise.all(waiting);
  expect(asked).toBe(1);
});

it('asks again where the answer was slow, for those who came while it was under way', async () => {
  await followed.current();
  now = UNASKED;
  slowly();
  const early = current();
  count += 1;
  now = 2 * UNASKED;
  const late = [current(), current()];
  answer();
  await early;
  expect(changes).toBe(1);
  await Promise.all(late);
  expect([asked, changes]).toEqual([3, 2]);
});

it('rejects while it cannot be asked, and asks again', async () => {
  const counter = jest.fn().mockRejectedValueOnce(new Error('no answer')).mockResolvedValue(1);
  followed = new FollowedCounter(counter, () => void (changes += 1));
  await expect(followed.current()).rejects.toThrow('no answer');
  await followed.current();
  expect(changes).toBe(1);
});

it('calls again for a change whose call failed', async () => {
  const onChange = jest.fn().mockRejectedValueOnce(new Error('cannot be read')).mockResolvedValue(undefined);
  followed = new FollowedCounter(() => Promise.resolve(1), onChange);
  await expect(followed.current()).rejects.toThrow('cannot be read');
  await followed.current();
  expect(onChange).toHaveBeenCalledTimes(2);
});
