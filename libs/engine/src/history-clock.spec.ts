import type { Instant } from '@dossier/kernel';
import { HistoryClock } from './history-clock';

const at = (hour: number): Instant => `2026-06-30T${String(hour).padStart(2, '0')}:00:00.000Z`;

/** A platform with these deadlines; tells what it sent when. A deadline of 12 sets another. */
function platform(clock: HistoryClock, another: Instant, ...deadlines: Instant[]) {
  const sent: [due: Instant, at: Instant][] = [];
  clock.reactsBy((until, turnTo) => {
    const due = deadlines.filter((each) => each <= until).sort();
    for (const each of due) {
      turnTo(each);
      sent.push([each, clock.now()]);
      deadlines.splice(deadlines.indexOf(each), 1);
      if (each === at(12)) deadlines.push(another);
    }
    return Promise.resolve(due.length > 0);
  });
  return { sent, deadlines };
}

it('stops at every deadline that it passes, and at none after', async () => {
  const clock = new HistoryClock();
  const { sent } = platform(clock, at(15), at(12), at(10), at(18));
  clock.set(at(9));
  await clock.pass(at(17));
  expect(sent).toEqual([10, 12, 15].map((hour) => [at(hour), at(hour)]));
  expect(clock.now()).toBe(at(17));
});

it('records what came due before it was known when it is noticed, for nothing is recorded before what is there', async () => {
  const clock = new HistoryClock();
  const { sent, deadlines } = platform(clock, at(11), at(12));
  clock.set(at(9));
  await clock.pass(at(17));
  deadlines.push(at(16));
  await clock.pass(at(18));
  expect(sent).toEqual([
    [at(12), at(12)],
    [at(11), at(12)],
    [at(16), at(17)],
  ]);
});

it('is that of the system in the end, when what fell due is recorded', async () => {
  const clock = new HistoryClock();
  const { sent } = platform(clock, at(8), at(8), '9999-01-01T00:00:00.000Z');
  clock.set(at(6));
  await clock.pass(at(7));
  const before = new Date().toISOString();
  await clock.end();
  expect(sent).toEqual([[at(8), at(8)]]);
  expect(clock.now() >= before).toBe(true);
});
