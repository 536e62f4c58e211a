import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { discard } from './discard';

/** What is read of a body after each round of the event loop. */
function discarding(): { readonly body: PassThrough; readonly taken: () => number; readonly ended: () => number } {
  const body = new PassThrough({ highWaterMark: 10_000_000 });
  let [taken, ended] = [0, 0];
  discard(body as unknown as IncomingMessage, () => (ended += 1));
  body.on('data', () => (taken += 1));
  return { body, taken: () => taken, ended: () => ended };
}
const aRound = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

it('takes what came in one go, and nothing more for a while', async () => {
  const { body, taken, ended } = discarding();
  for (let piece = 0; piece < 200; piece++) body.write(Buffer.alloc(300));
  await aRound();
  expect([body.isPaused(), taken()]).toEqual([true, 200]);
  body.write(Buffer.alloc(300));
  await aRound();
  expect(taken()).toBe(200);
  body.end();
  await once(body, 'end');
  expect([taken(), ended()]).toEqual([201, 0]);
});

it('takes a body that was paused: its connection would never come to what is sent behind it', async () => {
  const body = new PassThrough();
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
    expect([body.isPaused(), ended()]).toEqual([true, 1]);
    const before = taken();
    jest.advanceTimersByTime(60_000);
    await aRound();
    expect([body.isPaused(), taken()]).toEqual([true, before]);
  } finally {
    jest.useRealTimers();
  }
});
