import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Answers, type Kind } from './answers';
import { holdBody } from './body';
import { explain, problemDocument } from './problem';
import { LIMITS } from './limits';
import { Shares } from './shares';
import { sendWritten } from './written';

/** A request of one key, and what answers it; `leave` closes the connection under it. */
function asked(key = 'key-1'): { request: FastifyRequest; reply: FastifyReply; leave: () => unknown } {
  const raw = new IncomingMessage(new Socket());
  const response = new ServerResponse(raw);
  const headers = { 'content-length': '1000000' };
  const request = { raw, headers, ip: '127.0.0.1', principal: { id: key }, routeOptions: { config: {} } };
  return {
    request: request as unknown as FastifyRequest,
    reply: { raw: response } as unknown as FastifyReply,
    leave: () => response.destroy().emit('close'), // as Node does when the connection under it is lost
  };
}
const open = (): Answers => new Answers(LIMITS, () => true, new AbortController().signal);

it('counts nothing of an answer that all readers have together: who asks for it without a key would use up what all have', () => {
  const answers = open();
  const count = (bytes: Buffer): void => {
    const { request, reply } = asked();
    answers.count(request, reply, bytes);
  };
  const bytes = sendWritten({ type: () => undefined } as unknown as FastifyReply, Buffer.alloc(1_000_000));
  for (let n = 0; n < 200; n++) count(bytes);
  expect(answers.shares.unread.taken).toBe(0);
  count(Buffer.alloc(1_000_000));
  expect(answers.shares.unread.taken).toBe(1_000_000);
});

it('tells who has nothing unread that the answers of others are', () => {
  const answers = open();
  for (let n = 0; n < 4; n++) {
    const { request, reply } = asked(`key-${n}`);
    answers.count(request, reply, Buffer.alloc(31_999_999));
  }
  const refusal = (key: string): string | undefined => {
    try {
      answers.checkRead(asked(key).request);
      return undefined;
    } catch (error) {
      return problemDocument(explain(error), 'en', '').detail;
    }
  };
  expect(refusal('key-1')).toContain('Earlier answers wait unread (31999999 bytes); take them');
  expect(refusal('key-9')).toContain('Answers to others wait unread (127999996 bytes); there is no room');
});

describe('what an answer held comes back when its reader has gone', () => {
  it.each<Kind>(['export', 'events', 'bulk', 'verify'])('before it began: the place of an %s', (kind) => {
    const answers = open();
    for (let n = 0; n < 200; n++) {
      const { request, reply, leave } = asked();
      leave();
      expect(answers.begin(kind, request, reply).signal.aborted).toBe(true);
    }
  });
  it('before it began: the place of an export, once, though it is read all the same', async () => {
    const answers = open();
    const { request, reply, leave } = asked();
    leave();
    const { pieces } = answers.begin('export', request, reply);
    async function* rows(): AsyncGenerator<string> {
      yield await Promise.resolve('x');
    }
    expect(await pieces(rows()).next()).toEqual({ done: true, value: undefined });
    expect(answers.shares.export.taken).toBe(0);
  });
  it('before it was counted: its bytes', () => {
    const answers = open();
    for (let n = 0; n < 200; n++) {
      const { request, reply, leave } = asked();
      leave();
      answers.count(request, reply, 'x'.repeat(1_000_000));
    }
    expect(() => answers.checkRead(asked().request)).not.toThrow();
  });
  it('between two pieces: what the next one would take', async () => {
    const answers = open();
    const { request, reply, leave } = asked();
    const given: string[] = [];
    const { pieces } = answers.begin('export', request, reply);
    for await (const piece of pieces(
      (async function* () {
        for (;;) yield await Promise.resolve('x'.repeat(5_000_000));
      })(),
    )) {
      // prettier-ignore
      given.push(piece);
      leave();
      if (given.length > 1) break;
    }
    expect(given).toHaveLength(1);
    expect(() => answers.checkRead(asked().request)).not.toThrow();
  });
  it('while a piece of an export was worked on: its place, but not before that has ended', async () => {
    const answers = open();
    const { request, reply, leave } = asked();
    let read: (text: string) => void = () => undefined;
    const piece = new Promise<string>((resolve) => (read = resolve));
    const { pieces } = answers.begin('export', request, reply);
    const text = pieces(
      (async function* () {
        yield await piece;
      })(),
    );
    const first = text.next();
    leave();
    expect(answers.shares.export.taken).toBe(1);
    read('x');
    expect(await first).toEqual({ done: true, value: undefined });
    expect(answers.shares.export.taken).toBe(0);
    expect(answers.shares.unread.taken).toBe(0);
  });
  it('while its body waited for room: the room that it was given then', async () => {
    const bodies = new Shares(1_000_000, 1_000_000);
    const parts = { bodies, limits: LIMITS, connections: { isFree: () => true, endBehindAnswers: () => undefined } };
    const [first, second] = [asked(), asked()];
    await holdBody(first.request, first.reply, parts);
    const held = holdBody(second.request, second.reply, parts);
    second.leave();
    first.leave();
    await expect(held).rejects.toThrow('request/gone');
    expect(bodies.taken).toBe(0);
  });
});

