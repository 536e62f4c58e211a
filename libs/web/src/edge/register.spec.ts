import { Registry as Prometheus } from 'prom-client';
import { register } from './register';

const never = new Promise<never>(() => undefined);
const help = 'for a test';

it('leaves out what cannot be had, or not in time, and gives the rest', async () => {
  const prometheus = new Prometheus();
  let answer: () => Promise<Readonly<Record<string, number>>> = () => Promise.resolve({ a: 1, b: 2 });
  register(
    [
      { name: 'of_one', help, values: () => Promise.resolve({ one: 7 }) },
      { name: 'of_many', help, label: 'lane', values: () => answer() },
      { name: 'of_none', help, values: () => Promise.reject(new Error('no answer')) },
      { name: 'of_late', help, values: () => never },
    ],
    prometheus,
    1,
  );
  const text = await prometheus.metrics();
  expect(text).toMatch(/^of_one 7$/m);
  expect(text).toMatch(/^of_many\{lane="a"\} 1$\n^of_many\{lane="b"\} 2$/m);
  expect(text).not.toMatch(/^of_(none|late) /m);
  answer = () => Promise.resolve({ b: 3 });
  expect((await prometheus.metrics()).match(/^of_many.*$/gm)).toEqual(['of_many{lane="b"} 3']);
});

it('tells of what only grows as a counter, at its value', async () => {
  const prometheus = new Prometheus();
  register([{ name: 'done_total', help, values: () => Promise.resolve({ done: 5 }) }], prometheus);
  await prometheus.metrics();
  expect(await prometheus.metrics()).toMatch(/^# TYPE done_total counter\ndone_total 5$/m);
});
