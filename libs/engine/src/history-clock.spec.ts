import type { Instant } from '@dossier/kernel';
import { HistoryClock } from './history-clock';

const at = (hour: number): Instant => `2026-06-30T${String(hour).padStart(2, '0')}:00:00.000Z`;
const HOUR = 3_600_000;

/** A platform with these deadlines; tells at what times it looked, and what it sent when. */
function platform(clock: HistoryClock, ...deadlines: Instant[]) {
  const looks: Instant[] = [];
  const sent: [due: Instant, at: Instant][] = [];
  clock.reactsBy(() => {
    looks.push(clock.now());
    deadlines.sort();
    for (const due of deadlines.filter((each) => each <= clock.now())) {
      sent.push([due, clock.now()]);
      deadlines.splice(deadlines.indexOf(due), 1);
    }
    return Promise.resolve(deadlines[0] ?? null);
  });
  return { looks, sent, deadlines };
}

it('stops at every deadline that it passes, and at none after', async () => {
  const clock = new HistoryClock();
  const { sent } = platform(clock, at(12), at(10), at(18));
  clock.set(at(9));
  await clock.pass(at(17));
  expect(sent).toEqual([10, 12].map((hour) => [at(hour), at(hour)]));
  expect(clock.now()).toBe(at(17));
});

it('looks no more often than deadlines can be new, and misses none', async () => {
  const clock = new HistoryClock(6 * HOUR);
  const { looks, sent, deadlines } = platform(clock, at(20));
  clock.set(at(6));
  for (const hour of [7, 8, 9, 10]) await clock.pass(at(hour));
  expect(looks).toEqual([at(6)]);
  deadlines.push(at(16)); // set at 10
  for (const hour of [12, 13, 17, 21]) await clock.pass(at(hour));
  expect(sent).toEqual([16, 20].map((hour) => [at(hour), at(hour)]));
});

it('is that of the system in the end, when what fell due is recorded', async () => {
  const clock = new HistoryClock(6 * HOUR);
  const { sent } = platform(clock, at(8), '9999-01-01T00:00:00.000Z');
  clock.set(at(6));
  await clock.pass(at(7));
  const before = new Date().toISOString();
  await clock.end();
  expect(sent).toEqual([[at(8), at(8)]]);
  expect(clock.now() >= before).toBe(true);
});
