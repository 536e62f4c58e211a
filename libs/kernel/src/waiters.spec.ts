import { Waiters } from './waiters';

const never = new AbortController().signal;

it('all who wait go on at once, and whoever comes later waits for the next time', async () => {
  const waiters = new Waiters();
  let woken = 0;
  const wait = (): Promise<unknown> => waiters.next(never).then(() => (woken += 1));
  const first = [wait(), wait()];
  waiters.wake();
  const later = wait();
  await Promise.all(first);
  expect(woken).toBe(2);
  waiters.wake();
  await later;
});

it('lets go of whoever does not want to wait any more, and holds nothing of his signal', async () => {
  const waiters = new Waiters();
  const gone = new AbortController();
  const remove = jest.spyOn(gone.signal, 'removeEventListener');
  const waiting = waiters.next(gone.signal);
  gone.abort();
  await waiting;
  await waiters.next(gone.signal);
  expect(remove).toHaveBeenCalledTimes(2);
});
