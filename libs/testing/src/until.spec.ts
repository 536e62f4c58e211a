import { persistently, until } from './until';

it('lets timers run between questions that are answered at once', async () => {
  let isSo = false;
  setTimeout(() => (isSo = true), 0);
  await until(() => Promise.resolve(isSo));
});

it('tries again what fails, and gives what it ends with', async () => {
  let tries = 0;
  const work = (): Promise<number> => (++tries < 3 ? Promise.reject(new Error('not yet')) : Promise.resolve(tries));
  expect(await persistently(work)).toBe(3);
});

let questions = 0;
const never = (): boolean => questions++ < 0;
it('asks no more once its test is over', () => {
  void until(never);
});
it('asked in vain before, and not since', async () => {
  const asked = questions;
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  expect([asked > 0, questions]).toEqual([true, asked]);
});
