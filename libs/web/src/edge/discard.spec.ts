import { once } from 'node:events';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { discard } from './discard';

const bodyOf = (socket: Socket): PassThrough =>
  Object.assign(new PassThrough({ highWaterMark: 10_000_000 }), { socket });
interface Discarded {
  readonly body: PassThrough;
  readonly isPaused: () => boolean;
  /** How many ends were asked for. */
  readonly ended: () => number;
  /** Brings pieces until no more is read. @returns how many */
  readonly bring: (most: number, bytes?: number) => number;
}
const opened: Socket[] = [];
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.destroy();
  await aRound();
});
function discarded(before = 0): Discarded {
  const socket = new Socket();
  opened.push(socket);
  const body = bodyOf(socket);
  for (let piece = 0; piece < before; piece++) body.write(Buffer.alloc(300));
  let ended = 0;
  discard(body as unknown as IncomingMessage, { end: () => (ended += 1) });
  const bring = (most: number, bytes = 300): number => {
    let brought = 0;
    for (; brought < most && !socket.isPaused(); brought++) body.write(Buffer.alloc(bytes));
    return brought;
  };
  return { body, isPaused: () => socket.isPaused(), ended: () => ended, bring };
}
const aRound = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await aRound();
};

it('rests between so many pieces, and takes all in the end', async () => {
  const { body, bring, isPaused, ended } = discarded(10);
  await aRound();
  const brought = bring(1_000);
  expect(Math.abs(brought - 490)).toBeLessThanOrEqual(2);
  await until(() => !isPaused());
  body.end();
  await once(body, 'end');
  expect(ended()).toBe(0);
});

it('rests for what comes of others, and not for those of which nothing comes', () => {
  const silent = Array.from({ length: 100 }, () => discarded());
  for (const { bring } of silent) bring(1);
  expect(discarded().bring(200)).toBe(200);
  for (let count = 0; count < 100; count++) discarded().bring(400);
  expect(discarded().bring(200)).toBeLessThan(200);
});

it('keeps nothing of what comes', () => {
  const { body } = discarded();
  for (let piece = 0; piece < 1_000; piece++) body.write(Buffer.alloc(300));
  expect(body.readableLength).toBe(0);
});

it('ends a connection that rested for so long: its caller may have left long before, of which nothing tells while it rests', () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
  jest.spyOn(performance, 'now').mockReturnValue(performance.now()); // so all rests are owed at once, as of many bodies
  try {
    const { bring, ended, isPaused } = discarded();
    let rests = 0;
    for (; ended() === 0 && rests < 10_000; rests++) {
      bring(1_000);
      jest.advanceTimersToNextTimer();
    }
    expect([ended(), isPaused()]).toEqual([1, true]);
    expect(rests).toBeGreaterThan(100);
  } finally {
    jest.restoreAllMocks();
    jest.useRealTimers();
  }
});

it('takes a body that was paused: its connection would never come to what is sent behind it', async () => {
  const body = bodyOf(new Socket());
  body.pause().end(Buffer.alloc(10));
  discard(body as unknown as IncomingMessage, { end: () => undefined });
  await once(body, 'end');
});

/** All in one moment, as in one read of the connection. */
const burst = ({ body }: Discarded, pieces = 1_100): void => {
  for (let piece = 0; piece < pieces; piece++) body.write(Buffer.alloc(1));
};

it('reads all one by one once a connection sends very many tiny pieces', async () => {
  const others = Array.from({ length: 20 }, () => discarded());
  const tiny = discarded();
  burst(tiny);
  expect([tiny.ended(), tiny.isPaused()]).toEqual([0, true]);
  const reading = (): number => others.filter((each) => !each.isPaused()).length;
  expect(reading()).toBe(0);
  await until(() => reading() > 0);
  expect(reading()).toBeLessThan(3);
  // the next one that does so makes the rest wait again
  const [next] = others.filter((each) => !each.isPaused());
  if (next) burst(next);
  for (let round = 0; round < 5; round++) await aRound();
  expect(reading()).toBe(0);
  await until(() => reading() === 20);
  expect(others.filter((each) => each.ended() > 0)).toEqual([]);
});

it('ends a connection of whose body tens of thousands of tiny pieces came, and takes no more of it', () => {
  const tiny = discarded();
  burst(tiny, 32 * 1_024);
  expect(tiny.ended()).toBe(0);
  burst(tiny, 1_024);
  expect([tiny.ended(), tiny.isPaused()]).toEqual([1, true]);
});

it('rests for a body also where that has ended, and counts small ones of a connection together', async () => {
  const socket = new Socket();
  opened.push(socket);
  const other = discarded();
  await until(() => !other.isPaused()); // behind the bodies of other tests
  for (let round = 0; round < 5; round++) await aRound();
  const bring = async (pieces: number): Promise<void> => {
    const body = bodyOf(socket);
    discard(body as unknown as IncomingMessage, { end: () => undefined });
    for (let piece = 0; piece < pieces; piece++) body.write(Buffer.alloc(1));
    await new Promise((ended) => body.end().once('end', ended));
  };
  await bring(600);
  expect([socket.isPaused(), other.isPaused()]).toEqual([true, false]);
  await bring(600); // sent ahead, in the same read
  expect(other.isPaused()).toBe(true);
  await until(() => !socket.isPaused() && !other.isPaused());
});

it('reads on in no rest, though much was there before it began', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] }); // a rest is soon over
  const socket = new Socket();
  opened.push(socket);
  const body = new IncomingMessage(socket);
  for (let piece = 0; piece < 100; piece++) body.push(Buffer.alloc(300));
  discard(body, { end: () => undefined });
  await aRound();
  for (let piece = 0; piece < 1_000; piece++) body.push(Buffer.alloc(300));
  expect(socket.isPaused()).toBe(true);
  await aRound();
  expect([socket.isPaused(), body.readableLength]).toEqual([true, 0]);
  jest.useRealTimers();
});

it('never ends a connection that ends by itself, however tiny the pieces: it rests', async () => {
  const socket = new Socket();
  opened.push(socket);
  const body = bodyOf(socket);
  discard(body as unknown as IncomingMessage);
  for (let piece = 0; piece < 5_000; piece++) body.write(Buffer.alloc(1));
  expect(socket.isPaused()).toBe(true);
  await until(() => !socket.isPaused());
  body.end();
  await once(body, 'end');
});

it('ends a connection of which nothing comes for so long, if that is asked for, its rests not counted', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
  jest.spyOn(performance, 'now').mockReturnValue(performance.now());
  try {
    for (let count = 0; count < 60; count++) discarded().bring(400);
    const socket = new Socket();
    opened.push(socket);
    const body = bodyOf(socket);
    let ended = 0;
    discard(body as unknown as IncomingMessage, { end: () => (ended += 1), silenceMs: 20 });
    const goingOn = async (): Promise<void> => {
      while (socket.isPaused()) {
        jest.advanceTimersByTime(1);
        await aRound();
      }
    };
    for (let piece = 0; piece < 2_000; piece++) body.write(Buffer.alloc(300)); // more than it rested for
    await goingOn();
    body.write(Buffer.alloc(300));
    jest.advanceTimersByTime(60);
    expect([socket.isPaused(), ended]).toEqual([true, 0]);
    await goingOn();
    jest.advanceTimersByTime(15);
    expect(ended).toBe(0);
    jest.advanceTimersByTime(5);
    expect(ended).toBe(1);
  } finally {
    jest.restoreAllMocks();
    jest.useRealTimers();
  }
});
