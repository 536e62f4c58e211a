import { GatheredReads } from './gathered-reads';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('records once a second, and each customer once', () => {
  const record = jest.fn();
  const gathered = new GatheredReads(record);
  gathered.add(['a', 'b'], 3);
  gathered.add(['b', 'c'], 2);
  expect(record).not.toHaveBeenCalled();
  jest.advanceTimersByTime(1_000);
  gathered.add(['a'], 1);
  jest.advanceTimersByTime(1_000);
  expect(record.mock.calls).toEqual([
    [['a', 'b', 'c'], 5],
    [['a'], 1],
  ]);
});

it('records a thousand customers at once, and at its end what is left', () => {
  const record = jest.fn();
  const gathered = new GatheredReads(record);
  const many = Array.from({ length: 1_000 }, (_, i) => `c-${i}`);
  gathered.add(many, 1_000);
  expect(record.mock.calls).toEqual([[many, 1_000]]);
  gathered.add(['a'], 1);
  gathered.end();
  gathered.end();
  jest.advanceTimersByTime(1_000);
  expect(record).toHaveBeenCalledTimes(2);
});
