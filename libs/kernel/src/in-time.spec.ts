import { inTime, NoAnswer } from './in-time';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('is what the work gives, or fails with, where that comes in time', async () => {
  expect(await inTime(100, () => Promise.resolve('answer'))).toBe('answer');
  await expect(inTime(100, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  const thrown = (): never => {
    throw new Error('thrown');
  };
  await expect(inTime(100, thrown)).rejects.toThrow('thrown');
  await Promise.resolve();
  expect(jest.getTimerCount()).toBe(0);
});

it('fails once the time is over, and hears no more of the work', async () => {
  let fail: (error: Error) => void = () => undefined;
  const work = new Promise<never>((_resolve, reject) => (fail = reject));
  const answer = inTime(100, () => work);
  jest.advanceTimersByTime(100);
  await expect(answer).rejects.toBeInstanceOf(NoAnswer);
  fail(new Error('too late'));
});
