import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { discard } from './discard';

const bodyOf = (socket: Socket): PassThrough =>
  Object.assign(new PassThrough({ highWaterMark: 10_000_000 }), { socket });
/** What is read of a body after each round of the event loop. */
function discarding(): { readonly body: PassThrough; readonly taken: () => number; readonly ended: () => number } {
  const body = bodyOf(new Socket());
  let [taken, ended] = [0, 0];
  discard(body as unknown as IncomingMessage, () => (ended += 1));
  body.on('data', () => (taken += 1));
  return { body, taken: () => taken, ended: () => ended };
}
const aRound = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

it('rests between so many pieces, and takes all in the end', async () => {
  const { body, taken, ended } = discarding();
  for (let piece = 0; piece < 1_000; piece++) body.write(Buffer.alloc(300));
  await aRound();
  expect(body.isPaused()).toBe(true);
  expect(Math.abs(taken() - 500)).toBeLessThanOrEqual(1);
  body.end();
  await once(body, 'end');
  expect([taken(), ended()]).toEqual([1_000, 0]);
});

it('rests for what comes of others, and not for those of which nothing comes', async () => {
  for (let count = 0; count < 100; count++) {
    const body = bodyOf(new Socket());
    discard(body as unknown as IncomingMessage, () => undefined);
    body.write(Buffer.alloc(1));
  }
  const alone = discarding();
  for (let piece = 0; piece < 200; piece++) alone.body.write(Buffer.alloc(300));
  await aRound();
  expect(alone.body.isPaused()).toBe(false);
  for (let count = 0; count < 100; count++) {
    const { body } = discarding();
    for (let piece = 0; piece < 400; piece++) body.write(Buffer.alloc(300));
  }
  await aRound();
  const beside = discarding();
  for (let piece = 0; piece < 200; piece++) beside.body.write(Buffer.alloc(300));
  await aRound();
  expect(beside.body.isPaused()).toBe(true);
});

it('ends a connection that rested for so long: its caller may have left long before, of which nothing tells while it rests', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
  jest.spyOn(performance, 'now').mockReturnValue(performance.now()); // so all rests are owed at once, as of many bodies
  try {
    const { body, ended } = discarding();
    for (let piece = 0; piece < 100_000; piece++) body.write(Buffer.alloc(300));
    let rests = 0;
    for (; ended() === 0 && rests < 10_000; rests++) {
      await aRound();
      jest.advanceTimersToNextTimer();
    }
    expect([ended(), body.isPaused(), body.readableLength > 0]).toEqual([1, true, true]);
    expect(rests).toBeGreaterThan(100);
  } finally {
    jest.restoreAllMocks();
    jest.useRealTimers();
  }
});

it('takes a body that was paused: its connection would never come to what is sent behind it', async () => {
  const body = bodyOf(new Socket());
  body.pause().end(Buffer.alloc(10));
  discard(body as unknown as IncomingMessage, () => undefined);
  await once(body, 'end');
});

it('ends a connection that sends very many tiny pieces, and takes no more of it', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  try {
    const { body, taken, ended } = discarding();
    for (let piece = 0; piece < 5_000; piece++) body.write(Buffer.alloc(1));
    await aRound();
    while (ended() === 0) {
      jest.advanceTimersByTime(1_000);
      await aRound();
    }
    expect([body.isPaused(), ended()]).toEqual([true, 1]);
    const before = taken();
    expect(before).toBeLessThan(1_100);
    jest.advanceTimersByTime(60_000);
    await aRound();
    expect([body.isPaused(), taken()]).toEqual([true, before]);
  } finally {
    jest.useRealTimers();
  }
});