it('cuts a connection that reads nothing, also where each answer is small', async () => {
  const answers = new Answers({ ...LIMITS, unreadMs: 1, watchMs: 1 }, () => true, new AbortController().signal);
  const { request, reply } = asked();
  await new Promise<void>((cut) => {
    const { socket } = request.raw;
    Object.defineProperties(socket, { writableLength: { value: 9 }, bytesWritten: { value: 9 } });
    socket.once('close', () => cut());
    answers.count(request, reply, 'small');
  });
});

it('lets a reader take one large answer as slowly as he does, and cuts who takes nothing of it', () => {
  jest.useFakeTimers();
  try {
    const answers = open();
    const { request, reply } = asked();
    const { socket } = request.raw;
    let writeQueueSize = 9_000_000;
    Object.defineProperties(socket, { writableLength: { value: 9 }, bytesWritten: { value: 12_000_000 } });
    Object.defineProperty(socket, '_handle', { get: () => ({ writeQueueSize }) });
    answers.count(request, reply, 'x'.repeat(20_000));
    for (let n = 0; n < 5; n++) {
      jest.advanceTimersByTime(LIMITS.unreadMs - LIMITS.watchMs);
      writeQueueSize -= 100_000;
    }
    expect(socket.destroyed).toBe(false);
    const destroyed = jest.spyOn(socket, 'destroy').mockReturnThis();
    jest.advanceTimersByTime(LIMITS.unreadMs + 2 * LIMITS.watchMs);
    expect(destroyed).toHaveBeenCalled();
  } finally {
    jest.useRealTimers();
  }
});

it('waits longer for the reader of an export: the system tells only now and then that he took something', () => {
  jest.useFakeTimers();
  try {
    const { request, reply } = asked();
    const { socket } = request.raw;
    Object.defineProperties(socket, { writableLength: { value: 9 }, bytesWritten: { value: 12_000_000 } });
    const destroyed = jest.spyOn(socket, 'destroy').mockReturnThis();
    open().begin('export', request, reply);
    jest.advanceTimersByTime(4 * LIMITS.unreadMs - LIMITS.watchMs);
    expect(destroyed).not.toHaveBeenCalled();
    jest.advanceTimersByTime(3 * LIMITS.watchMs);
    expect(destroyed).toHaveBeenCalled();
  } finally {
    jest.useRealTimers();
  }
});

describe('the time for a body', () => {
  const ROOM = {
    bodies: new Shares(10_000_000, 10_000_000),
    limits: LIMITS,
    connections: { isFree: () => true, endBehindAnswers: () => undefined },
  };
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('ends with the request: no timer is left of one whose caller has gone before', async () => {
    const { request, reply, leave } = asked();
    request.headers['content-length'] = '10';
    leave();
    await holdBody(request, reply, ROOM);
    expect(jest.getTimerCount()).toBe(0);
  });
  it('is kept by a body that is here and was not read yet', async () => {
    const { request, reply } = asked();
    await holdBody(request, reply, ROOM);
    request.raw.complete = true;
    jest.advanceTimersByTime(LIMITS.bodyMs);
    expect(request.raw.socket.writableEnded).toBe(false);
  });
});
